"""The lists of the match at 1,000, 10,000 and 100,000 people and 1,000 openings: exact, explained, fast, kept true.

Everything is a ratio inside the run, the ways taking turns, and so do the 100,000 people and a copy of the 10,000; the
load average stands beside it. People and openings are drawn over the official ESCO where `../shared/data/esco` is
there, over the project's own vocabulary otherwise.
"""

import dataclasses
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterable

from django.db import connection

from benchmarks.figure import Figure
from benchmarks.orm_matching import best_by_orm
from benchmarks.people import add_openings, add_people, lay_ground
from benchmarks.plain_scorer import PlainScorer
from benchmarks.scratch import copy_database, drop_database, no_time_limit, scratch_database, use_database
from benchmarks.tantivy_match import TantivyMatch
from recruitment.matching import accelerator, arrays, engine, explain
from recruitment.matching.policy import FIRST_POLICY as POLICY
from recruitment.models import CandidateProfile, Match, Opening
from recruitment.services import matching
from recruitment.services.ground import ground_measure
from skills.models import SkillClaim

SIZES = (1_000, 10_000, 100_000)
OPENINGS, CHECKED, TIMED, TOP, KEPT = 1_000, 200, 40, 20, 50
EVERYBODY = 10_000_000
LOT, MATCHES = 10, 500  # openings before the other's turn, matches explained at once
SMALL = "bench_matching_small"
SEED = 20260101  # kept for the figures: nothing was tuned on it
NO_FOCUS = dataclasses.replace(POLICY, focus=0)


def run() -> Iterable[Figure]:
    chance = random.Random(SEED)
    with scratch_database("matching") as large:
        ground = lay_ground(chance)
        openings = add_openings(ground, chance, OPENINGS)
        for size in SIZES:
            add_people(ground, chance, size - CandidateProfile.objects.count())
            _settle()
            if size == SIZES[1]:
                copy_database(large, SMALL)
                no_time_limit()
                yield _against_orm(openings[:7])
            if size > SIZES[0]:
                yield from _against_tantivy(size, openings[:TIMED])
            if size == SIZES[2]:
                yield _growth(openings[:TIMED], large)
                yield _edit(openings[:TIMED])
                yield _rematch(openings)
            yield _exact(size, openings[:CHECKED])
            yield _same_from_arrays(size, openings[:CHECKED])
            yield _explained(size, openings[:CHECKED])


def _growth(openings: list[Opening], large: str) -> Figure:
    """A few openings on the one, the same ones on the other, and so on."""
    times: dict[str, list[float]] = {SMALL: [], large: []}
    for place in range(0, len(openings), LOT):
        for name in times:
            use_database(name)
            _by_sql(openings[0])  # a line of its own, and its plan
            times[name] += _in_turn(openings[place : place + LOT], 7, _by_sql)[0]
    no_time_limit()
    drop_database(SMALL)
    small, grown = (statistics.median(found) for found in times.values())
    return _ratio("match: growth from 10,000 to 100,000 people", grown, small, 12)


def _settle() -> None:
    """As after a night: rarity measured, nothing due, statistics of the tables fresh."""
    ground_measure()
    CandidateProfile.objects.filter(is_rematch_due=True).update(is_rematch_due=False)
    _forget_matches()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _forget_matches() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recruitment_match CASCADE")


def _exact(size: int, openings: list[Opening]) -> Figure:
    """Whole lists, not only their heads: ids, order, integers."""
    plain, right, rows = PlainScorer(), 0, 0
    for opening in openings:
        listed = engine.candidates(opening_id=opening.pk, limit=EVERYBODY, policy=POLICY)
        right += [(row.profile_id, row.score, row.focus) for row in listed] == plain.candidates(opening)
        rows += len(listed)
    return Figure(
        name=f"match: whole lists equal to the plain scorer, {size:,} people",
        value=right / len(openings),
        reference=f"{right} of {len(openings)} openings, {rows:,} people in their lists, ids, order and integers",
        bar="= 1",
        ok=right == len(openings),
    )


def _same_from_arrays(size: int, openings: list[Opening]) -> Figure:
    start = time.perf_counter()
    people = arrays.load()
    note = f"read in {time.perf_counter() - start:.1f} s, {people.megabytes:.1f} MB"
    right = sum(
        accelerator.candidates(opening_id=opening.pk, limit=EVERYBODY, policy=POLICY, people=people)
        == engine.candidates(opening_id=opening.pk, limit=EVERYBODY, policy=POLICY)
        for opening in openings
    )
    return Figure(
        name=f"match: whole lists from arrays equal to those of the SQL, {size:,} people",
        value=right / len(openings),
        reference=f"{right} of {len(openings)} openings; arrays {note}, {_load()}",
        bar="= 1",
        ok=right == len(openings),
    )


def _explained(size: int, openings: list[Opening]) -> Figure:
    """All matches of all openings, stored and explained from what is stored."""
    right, rows, start = 0, 0, time.perf_counter()
    for opening in openings:
        engine.store(opening_id=opening.pk, policy=POLICY)
        matches = Match.objects.filter(opening=opening).order_by("pk").iterator(chunk_size=MATCHES)
        while lot := list(itertools.islice(matches, MATCHES)):
            for match, told in zip(lot, explain.explain_all(lot).values(), strict=True):
                adds_up = (told.score, told.total, told.weight_total) == (match.score, match.total, match.weight_total)
                right, rows = right + adds_up, rows + 1
        _forget_matches()
    taken = f"{time.perf_counter() - start:.0f} s, {_load()}"
    return Figure(
        name=f"match: explanations that add up to the score, {size:,} people",
        value=right / rows,
        reference=f"{right:,} of {rows:,} of {len(openings)} openings, {taken}",
        bar="= 1",
        ok=right == rows,
    )


def _against_orm(openings: list[Opening]) -> Figure:
    for opening in openings:
        assert _by_sql(opening) == best_by_orm(opening, POLICY, TOP), "the two lists differ"
    sql, orm = _medians(openings, 3, _by_sql, lambda opening: best_by_orm(opening, POLICY, TOP))
    return _ratio("match: top 20 of 10,000 people, SQL / ORM prefetch loop", sql, orm, 1 / 100)


def _against_tantivy(size: int, openings: list[Opening]) -> Iterable[Figure]:
    search, people = TantivyMatch(POLICY, rarest=_rarest()), arrays.load()
    same = sum(
        len({row.profile_id for row in engine.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS)}
            & set(search.candidates(opening, TOP)))
        for opening in openings
    )  # fmt: skip

    def by_tantivy(opening: Opening) -> object:
        return search.candidates(opening, TOP)

    def from_arrays(opening: Opening) -> object:
        return accelerator.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS, people=people)

    sql, other, memory = _medians(
        openings, 15,
        lambda opening: engine.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS),
        by_tantivy, from_arrays,
    )  # fmt: skip
    note = f"; {same} of {TOP * len(openings)} ids alike, its index took {search.seconds:.1f} s"
    yield _ratio(f"match: top 20 of {size:,} people, SQL / tantivy", sql, other, 1.5 if size == SIZES[1] else 10, note)
    if size == SIZES[2]:
        name = f"match: top 20 of {size:,} people, arrays / tantivy"
        yield _ratio(name, memory, other, 1 / 5)
        other, memory = _medians(openings, 15, by_tantivy, from_arrays, lot=LOT)
        yield _ratio(f"{name}, {LOT} openings at a time", memory, other, 1 / 5)


def _rematch(openings: list[Opening]) -> Figure:
    """The best 50 of each opening; of the ORM loop two openings are measured, amid the others."""
    half, by_sql, by_orm = len(openings) // 2, 0.0, 0.0
    for some in (openings[:half], openings[half:]):
        by_sql += sum(_timed(_best_kept, opening) for opening in some)
        by_orm += _timed(lambda opening: best_by_orm(opening, POLICY, KEPT), some[0])
    sql, orm = SIZES[2] * len(openings) / by_sql, SIZES[2] * 2 / by_orm
    return Figure(
        name="match: full rematch of 100,000 people and 1,000 openings, pairs/s against the ORM loop",
        value=sql / orm,
        reference=f"{sql / 1e6:.2f} M pairs/s / {orm / 1e6:.4f} M pairs/s (from 2 openings), {_load()}",
        bar=">= 100",
        ok=sql / orm >= 100,
    )


def _best_kept(opening: Opening) -> list[engine.Ranked]:
    return engine.candidates(opening_id=opening.pk, limit=KEPT, policy=POLICY)


def _edit(openings: list[Opening]) -> Figure:
    """A skill changes level: written, marked, matched again with every open opening, as the worker does it.

    Two edits, a query, and so on.
    """
    edits, queries, lists = [], [], 0
    claims = SkillClaim.objects.filter(person__candidate_profile__matching_consent_at__isnull=False)[:8000:100]
    for place, claim in enumerate(claims):
        profile = CandidateProfile.objects.get(person=claim.person_id)
        matching.profile_rematch(profile=profile)
        lists += Match.objects.filter(profile=profile).count()
        start = time.perf_counter()
        SkillClaim.objects.filter(pk=claim.pk).update(level=claim.level % 4 + 1)
        assert matching.rematch_due() == {"done": 1, "failed": 0}
        edits.append(time.perf_counter() - start)
        if place % 2:
            queries.append(_timed(_by_sql, openings[place // 2 % len(openings)]))
    note = f"; {lists / len(edits):.0f} of {OPENINGS:,} openings on average, facts written"
    pair = statistics.median(edits), statistics.median(queries)
    return _ratio("match: an edit until all lists are right / one query at 100,000", *pair, 1 / 3, note)


def _rarest() -> int:
    from recruitment.models import MatchingGround

    return MatchingGround.objects.get().rarest


def _by_sql(opening: Opening) -> list[tuple[int, int]]:
    listed = engine.candidates(opening_id=opening.pk, limit=TOP, policy=POLICY)
    return [(row.profile_id, row.score) for row in listed]


def _medians(openings: list[Opening], rounds: int, *ways: Callable[[Opening], object], lot: int = 1) -> list[float]:
    return [statistics.median(times) for times in _in_turn(openings, rounds, *ways, lot=lot)]


def _in_turn(
    openings: list[Opening], rounds: int, *ways: Callable[[Opening], object], lot: int = 1
) -> list[list[float]]:
    """Of each way its best round at each opening, the ways in turn, so that a busy machine slows all alike.

    In lots of one, each way finds the processor's caches as another left them; in larger ones, as it did itself.
    """
    best: list[list[float]] = [[] for _ in ways]
    for begin in range(0, len(openings), lot):
        some = openings[begin : begin + lot]
        turns = [[[_timed(way, opening) for opening in some] for way in ways] for _ in range(rounds)]
        for place in range(len(ways)):
            best[place] += [min(times) for times in zip(*(turn[place] for turn in turns), strict=True)]
    return best


def _timed(way: Callable[[Opening], object], opening: Opening) -> float:
    start = time.perf_counter()
    way(opening)
    return time.perf_counter() - start


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _ratio(name: str, ours: float, other: float, bar: float, note: str = "") -> Figure:
    return Figure(
        name=name,
        value=ours / other,
        reference=f"{ours * 1000:.2f} ms / {other * 1000:.2f} ms{note}, {_load()}",
        bar=f"<= {bar:.3g}",
        ok=ours / other <= bar,
    )
