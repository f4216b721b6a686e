"""Limits, requests taken back, partners without a manager and the history of access."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import Notification, OutboxMessage
from partners import services
from partners.enums import JoinRequestState, Office, Role, Standing
from partners.models import Invitation, JoinRequest, Membership, Partner
from partners.services import limits
from tests.accounts.factories import UserFactory
from tests.partners.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
)

pytestmark = pytest.mark.django_db
UNMANAGED = "/area/segreteria/senza-responsabile/"


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


@pytest.fixture
def manager():
    return MembershipFactory().user


@pytest.fixture
def partner(manager):
    return manager.memberships.get().partner


def texts(response):
    return " ".join(response.content.decode().split())


def verified(email):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


# A request taken back ------------------------------------------------------------------------------------------------
def test_a_person_takes_the_own_request_back(client, partner, manager):
    asked = JoinRequestFactory(partner=partner, message="Insegno <qui>.")
    client.force_login(asked.person)
    page = reverse("partners:join_request_create", args=[partner.slug])
    withdraw = reverse("partners:join_request_withdraw", args=[asked.pk])

    html = texts(client.get(page))
    assert "La tua richiesta aspetta risposta" in html
    assert "Insegno &lt;qui&gt;." in html
    assert f'action="{withdraw}"' in html
    assert client.post(withdraw).url == partner.get_absolute_url()

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (JoinRequestState.WITHDRAWN, asked.person)
    assert not Notification.objects.exists()
    assert client.post(withdraw).status_code == 404
    assert "Chiedi di entrare in" in texts(client.get(page))
    client.force_login(manager)
    assert "Nessuna richiesta in attesa." in texts(client.get("/area/persone/"))
    assert client.get(reverse("partners:join_request_accept", args=[asked.pk])).status_code == 404


def test_only_the_own_request_and_only_while_it_waits(client, partner, manager):
    asked = JoinRequestFactory(partner=partner)
    client.force_login(UserFactory())
    assert client.post(reverse("partners:join_request_withdraw", args=[asked.pk])).status_code == 404
    services.join_request_refuse(join_request=asked, by=manager, reason="non ti conosciamo")

    with pytest.raises(BusinessRuleError, match="già chiusa"):
        services.join_request_withdraw(join_request=asked, by=asked.person)

    asked.refresh_from_db()
    assert asked.state == JoinRequestState.REFUSED


def test_an_answer_given_at_the_same_moment_is_told(client, partner, monkeypatch):
    asked = JoinRequestFactory(partner=partner)
    client.force_login(asked.person)
    real = services.join_request_withdraw

    def answered_first(*, join_request, by):
        services.join_request_refuse(join_request=join_request, by=partner.memberships.get().user, reason="prima io")
        return real(join_request=join_request, by=by)

    monkeypatch.setattr(services, "join_request_withdraw", answered_first)

    page = client.post(reverse("partners:join_request_withdraw", args=[asked.pk]), follow=True)

    assert "Questa richiesta è già chiusa" in texts(page)


def test_the_database_wants_a_withdrawn_request_empty(partner):
    row = JoinRequest.objects.filter(pk=JoinRequestFactory(partner=partner).pk)
    closed = {"state": JoinRequestState.WITHDRAWN, "decided_at": timezone.now(), "decided_by": UserFactory()}

    for more in ({"role": Role.EDITOR}, {"refusal_reason": "no"}):
        with pytest.raises(IntegrityError, match="answer_complete"), transaction.atomic():
            row.update(**closed, **more)
    row.update(**closed)


# Limits --------------------------------------------------------------------------------------------------------------
def invite(partner, by, number):
    return services.invitation_create(
        partner=partner, email=f"persona{number}@example.net", role=Role.TEACHER, by=by, reason="serve"
    )


@pytest.mark.parametrize("name", ["INVITATIONS_BY_PERSON", "INVITATIONS_OF_PARTNER"])
def test_too_many_invitations_in_a_day(client, partner, manager, monkeypatch, name):
    monkeypatch.setattr(limits, name, 2)
    sent = [invite(partner, manager, number) for number in (1, 2)]
    client.force_login(manager)
    data = {"emails": "terza@example.net", "role": Role.TEACHER, "reason": "Serve anche lei"}

    html = texts(client.post(reverse("partners:invitation_create"), data))

    assert "Per oggi gli inviti sono già molti" in html
    assert "terza@example.net" in html
    assert "Serve anche lei" in html
    with pytest.raises(BusinessRuleError, match="riprova domani"):
        services.invitation_resend(invitation=sent[0], by=manager)
    assert Invitation.objects.pending().count() == 2
    Invitation.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert invite(partner, manager, 3)


def test_limits_of_others_do_not_count(partner, manager, monkeypatch):
    monkeypatch.setattr(limits, "INVITATIONS_BY_PERSON", 1)
    monkeypatch.setattr(limits, "REQUESTS_BY_PERSON", 1)
    InvitationFactory.create_batch(3)
    JoinRequestFactory.create_batch(3)

    assert invite(partner, manager, 1)
    assert services.join_request_create(partner=partner, by=UserFactory())


def test_too_many_requests_of_a_person_and_to_a_partner(client, partner, monkeypatch):
    person = UserFactory()
    monkeypatch.setattr(limits, "REQUESTS_BY_PERSON", 1)
    asked = services.join_request_create(partner=partner, by=person)
    services.join_request_withdraw(join_request=asked, by=person)
    client.force_login(person)

    page = reverse("partners:join_request_create", args=[partner.slug])
    html = texts(client.post(page, {"message": "Ci riprovo"}))

    assert "hai già chiesto abbastanza volte" in html
    assert "Ci riprovo" in html
    monkeypatch.setattr(limits, "REQUESTS_TO_PARTNER", 1)
    with pytest.raises(BusinessRuleError, match="ha ricevuto molte richieste"):
        services.join_request_create(partner=partner, by=UserFactory())


# Partners without a manager ------------------------------------------------------------------------------------------
def closed_manager(partner):
    MembershipFactory(partner=partner, user__is_active=False)


def test_unmanaged_partners_are_listed_for_the_secretariat(client, secretary, partner):
    orphan, never, gone = PartnerFactory(name="Orfana"), PartnerFactory(name="Mai"), PartnerFactory(name="Uscita")
    Partner.objects.filter(pk=gone.pk).update(standing=Standing.FORMER)
    closed_manager(orphan)
    JoinRequestFactory(partner=orphan)
    InvitationFactory(partner=never, role=Role.MANAGER)
    client.force_login(secretary)

    response = client.get(UNMANAGED)

    assert [row.name for row in response.context["partners"]] == ["Orfana", "Mai"]
    html = texts(response)
    assert "1 persona chiede di entrare" in html
    assert "ne aveva una" in html
    assert "invito mandato" in html
    assert partner.name not in [row.name for row in response.context["partners"]]
    assert 'href="/area/segreteria/senza-responsabile/"' in texts(client.get(reverse("dashboards:desk")))


def test_true_partners_come_before_examples_and_are_found_by_name(client, secretary):
    PartnerFactory(name="Esempio", standing=Standing.DEMO)
    PartnerFactory(name="Cantiere")
    client.force_login(secretary)

    groups = client.get(UNMANAGED).context["groups"]
    found = client.get(UNMANAGED, {"q": "cant"})
    none = client.get(UNMANAGED, {"q": "nessuno così"})

    assert [(len(rows), rows[0].name) for _title, rows in groups] == [(1, "Cantiere"), (1, "Esempio")]
    assert [row.name for row in found.context["partners"]] == ["Cantiere"]
    assert "Nessun partner con questo nome" in none.content.decode()


def test_unmanaged_list_queries(client, secretary, django_assert_max_num_queries):
    client.force_login(secretary)
    PartnerFactory()
    with django_assert_max_num_queries(20) as few:
        client.get(UNMANAGED)
    PartnerFactory.create_batch(3)
    with django_assert_max_num_queries(len(few)):
        client.get(UNMANAGED)


def test_the_secretariat_gives_the_role_to_a_known_address(client, secretary, partner):
    orphan = PartnerFactory(slug="orfana")
    heir = verified("erede@example.org")
    client.force_login(secretary)

    page = client.post(f"{UNMANAGED}orfana/", {"email": "Erede@example.org", "reason": "chi c'era è in pensione"})

    assert page.url == UNMANAGED
    assert list(Membership.objects.managing(orphan).values_list("user", "role")) == [(heir.pk, Role.MANAGER)]
    assert "in pensione" in OutboxMessage.objects.get(to=heir.email).body
    assert client.get(f"{UNMANAGED}orfana/").status_code == 404
    with pytest.raises(BusinessRuleError, match="ha già una persona responsabile"):
        services.partner_rescue(partner=orphan, email="altra@example.org", by=secretary, reason="prova")


def test_the_secretariat_gives_no_role_to_itself(client, secretary):
    """As in the admin: whoever looks after the partners would read a firm's candidates."""
    orphan = PartnerFactory(slug="orfana")
    EmailAddress.objects.create(user=secretary, email="segreteria@example.org", verified=True)
    client.force_login(secretary)

    page = client.post(f"{UNMANAGED}orfana/", {"email": "Segreteria@example.org", "reason": "ci penso io"})

    assert "Non puoi dare un ruolo a te" in texts(page)
    assert not Membership.objects.filter(partner=orphan).exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("account", ["none", "unconfirmed", "closed"])
def test_an_address_nobody_has_confirmed_gets_an_invitation(client, secretary, account):
    orphan = PartnerFactory(slug="orfana")
    if account != "none":
        user = UserFactory(email="erede@example.org", is_active=account != "closed")
        EmailAddress.objects.create(user=user, email=user.email, verified=account == "closed")
    client.force_login(secretary)

    client.post(f"{UNMANAGED}orfana/", {"email": "erede@example.org", "reason": "nuova preside"})

    invitation = Invitation.objects.get()
    assert (invitation.partner, invitation.role, invitation.invited_by) == (orphan, Role.MANAGER, secretary)
    assert not Membership.objects.managing(orphan).exists()


def test_rescue_bad_input_and_strangers(client, secretary, manager):
    PartnerFactory(slug="orfana")
    for user in (manager, UserFactory(), MandateFactory(office=Office.REFERENT).user):
        client.force_login(user)
        assert [client.get(url).status_code for url in (UNMANAGED, f"{UNMANAGED}orfana/")] == [404, 404]
    client.force_login(secretary)

    assert client.post(f"{UNMANAGED}orfana/", {"email": "x", "reason": ""}).context["form"].errors.keys() == {
        "email", "reason",
    }  # fmt: skip
    services.invitation_create(
        partner=Partner.objects.get(slug="orfana"), email="e@example.org", role=Role.MANAGER, by=secretary, reason="x"
    )
    html = texts(client.post(f"{UNMANAGED}orfana/", {"email": "e@example.org", "reason": "di nuovo"}))
    assert "già un invito in attesa" in html
    assert "di nuovo" in html


def test_an_account_that_closes_leaves_no_partner_alone(partner, manager):
    other = MembershipFactory(user=manager).partner
    MembershipFactory(partner=other)
    left = MembershipFactory(user=manager, partner__standing=Standing.FORMER).partner

    with pytest.raises(IntegrityError, match="left without a manager"), transaction.atomic():
        type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    MembershipFactory(partner=partner)
    type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    assert left.memberships.filter(ended_at=None).exists()


# History -------------------------------------------------------------------------------------------------------------
def test_history_tells_who_what_when_and_why(client, partner, manager):
    invitee = UserFactory(first_name="Ada", last_name="Invitata")
    invitation = services.invitation_create(
        partner=partner, email=invitee.email, role=Role.EDITOR, by=manager, reason="scrive i corsi"
    )
    membership = services.invitation_accept(invitation=invitation, by=invitee)
    services.member_end(membership=membership, by=manager, reason="cambia lavoro")
    asked = services.join_request_create(partner=partner, by=UserFactory(last_name="Chiede"))
    services.join_request_refuse(join_request=asked, by=manager, reason="non ti conosciamo")
    services.invitation_create(
        partner=PartnerFactory(), email="altrove@example.org", role=Role.EDITOR, by=UserFactory(), reason="CANARINO"
    )
    client.force_login(manager)

    response = client.get("/area/persone/storia/")

    assert [str(change.what) for change in response.context["changes"]] == [
        "Richiesta non accolta", "Richiesta di entrare", "Ruolo tolto", "Invito accettato", "Ruolo dato",
        "Invito mandato",
    ]  # fmt: skip
    html = texts(response)
    for words in ("Ada Invitata", "scrive i corsi", "cambia lavoro", "Chiede", "non ti conosciamo", str(manager)):
        assert words in html
    for hidden in ("CANARINO", "altrove@example.org", f"invitation {invitation.pk}"):
        assert hidden not in html
    assert 'href="/area/persone/storia/"' in texts(client.get("/area/persone/"))


@pytest.mark.parametrize("items", [1, 3])
def test_history_queries(client, partner, manager, django_assert_num_queries, items):
    for number in range(items):
        invite(partner, manager, number)
        services.join_request_create(partner=partner, by=UserFactory())
        user = UserFactory()
        services.membership_create(user=user, partner=partner, role=Role.TEACHER, by=manager, reason="prova")
    client.force_login(manager)
    client.get("/area/persone/storia/")

    with django_assert_num_queries(10):
        client.get("/area/persone/storia/")


def test_history_is_empty_and_for_managers_only(client, partner, manager):
    client.force_login(manager)
    assert "Non è ancora cambiato nulla" in texts(client.get("/area/persone/storia/"))
    client.force_login(MembershipFactory(partner=partner, role=Role.EDITOR).user)
    assert client.get("/area/persone/storia/").status_code == 404
