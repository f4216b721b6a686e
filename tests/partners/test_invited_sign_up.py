"""Whoever signs up from an invitation is told so and finds the invited address; nobody else learns it."""

import html

import pytest

from partners import policies
from partners.enums import Office, Role
from tests.accounts.factories import UserFactory
from tests.client import StrictClient
from tests.partners.factories import InvitationFactory, MandateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
TOKEN = "un-invito-da-provare"


def sign_up(path, **kwargs):
    return html.unescape(StrictClient().get("/accesso/signup/", {"next": path}).content.decode())


@pytest.fixture
def invitation():
    return InvitationFactory(email="invitata@example.org", token=TOKEN)


def test_the_invitation_is_named_and_its_address_is_there(invitation):
    text = sign_up(f"/inviti/{TOKEN}/")

    assert f"Hai un invito per {invitation.partner}" in text
    assert 'value="invitata@example.org"' in text


@pytest.mark.parametrize("path", ["/inviti/un-altro/", "/area/", "/non-esiste/", "http://[::1", ""])
def test_anything_else_is_a_plain_sign_up(invitation, path):
    text = sign_up(path)

    assert "Hai un invito" not in text
    assert "invitata@example.org" not in text


def test_a_withdrawn_invitation_tells_nothing(invitation):
    invitation.revoked_at = invitation.created_at
    invitation.save()

    assert "invitata@example.org" not in sign_up(f"/inviti/{TOKEN}/")


def test_whoever_is_bound_to_a_second_step_reads_why(client):
    membership = MembershipFactory(role=Role.MANAGER, second_factor=False)
    MandateFactory(user=membership.user, office=Office.SECRETARIAT, second_factor=False)
    client.force_login(membership.user)

    text = html.unescape(client.get("/area/sicurezza/").content.decode())

    assert "segreteria del Polo" in text
    assert f"responsabile di {membership.partner}" in text
    assert "finché manca" in text


def test_a_superuser_reads_why_too():
    assert policies.mfa_reasons(UserFactory(is_superuser=True)) == ["amministrazione del portale"]
