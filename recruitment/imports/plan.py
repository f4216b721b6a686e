"""What a feed would change: each row against the firm's openings as they stand, nothing written."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from core.imports.cells import folded
from core.imports.errors import Problem, Trouble
from core.imports.file_states import RowAction
from partners.models import Partner
from recruitment.enums import DemandState
from recruitment.imports.enums import REMARKS, FeedTrouble, Remark
from recruitment.imports.facts import FACTS, Facts, differing, opening_facts
from recruitment.imports.lookup import FeedLookup
from recruitment.imports.rows import FeedReader, ReadRow
from recruitment.models import Opening, OpeningCode

OPEN_FOR_DAYS = 30  # where the feed does not say until when


@dataclass
class PlannedRow:
    """One row of the preview."""

    number: int
    title: str
    code: str = ""
    action: RowAction = RowAction.SAME
    opening: Opening | None = None
    said: Facts = field(default_factory=dict)
    content: Facts | None = None
    before: Facts = field(default_factory=dict)
    changes: list[list[Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Planner:
    """`defaults` are the occupation and the contract of rows that do not say theirs."""

    def __init__(self, partner: Partner, lookup: FeedLookup, reader: FeedReader, defaults: Facts) -> None:
        self._lookup, self._reader, self._defaults = lookup, reader, defaults
        openings = Opening.objects.filter(partner=partner).prefetch_related("asked").order_by("pk")
        self._openings = {opening.pk: opening for opening in openings}
        self._codes = {row.opening_id: row for row in OpeningCode.objects.filter(opening__partner=partner)}
        self._by_code = {row.code: pk for pk, row in self._codes.items()}
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for opening in self._openings.values():
            if opening.pk not in self._codes and not opening.is_over:
                self._by_title[folded(opening.title)].append(opening.pk)
        self._today = timezone.localdate()
        self._seen: dict[Any, int] = {}

    def plan(self, rows: Iterable[ReadRow]) -> list[PlannedRow]:
        return [self._row(row) for row in rows]

    def missing(self, planned: Iterable[PlannedRow]) -> Iterator[PlannedRow]:
        """The published openings that no row speaks of."""
        named = {one.opening.pk for one in planned if one.opening}
        for opening in sorted(self._published(), key=lambda opening: (opening.title, opening.pk)):
            if opening.pk not in named:
                yield PlannedRow(0, opening.title, action=RowAction.WITHDRAWN, opening=opening)

    @property
    def published(self) -> int:
        return len(self._published())

    def _published(self) -> list[Opening]:
        return [opening for opening in self._openings.values() if opening.state == DemandState.PUBLISHED]

    def _row(self, row: ReadRow) -> PlannedRow:
        one = PlannedRow(row.number, row.title, row.code, said=row.said, problems=list(row.problems))
        site = row.said.get("site", None if "site" in self._reader.headers else self._lookup.main_site)
        one.opening = self._match(one)
        self._once(one, site)
        if one.opening is not None and one.opening.is_over:
            one.problems.append(self._problem("title", Remark.OVER))
        elif one.opening is not None:
            self._changed(one, one.opening)
        else:
            self._new(one, site)
        _decide(one)
        return one

    def _match(self, one: PlannedRow) -> Opening | None:
        """By code; else by title, and by site where the row says one, among those without a code."""
        if one.code and (pk := self._by_code.get(one.code)):
            return self._openings[pk]
        found = [self._openings[pk] for pk in self._by_title.get(folded(one.title), [])] if one.title else []
        if site := one.said.get("site"):
            found = [opening for opening in found if opening.site_id == site]
        if len(found) > 1:
            one.problems.append(self._problem("title", FeedTrouble.UNCLEAR))
            return None
        return found[0] if found else None

    def _once(self, one: PlannedRow, site: int | None) -> None:
        """Two rows with one code, or without any and alike, or of one opening: the first one counts."""
        mark = one.opening.pk if one.opening else ("code", one.code) if one.code else (folded(one.title), site)
        if (first := self._seen.setdefault(mark, one.number)) != one.number and (one.code or one.title):
            one.problems.append(self._problem("code" if one.code else "title", Trouble.TWICE, value=str(first)))

    def _changed(self, one: PlannedRow, opening: Opening) -> None:
        """What the feed says anew; what it said before and somebody put right here since stays as it is."""
        base = opening_facts(opening)
        known = self._codes.get(opening.pk)
        before = known.said if known else {}
        news = {name: value for name, value in one.said.items() if before.get(name) != value}
        if "skills" in news:
            news["skills"] = sorted({*base["skills"], *news["skills"]})
        wanted = base | news
        self._check(one, wanted, base)
        one.title = one.title or opening.title
        one.before = {"opening": base, "said": before}
        one.changes = [[name, base[name], wanted[name]] for name in differing(base, wanted)]
        if one.changes:
            one.content = wanted
        if one.code and known is None:
            one.changes.insert(0, ["code", None, one.code])

    def _new(self, one: PlannedRow, site: int | None) -> None:
        wanted = self._blank() | {"site": site} | one.said
        wanted["occupation"] = one.said.get("occupation") or self._lookup.occupation(one.title)
        wanted["occupation"] = wanted["occupation"] or self._defaults["occupation"]
        self._check(one, wanted, {})
        told = [name for name in FACTS if wanted[name] not in (None, "", [])]
        one.changes = [[name, None, wanted[name]] for name in told]
        if one.code:
            one.changes.insert(0, ["code", None, one.code])
        one.content = wanted

    def _blank(self) -> Facts:
        until = self._today + datetime.timedelta(days=OPEN_FOR_DAYS)
        facts: Facts = dict.fromkeys(FACTS)
        facts |= {"title": "", "description": "", "ccnl": "", "positions": 1, "skills": [], "licences": []}
        return facts | {"contract": self._defaults["contract"] or None, "closes_on": until.isoformat()}

    def _check(self, one: PlannedRow, wanted: Facts, base: Facts) -> None:
        """What a draft cannot be without. A column that is wrong by itself is told once."""
        wrong = {problem.column for problem in one.problems if problem.code not in REMARKS}
        checks: tuple[tuple[str, bool, str, dict[str, str]], ...] = (
            ("title", not wanted["title"], Trouble.MISSING, {}),
            ("occupation", not wanted["occupation"], FeedTrouble.OCCUPATION, {}),
            ("contract", not wanted["contract"], FeedTrouble.NO_CONTRACT, {}),
            ("pay_to", self._is_pay_wrong(wanted), FeedTrouble.PAY_ORDER, {}),
            (
                "closes_on",
                wanted["closes_on"] != base.get("closes_on") and wanted["closes_on"] < self._today.isoformat(),
                FeedTrouble.PAST,
                {"value": wanted["closes_on"]},
            ),
        )
        for name, is_wrong, code, params in checks:
            if is_wrong and self._reader.header(name) not in wrong:
                one.problems.append(self._problem(name, code, **params))

    @staticmethod
    def _is_pay_wrong(facts: Facts) -> bool:
        least, most = facts["pay_from"], facts["pay_to"]
        return most is not None and (least is None or most < least)

    def _problem(self, name: str, code: str, **params: str) -> Problem:
        return Problem(self._reader.header(name), str(code), params)


def _decide(one: PlannedRow) -> None:
    if any(problem.code not in REMARKS for problem in one.problems):
        one.action, one.content = RowAction.ERROR, None
    elif one.opening is None:
        one.action = RowAction.NEW
    else:
        one.action = RowAction.CHANGED if one.changes else RowAction.SAME
