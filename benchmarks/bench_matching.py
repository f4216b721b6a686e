"""The lists of the match at 1,000, 10,000 and 100,000 people and 1,000 openings: exact, explained, fast, kept true.

Everything is a ratio inside the run, the ways taking turns; the load average stands beside it. People and openings are
drawn over the official ESCO where `../shared/data/esco` is there, over the project's own vocabulary otherwise.
"""

import dataclasses
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
from benchmarks.scratch import scratch_database
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
SEED = 20260101  # kept for the figures: nothing was tuned on it
NO_FOCUS = dataclasses.replace(POLICY, focus=0)


def run() -> Iterable[Figure]:
    chance = random.Random(SEED)
    medians: dict[int, float] = {}
    with scratch_database("matching"):
        ground = lay_ground(chance)
        openings = add_openings(ground, chance, OPENINGS)
        for size in SIZES:
            add_people(ground, chance, size - CandidateProfile.objects.count())
            _settle()
            medians[size] = _median(_by_sql, openings[:TIMED], 7)
            if size == SIZES[1]:
                yield _against_orm(openings[:7])
            if size > SIZES[0]:
                yield from _against_tantivy(size, openings[:TIMED])
            if size == SIZES[2]:
                yield _growth(medians)
                yield _edit(medians[size])
                yield _rematch(openings)
            yield _exact(size, openings[:CHECKED])
            yield _same_from_arrays(size, openings[:CHECKED])
            yield _explained(size, openings[:CHECKED])


def _growth(medians: dict[int, float]) -> Figure:
    note = f"; at 1,000: {medians[SIZES[0]] * 1000:.2f} ms"
    return _ratio("match: growth from 10,000 to 100,000 people", medians[SIZES[2]], medians[SIZES[1]], 12, note)


def _settle() -> None:
    """As after a night: rarity measured, nothing due, statistics of the tables fresh."""
    ground_measure()
    CandidateProfile.objects.filter(is_rematch_due=True).update(is_rematch_due=False)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recruitment_match CASCADE")
        cursor.execute("VACUUM ANALYZE")


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
    """All matches of all openings, stored and explained from what is stored; at 100,000 the best 20 by their lines."""
    right = rows = 0
    for opening in openings:
        if size > SIZES[1]:
            for row in engine.candidates(opening_id=opening.pk, limit=TOP, policy=POLICY):
                lines = engine.best_held(opening_id=opening.pk, profile_id=row.profile_id, policy=POLICY)
                right, rows = right + (sum(line.points for line in lines) == row.score), rows + 1
            continue
        engine.store(opening_id=opening.pk, policy=POLICY)
        matches = list(Match.objects.filter(opening=opening))
        for match, told in zip(matches, explain.explain_all(matches).values(), strict=True):
            adds_up = (told.score, told.total, told.weight_total) == (match.score, match.total, match.weight_total)
            right, rows = right + adds_up, rows + 1
    return Figure(
        name=f"match: explanations that add up to the score, {size:,} people",
        value=right / rows,
        reference=f"{right:,} of {rows:,} of {len(openings)} openings, {_load()}",
        bar="= 1",
        ok=right == rows,
    )


def _against_orm(openings: list[Opening]) -> Figure:
    for opening in openings:
        assert _by_sql(opening) == best_by_orm(opening, POLICY, TOP), "the two lists differ"
    sql, orm = _in_turn(openings, 3, _by_sql, lambda opening: best_by_orm(opening, POLICY, TOP))
    return _ratio("match: top 20 of 10,000 people, SQL / ORM prefetch loop", sql, orm, 1 / 100)


def _against_tantivy(size: int, openings: list[Opening]) -> Iterable[Figure]:
    search, people = TantivyMatch(POLICY, rarest=_rarest()), arrays.load()
    same = sum(
        len({row.profile_id for row in engine.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS)}
            & set(search.candidates(opening, TOP)))
        for opening in openings
    )  # fmt: skip
    sql, other, memory = _in_turn(
        openings, 15,
        lambda opening: engine.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS),
        lambda opening: search.candidates(opening, TOP),
        lambda opening: accelerator.candidates(opening_id=opening.pk, limit=TOP, policy=NO_FOCUS, people=people),
    )  # fmt: skip
    note = f"; {same} of {TOP * len(openings)} ids alike, its index took {search.seconds:.1f} s"
    yield _ratio(f"match: top 20 of {size:,} people, SQL / tantivy", sql, other, 1.5 if size == SIZES[1] else 10, note)
    if size == SIZES[2]:
        yield _ratio(f"match: top 20 of {size:,} people, arrays / tantivy", memory, other, 1 / 5)


def _rematch(openings: list[Opening]) -> Figure:
    """The best 50 of each opening; of the ORM loop two openings are measured and the rest reckoned."""
    start = time.perf_counter()
    for opening in openings:
        engine.candidates(opening_id=opening.pk, limit=KEPT, policy=POLICY)
    sql = SIZES[2] * len(openings) / (time.perf_counter() - start)
    start = time.perf_counter()
    for opening in openings[:2]:
        best_by_orm(opening, POLICY, KEPT)
    orm = SIZES[2] * 2 / (time.perf_counter() - start)
    return Figure(
        name="match: full rematch of 100,000 people and 1,000 openings, pairs/s against the ORM loop",
        value=sql / orm,
        reference=f"{sql / 1e6:.2f} M pairs/s / {orm / 1e6:.4f} M pairs/s (from 2 openings), {_load()}",
        bar=">= 100",
        ok=sql / orm >= 100,
    )


def _edit(query: float) -> Figure:
    """A skill changes level: written, marked, matched again with every open opening, as the worker does it."""
    times, lists = [], 0
    for claim in SkillClaim.objects.filter(person__candidate_profile__matching_consent_at__isnull=False)[:4000:100]:
        profile = CandidateProfile.objects.get(person=claim.person_id)
        matching.profile_rematch(profile=profile)
        lists += Match.objects.filter(profile=profile).count()
        start = time.perf_counter()
        SkillClaim.objects.filter(pk=claim.pk).update(level=claim.level % 4 + 1)
        assert matching.rematch_due() == {"done": 1, "failed": 0}
        times.append(time.perf_counter() - start)
    edit = statistics.median(times)
    note = f"; {lists / len(times):.0f} of {OPENINGS:,} openings on average, facts written"
    return _ratio("match: an edit until all lists are right / one query at 100,000", edit, query, 1 / 3, note)


def _rarest() -> int:
    from recruitment.models import MatchingGround

    return MatchingGround.objects.get().rarest


def _by_sql(opening: Opening) -> list[tuple[int, int]]:
    listed = engine.candidates(opening_id=opening.pk, limit=TOP, policy=POLICY)
    return [(row.profile_id, row.score) for row in listed]


def _in_turn(openings: list[Opening], rounds: int, *ways: Callable[[Opening], object]) -> list[float]:
    """Median over the openings of each way's best round, the ways in turn, so that a busy machine slows all alike."""
    best: list[list[float]] = [[] for _ in ways]
    for opening in openings:
        turns = [[_timed(way, opening) for way in ways] for _ in range(rounds)]
        for place in range(len(ways)):
            best[place].append(min(turn[place] for turn in turns))
    return [statistics.median(times) for times in best]


def _median(way: Callable[[Opening], object], openings: list[Opening], rounds: int) -> float:
    return _in_turn(openings, rounds, way)[0]


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
