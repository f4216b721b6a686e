import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure
from core.models import Notification
from orientation.enums import AppointmentState
from partners.enums import Category, Office, Permission, Role
from partners.models import Invitation
from partners.policies import has_permission, permissions_in
from recruitment.enums import DemandState
from recruitment.models import CandidateProfile, Interest, Match, Opening
from tests.accounts.factories import UserFactory
from tests.orientation.factories import AppointmentFactory
from tests.partners.factories import (
    InvitationFactory,
    MandateFactory,
    MembershipFactory,
    MunicipalityFactory,
    PartnerFactory,
)
from tests.planning.test_selectors import opening
from tests.recruitment.factories import MatchContestFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory

pytestmark = pytest.mark.django_db


def cards(client, user):
    client.force_login(user)
    return {card.title: card for card in client.get(reverse("dashboards:desk")).context["cards"]}


def test_desk_anonymous_is_sent_to_login(client):
    assert client.get(reverse("dashboards:desk")).status_code == 302


def test_desk_of_a_newcomer_says_what_to_do(client):
    found = cards(client, UserFactory())

    assert list(found) == [
        "Imprese interessate a me", "Le mie iscrizioni", "Orientamento", "Il mio profilo", "Corsi e ricerche salvate",
    ]  # fmt: skip
    assert {card.waiting for card in found.values()} == {0}
    assert found["Le mie iscrizioni"].url == reverse("training:course_list")
    assert found["Orientamento"].url == reverse("orientation:service_list")


@pytest.mark.parametrize(("person", "says"), [({"minor": True}, "genitore"), ({"ageless": True}, "data di nascita")])
def test_desk_of_whoever_may_not_take_part_says_it_first(client, person, says):
    first = next(iter(cards(client, UserFactory(**person)).values()))

    assert (first.title, first.waiting, first.url) == ("I tuoi dati", 1, reverse("accounts:own_data"))
    assert says in first.text


def test_desk_of_a_person_counts_what_waits(client):
    person = UserFactory()
    profile = CandidateProfile.objects.create(
        person=person, municipality=MunicipalityFactory(), matching_consent_at=timezone.now()
    )
    job = opening(ConceptFactory())
    Interest.objects.create(opening=job, profile=profile, expressed_by=UserFactory())
    Match.objects.create(
        opening=job, profile=profile, score=1, weight_total=1, policy_version="x", computed_at=timezone.now()
    )
    ApplicationFactory(person=person)
    AppointmentFactory(person=person)
    AppointmentFactory(person=person, state=AppointmentState.CANCELLED)

    found = cards(client, person)

    assert found["Imprese interessate a me"].waiting == 1
    assert found["Orientamento"].text == "Hai 1 incontro in programma."
    assert found["Le mie iscrizioni"].text == "Hai inviato 1 domanda."
    assert found["Offerte di lavoro per me"].text == "1 offerta trovata per te."
    waiting = [card.waiting > 0 for card in found.values()]
    assert waiting == sorted(waiting, reverse=True)


def test_desk_says_first_that_a_seat_is_held(client):
    person = UserFactory()
    ApplicationFactory(person=person, offered=True)
    ApplicationFactory(person=person, offered=True, offer_until=timezone.now())

    first = next(iter(cards(client, person).values()))

    assert (first.title, first.waiting) == ("Le mie iscrizioni", 1)
    assert first.text == "1 posto è tenuto per te: di' di sì in tempo."


@pytest.mark.parametrize(
    ("state", "says"),
    [("draft", "Hai 1 domanda non ancora inviata."), ("awaiting", "Hai 1 domanda non ancora inviata."),
     ("accepted", "Hai inviato 1 domanda.")],
)  # fmt: skip
def test_desk_tells_what_was_sent_from_what_was_not(client, state, says):
    application = ApplicationFactory(**{state: True})

    ApplicationFactory(person=application.person, draft=True, edition=EditionFactory(closed=True))
    card = cards(client, application.person)["Le mie iscrizioni"]

    assert (card.text, card.waiting, card.url) == (says, 0, reverse("training:application_list"))


@pytest.mark.parametrize("ended", ["closed", "expired", "filled"])
def test_desk_counts_only_questions_that_can_still_be_answered(client, ended):
    person = UserFactory()
    profile = CandidateProfile.objects.create(person=person)
    job, today = opening(ConceptFactory()), timezone.localdate()
    closed_at = timezone.now() if ended == "closed" else None
    Interest.objects.create(opening=job, profile=profile, expressed_by=UserFactory(), closed_at=closed_at)
    if ended == "expired":
        Opening.objects.filter(pk=job.pk).update(closes_on=today - datetime.timedelta(days=1))
    if ended == "filled":
        Opening.objects.filter(pk=job.pk).update(state=DemandState.FILLED)

    assert cards(client, person)["Imprese interessate a me"].waiting == 0


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("category", Category)
def test_desk_shows_only_what_one_may_do(client, role, category):
    membership = MembershipFactory(role=role, partner=PartnerFactory(category=category))

    found = set(cards(client, membership.user))

    assert ("I nostri corsi" in found) is has_permission(membership.user, Permission.EDIT_COURSES, membership.partner)
    assert ("Fabbisogni e offerte" in found) is has_permission(
        membership.user, Permission.EDIT_DEMAND, membership.partner
    )
    assert ("La mia agenda" in found) is has_permission(membership.user, Permission.OPEN_SLOTS, membership.partner)
    assert permissions_in(membership.user, membership.partner) == {
        p for p in Permission if has_permission(membership.user, p, membership.partner)
    }


def test_permissions_in_another_partner_than_the_acting_one_are_none():
    membership = MembershipFactory()
    membership.user.acting_partner_id = membership.partner_id + 1

    assert permissions_in(membership.user, membership.partner) == set()


def test_desk_of_a_school_counts_applications(client):
    membership = MembershipFactory(role=Role.EDITOR)
    CourseFactory(partner=membership.partner)
    ApplicationFactory(edition__course__partner=membership.partner)
    ApplicationFactory()

    card = cards(client, membership.user)["I nostri corsi"]

    assert (card.waiting, card.url) == (1, reverse("training:desk_application_list"))


def test_desk_of_a_school_without_applications_counts_courses(client):
    membership = MembershipFactory(role=Role.EDITOR)
    CourseFactory(partner=membership.partner)

    one = cards(client, membership.user)["I nostri corsi"]
    CourseFactory(partner=membership.partner)
    two = cards(client, membership.user)["I nostri corsi"]

    assert (one.waiting, one.text) == (0, "1 corso, di cui 1 in bozza.")
    assert (two.waiting, two.text) == (0, "2 corsi, di cui 2 in bozza.")


def test_desk_of_a_firm_with_an_opening(client):
    membership = MembershipFactory(role=Role.EDITOR, partner=PartnerFactory(firm=True))
    job = opening(ConceptFactory())
    job.partner = membership.partner
    job.save(update_fields=["partner", "updated_at"])

    assert cards(client, membership.user)["Fabbisogni e offerte"].url == reverse("recruitment:desk_opening_list")


def test_desk_of_a_counsellor(client):
    membership = MembershipFactory(role=Role.COUNSELLOR)
    AppointmentFactory(slot__counsellor=membership.user, slot__partner=membership.partner)

    assert cards(client, membership.user)["La mia agenda"].waiting == 1


def test_desk_of_the_referent_begins_with_the_dashboard(client):
    found = cards(client, MandateFactory(office=Office.REFERENT).user)

    assert next(iter(found)) == "Cruscotto del Polo"
    assert found["Cruscotto del Polo"].url == reverse("dashboards:coverage")


def test_work_comes_first_and_what_one_does_not_use_is_left_out(client):
    membership = MembershipFactory(role=Role.EDITOR)
    client.force_login(membership.user)
    before = client.get(reverse("dashboards:desk"))
    ApplicationFactory(person=membership.user)

    after = client.get(reverse("dashboards:desk"))

    assert before.context["personal"] == []
    assert "Per te" not in before.content.decode()
    assert [card.title for card in after.context["personal"]] == ["Le mie iscrizioni"]
    assert "Le mie iscrizioni" not in [card.title for card in after.context["cards"]]
    assert "Per te" in after.content.decode()


def test_who_contests_a_match_waits_on_the_desk_of_who_answers(client):
    referent = MandateFactory(office=Office.REFERENT).user
    assert "Abbinamenti contestati" not in cards(client, referent)
    MatchContestFactory()

    found = cards(client, referent)

    assert found["Abbinamenti contestati"].waiting == 1
    assert found["Abbinamenti contestati"].url == reverse("recruitment:contest_list")


@pytest.mark.parametrize(("office", "doubles"), [(Office.SECRETARIAT, True), (Office.REFERENT, False)])
def test_desk_of_an_office_leads_to_the_admin_and_to_the_doubles(client, office, doubles):
    found = cards(client, MandateFactory(office=office).user)

    assert found["Amministrazione"].url == reverse("admin:index")
    assert ("Doppioni" in found) is doubles


def test_an_invitation_waits_on_the_desk_until_it_runs_out(client):
    person = UserFactory()
    invitation = InvitationFactory(email=person.email, role=Role.EDITOR)

    found = cards(client, person)
    Invitation.objects.update(expires_at=timezone.now())

    assert (found["Un invito per te"].url, found["Un invito per te"].waiting) == (invitation.get_absolute_url(), 1)
    assert "Un invito per te" not in cards(client, person)


def test_a_pending_erasure_is_said_with_the_way_back(client):
    person = UserFactory()
    due = timezone.now() + Erasure.GRACE
    Erasure.objects.create(person=person, due_at=due)

    card = cards(client, person)["Cancellazione dell'account"]

    assert card.url == reverse("accounts:privacy_overview")
    assert "cambiare idea" in card.text


def test_the_header_counts_unread_notices_without_a_query_of_its_own(client, django_assert_num_queries):
    person = UserFactory()
    client.force_login(person)
    client.get("/")
    with CaptureQueriesContext(connection) as none:
        quiet = client.get("/").content.decode()
    Notification.objects.create(recipient=person, kind="prova", key="una")
    with django_assert_num_queries(len(none)):
        html = client.get("/").content.decode()

    assert "da leggere nelle notifiche" not in quiet
    assert "da leggere nelle notifiche" in html
