"""Services: every exit of every transition."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from partners.enums import Role
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.skills.factories import SkillClaimFactory
from tests.training.factories import ApplicationFactory, CourseFactory, CourseSkillFactory, EditionFactory
from training import services
from training.enums import ApplicationState, RefusalReason
from training.models import Application

pytestmark = pytest.mark.django_db


def event():
    row = AuditEvent.objects.latest("pk")
    return row.verb, row.before, row.after, row.reason


def told():
    return [(row.recipient, row.kind) for row in Notification.objects.order_by("pk")]


# Submit --------------------------------------------------------------------------------------------------------------


def test_submit_writes_event_and_tells_who_answers():
    edition = EditionFactory(open=True)
    partner = edition.course.partner
    manager = MembershipFactory(partner=partner, role=Role.MANAGER).user
    MembershipFactory(partner=partner, role=Role.EDITOR, user=manager)
    editor = MembershipFactory(partner=partner, role=Role.EDITOR).user
    MembershipFactory(partner=partner, role=Role.TEACHER)
    MembershipFactory(partner=partner, role=Role.MANAGER, ended=True)
    MembershipFactory(partner=partner, role=Role.MANAGER, user__is_active=False)
    MembershipFactory(role=Role.MANAGER)
    person = UserFactory(first_name="Zelinda")

    application = services.application_submit(edition=edition, by=person, motivation="Mi serve.")

    assert (application.state, application.motivation) == (ApplicationState.SUBMITTED, "Mi serve.")
    assert event() == ("training.application_submitted", {"state": "DRAFT"}, {"state": "SUBMITTED"}, "")
    assert application.submitted_at is not None
    assert {recipient for recipient, _kind in told()} == {manager, editor}
    mail = OutboxMessage.objects.get(to=manager.email)
    assert edition.course.title in mail.subject
    assert "Zelinda" not in mail.subject + mail.body
    assert "/area/corsi/domande/" in mail.body


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"course__published_at": None}, "non è pubblicato"),
        ({"external": True}, "presso la scuola"),
        ({"applications_open_on": None, "closed": True}, "sono chiuse"),
        ({"open": False}, "non sono ancora aperte"),
        ({"seats": 0}, "sono finiti"),
        ({"cancelled": True}, "sono chiuse"),
        ({"running": True}, "sono chiuse"),
    ],
)
def test_submit_is_refused(traits, message):
    edition = EditionFactory(**{"open": True} | traits)

    with pytest.raises(BusinessRuleError, match=message):
        services.application_submit(edition=edition, by=UserFactory())

    assert not Application.objects.exists()


@pytest.mark.parametrize("trait", ["accepted", "completed", "decided"])
def test_submit_twice_is_refused(trait):
    application = ApplicationFactory(**{trait: True})

    with pytest.raises(BusinessRuleError, match="Hai già una domanda"):
        services.application_submit(edition=application.edition, by=application.person)


@pytest.mark.parametrize("trait", ["withdrawn", "refused"])
def test_submit_again_after_it_ended(trait):
    application = ApplicationFactory(**{trait: True})

    again = services.application_submit(edition=application.edition, by=application.person)

    assert again.pk != application.pk


# Accept, refuse ------------------------------------------------------------------------------------------------------


def test_accept_gives_the_seat_and_tells_the_person():
    application, staff = ApplicationFactory(edition__seats=1), UserFactory()

    services.application_accept(application=application, by=staff, message="Ci vediamo lunedì.")

    application.refresh_from_db()
    assert (application.state, application.decided_by) == (ApplicationState.ACCEPTED, staff)
    assert application.decided_at is not None
    assert event() == ("training.application_accepted", {"state": "SUBMITTED"}, {"state": "ACCEPTED"}, "")
    assert told() == [(application.person, "application_accepted")]
    assert "Ci vediamo lunedì." in OutboxMessage.objects.get().body


def test_accept_without_declared_seats_has_no_limit():
    application = ApplicationFactory(edition=EditionFactory(external=True, seats=None))
    ApplicationFactory(edition=application.edition, accepted=True)

    assert services.application_accept(application=application, by=UserFactory()).state == ApplicationState.ACCEPTED


@pytest.mark.parametrize(
    ("traits", "message"),
    [({"cancelled": True}, "annullata"), ({"finished": True}, "conclusa"), ({"seats": 0}, "I posti sono finiti")],
)
def test_accept_is_refused(traits, message):
    application = ApplicationFactory(edition=EditionFactory(**traits))

    with pytest.raises(BusinessRuleError, match=message):
        services.application_accept(application=application, by=UserFactory())

    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_accept_from_the_waiting_list_says_how_a_seat_comes():
    application = ApplicationFactory(waitlisted=True)

    with pytest.raises(BusinessRuleError, match="il portale glielo offre da sé"):
        services.application_accept(application=application, by=UserFactory())


def test_accept_counts_seats_of_people_who_completed():
    application = ApplicationFactory(edition__seats=1)
    ApplicationFactory(edition=application.edition, completed=True)

    with pytest.raises(BusinessRuleError, match="I posti sono finiti"):
        services.application_accept(application=application, by=UserFactory())


@pytest.mark.parametrize("trait", ["accepted", "completed", "refused", "withdrawn"])
def test_accept_reads_the_state_anew(trait):
    application = ApplicationFactory(**{trait: True})
    application.state = ApplicationState.SUBMITTED

    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
        services.application_accept(application=application, by=UserFactory())


def test_refuse_keeps_reason_and_message():
    application, staff = ApplicationFactory(), UserFactory()

    services.application_refuse(application=application, by=staff, reason=RefusalReason.FULL, message="Ritenta.")

    application.refresh_from_db()
    assert (application.state, application.refusal_reason, application.message) == ("REFUSED", "FULL", "Ritenta.")
    assert application.decided_by == staff
    assert event() == ("training.application_refused", {"state": "SUBMITTED"}, {"state": "REFUSED"}, "FULL")
    assert told() == [(application.person, "application_refused")]


def test_refuse_for_another_reason_asks_for_words():
    with pytest.raises(BusinessRuleError, match="Spiega il motivo"):
        services.application_refuse(
            application=ApplicationFactory(), by=UserFactory(), reason=RefusalReason.OTHER, message="  "
        )


def test_an_accepted_person_loses_the_place_only_when_the_edition_is_cancelled():
    application = ApplicationFactory(accepted=True)

    with pytest.raises(BusinessRuleError, match="ha già un posto"):
        services.application_refuse(application=application, by=UserFactory(), reason=RefusalReason.FULL)
    services.application_refuse(application=application, by=UserFactory(), reason=RefusalReason.CANCELLED)

    application.refresh_from_db()
    assert application.state == ApplicationState.REFUSED


# Withdraw, complete --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["accepted", "decided"])
def test_withdraw_frees_the_seat_and_tells_the_school(trait):
    application = ApplicationFactory(**{trait: True}, edition__seats=1)
    manager = MembershipFactory(partner=application.edition.course.partner).user
    waiting = ApplicationFactory(edition=application.edition)
    before = application.state

    services.application_withdraw(application=application, by=application.person)

    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert event() == ("training.application_withdrawn", {"state": before}, {"state": "WITHDRAWN"}, "")
    assert told() == [(manager, "application_withdrawn")]
    services.application_accept(application=waiting, by=manager)


@pytest.mark.parametrize(
    "fields", [{"completed": True}, {"refused": True}, {"withdrawn": True}, {"accepted": True, "is_over": True}]
)
def test_withdraw_is_refused_when_it_is_too_late(fields):
    edition = EditionFactory(finished=True) if fields.pop("is_over", False) else EditionFactory(open=True)
    application = ApplicationFactory(edition=edition, **fields)

    with pytest.raises(BusinessRuleError, match="non si può più ritirare"):
        services.application_withdraw(application=application, by=application.person)


def finished(**skills):
    course = CourseFactory(published=True)
    CourseSkillFactory(course=course, **skills)
    return ApplicationFactory(accepted=True, edition=EditionFactory(course=course, finished=True))


def test_complete_writes_what_was_assessed_and_keeps_what_was_declared():
    application = finished(level=3, is_assessed=True)
    CourseSkillFactory(course=application.edition.course, is_assessed=False)
    skill = application.edition.course.taught.get(is_assessed=True).skill
    SkillClaimFactory(person=application.person, skill=skill, level=4)

    services.application_complete(application=application, by=UserFactory())

    application.refresh_from_db()
    claims = SkillClaim.objects.filter(person=application.person).order_by("evidence")
    assert application.state == ApplicationState.COMPLETED
    assert [(c.skill, c.level, c.evidence, c.source_type, c.source_id) for c in claims] == [
        (skill, 3, Evidence.ASSESSED, "training.application", application.pk),
        (skill, 4, Evidence.DECLARED, "", None),
    ]
    assert event() == ("training.application_completed", {"state": "ACCEPTED"}, {"state": "COMPLETED"}, "")
    assert told() == [(application.person, "application_completed")]


@pytest.mark.parametrize(("old", "level", "is_new"), [(1, 3, True), (4, 4, False), (3, 3, False)])
def test_complete_never_lowers_an_assessed_skill(old, level, is_new):
    application = finished(level=3, is_assessed=True)
    skill = application.edition.course.taught.get().skill
    other = {"source_type": "x", "source_id": application.pk + 1}
    SkillClaimFactory(person=application.person, skill=skill, level=old, evidence=Evidence.ASSESSED, **other)

    services.application_complete(application=application, by=UserFactory())

    claim = SkillClaim.objects.get()
    assert (claim.level, claim.source_id == application.pk) == (level, is_new)


def test_complete_is_refused_before_the_end():
    application = ApplicationFactory(accepted=True, edition=EditionFactory(running=True))

    with pytest.raises(BusinessRuleError, match="dall'ultimo giorno"):
        services.application_complete(application=application, by=UserFactory())


def test_complete_is_refused_to_those_without_a_seat():
    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
        services.application_complete(
            application=ApplicationFactory(edition=EditionFactory(finished=True)), by=UserFactory()
        )


# What the database never lets be false -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("traits", "fields", "name"),
    [
        ({}, {"state": "REFUSED"}, "refused_iff_reason"),
        ({}, {"refusal_reason": "FULL"}, "refused_iff_reason"),
        ({"accepted": True}, {"decided_by": None}, "decided_has_author"),
    ],
)
def test_the_database_refuses_half_an_answer(traits, fields, name):
    application = ApplicationFactory(**traits)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**fields)


def test_the_database_refuses_two_live_applications():
    application = ApplicationFactory()

    with pytest.raises(IntegrityError, match="one_live"), transaction.atomic():
        ApplicationFactory(person=application.person, edition=application.edition)


def test_an_application_says_what_it_is():
    application = ApplicationFactory(edition__course__title="Saldatura")

    assert str(application).startswith("Saldatura · ")
    assert str(application).endswith("· inviata")


def test_a_school_is_not_flooded_by_one_person_who_applies_and_withdraws():
    person, edition = UserFactory(), EditionFactory(open=True)
    for _turn in range(3):
        application = services.application_submit(edition=edition, by=person)
        services.application_withdraw(application=application, by=person)

    with pytest.raises(BusinessRuleError, match="già mandato tre domande"):
        services.application_submit(edition=edition, by=person)
    services.application_submit(edition=EditionFactory(open=True), by=person)


def test_days_in_notices_are_words_of_the_readers_language():
    """31/12 and 12/31 are read as one another."""
    texts = {path.name: path.read_text() for path in Path("templates/notifications").glob("*.txt")}

    assert [name for name, text in texts.items() if re.search(r"data\.starts_on(?!\|day)", text)] == []
