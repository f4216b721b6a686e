"""Editions that several partners hold together, and the state of an edition: in Python and in SQL the same."""

import datetime
import html
import itertools

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from partners.enums import Role
from tests.partners.factories import MembershipFactory, PartnerFactory, SiteFactory
from tests.training.desk_pages import editor
from tests.training.factories import (
    ApplicationFactory,
    CourseFactory,
    EditionFactory,
    EditionPartnerFactory,
    RankingCriterionFactory,
    RequestedDocumentFactory,
)
from training.enums import EditionState, Enrolment
from training.models import Admission, Edition, EditionPartner

pytestmark = pytest.mark.django_db
LIST = reverse("training:together_list")


def url(name, row):
    return reverse(f"training:{name}", args=[row.pk])


def test_a_school_asks_and_nothing_is_shown_before_the_yes(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, course__published=True, open=True)
    other = MembershipFactory(role=Role.EDITOR).user
    partner = other.memberships.get().partner
    client.force_login(user)

    client.post(url("edition_together", edition), {"partner": partner.pk, "part": "Il laboratorio"})

    asked = EditionPartner.objects.get()
    assert (asked.partner, asked.part, asked.is_agreed) == (partner, "Il laboratorio", False)
    assert partner.name not in client.get(edition.course.get_absolute_url()).content.decode()
    assert Notification.objects.get(recipient=other).kind == "together_asked"
    assert "aspetta una risposta" in client.get(url("edition_together", edition)).content.decode()
    client.force_login(other)
    assert client.get(url("edition_update", edition)).status_code == 404


def test_after_the_yes_both_are_named_and_both_look_after_it(client):
    other, partner = editor(name="Officine Rossi")
    asked = EditionPartnerFactory(partner=partner, edition=EditionFactory(open=True), part="Il laboratorio")
    owner = MembershipFactory(role=Role.EDITOR, partner=asked.edition.course.partner).user
    client.force_login(other)

    page = client.get(LIST).content.decode()
    for _twice in range(2):
        client.post(url("together_agree", asked))

    assert "Sì, la teniamo insieme" in page
    asked.refresh_from_db()
    assert asked.agreed_by == other
    page = client.get(asked.edition.course.get_absolute_url()).content.decode()
    assert "Insieme a" in page
    assert "Il laboratorio" in page
    assert page.count('"name": "Officine Rossi"') == 1
    assert client.get(url("edition_update", asked.edition)).status_code == 200
    assert client.get(url("edition_together", asked.edition)).status_code == 404
    assert Notification.objects.get(recipient=owner).kind == "together_agreed"
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["training.edition_together_accepted"]


def test_a_partner_that_has_left_the_polo_is_named_no_more(client):
    asked = EditionPartnerFactory(agreed=True, partner__standing="FORMER", partner__name="Officine Rossi")

    assert "Officine Rossi" not in client.get(asked.edition.course.get_absolute_url()).content.decode()


def test_a_firm_answers_through_its_manager_and_edits_nothing(client):
    manager = MembershipFactory(role=Role.MANAGER, partner__firm=True).user
    asked = EditionPartnerFactory(partner=manager.memberships.get().partner)
    client.force_login(manager)

    client.post(url("together_agree", asked))

    asked.refresh_from_db()
    assert asked.is_agreed
    assert client.get(url("edition_update", asked.edition)).status_code == 404


@pytest.mark.parametrize("side", ["asked", "owner"])
def test_either_side_steps_back(client, side):
    asked = EditionPartnerFactory(agreed=True)
    partner = asked.partner if side == "asked" else asked.edition.course.partner
    client.force_login(MembershipFactory(role=Role.EDITOR, partner=partner).user)

    response = client.post(url("together_end", asked))

    assert response.url == (LIST if side == "asked" else url("edition_together", asked.edition))
    assert not EditionPartner.objects.exists()
    assert AuditEvent.objects.get().verb == "training.edition_together_ended"


def test_strangers_neither_read_nor_answer(client):
    asked = EditionPartnerFactory()
    client.force_login(editor()[0])

    assert client.post(url("together_agree", asked)).status_code == 404
    assert client.post(url("together_end", asked)).status_code == 404
    assert client.get(url("edition_together", asked.edition)).status_code == 404
    assert "Nessuna richiesta" in client.get(LIST).content.decode()


def test_nobody_is_asked_twice_nor_asks_themselves(client):
    user, school = editor()
    asked = EditionPartnerFactory(edition__course__partner=school)
    client.force_login(user)

    for partner in (school, asked.partner, PartnerFactory(standing="FORMER")):
        response = client.post(url("edition_together", asked.edition), {"partner": partner.pk})
        assert "partner" in response.context["form"].errors

    with pytest.raises(IntegrityError), transaction.atomic():
        EditionPartnerFactory(edition=asked.edition, partner=asked.partner)


def test_an_edition_held_together_may_be_at_any_of_their_sites(client):
    user, school = editor()
    asked = EditionPartnerFactory(edition__course__partner=school, agreed=True)
    theirs, strangers = SiteFactory(partner=asked.partner), SiteFactory()
    client.force_login(user)

    choices = client.get(url("edition_update", asked.edition)).context["form"].fields["site"].queryset

    assert theirs in choices
    assert strangers not in choices


# The state of an edition ---------------------------------------------------------------------------------------------


def day(offset):
    return None if offset is None else timezone.localdate() + datetime.timedelta(days=offset)


# (opens, closes, starts, ends): around each border, with and without a window
DATES = [
    (None, None, 0, 1), (None, None, 1, 2), (None, None, -2, -1), (None, None, -2, 0), (1, 2, 3, 4), (0, 0, 0, 0),
    (-3, 0, 5, 9), (-3, -1, 0, 9), (-3, -1, 1, 9), (None, 0, -1, 9), (None, -1, -1, 9), (None, 1, -4, -1),
]  # fmt: skip


def test_the_state_is_the_same_in_python_and_in_sql():
    course = CourseFactory(published=True)
    for (opens, closes, starts, ends), seats, minimum, waits, is_cancelled, where in itertools.product(
        DATES, (None, 1, 2), (None, 1, 2), (False, True), (False, True), Enrolment
    ):
        has_window = closes is not None and seats is not None
        if (seats and minimum and minimum > seats) or (where == Enrolment.PORTAL and not has_window):
            continue
        edition = EditionFactory(
            course=course, starts_on=day(starts), ends_on=day(ends), applications_open_on=day(opens),
            applications_close_on=day(closes), seats=seats, min_enrolment=minimum, enrolment=where,
            cancelled_at=timezone.now() if is_cancelled else None,
        )  # fmt: skip
        if waits:
            Admission.objects.create(edition=edition, takes_when_full=True)
        if seats == 1 and minimum != 1:
            ApplicationFactory(edition=edition, accepted=True)

    states = {(edition.state_code, edition.state) for edition in Edition.objects.with_state(timezone.localdate())}

    assert states == {(state, state) for state in EditionState}


@pytest.mark.parametrize(
    ("minimum", "given", "state"),
    [(3, 2, EditionState.TO_CONFIRM), (2, 2, EditionState.CLOSED), (None, 0, EditionState.CLOSED)],
)
def test_an_edition_below_its_minimum_is_still_to_be_confirmed(minimum, given, state):
    edition = EditionFactory.build(course=CourseFactory.build(), min_enrolment=minimum, closed=True)

    assert edition.state_on(timezone.localdate(), given) == state


@pytest.mark.parametrize(
    ("window", "state"), [({}, EditionState.ELSEWHERE), ({"applications_close_on": day(-1)}, EditionState.CLOSED)]
)
def test_of_who_signs_up_at_the_school_nothing_is_known_here(client, window, state):
    """Neither how many they are nor, without a last day, that it is too late."""
    dates = {"applications_open_on": None, "applications_close_on": None} | window
    edition = EditionFactory(external=True, seats=25, min_enrolment=5, **dates)

    page = client.get(edition.course.get_absolute_url()).content.decode()

    assert edition.state_on(timezone.localdate(), 0) == state
    assert str(state.label) in html.unescape(page)
    assert "liberi su 25" not in page
    assert "remainingAttendeeCapacity" not in page
    assert '"maximumAttendeeCapacity": 25' in page


def test_who_holds_an_edition_with_a_school_changes_its_dates_and_nothing_else(client):
    """Who is admitted, whether it is called off and what comes next is for the school of the course."""
    user, partner = editor()
    asked = EditionPartnerFactory(partner=partner, edition=EditionFactory(open=True), agreed=True)
    edition, editions = asked.edition, Edition.objects.count()
    criterion = RankingCriterionFactory(edition=edition)
    wanted = RequestedDocumentFactory(edition=edition)
    client.force_login(user)

    page = client.get(url("edition_update", edition))
    answers = {
        name: client.post(url(name, row)).status_code
        for name, row in [
            ("edition_cancel", edition), ("edition_repeat", edition), ("edition_admission", edition),
            ("requested_document_create", edition), ("requested_document_delete", wanted),
            ("criterion_create", edition), ("criterion_delete", criterion), ("criteria_publish", edition),
            ("criteria_reopen", edition),
        ]
    }  # fmt: skip

    assert page.status_code == 200
    assert "Annullala" not in page.content.decode()
    assert set(answers.values()) == {404}
    assert Edition.objects.count() == editions
    client.force_login(MembershipFactory(role=Role.EDITOR, partner=edition.course.partner).user)
    assert "Annullala" in client.get(url("edition_update", edition)).content.decode()


def test_a_full_edition_with_a_waiting_list_says_so(client):
    edition = EditionFactory(open=True, seats=1)
    ApplicationFactory(edition=edition, accepted=True)
    Admission.objects.create(edition=edition, takes_when_full=True)

    assert "lista d&#x27;attesa" in client.get(edition.course.get_absolute_url()).content.decode()
