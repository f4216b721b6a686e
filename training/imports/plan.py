"""What a file would change: each row against the courses and editions as they stand, nothing written.

Rows with the same code, or the same title, are one course: the first says what it is, each may be an edition of it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.imports.cells import folded
from core.imports.errors import Problem, Trouble
from core.imports.file_states import RowAction
from partners.models import Partner
from training.imports.editions import EDITION_FACTS, edition_facts, edition_problems, wanted_edition
from training.imports.enums import RowTrouble
from training.imports.fields import EDITION, FIELDS, LISTS
from training.imports.lookup import Lookup
from training.imports.rows import Facts, ReadRow, key_of
from training.models import Course, CourseCode, Edition, OfferKind
from training.selectors.course_content import FACTS, differing
from training.selectors.course_content import FIELDS as CONTENT_FIELDS
from training.services.drafts import working_content

Change = list[Any]  # field, before, after
PARTS_OF_HOURS = ("hours_stage", "hours_lab", "hours_elearning", "hours_practitioners")


@dataclass
class PlannedRow:
    """One row of the preview. `head` is the row that says what the course is."""

    number: int
    head: int
    title: str
    code: str = ""
    action: RowAction = RowAction.SAME
    course: Course | None = None
    edition: Edition | None = None
    content: Facts | None = None
    edition_facts: Facts | None = None
    before: Facts = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Planner:
    """`headers` names the column of each field, to say where something is wrong."""

    def __init__(
        self, partner: Partner, lookup: Lookup, headers: dict[str, str], default_kind: OfferKind | None
    ) -> None:
        self._lookup, self._headers, self._default_kind = lookup, headers, default_kind
        courses = Course.objects.filter(partner=partner).select_related("draft", "partner")
        self._courses = {
            course.pk: course for course in courses.prefetch_related("filiere", "occupations", "taught").order_by("pk")
        }
        self._contents = {course.pk: working_content(course) for course in self._courses.values()}
        codes = CourseCode.objects.filter(course__partner=partner).values_list("course", "code")
        self._code_of = dict(codes)
        self._by_code = {code: pk for pk, code in self._code_of.items()}
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for course in self._courses.values():
            for title in {folded(course.title), folded(self._contents[course.pk]["title"])}:
                self._by_title[title].append(course.pk)
        self._editions = _editions(partner)

    def plan(self, rows: Iterable[ReadRow]) -> list[PlannedRow]:
        groups: dict[tuple[str, str], list[ReadRow]] = {}
        for row in rows:
            groups.setdefault(key_of(row) if row.code or row.title else ("row", str(row.number)), []).append(row)
        planned = [one for group in groups.values() for one in self._group(group)]
        return sorted(planned, key=lambda one: one.number)

    def missing(self, planned: Iterable[PlannedRow]) -> Iterator[PlannedRow]:
        """The published courses that no row speaks of."""
        named = {one.course.pk for one in planned if one.course}
        for course in sorted(self._courses.values(), key=lambda course: course.title):
            if course.is_published and course.pk not in named:
                yield PlannedRow(0, 0, course.title, action=RowAction.WITHDRAWN, course=course)

    @property
    def published(self) -> int:
        return sum(course.is_published for course in self._courses.values())

    def _group(self, group: list[ReadRow]) -> Iterator[PlannedRow]:
        first = group[0]
        course, unclear = self._match(first)
        head = PlannedRow(first.number, first.number, first.title, first.code, course=course)
        head.problems = [*first.problems, *unclear]
        facts = _said_together(group)
        wanted = self._course(head, facts)
        seen: dict[datetime.date | None, int] = {}
        for row in group:
            one = head if row is first else PlannedRow(row.number, first.number, first.title, row.code, course=course)
            if row is not first:
                one.problems = [
                    *row.problems,
                    *self._against_first(row, facts, first.number, has_errors=bool(head.problems)),
                ]
            self._edition(one, row, wanted, seen)
            _decide(one)
            yield one

    def _match(self, row: ReadRow) -> tuple[Course | None, list[Problem]]:
        """By code; else by title, among the courses without one where the row has one."""
        if row.code and (pk := self._by_code.get(row.code)):
            return self._courses[pk], []
        found = self._by_title.get(folded(row.title), []) if row.title else []
        if row.code:
            found = [pk for pk in found if pk not in self._code_of]
        if len(found) > 1:
            return None, [Problem(self._header("title"), RowTrouble.UNCLEAR)]
        return (self._courses[found[0]] if found else None), []

    def _course(self, head: PlannedRow, facts: Facts) -> Facts:
        """What the course would say; fills the head with what that changes."""
        base = self._contents[head.course.pk] if head.course else self._new
        wanted = base | {name: value for name, value in facts.items() if name in CONTENT_FIELDS}
        if head.course is None:
            if not wanted.get("title") and not _wrong(head, self._headers.get("title")):
                head.problems.append(Problem(self._header("title"), Trouble.MISSING))
            if wanted.get("kind") is None and not _wrong(head, self._headers.get("kind")):
                head.problems.append(Problem(self._header("kind"), Trouble.MISSING))
            told = [name for name in CONTENT_FIELDS if wanted.get(name) not in (None, "", [])]
            head.changes = [[name, None, wanted[name]] for name in told]
        else:
            head.title = head.title or base["title"]
            head.before["course"] = base
            head.changes = [[name, base[name], wanted[name]] for name in differing(base, wanted)]
        for name in PARTS_OF_HOURS:
            if wanted.get("hours") is not None and (wanted.get(name) or 0) > wanted["hours"]:
                head.problems.append(Problem(self._header(name), RowTrouble.STAGE))
        if head.changes:
            head.content = wanted
        if head.code and (head.course is None or head.course.pk not in self._code_of):
            head.changes.insert(0, ["code", None, head.code])
        return wanted

    @cached_property
    def _new(self) -> Facts:
        kind = self._default_kind.pk if self._default_kind else None
        blank = {name: Course._meta.get_field(name).get_default() for name in FACTS}  # type: ignore[union-attr]
        plain = {name: str(value) if isinstance(value, str) else value for name, value in blank.items()}
        return plain | {name: [] for name in LISTS} | {"kind": kind, "site": self._lookup.main_site}

    def _against_first(self, row: ReadRow, facts: Facts, first: int, *, has_errors: bool) -> Iterator[Problem]:
        if has_errors:
            yield Problem(self._header("title"), RowTrouble.FIRST_ROW, {"value": str(first)})
        for name, value in row.course.items():
            if value not in (None, "", []) and value != facts.get(name):
                yield Problem(self._header(name), RowTrouble.DIFFERS, {"value": str(first)})
        if not row.has_edition:
            yield Problem(self._header("starts_on"), Trouble.TWICE, {"value": str(first)})

    def _edition(self, one: PlannedRow, row: ReadRow, course: Facts, seen: dict[Any, int]) -> None:
        """What the row changes in its edition; the day on which it starts tells which one it is."""
        if not row.has_edition or any(problem.column in self._edition_headers for problem in one.problems):
            return
        starts_on = row.edition.get("starts_on")
        if starts_on in seen:
            one.problems.append(Problem(self._header("starts_on"), Trouble.TWICE, {"value": str(seen[starts_on])}))
            return
        seen[starts_on] = one.number
        known = self._editions.get((one.course.pk, starts_on)) if one.course and starts_on else None
        if known and known.cancelled_at:
            return  # called off here: a file does not start it again
        before = edition_facts(known) if known else {}
        wanted = wanted_edition(before, row.edition, course)
        one.problems += edition_problems(wanted, self._header)
        changes = [
            [f"edition.{name}", before.get(name), wanted[name]]
            for name in EDITION_FACTS
            if before.get(name) != wanted[name] and (before or wanted[name] not in (None, ""))
        ]
        if changes:
            one.edition, one.edition_facts = known, wanted
            one.before |= {"edition": before} if known else {}
            one.changes += changes

    @cached_property
    def _edition_headers(self) -> set[str]:
        return {header for name, header in self._headers.items() if name in EDITION}

    def _header(self, name: str) -> str:
        return self._headers.get(name, str(FIELDS[name].label))


def _editions(partner: Partner) -> dict[tuple[int, datetime.date], Edition]:
    """One that was called off gives way to another that starts on the same day."""
    rows = Edition.objects.filter(course__partner=partner).order_by("cancelled_at", "pk")
    found: dict[tuple[int, datetime.date], Edition] = {}
    for edition in rows:
        known = found.get((edition.course_id, edition.starts_on))
        if known is None or (known.cancelled_at and not edition.cancelled_at):
            found[edition.course_id, edition.starts_on] = edition
    return found


def _said_together(group: list[ReadRow]) -> Facts:
    """The first word of each column wins; an empty cell says nothing where another row says something."""
    facts: Facts = {}
    for row in group:
        for name, value in row.course.items():
            if name not in facts or (facts[name] in (None, "", []) and value not in (None, "", [])):
                facts[name] = value
    return facts


def _wrong(row: PlannedRow, header: str | None) -> bool:
    return header is not None and any(problem.column == header for problem in row.problems)


def _decide(one: PlannedRow) -> None:
    if one.problems:
        one.action = RowAction.ERROR
        one.content = one.edition_facts = None
    elif one.course is None:
        one.action = RowAction.NEW
    else:
        one.action = RowAction.CHANGED if one.changes else RowAction.SAME
