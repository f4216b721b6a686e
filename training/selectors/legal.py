"""What the law asks of a course and the course does not meet: said next to the field, never refused."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core.elision import elided
from training.models import Course, OfferKind

SCHOOL_TO_WORK = "FSL"


@dataclass(frozen=True)
class LegalWarning:
    field: str  # of the form
    text: str

    def __str__(self) -> str:
        return self.text


class Minimums:
    """Hours of school-to-work training that the law asks of each school path: read once for a page."""

    @cached_property
    def by_kind(self) -> dict[str, OfferKind]:
        kinds = OfferKind.objects.in_force().filter(fsl_hours__isnull=False)
        return {kind.code: kind for kind in kinds.order_by("fsl_hours")}


def legal_warnings(course: Course, minimums: Minimums | None = None) -> list[LegalWarning]:
    """Reads `kind`; of school-to-work training also `figure`."""
    found = [_hours(course), *_shares(course), _in_school_path(course)]
    if course.kind.code == SCHOOL_TO_WORK:
        found.append(_school_to_work(course, (minimums or Minimums()).by_kind))
    return [warning for warning in found if warning]


def _hours(course: Course) -> LegalWarning | None:
    kind = course.kind
    if not kind.min_hours or course.hours is None or course.hours >= kind.min_hours:
        return None
    text = _("%(law)s: servono almeno %(minimum)d ore, qui sono %(hours)d.")
    return LegalWarning("hours", text % {"law": kind.law, "minimum": kind.min_hours, "hours": course.hours})


def _shares(course: Course) -> list[LegalWarning]:
    """Parts of the whole: hours of placement, hours taught by who comes from work."""
    kind, shares = course.kind, []
    stage = _("%(law)s: lo stage è almeno il %(minimum)d %% delle ore, qui è il %(percent)d %%.")
    work = _("%(law)s: chi viene dal lavoro tiene almeno il %(minimum)d %% delle ore, qui il %(percent)d %%.")
    for field, minimum, text in (
        ("hours_stage", kind.min_stage_percent, stage),
        ("hours_practitioners", kind.min_practitioner_percent, work),
    ):
        hours = getattr(course, field)
        percent = 100 * hours / course.hours if course.hours and hours is not None else None
        if minimum and percent is not None and percent < minimum:
            told = {"law": kind.law, "minimum": minimum, "percent": percent}
            shares.append(LegalWarning(field, elided(text % told)))
    return shares


def _in_school_path(course: Course) -> LegalWarning | None:
    """A school path whose placement is shorter than its school-to-work training must be."""
    kind, hours = course.kind, course.hours_stage
    return _too_short("hours_stage", kind, hours) if kind.fsl_hours and hours is not None else None


def _school_to_work(course: Course, minimums: dict[str, OfferKind]) -> LegalWarning | None:
    """By the study path of who takes part; of an unknown one, the least that the law asks of anybody."""
    if course.hours is None or not minimums:
        return None
    paths = [minimums[code] for code in (course.figure.kinds if course.figure else []) if code in minimums]
    return _too_short("hours", (paths or list(minimums.values()))[0], course.hours)


def _too_short(field: str, path: OfferKind, hours: int) -> LegalWarning | None:
    if hours >= (path.fsl_hours or 0):
        return None
    text = _("%(law)s: la formazione scuola-lavoro è di almeno %(minimum)d ore (%(path)s), qui sono %(hours)d.")
    told = {"law": path.fsl_law, "minimum": path.fsl_hours, "path": path, "hours": hours}
    return LegalWarning(field, text % told)
