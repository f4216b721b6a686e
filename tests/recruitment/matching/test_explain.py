"""The explanation says what is met, close and missing, in words that follow from the numbers."""

import datetime
import math

import pytest
from django.utils import timezone, translation

from recruitment.matching import explain
from recruitment.matching.explain import ConditionStatus, Status
from recruitment.models import Match
from recruitment.services import matching
from skills.models import SkillClaim, SkillCredit
from tests.recruitment.factories import MatchingRulesFactory
from tests.recruitment.matching.world import add_opening, add_profile, world

pytestmark = pytest.mark.django_db

SPRING = datetime.date(2030, 3, 1)


@pytest.fixture
def earth():
    return world()


def explained(earth, claims, asked, person=None, job=None):
    add_profile(earth, claims, **(person or {}))
    matching.opening_rematch(opening=add_opening(earth, asked, **(job or {})))
    return explain.from_inputs(Match.objects.get())


def test_each_asked_skill_is_met_close_or_missing(earth):
    explanation = explained(
        earth,
        [(10, 3, "certified"), (11, 1, "declared"), (5, 2, "observed")],
        [
            (10, 3, "essential", False),
            (11, 2, "optional", False),
            (4, 2, "essential", False),
            (12, 2, "essential", True),
        ],
    )
    by_skill = {line.skill: line for line in explanation.lines}
    met, low, near, missing = (by_skill[earth.skills[index]] for index in (10, 11, 4, 12))

    assert (met.status, met.points, met.max_points, met.percent) == (Status.MET, 40000, 40000, 100)
    assert (low.status, low.points, low.levels_missing) == (Status.CLOSE, 2 * 100 * 70 * 80 // 100, 1)
    assert (near.status, near.points) == (Status.CLOSE, 4 * 80 * 100 * 90 // 100)
    assert near.is_through_another
    assert near.coverage.skill == earth.skills[5]
    assert (missing.status, missing.points, missing.coverage, missing.levels_missing) == (Status.MISSING, 0, None, 2)
    assert not missing.is_through_another
    assert explanation.met == [met]
    assert set(map(id, explanation.gaps)) == set(map(id, explanation.close + explanation.missing))
    assert explanation.score == 40000 + 11200 + 28800
    assert explanation.max_score == 120000
    assert explanation.percent == 66


def test_the_most_important_lines_come_first(earth):
    explanation = explained(
        earth,
        [(10, 2, "declared")],
        [(12, 2, "optional", True), (11, 2, "essential", False), (10, 2, "optional", False)],
    )

    assert [line.weight for line in explanation.lines] == [4, 2, 1]


def test_arithmetic_is_written_out(earth):
    explanation = explained(earth, [(5, 1, "assessed")], [(4, 2, "essential", False), (12, 1, "optional", False)])
    near, missing = explanation.lines

    assert near.arithmetic == (
        "vicinanza della competenza 80% × livello 70% × prova 95% = credito 5.320; × peso 4 = 21.280 punti su 40.000"
    )
    assert missing.arithmetic == "credito 0 × peso 2 = 0 punti su 20.000"
    assert [factor.value for factor in near.factors] == [80, 70, 95]
    assert near.level_label == "autonomo: casi sempre senza aiuto"
    assert near.importance_label == "essenziale"
    assert near.coverage.level_label == "base: con una guida"
    assert near.coverage.evidence_label == "valutata da un ente"


def test_the_strongest_proof_counts(earth):
    explanation = explained(earth, [(10, 3, "declared"), (10, 2, "certified")], [(10, 3, "essential", False)])

    (line,) = explanation.lines
    assert (line.coverage.evidence, line.points) == ("declared", 4 * 8000)
    assert line.status == Status.MET


def test_what_is_unknown_is_shown_as_unknown(earth):
    explanation = explained(
        earth, [(10, 2, "declared")], [(10, 2, "essential", False)],
        {"eqf": None, "available_from": None}, {"min_eqf": 4, "starts_on": SPRING},
    )  # fmt: skip

    assert [(line.label, line.status) for line in explanation.conditions] == [
        ("distanza", ConditionStatus.MET),
        ("disponibilità", ConditionStatus.UNKNOWN),
        ("titolo di studio", ConditionStatus.UNKNOWN),
    ]
    assert explanation.conditions[1].text == "non indicata: da chiedere alla persona"


def test_conditions_say_the_facts(earth):
    explanation = explained(
        earth, [(10, 2, "declared")], [(10, 2, "essential", False)],
        {"eqf": 5, "available_from": SPRING, "town": 1}, {"min_eqf": 4, "starts_on": SPRING},
    )  # fmt: skip

    assert [line.text for line in explanation.conditions] == [
        "il lavoro è entro la distanza che la persona accetta",
        "disponibilità dal 01/03/2030, inizio del lavoro il 01/03/2030",
        "ITS Academy: diploma di specializzazione tecnica superiore; "
        "serve almeno: diploma di scuola superiore o diploma professionale",
    ]
    assert {line.status for line in explanation.conditions} == {ConditionStatus.MET}


def test_an_opening_without_conditions_shows_none(earth):
    explanation = explained(earth, [(10, 2, "declared")], [(10, 2, "essential", False)], job={"site": None})

    assert explanation.conditions == ()


def test_stored_inputs_explain_the_score_after_everything_changed(earth):
    before = explained(earth, [(5, 2, "observed")], [(4, 2, "essential", False)])

    SkillCredit.objects.all().delete()
    SkillClaim.objects.all().delete()
    earth.openings[0].asked.all().delete()
    after = explain.from_inputs(Match.objects.get())

    assert after == before
    assert after.score == Match.objects.get().score


def test_a_match_is_explained_by_the_version_that_made_it(earth):
    before = explained(earth, [(5, 2, "observed")], [(4, 2, "essential", False)])
    MatchingRulesFactory(version="2099.1", started=True, observed=95, assessed=96, declared=80)

    assert explain.from_inputs(Match.objects.get()) == before
    assert before.policy_version == Match.objects.get().policy_version == "2026.2"

    matching.rematch_all()
    after = explain.from_inputs(Match.objects.get())
    assert (after.policy_version, after.lines[0].coverage.evidence_percent) == ("2099.1", 95)
    assert after.score == Match.objects.get().score == 4 * 80 * 95


def test_rarity_and_focus_are_told_apart_from_the_score(earth):
    for _ in range(29):
        add_profile(earth, [(skill, 2, "declared") for skill in (11, 12, 13)])
    explanation = explained(earth, [(10, 2, "certified")], [(10, 2, "essential", False)])
    assert (explanation.has_rarity, explanation.has_focus) == (False, False)  # nothing was measured yet

    matching.rematch_all()
    explanation = explain.from_inputs(Match.objects.get())

    # 30 people, one holder (as rare as five), three skills on average, one here.
    assert explanation.lines[0].rarity == round(10 * math.log(1 + 25.5 / 5.5)) == 17
    assert (explanation.length.skills, explanation.length.average, explanation.focus) == (1, 3, 112)
    assert explanation.score == 4 * 17 * 10000
    assert explanation.total == explanation.score * 112 == Match.objects.get().total
    assert "× peso 4 × rarità 17 = 680.000 punti" in explanation.lines[0].arithmetic


def test_labels_follow_the_reader(earth):
    explained(earth, [(10, 2, "declared")], [(10, 2, "essential", False)])

    with translation.override("en"):
        (line,) = explain.from_inputs(Match.objects.get()).lines
        assert str(line.skill) == earth.skills[10].label_en


def test_many_explanations_cost_one_query(earth, django_assert_num_queries):
    for _ in range(3):
        add_profile(earth, [(10, 2, "declared")])
    matching.opening_rematch(opening=add_opening(earth, [(10, 2, "essential", False)]))
    matches = list(Match.objects.all())

    with django_assert_num_queries(1):
        explanations = explain.explain_all(matches)

    assert {pk: one.score for pk, one in explanations.items()} == {match.pk: match.score for match in matches}
    assert timezone.now() >= matches[0].computed_at
