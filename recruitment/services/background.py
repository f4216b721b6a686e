"""What a person writes about themselves, row by row; the highest study title is what the match compares."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment.models import CandidateProfile, StudyTitle
from recruitment.models.background import Background
from recruitment.services.profile import one_at_a_time

MOST_ROWS = 60

Row = TypeVar("Row", bound=Background)


@transaction.atomic
def background_save(*, row: Row, by: User) -> Row:
    """Write one row; a study title higher than the profile's raises it. Never lowers it."""
    one_at_a_time(row.person)
    created = row.pk is None
    if created and type(row).objects.filter(person=row.person).count() >= MOST_ROWS:
        raise BusinessRuleError(_("Qui stanno al massimo %d righe: togline una prima.") % MOST_ROWS)
    row.full_clean()
    row.save()
    record_event(by=by, verb=f"recruitment.{row._meta.model_name}_{'created' if created else 'updated'}", target=row)
    if isinstance(row, StudyTitle):
        _raise_level(row.person, by=by)
    return row


@transaction.atomic
def background_delete(*, row: Background, by: User) -> None:
    """Take one row back. The level that only this title gave goes with it."""
    person = row.person
    one_at_a_time(person)
    record_event(by=by, verb=f"recruitment.{row._meta.model_name}_deleted", target=row)
    row.delete()
    if isinstance(row, StudyTitle) and row.eqf is not None and row.year is not None:
        _set_level(person, level=_highest(person), where={"eqf": row.eqf}, by=by)


def _highest(person: User) -> int | None:
    """Of the titles that were obtained: one still studied for is none yet."""
    obtained = StudyTitle.objects.filter(person=person, year__isnull=False)
    return obtained.aggregate(level=Max("eqf"))["level"]


def _raise_level(person: User, *, by: User) -> None:
    level = _highest(person)
    profile = CandidateProfile.objects.filter(person=person).first()
    if level is not None and profile is not None and (profile.eqf or 0) < level:
        _set_level(person, level=level, where={}, by=by)


def _set_level(person: User, *, level: int | None, where: dict[str, int], by: User) -> None:
    profiles = CandidateProfile.objects.select_for_update(of=("self",), no_key=True)
    profile = profiles.filter(person=person, **where).first()
    if profile is None or profile.eqf == level:
        return
    profile.eqf = level
    profile.full_clean()
    profile.save(update_fields=["eqf", "updated_at"])
    record_event(by=by, verb="recruitment.profile_updated", target=profile, after={"eqf": level})
