"""Learning inside a firm: one that its person has signed, a draft, one in force, one that was broken off."""

import datetime

from django.utils import timezone

from recruitment.enums import Party, PlacementState, Stage
from tests.access.world import Side
from tests.accounts.factories import UserFactory
from tests.partners.factories import PDF
from tests.recruitment.factories import (
    AssessedSkillFactory,
    CandidateProfileFactory,
    InterestFactory,
    PlacementAssessmentFactory,
    PlacementFactory,
    PlacementSignatureFactory,
    PlacementSkillFactory,
    ended,
    in_force,
)
from tests.skills.factories import ConceptFactory
from tests.training.factories import ApplicationFactory
from training.enums import ApplicationState

WAS = {"starts_on": datetime.date(2026, 1, 7), "ends_on": datetime.date(2026, 3, 7)}


def placements(side: Side) -> None:
    _assessment(side)  # over before the next one begins
    person, somebody = side.users["person"], UserFactory(last_name=side.word("placed"))
    ours = {"host": side.firm, "sender": side.school, "activity": side.word("placed")}
    shared = PlacementFactory(person=person, shared=True, school_tutor=side.users["school"], is_insured=True, **ours)
    broken = PlacementFactory(
        person=person, state=PlacementState.BROKEN, broken_for="FIRM", shared_at=timezone.now(),
        ended_on=timezone.localdate(), **ours,
    )  # fmt: skip
    draft = PlacementFactory(person=somebody, **ours)
    PlacementSkillFactory(placement=draft)
    past = in_force(person=UserFactory(last_name=side.word("placed")), **ours, **WAS)
    signed, old = (
        PlacementSignatureFactory(placement=row, content=PDF, media_type="application/pdf") for row in (shared, broken)
    )
    data = placement_data()
    side.offers("recruitment:placement_detail", own=shared.pk, ended=broken.pk)
    side.offers("recruitment:signature_open", own=signed.pk, ended=old.pk)
    side.offers("recruitment:placement_update", own=draft.pk, ended=broken.pk, data=data | {"host": side.firm.pk})
    side.offers("recruitment:placement_send", "recruitment:placement_delete", own=draft.pk, ended=broken.pk)
    side.offers("recruitment:placement_end", own=past.pk, ended=broken.pk)
    side.offers("recruitment:placement_break", own=shared.pk, ended=broken.pk, data={"break-reason": "PERSON"})
    part = {"part-host-company_tutor": side.users["firm"].pk, "part-host-has_safety_training": "on"}
    side.offers("recruitment:placement_part", own=[shared.pk, "HOST"], ended=[broken.pk, "HOST"], data=part)
    sign = {"party": Party.SENDER, "name": "Preside", "day": timezone.localdate().isoformat(), "way": "PAPER"}
    sign = {f"signature-{name}": value for name, value in sign.items()}
    side.offers("recruitment:placement_sign", own=shared.pk, ended=broken.pk, data=sign)
    _beginnings(side, data)


def _assessment(side: Side) -> None:
    """One that both tutors have confirmed, and the person has not agreed with; of another nobody has seen the end."""
    tutors = {"company_tutor": side.users["firm"], "school_tutor": side.users["school"]}
    past = ended(
        person=side.users["person"], host=side.firm, sender=side.school, activity=side.word("placed"), **tutors
    )
    line = PlacementSkillFactory(placement=past)
    assessment = PlacementAssessmentFactory(
        placement=past, final=True, comment=side.word("placed"), commented_at=timezone.now(), is_contested=True,
    )  # fmt: skip
    AssessedSkillFactory(assessment=assessment, skill=line.skill)
    still = in_force(person=UserFactory(last_name=side.word("placed")), host=side.firm, sender=side.school, **tutors)
    levels = {"version": 1, f"level_{line.skill_id}": 3}
    side.offers("recruitment:assessment_detail", own=past.pk, ended=still.pk, data=levels)
    said = {"comment-text": "Ho fatto anche altro.", "answer-text": "Ne parliamo."}
    side.offers(
        "recruitment:assessment_comment", "recruitment:assessment_answer", own=past.pk, ended=still.pk, data=said
    )


def _beginnings(side: Side, data: dict) -> None:
    """Where one begins: an offer that a firm has made, a seat that a school has given."""
    hires = [
        InterestFactory(
            opening__partner=side.firm, opening__published=True, expressed_by=side.users["firm"], yes=True,
            stage=stage,
            profile=CandidateProfileFactory(person=UserFactory(last_name=side.word("hire"))),
        )
        for stage in (Stage.OFFER, Stage.WITHDRAWN)
    ]  # fmt: skip
    seats = [
        ApplicationFactory(
            person=UserFactory(last_name=side.word("placed")), edition__course__partner=side.school, state=state,
            submitted_at=timezone.now(), motivation="",
        )
        for state in (ApplicationState.CONFIRMED, ApplicationState.WITHDRAWN)
    ]  # fmt: skip
    begins = {"interest": (hires, {"sender": side.school.pk}), "application": (seats, {"host": side.firm.pk})}
    for name, (rows, other) in begins.items():
        own, ended = (row.pk for row in rows)
        side.offers(f"recruitment:placement_from_{name}", own=own, ended=ended, data=data | other)


def placement_data() -> dict:
    day = timezone.localdate()
    return {
        "kind": "TIR_E",
        "activity": "Reparto quadri",
        "starts_on": (day + datetime.timedelta(days=5)).isoformat(),
        "ends_on": (day + datetime.timedelta(days=65)).isoformat(),
        "hours": 200,
        "plan-TOTAL_FORMS": 1,
        "plan-INITIAL_FORMS": 0,
        "plan-0-skill": ConceptFactory().pk,
        "plan-0-level": 2,
    }
