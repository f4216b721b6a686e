"""One change for many courses and editions: each row by its own service, so that rules, notices and audit are theirs.

The preview does all of it and takes it back: what it says is what would happen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from training.models import Course, Edition
from training.selectors.course_changes import Change, changes_between
from training.selectors.course_content import content_of, content_read, plain
from training.selectors.edition_changes import edition_changes
from training.services.courses import course_update
from training.services.editions import edition_update


@dataclass(frozen=True)
class BulkChange:
    """What is to be changed: columns of courses and of editions, by name."""

    courses: list[Course]
    editions: list[Edition]
    course_facts: dict[str, Any]
    edition_facts: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row: what changes in it, or why it stays as it is."""

    row: Course | Edition
    changes: list[Change] = field(default_factory=list)
    refusal: str = ""
    is_draft_of_public: bool = False  # said in the draft beside the published page, still to be published

    @property
    def is_edition(self) -> bool:
        return isinstance(self.row, Edition)


def bulk_preview(*, change: BulkChange, by: User) -> list[Outcome]:
    """What `bulk_update` would do, row by row. Nothing of it stays: no notice is sent, no audit row kept."""
    with transaction.atomic():
        outcomes = _outcomes(change, by)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def bulk_update(*, change: BulkChange, by: User) -> list[Outcome]:
    """Change what can be changed; a row that a rule refuses stays as it was and the others go on."""
    return _outcomes(change, by)


def _outcomes(change: BulkChange, by: User) -> list[Outcome]:
    """Courses by number, then editions by number: two who change the same rows wait and never cross."""
    courses = sorted(change.courses, key=lambda row: row.pk) if change.course_facts else []
    editions = sorted(change.editions, key=lambda row: row.pk) if change.edition_facts else []
    done = [_tried(course, lambda row: _course(row, change.course_facts, by)) for course in courses]
    return done + [_tried(edition, lambda row: _edition(row, change.edition_facts, by)) for edition in editions]


def _tried(row: Any, act: Callable[[Any], Outcome]) -> Outcome:
    try:
        with transaction.atomic():
            return act(row)
    except BusinessRuleError as error:
        return Outcome(row, refusal=str(error))
    except ValidationError as error:
        return Outcome(row, refusal=" ".join(error.messages))


def _course(course: Course, facts: dict[str, Any], by: User) -> Outcome:
    """On top of what is being written already; a published page changes when its draft is published."""
    said = content_read(course, course.pending)
    wanted = replace(said, facts=said.facts | facts)
    changes = changes_between(content_of(course) | course.pending, plain(wanted))
    if changes:
        course_update(course=course, content=wanted, by=by)
    return Outcome(course, changes, is_draft_of_public=course.is_published)


def _edition(edition: Edition, facts: dict[str, Any], by: User) -> Outcome:
    last = facts.get("applications_close_on")
    if last and last > edition.ends_on:
        raise BusinessRuleError(_("Le iscrizioni chiudono prima della fine dell'edizione."))
    changes = edition_changes(edition, facts)
    if changes:
        edition_update(edition=edition, facts=facts, by=by)
    return Outcome(edition, changes)
