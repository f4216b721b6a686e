"""The draft beside a published course, and two people who write the same course at once: nothing is lost."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import BusinessRuleError
from training.models import Course, CourseDraft
from training.selectors.course_content import (
    Content,
    content_of,
    differing,
    drawn,
    fingerprints,
    only,
    stale,
)


class CourseClashError(BusinessRuleError):
    """Somebody saved the course while this person was writing.

    `merged` is what was typed, with the fields that only the other changed; `both` are the fields that both changed,
    `taken` those taken from the other.
    """

    def __init__(self, *, mine: Content, theirs: Content, both: list[str], taken: list[str]) -> None:
        super().__init__(_("Mentre scrivevi qualcun altro ha salvato questo corso."))
        self.theirs, self.mine, self.both, self.taken = theirs, mine, both, taken
        self.merged = mine | only(theirs, taken)


def working_content(course: Course) -> Content:
    """What the desk shows: the draft's words over the published ones."""
    return content_of(course) | course.pending


def refuse_clash(*, course: Course, wanted: Content, seen: str) -> None:
    """`seen` are the marks of what the form showed: what has other marks by now was saved by somebody else."""
    marks, theirs = _marks(seen), working_content(course)
    now, mine = fingerprints(theirs), fingerprints(wanted)
    moved = [name for name in differing(theirs, wanted) if marks.get(name, now[name]) != now[name]]
    if moved:
        both = [name for name in moved if mine[name] != marks[name]]
        taken = [name for name in moved if name not in both]
        raise CourseClashError(mine=wanted, theirs=theirs, both=both, taken=taken)


def refuse_stale(*, course: Course, names: Iterable[str], seen: str) -> None:
    """Who decides about these fields must have read what they say now."""
    if stale(working_content(course), names, seen):
        raise BusinessRuleError(
            _("Nel frattempo questo corso è cambiato: qui sotto c'è il confronto aggiornato, controllalo e riprova.")
        )


def draft_write(*, course: Course, wanted: Content) -> None:
    """Keep what differs from the published row; a draft that says nothing else is none."""
    row = content_of(course)
    said = row | course.pending | wanted
    changes = only(said, differing(row, said))
    drawn(course, changes).full_clean()
    if changes:
        draft, _created = CourseDraft.objects.update_or_create(course=course, defaults={"changes": changes})
        course.draft = draft
    else:
        draft_delete(course=course)


def draft_delete(*, course: Course) -> None:
    CourseDraft.objects.filter(course=course).delete()
    course._state.fields_cache.pop("draft", None)


def _marks(seen: str) -> dict[str, str]:
    """What the form sent back; anything else stands for a form that showed nothing."""
    try:
        marks = json.loads(seen)
    except ValueError:
        return {}
    return {str(name): str(mark) for name, mark in marks.items()} if isinstance(marks, dict) else {}
