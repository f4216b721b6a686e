"""The pages of the people of a partner: who opens them, what they show, what a hostile form cannot do."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from core.models import AuditEvent, OutboxMessage
from partners import services
from partners.enums import InvitationState, JoinRequestState, Office, Role, Standing
from partners.middleware import SESSION_KEY
from partners.models import Invitation, JoinRequest, Membership
from tests.accounts.factories import BORN, UserFactory
from tests.partners.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    expire,
)

pytestmark = pytest.mark.django_db
LIST = "/area/persone/"


@pytest.fixture(autouse=True)
def _addresses_are_italian():
    """Whatever language the test before left active in this thread."""
    with translation.override("it"):
        yield


@pytest.fixture
def partner():
    return PartnerFactory(name="Scuola Alfa")


@pytest.fixture
def manager(partner):
    return MembershipFactory(partner=partner, user__last_name="Gestisce").user


@pytest.fixture
def desk(client, manager):
    """The manager's browser."""
    client.force_login(manager)
    return client


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def texts(response):
    return " ".join(response.content.decode().split())


def test_member_list_shows_people_invitations_and_requests(desk, partner, manager):
    member = MembershipFactory(partner=partner, role=Role.TEACHER)
    MembershipFactory(partner=partner, user__last_name="Andato", ended=True)
    invitation = InvitationFactory(partner=partner, invited_by=manager)
    late = expire(InvitationFactory(partner=partner))
    InvitationFactory(partner=partner, email="ritirato@example.org", revoked=True)
    asked = JoinRequestFactory(partner=partner, message="Insegno saldatura.")

    html = texts(desk.get(LIST))

    assert "<h1>Le persone di Scuola Alfa</h1>" in html
    for text in (str(manager), str(member.user), invitation.email, late.email, str(asked.person), "saldatura"):
        assert text in html
    assert "scaduto" in html
    assert "Andato" not in html
    assert "ritirato@example.org" not in html


def test_member_list_empty_states(desk):
    html = texts(desk.get(LIST))

    assert "Nessuna richiesta in attesa." in html
    assert "Nessun invito in attesa di risposta." in html


@pytest.mark.parametrize("items", [1, 3])
def test_member_list_queries(desk, partner, django_assert_num_queries, items):
    MembershipFactory.create_batch(items, partner=partner)
    InvitationFactory.create_batch(items, partner=partner)
    JoinRequestFactory.create_batch(items, partner=partner)

    with django_assert_num_queries(9):
        desk.get(LIST)


def test_the_history_leaves_a_look_of_each_person_that_it_names(desk, manager, partner):
    gone, asked = MembershipFactory(partner=partner, role=Role.TEACHER), JoinRequestFactory(partner=partner)
    services.member_end(membership=gone, by=manager, reason="Ha cambiato scuola.")
    services.join_request_refuse(join_request=asked, by=manager, reason="Non lavora qui.")

    html = texts(desk.get(reverse("partners:access_history")))

    assert str(gone.user) in html
    assert str(asked.person) in html
    looks = AuditEvent.objects.looks().filter(actor=manager)
    assert {look.subject for look in looks} == {gone.user, asked.person}


def test_an_account_that_was_closed_is_told_in_the_language_of_the_reader(desk, partner):
    member = MembershipFactory(partner=partner, role=Role.TEACHER)
    with translation.override("en"):
        services.memberships.roles_give_back(person=member.user, by=member.user)

    assert AuditEvent.objects.get(verb="partners.membership_ended").reason == "account closed"
    assert "account è stato chiuso." in texts(desk.get(reverse("partners:access_history")))
    assert "The account was closed." in desk.get("/en/area/persone/storia/").content.decode()


@pytest.mark.parametrize(
    ("noted", "told"),
    [("merged", "la segreteria li ha uniti"), ("accession 12", ""), ("invitation 3 of person 4", "")],
)
def test_what_the_portal_notes_for_itself_is_never_shown_as_it_stands(desk, partner, manager, noted, told):
    services.membership_create(user=UserFactory(), partner=partner, role=Role.TEACHER, by=manager, reason=noted)

    html = texts(desk.get(reverse("partners:access_history")))

    assert noted not in html
    assert told in html


def test_member_list_is_of_the_acting_partner_only(desk, manager):
    other = MembershipFactory(user=manager, partner__name="Zeta", role=Role.EDITOR).partner
    guest = MembershipFactory(partner=other, user__last_name="Nascosta")

    assert "Nascosta" not in texts(desk.get(LIST))
    session = desk.session
    session[SESSION_KEY] = other.pk
    session.save()

    assert desk.get(LIST).status_code == 404
    assert desk.post(url("member_end", guest.pk), {"reason": "x"}).status_code == 404


def managed_routes(partner):
    member = MembershipFactory(partner=partner, role=Role.TEACHER)
    invitation, asked = InvitationFactory(partner=partner), JoinRequestFactory(partner=partner)
    return [
        url("member_update", member.pk),
        url("member_end", member.pk),
        url("invitation_resend", invitation.pk),
        url("invitation_revoke", invitation.pk),
        url("join_request_accept", asked.pk),
        url("join_request_refuse", asked.pk),
    ]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TEACHER, Role.COUNSELLOR, None])
def test_only_managers_of_this_partner_change_people(client, partner, role):
    """The manager of another partner (None) is a stranger too."""
    routes = managed_routes(partner)
    user = MembershipFactory(partner=partner, role=role).user if role else MembershipFactory().user
    client.force_login(user)
    own, before = list(user.memberships.values()), list(Membership.objects.order_by("pk").values())

    data = {"role": Role.MANAGER, "reason": "voglio", "partner": partner.pk, "user": user.pk}
    statuses = [client.post(route, data).status_code for route in routes]

    assert statuses == [404] * len(routes)
    assert list(Membership.objects.order_by("pk").values()) == before
    assert own == list(user.memberships.values())
    assert AuditEvent.objects.count() == 0


def test_anonymous_is_sent_to_login(client, partner):
    routes = [LIST, url("invitation_create"), url("join_request_create", partner.slug), *managed_routes(partner)]

    assert {client.post(route).url.split("?")[0] for route in routes} == {reverse("account_login")}


def test_invitation_create(desk, partner, manager):
    response = desk.post(
        url("invitation_create"),
        {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "scrive", "partner": PartnerFactory().pk},
    )

    invitation = Invitation.objects.get()
    assert (response.status_code, response.url) == (302, LIST)
    assert (invitation.partner, invitation.role, invitation.invited_by) == (partner, Role.EDITOR, manager)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"emails": "nuova", "role": Role.EDITOR, "reason": "x"},
        {"emails": "nuova@example.org", "role": "REFERENT", "reason": "x"},
        {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "x" * 501},
        {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": " "},
    ],
)
def test_invitation_create_bad_input_keeps_what_was_typed(desk, data):
    response = desk.post(url("invitation_create"), data)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert data.get("emails", "") in texts(response)
    assert not Invitation.objects.exists()


def test_invitation_create_twice_says_why_not(desk):
    data = {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "scrive"}
    desk.post(url("invitation_create"), data)

    assert "già un invito in attesa" in texts(desk.post(url("invitation_create"), data))


def test_invitation_resend_and_revoke(desk, partner):
    invitation = expire(InvitationFactory(partner=partner))

    assert desk.post(url("invitation_resend", invitation.pk)).url == LIST
    fresh = Invitation.objects.pending().get()
    assert desk.post(url("invitation_resend", invitation.pk)).status_code == 404
    page = desk.get(url("invitation_revoke", fresh.pk))
    assert invitation.email in texts(page)
    assert desk.post(url("invitation_revoke", fresh.pk), {"reason": "errore"}).url == LIST

    fresh.refresh_from_db()
    assert fresh.state == InvitationState.REVOKED


def test_member_update_and_end(desk, partner):
    member = MembershipFactory(partner=partner, role=Role.TEACHER)

    assert "docenza e tutoraggio" in texts(desk.get(url("member_update", member.pk)))
    desk.post(url("member_update", member.pk), {"role": Role.EDITOR, "reason": "scrive"})
    changed = Membership.objects.of(member.user).get()
    assert str(member.user) in texts(desk.get(url("member_end", changed.pk)))
    assert desk.post(url("member_end", changed.pk), {"reason": ""}).status_code == 200
    assert desk.post(url("member_end", changed.pk), {"reason": "ha finito"}).url == LIST

    assert not Membership.objects.of(member.user).exists()


def test_the_last_manager_reads_what_to_do(desk, manager):
    own = manager.memberships.get()

    html = texts(desk.post(url("member_end", own.pk), {"reason": "vado via"}))

    assert "prima dai questo ruolo a qualcun altro" in html
    assert "vado via" in html
    assert Membership.objects.of(manager).get() == own


def test_a_manager_who_leaves_goes_back_to_the_desk(desk, partner, manager):
    MembershipFactory(partner=partner)

    response = desk.post(url("member_end", manager.memberships.get().pk), {"reason": "vado via"})

    assert response.url == reverse("dashboards:desk")
    assert desk.get(LIST).status_code == 404


def test_rights_end_at_the_next_request(client, partner, manager):
    leaver = MembershipFactory(partner=partner)
    client.force_login(leaver.user)
    assert client.get(LIST).status_code == 200

    Membership.objects.filter(pk=leaver.pk).update(ended_at=leaver.created_at)

    assert client.get(LIST).status_code == 404
    data = {"emails": "x@example.org", "role": Role.MANAGER, "reason": "x"}
    assert client.post(url("invitation_create"), data).status_code == 404


def test_join_request_from_the_public_page_to_the_role(client, desk, partner, manager):
    person = UserFactory()
    client.force_login(person)
    ask = url("join_request_create", partner.slug)
    assert f'href="{ask}"' in texts(client.get(partner.get_absolute_url()))

    assert client.post(ask, {"message": "Insegno qui.", "role": Role.MANAGER, "state": "ACCEPTED"}).status_code == 302
    asked = JoinRequest.objects.get()
    assert (asked.person, asked.state, asked.role) == (person, JoinRequestState.OPEN, "")
    assert "aspetta risposta" in texts(client.post(ask, {"message": "Di nuovo"}))
    client.force_login(manager)
    assert "Insegno qui." in texts(client.get(url("join_request_accept", asked.pk)))
    assert client.post(url("join_request_accept", asked.pk), {"role": Role.TEACHER}).url == LIST

    assert Membership.objects.of(person).get().role == Role.TEACHER
    assert client.get(url("join_request_accept", asked.pk)).status_code == 404


def test_join_request_refuse(desk, partner):
    asked = JoinRequestFactory(partner=partner)

    assert desk.post(url("join_request_refuse", asked.pk), {"reason": ""}).status_code == 200
    assert desk.post(url("join_request_refuse", asked.pk), {"reason": "non ti conosciamo"}).url == LIST

    asked.refresh_from_db()
    assert asked.refusal_reason == "non ti conosciamo"


def test_join_request_create_bad_input_and_unknown_partner(client):
    client.force_login(UserFactory())
    hidden = PartnerFactory(standing=Standing.APPLICANT)

    assert client.get(url("join_request_create", hidden.slug)).status_code == 404
    response = client.post(url("join_request_create", PartnerFactory().slug), {"message": "x" * 1001})
    assert response.context["form"].errors
    assert not JoinRequest.objects.exists()


def open_link(client, key="chiave"):
    return client.get(url("invitation_detail", key))


def test_invitation_detail_explains_and_leads_to_login_and_sign_up(client, partner, manager):
    InvitationFactory(token="chiave", partner=partner, invited_by=manager, email="mario@example.org")

    html = texts(open_link(client))

    assert f"{manager} ti invita nel portale del Polo per Scuola Alfa, con il ruolo: redazione." in html
    assert "mario@example.org" not in html
    assert "m•••@example.org" in html
    for page in ("account_login", "account_signup"):
        assert f'href="{reverse(page)}?next=/inviti/chiave/"' in html
    assert open_link(client, "altra-chiave").status_code == 404


def test_invitation_detail_for_somebody_without_account_ends_with_the_role(client, partner):
    """Sign-up with the code of the mail leads back to the invitation."""
    InvitationFactory(token="chiave", partner=partner, email="mario@example.org")
    secret = "una frase abbastanza lunga"
    answer = client.post(
        f"{reverse('account_signup')}?next=/inviti/chiave/",
        {
            "email": "mario@example.org", "password1": secret, "password2": secret, **BORN, "first_name": "Mario",
            "last_name": "Nuovo", "next": "/inviti/chiave/",
        },
    )  # fmt: skip
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", OutboxMessage.objects.latest("pk").body, re.M).group(1)

    answer = client.post(answer.url, {"code": code}, follow=True)

    assert "Accetti l'invito?" in texts(answer)
    assert client.post(answer.request["PATH_INFO"]).url == reverse("dashboards:desk")
    assert Membership.objects.get(user__email="mario@example.org").role == Role.EDITOR


def test_invitation_accept_takes_nothing_from_the_form(client, partner):
    invitee = UserFactory()
    invitation = InvitationFactory(token="chiave", partner=partner, email=invitee.email, role=Role.TEACHER)
    client.force_login(invitee)

    assert open_link(client).url == url("invitation_accept", invitation.pk)
    assert "Accetta l'invito" in texts(client.get(url("invitation_accept", invitation.pk)))
    data = {"role": Role.MANAGER, "partner": PartnerFactory().pk}
    assert client.post(url("invitation_accept", invitation.pk), data).status_code == 302

    membership = Membership.objects.of(invitee).get()
    assert (membership.partner, membership.role) == (partner, Role.TEACHER)


def test_invitation_opened_by_somebody_else(client, partner):
    invitation = InvitationFactory(token="chiave", partner=partner, email="mario@example.org")
    other = UserFactory()
    client.force_login(other)

    response = open_link(client)

    assert response.status_code == 403
    assert "L'invito è per un altro indirizzo" in texts(response)
    assert other.email in texts(response)
    assert "mario@example.org" not in texts(response)
    assert client.post(url("invitation_accept", invitation.pk)).status_code == 404
    assert not Membership.objects.of(other).exists()


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("expired", "Questo invito è scaduto"),
        ("revoked", "Questo invito è stato ritirato"),
        ("replaced", "C'è un invito più recente"),
        ("accepted", "Questo invito è già stato usato"),
        ("member", "Hai già questo ruolo"),
    ],
)
def test_invitation_that_cannot_be_accepted_says_why(client, partner, case, words):
    invitee = UserFactory()
    closed = {"revoked": case in {"revoked", "replaced"}}
    invitation = InvitationFactory(token="chiave", partner=partner, email=invitee.email, **closed)
    if case == "expired":
        expire(invitation)
    if case == "replaced":
        InvitationFactory(partner=partner, email=invitee.email.upper())
    client.force_login(invitee)
    if case == "accepted":
        client.post(url("invitation_accept", invitation.pk))
    if case == "member":
        MembershipFactory(user=invitee, partner=partner, role=Role.EDITOR)
    before = Membership.objects.count()

    for ask in (client.get, client.post):
        response = ask(url("invitation_accept", invitation.pk))
        assert response.status_code == (200 if case == "member" else 410)
        assert words in texts(response)
    client.logout()

    assert open_link(client).status_code == (200 if case == "member" else 410)
    assert Membership.objects.count() == before


def test_pages_in_english(desk, partner):
    invitation = InvitationFactory(token="chiave", partner=partner)

    assert f"The people of {partner}" in texts(desk.get(f"/en{LIST}"))
    desk.logout()
    assert "You have been invited" in texts(desk.get("/en/inviti/chiave/"))
    assert invitation.state == InvitationState.OPEN


def test_admin_says_that_the_last_manager_stays(client, partner, manager):
    membership = manager.memberships.get()
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)
    page = reverse("admin:partners_membership_change", args=[membership.pk])
    fields, over = {"role": Role.MANAGER, "reason": "Cambia lavoro"}, {"ends": "on"}

    for change in ({"role": Role.EDITOR}, over):
        response = client.post(page, fields | change)
        assert "unica persona responsabile" in texts(response)
    MembershipFactory(partner=partner)

    assert client.post(page, fields | over).status_code == 302
    assert not Membership.objects.of(manager).exists()


def test_admin_shows_invitations_and_requests_to_the_secretariat(client, partner):
    InvitationFactory(partner=partner)
    asked = JoinRequestFactory(partner=partner)
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    assert client.get(reverse("admin:partners_invitation_changelist")).status_code == 200
    assert client.get(reverse("admin:partners_joinrequest_change", args=[asked.pk])).status_code == 200
    assert client.get(reverse("admin:partners_joinrequest_add")).status_code == 403
