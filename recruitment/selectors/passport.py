"""The passport of a person: skills by evidence with date and source, studies, languages, licences, experience."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core.elision import elided
from core.templatetags.polo import local
from recruitment.europass import CLAIM_SOURCE as EUROPASS
from recruitment.models import Placement, PlacementAssessment
from recruitment.selectors.claims import STRENGTH
from recruitment.selectors.story import Story, story_of
from skills.enums import Evidence
from skills.models import SkillClaim
from training.models import Application
from training.services.course_ends import CLAIM_SOURCE

OBSERVED = PlacementAssessment._meta.label_lower
Source = tuple[str, int]


@dataclass(frozen=True)
class PassportSkill:
    """A skill with what stands behind it. `source` is empty where the portal holds no row that proves it."""

    claim: SkillClaim
    label: str
    level: str
    day: datetime.date
    source: str

    @property
    def caveat(self) -> str:
        """Told on the page and in the files alike: a proof that somebody cannot find here."""
        if self.source or self.claim.evidence == Evidence.DECLARED:
            return ""
        return _("la prova non è sul portale")


@dataclass(frozen=True)
class EvidenceGroup:
    """Skills with the same kind of evidence."""

    evidence: str
    title: str
    skills: list[PassportSkill]


@dataclass(frozen=True)
class Passport:
    """What the pages and the files show, in the language now active. No address, no birth date, no headline."""

    person: User
    made_on: datetime.date
    groups: list[EvidenceGroup]
    story: Story

    @property
    def is_empty(self) -> bool:
        told = (self.story.experiences, self.story.titles, self.story.languages, self.story.licences)
        return not self.groups and not any(told)


def passport_of(person: User) -> Passport:
    """The strongest evidence first; within it by name."""
    today = timezone.localdate()
    claims = _without_echoes(SkillClaim.objects.visible_to(person).select_related("skill"))
    sources = _sources(claims)
    skills = sorted((_skill(claim, sources) for claim in claims), key=lambda one: (one.label.lower(), one.claim.pk))
    groups = [
        EvidenceGroup(evidence, str(evidence.label), [one for one in skills if one.claim.evidence == evidence])
        for evidence in reversed(Evidence)
    ]
    return Passport(person, today, [group for group in groups if group.skills], story_of(person, today=today))


def _without_echoes(claims: Iterable[SkillClaim]) -> list[SkillClaim]:
    """A weaker evidence of the same skill adds something only where it says a higher level."""
    best: dict[int, int] = {}
    told = []
    for claim in sorted(claims, key=lambda one: (-STRENGTH[one.evidence], one.pk)):
        if claim.level > best.get(claim.skill_id, 0):
            best[claim.skill_id] = claim.level
            told.append(claim)
    return told


def _skill(claim: SkillClaim, sources: dict[Source, str]) -> PassportSkill:
    return PassportSkill(
        claim=claim,
        label=local(claim.skill, "label"),
        level=claim.get_level_display(),
        day=timezone.localdate(claim.updated_at),
        source=sources.get((claim.source_type, claim.source_id or 0), "") or _file_words(claim),
    )


def _sources(claims: Iterable[SkillClaim]) -> dict[Source, str]:
    """What stands behind the claims: a completed course, a placement that its tutors assessed."""
    keys: dict[str, list[int]] = {CLAIM_SOURCE: [], OBSERVED: []}
    for claim in claims:
        if claim.source_id and claim.source_type in keys:
            keys[claim.source_type].append(claim.source_id)
    courses = Application.objects.filter(pk__in=keys[CLAIM_SOURCE]).select_related("edition__course__partner")
    seen = PlacementAssessment.objects.filter(pk__in=keys[OBSERVED]).select_related("placement__host")
    return {(CLAIM_SOURCE, row.pk): _course_words(row) for row in courses.order_by("pk")} | {
        (OBSERVED, row.pk): _placement_words(row.placement) for row in seen.order_by("pk")
    }


def _file_words(claim: SkillClaim) -> str:
    return _("da un Europass") if claim.source_type == EUROPASS else ""


def _placement_words(placement: Placement) -> str:
    day = date_format(placement.ended_on or placement.ends_on, "j F Y")
    told = {"kind": placement.get_kind_display(), "firm": placement.host.name, "day": day}
    return elided(_("%(kind)s presso %(firm)s, finito il %(day)s") % told)


def _course_words(application: Application) -> str:
    edition = application.edition
    names = {"course": edition.course.title, "partner": edition.course.partner.name}
    day = date_format(edition.ends_on, "j F Y")
    return elided(_("corso «%(course)s», %(partner)s, edizione finita il %(day)s") % {**names, "day": day})
