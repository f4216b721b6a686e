"""Several people invited at once, an invitation that is declined, a link that leads nowhere."""

import html

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError, RefusedLinesError
from core.models import AuditEvent, Notification, OutboxMessage
from partners import services
from partners.enums import InvitationState, Role
from partners.models import Invitation, Membership
from partners.services import limits
from tests.accounts.factories import UserFactory
from tests.partners.factories import InvitationFactory, MembershipFactory, expire

pytestmark = pytest.mark.django_db
CREATE = "/area/persone/inviti/nuovo/"


@pytest.fixture
def manager():
    return MembershipFactory().user


@pytest.fixture
def partner(manager):
    return manager.memberships.get().partner


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def send(desk, emails):
    return desk.post(CREATE, {"emails": emails, "role": Role.TEACHER, "reason": "corso di robotica"})


def words(response):
    return html.unescape(response.content.decode())


def test_several_addresses_are_invited_at_once(desk, partner):
    response = send(desk, " anna@example.org,\r\n\r\nbruno@example.org\nANNA@example.org\n")

    assert response.status_code == 302
    assert list(Invitation.objects.order_by("pk").values_list("email", "role")) == [
        ("anna@example.org", Role.TEACHER),
        ("bruno@example.org", Role.TEACHER),
    ]
    assert OutboxMessage.objects.count() == 2
    assert "2 inviti mandati" in words(desk.get(response.url))


def test_each_wrong_line_is_told_and_nothing_is_sent(desk):
    typed = "anna@example.org\nbruno\n\ncarla@"

    response = send(desk, typed)

    assert response.context["form"].errors == {
        "emails": ["Riga 2: «bruno» non è un indirizzo e-mail.", "Riga 4: «carla@» non è un indirizzo e-mail."]
    }
    assert "anna@example.org\nbruno" in words(response)
    assert not Invitation.objects.exists()


def test_each_refused_address_is_told_and_nothing_is_sent(desk, partner, manager):
    InvitationFactory(partner=partner, email="anna@example.org", role=Role.TEACHER)
    MembershipFactory(partner=partner, role=Role.TEACHER, user__email="bruno@example.org")

    response = send(desk, "anna@example.org\nnuova@example.org\nbruno@example.org")

    assert response.context["form"].errors == {
        "emails": [
            "anna@example.org: C'è già un invito in attesa: puoi mandarlo di nuovo dall'elenco.",
            "bruno@example.org: Questa persona ha già questo ruolo.",
        ]
    }
    assert Invitation.objects.count() == 1
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("emails", [" \n ", "\n".join(f"p{n}@example.org" for n in range(31))])
def test_none_or_too_many(desk, emails):
    assert "emails" in send(desk, emails).context["form"].errors
    assert not Invitation.objects.exists()


def test_the_limit_of_the_day_counts_every_address(partner, manager, monkeypatch):
    monkeypatch.setattr(limits, "INVITATIONS_BY_PERSON", 2)
    ask = {"partner": partner, "role": Role.TEACHER, "by": manager}

    with pytest.raises(BusinessRuleError, match="puoi mandare ancora 2 inviti"):
        services.invitations_create(**ask, emails=["a@example.org", "b@example.org", "c@example.org"])
    services.invitations_create(**ask, emails=["a@example.org", "b@example.org"])
    with pytest.raises(BusinessRuleError, match="riprova domani"):
        services.invitations_create(**ask, emails=["c@example.org"])


def test_a_single_refused_address_is_not_repeated(partner, manager):
    ask = {"partner": partner, "role": Role.TEACHER, "by": manager, "emails": ["a@example.org"]}
    services.invitations_create(**ask)

    with pytest.raises(RefusedLinesError) as refused:
        services.invitations_create(**ask)

    assert refused.value.reasons == ["C'è già un invito in attesa: puoi mandarlo di nuovo dall'elenco."]


def test_the_invited_person_says_no(client, partner, manager):
    other_manager = MembershipFactory(partner=partner).user
    invitee = UserFactory()
    invitation = InvitationFactory(partner=partner, email=invitee.email, invited_by=manager)
    page = reverse("partners:invitation_decline", args=[invitation.pk])
    client.force_login(invitee)
    assert "Rifiuti l'invito?" in words(client.get(page))

    response = client.post(page, follow=True)

    invitation.refresh_from_db()
    event = AuditEvent.objects.get(verb="partners.invitation_declined")
    assert "Hai risposto di no" in words(response)
    assert (invitation.state, event.actor) == (InvitationState.DECLINED, invitee)
    notice = Notification.objects.get(kind="invitation_declined")
    assert (notice.recipient, notice.path) == (manager, reverse("partners:access_history"))
    assert other_manager != manager
    assert OutboxMessage.objects.get(to=manager.email).subject == f"Un tuo invito per {partner} ha ricevuto un no"
    for again in (page, invitation.get_absolute_url()):
        assert "A questo invito hai risposto di no" in words(client.get(again))
        assert client.post(again).status_code == 410
    assert not Membership.objects.of(invitee).exists()
    client.force_login(manager)
    assert "Invito rifiutato" in words(client.get(notice.path))


def test_no_without_an_account(client, partner, manager):
    """Whoever invited has gone: the others who look after the people are told."""
    invitation = InvitationFactory(token="chiave", partner=partner)
    page = "/inviti/chiave/rifiuta/"
    assert "Rifiuti l'invito?" in words(client.get(page))
    assert Invitation.objects.pending().exists()

    response = client.post(page, follow=True)

    invitation.refresh_from_db()
    assert "A questo invito hai risposto di no" in words(response)
    assert (invitation.state, AuditEvent.objects.get().actor) == (InvitationState.DECLINED, None)
    assert Notification.objects.get().recipient == manager
    assert client.post(page).url == "/inviti/chiave/"
    assert AuditEvent.objects.count() == 1


def test_only_the_invited_person_declines(client, partner):
    invitation = InvitationFactory(token="chiave", partner=partner)
    client.force_login(UserFactory())

    assert client.post(reverse("partners:invitation_decline", args=[invitation.pk])).status_code == 404
    assert client.post("/inviti/chiave/rifiuta/").url == "/inviti/chiave/"
    assert Invitation.objects.pending().exists()


def test_what_is_over_is_not_declined(partner):
    late = expire(InvitationFactory(partner=partner))

    with pytest.raises(BusinessRuleError, match="scaduto"):
        services.invitation_decline(invitation=late, by=None)


def test_after_a_no_one_may_invite_again(partner, manager):
    ask = {"partner": partner, "email": "a@example.org", "role": Role.TEACHER, "by": manager}
    first = services.invitation_create(**ask)
    services.invitation_decline(invitation=first, by=None)

    assert services.invitation_create(**ask).state == InvitationState.OPEN
    with pytest.raises(BusinessRuleError, match="risposto di no"):
        services.invitation_resend(invitation=first, by=manager)


def test_an_invitation_has_one_end(partner):
    invitation = InvitationFactory(partner=partner, revoked=True)

    with pytest.raises(IntegrityError, match="partners_invitation_one_end"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(declined_at=timezone.now())


@pytest.mark.parametrize("token", ["mai-vista", "spezzata.", "con spazio"])
def test_an_unknown_link_says_what_to_do(client, token):
    response = client.get(f"/inviti/{token}/")

    assert response.status_code == 404
    assert "Questo invito non si trova" in words(response)
    assert client.get(f"/inviti/{token}/rifiuta/").status_code == 302
