"""What tutors observed becomes claims of the person, once both have confirmed it; corrected, it is undone."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment import notifications
from recruitment.enums import Party
from recruitment.models import AssessedSkill, Placement, PlacementAssessment
from recruitment.selectors.passport import OBSERVED as CLAIM_SOURCE
from recruitment.services.placement import locked
from recruitment.services.profile import one_at_a_time
from skills.enums import Evidence
from skills.models import SkillClaim

SIDES = {Party.HOST: ("company_by", "company_at"), Party.SENDER: ("school_by", "school_at")}


class StaleAssessmentError(BusinessRuleError):
    """The other tutor was faster: what they wrote is shown, and nothing of it is undone."""


@transaction.atomic
def assessment_write(
    *, placement: Placement, levels: Mapping[int, int | None], version: int, side: Party, by: User
) -> PlacementAssessment:
    """A tutor says the level seen of each skill of the plan, or confirms what the other one wrote.

    `version` is what the tutor had read. Other levels take back the other side's confirmation.
    """
    one_at_a_time(placement.person)
    placement = locked(placement)
    if not was_in_force(placement):
        raise BusinessRuleError(_("Si valuta alla fine, quando era firmato da tutti."))
    assessment = _of(placement)
    if assessment.version != version:
        raise StaleAssessmentError(_("Intanto l'altra persona ha scritto qualcosa: rileggi e conferma."))
    plan = list(placement.plan.values_list("skill_id", flat=True))
    wanted = {skill: levels.get(skill) for skill in plan}
    before = dict(assessment.lines.values_list("skill_id", "level"))
    if wanted != before:
        _rewrite(assessment, wanted)
    _confirm(assessment, side=side, by=by)
    record_event(
        by=by, verb="recruitment.assessment_updated", target=assessment, before={"version": version},
        after={"version": assessment.version, "is_final": assessment.is_final},
    )  # fmt: skip
    claims_refresh(person=placement.person, skills={*before, *wanted})
    if assessment.is_final:
        notifications.assessment_ready(assessment)
    else:
        notifications.assessment_to_confirm(assessment, side=side)
    return assessment


@transaction.atomic
def assessment_comment(
    *, assessment: PlacementAssessment, text: str, is_contested: bool, by: User
) -> PlacementAssessment:
    """The person's own words beside it; with `is_contested` the tutors have to answer. New words, new answer."""
    assessment = _locked(assessment)
    if not assessment.is_final:
        raise BusinessRuleError(_("La valutazione sta cambiando: la leggi quando è confermata."))
    assessment.comment, assessment.commented_at, assessment.is_contested = text, timezone.now(), is_contested
    assessment.answer, assessment.answered_at, assessment.answered_by = "", None, None
    assessment.full_clean()
    assessment.save()
    record_event(
        by=by, verb="recruitment.assessment_submitted", target=assessment, after={"is_contested": is_contested}
    )
    notifications.assessment_commented(assessment)
    return assessment


@transaction.atomic
def assessment_answer(*, assessment: PlacementAssessment, text: str, by: User) -> PlacementAssessment:
    """A tutor answers who does not agree, once; a level is corrected by writing the assessment again."""
    assessment = _locked(assessment)
    if not assessment.comment or assessment.answer:
        raise BusinessRuleError(_("Non c'è niente a cui rispondere."))
    assessment.answer, assessment.answered_at, assessment.answered_by = text, timezone.now(), by
    assessment.full_clean()
    assessment.save()
    record_event(by=by, verb="recruitment.assessment_answered", target=assessment)
    notifications.assessment_answered(assessment)
    return assessment


@transaction.atomic
def claims_refresh(*, person: User, skills: Iterable[int]) -> None:
    """Observed claims of these skills as the final assessments of the person say: the highest level seen, or none.

    Safe to run twice. What was observed elsewhere stays unless a higher level was seen here. Triggers mark the person
    to be matched again.
    """
    seen: dict[int, tuple[int, int]] = {}
    final = PlacementAssessment.objects.final().filter(placement__person=person)
    lines = AssessedSkill.objects.filter(assessment__in=final, skill__in=skills, level__isnull=False)
    for skill, level, assessment in lines.order_by("pk").values_list("skill_id", "level", "assessment_id"):
        if level is not None and level > seen.get(skill, (0, 0))[0]:
            seen[skill] = (level, assessment)
    claims = SkillClaim.objects.filter(person=person, evidence=Evidence.OBSERVED, skill__in=skills)
    held = {claim.skill_id: claim for claim in claims}
    for skill in skills:
        _claim(
            held.get(skill) or SkillClaim(person=person, skill_id=skill, evidence=Evidence.OBSERVED), seen.get(skill)
        )


def was_in_force(placement: Placement) -> bool:
    """Over, and everybody had signed it."""
    if not placement.is_over or placement.shared_at is None:
        return False
    return not set(placement.parties) - set(placement.signatures.values_list("party", flat=True))


def _claim(claim: SkillClaim, seen: tuple[int, int] | None) -> None:
    is_ours = claim.pk is None or claim.source_type == CLAIM_SOURCE
    if seen is None:
        if claim.pk is not None and is_ours:
            claim.delete()
        return
    level, assessment = seen
    if not is_ours and claim.level >= level:
        return
    if (claim.level, claim.source_type, claim.source_id) == (level, CLAIM_SOURCE, assessment):
        return
    claim.level, claim.source_type, claim.source_id = level, CLAIM_SOURCE, assessment
    claim.full_clean()
    claim.save()


def _of(placement: Placement) -> PlacementAssessment:
    """Its assessment, begun now where there is none; the placement is held, so nobody else begins one."""
    assessment, _made = PlacementAssessment.objects.get_or_create(placement=placement)
    assessment.placement = placement
    return assessment


def _locked(assessment: PlacementAssessment) -> PlacementAssessment:
    placement = locked(assessment.placement)
    return _of(placement)


def _rewrite(assessment: PlacementAssessment, levels: Mapping[int, int | None]) -> None:
    assessment.lines.all().delete()
    AssessedSkill.objects.bulk_create(
        AssessedSkill(assessment=assessment, skill_id=skill, level=level) for skill, level in levels.items()
    )
    assessment.version += 1
    for by, at in SIDES.values():
        setattr(assessment, by, None)
        setattr(assessment, at, None)


def _confirm(assessment: PlacementAssessment, *, side: Party, by: User) -> None:
    who, when = SIDES[side]
    setattr(assessment, who, by)
    setattr(assessment, when, timezone.now())
    assessment.full_clean()
    assessment.save()
