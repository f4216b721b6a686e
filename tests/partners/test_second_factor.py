"""Who must use a second factor, and what they may do before they have one."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from partners import policies
from partners.enums import Office, Role, Standing
from partners.models import Membership
from tests.accounts.factories import TOTP_SECRET, UserFactory, with_second_factor
from tests.client import StrictClient
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db
PAGE = "/area/sicurezza/"
PASSWORD = "una frase abbastanza lunga"


def manager(**fields):
    return MembershipFactory(role=Role.MANAGER, second_factor=False, **fields).user


def passkey(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefono", "credential": {}}
    )


def asked(user) -> bool:
    """Both forms of the rule, which must agree."""
    [annotated] = policies.with_mfa_duty(User.objects.filter(pk=user.pk)).values_list("mfa_duty", flat=True)
    assert policies.must_use_mfa(User.objects.get(pk=user.pk)) is annotated
    return annotated


def test_managers_offices_and_superusers_must_use_one():
    assert asked(manager())
    assert asked(UserFactory(superuser=True))
    assert asked(MandateFactory(office=Office.REFERENT).user)
    assert asked(MandateFactory(office=Office.SECRETARIAT).user)


def test_nobody_else_must():
    yesterday = timezone.localdate() - datetime.timedelta(days=1)

    assert not asked(UserFactory())
    for role in set(Role) - {Role.MANAGER}:
        assert not asked(MembershipFactory(role=role).user)
    assert not asked(MembershipFactory(role=Role.MANAGER, ended=True).user)
    assert not asked(MembershipFactory(role=Role.MANAGER, partner__standing=Standing.FORMER).user)
    assert not asked(MandateFactory(ends_on=yesterday).user)
    assert not policies.must_use_mfa(AnonymousUser())


def test_recovery_codes_alone_are_no_second_factor():
    user = manager()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})

    assert policies.lacks_second_factor(user)
    passkey(user)
    assert not policies.lacks_second_factor(user)


@pytest.mark.parametrize("path", ["/area/", "/", "/area/persone/", "/en/area/", "/amministrazione/"])
def test_pages_lead_to_the_one_that_sets_it_up(client, path):
    client.force_login(UserFactory(superuser=True, second_factor=False))

    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (302, ("/en" if "/en" in path else "") + PAGE)
    assert "no-store" in response.headers["Cache-Control"]


def test_a_post_does_nothing(client):
    user = manager()
    colleague = MembershipFactory(partner=user.memberships.get().partner, role=Role.TEACHER)
    client.force_login(user)
    address = f"/area/persone/{colleague.pk}/fine/"

    response = client.post(address, {"reason": "non lavora più qui"})

    assert response.headers["Location"] == PAGE
    assert Membership.objects.get(pk=colleague.pk).ended_at is None


def test_htmx_is_told_to_load_the_page(client):
    client.force_login(manager())

    response = client.get("/area/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == PAGE
    assert response.content == b""


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        "/accesso/2fa/",
        "/accesso/email/",
        "/accesso/password/change/",
        "/accesso/sessions/",
        "/privacy/",
        "/salute/",
    ],
)
def test_what_sets_it_up_stays_open(client, path):
    user = manager()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)

    assert client.get(path).status_code == 200


def test_the_page_says_why_and_how(client):
    client.force_login(manager())

    text = client.get(PAGE).content.decode()

    assert "Ancora un passo prima di continuare" in text
    assert 'href="/accesso/2fa/totp/activate/"' in text
    assert 'href="/accesso/2fa/webauthn/add/"' in text


def test_with_a_factor_pages_open(client):
    user = manager()
    client.force_login(user)
    with_second_factor(user)

    assert client.get("/area/").status_code == 200
    assert "Ancora un passo" not in client.get(PAGE).content.decode()


def sign_in(client, user, code=None):
    """Through the door, with the code when it is asked for."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    response = client.post("/accesso/login/", {"login": user.email, "password": PASSWORD})
    if code:
        response = client.post(response.url, {"code": code})
    return response


def code_now(secret=TOTP_SECRET):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_session_from_before_the_factor_must_give_it(client):
    """Somebody who knew the password came in first; then the owner, elsewhere, got a factor."""
    user, stranger = manager(), StrictClient()
    sign_in(stranger, user)
    with_second_factor(user)

    asks = "/accesso/2fa/reauthenticate/?next=%2Farea%2Fpersone%2F"
    assert stranger.get("/area/persone/").url == asks
    assert stranger.post("/area/partner/", {}).url == "/accesso/2fa/reauthenticate/?next=%2Farea%2F"
    assert stranger.get("/area/", headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith("/accesso/2fa/re")

    sign_in(client, user, code_now())
    assert client.get("/area/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        PAGE, "/accesso/2fa/", "/accesso/2fa/totp/activate/", "/accesso/2fa/webauthn/add/", "/accesso/email/",
        "/accesso/2fa/recovery-codes/generate/", "/accesso/password/change/", "/accesso/sessions/",
        "/amministrazione/",
    ],
)  # fmt: skip
def test_a_password_alone_changes_nothing_of_the_account(client, path):
    """Not even with the password given again: else whoever has it would add a factor of their own."""
    user = with_second_factor(manager())
    Client.force_login(client, user)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.post("/accesso/reauthenticate/", {"password": PASSWORD})

    assert client.get(path).url.startswith("/accesso/2fa/reauthenticate/")
    assert client.get("/privacy/").status_code == 200


def test_the_code_opens_the_session(client):
    user = with_second_factor(manager())
    Client.force_login(client, user)
    page = client.get("/area/").url

    assert client.get(page).status_code == 200
    assert client.post(page, {"code": code_now(), "next": "/area/"}).url == "/area/"
    assert client.get("/area/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_sets_one_up_goes_on_and_the_other_devices_are_out(client):
    user, other = manager(), StrictClient()
    sign_in(other, user)
    sign_in(client, user)
    client.post("/accesso/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accesso/2fa/totp/activate/").context["form"].secret

    client.post("/accesso/2fa/totp/activate/", {"code": code_now(secret)})

    assert client.get("/area/").status_code == 200
    assert other.get("/area/").url.startswith("/accesso/login/")
    assert AuditEvent.objects.filter(verb="accounts.session_ended", subject=user).count() == 1


def test_the_language_switch_of_the_page_that_asks(client):
    """It is a link to the same page under the other prefix: nothing else has to be open for it."""
    client.force_login(manager())

    assert client.get(f"/en{PAGE}").status_code == 200


def test_who_becomes_a_manager_is_asked_at_the_next_request(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/area/").status_code == 200

    membership = MembershipFactory(user=user, second_factor=False)
    assert client.get("/area/").status_code == 302

    MembershipFactory(partner=membership.partner)
    membership.ended_at = timezone.now()
    membership.save()
    assert client.get("/area/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_nobody_pays_a_query_for_it(client, django_assert_num_queries, count):
    """Session, person, memberships, and the page's own two: the duty comes with the person."""
    user = UserFactory()
    for _number in range(count):
        MembershipFactory(user=user, role=Role.EDITOR, partner=PartnerFactory())
    client.force_login(user)

    with django_assert_num_queries(5):
        client.get(PAGE)


def signed_in_again(client, user):
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)
    client.post("/accesso/reauthenticate/", {"password": PASSWORD})


def test_the_last_app_stays(client):
    user = with_second_factor(manager())
    signed_in_again(client, user)

    response = client.post("/accesso/2fa/totp/deactivate/")

    assert "il tuo ruolo lo richiede" in response.content.decode()
    assert Authenticator.objects.filter(user=user).count() == 1


def test_the_last_passkey_stays(client):
    user = manager()
    key = passkey(user)
    signed_in_again(client, user)

    for ask in (client.get, client.post):
        response = ask(f"/accesso/2fa/webauthn/keys/{key.pk}/remove/", follow=True)
        assert "il tuo ruolo lo richiede" in response.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_one_of_two_may_go(client):
    user = with_second_factor(manager())
    key = passkey(user)
    signed_in_again(client, user)

    client.post(f"/accesso/2fa/webauthn/keys/{key.pk}/remove/")

    assert [row.type for row in Authenticator.objects.filter(user=user)] == [Authenticator.Type.TOTP]


def test_without_the_role_the_last_one_may_go(client):
    user = with_second_factor(UserFactory())
    signed_in_again(client, user)

    client.post("/accesso/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=user).exists()


def test_somebody_else_s_passkey_is_none(client):
    key = passkey(manager())
    user = with_second_factor(manager())
    signed_in_again(client, user)

    assert client.post(f"/accesso/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
