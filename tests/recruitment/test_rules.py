"""The referent writes rules, compares them with today's on real lists, puts them in force."""

import pytest
from django.db import ProgrammingError, transaction
from django.forms.models import model_to_dict
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import AuditEvent
from partners.enums import Office
from recruitment.forms.rules import RulesForm
from recruitment.matching import rules as versions
from recruitment.models import Match, MatchingRules, Opening
from recruitment.selectors import comparison, register
from recruitment.services import matching, rules
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.recruitment.factories import MatchingRulesFactory
from tests.recruitment.matching.world import add_opening, add_profile, world

CREATE = reverse("recruitment:rules_create")
REGISTER = reverse("recruitment:matching_register")


@pytest.fixture
def office(signed_in, db):
    def build(office=Office.REFERENT):
        return signed_in(MandateFactory(user=UserFactory(first_name="Rita", last_name="Rossi"), office=office).user)

    return build


def detail_url(row):
    return reverse("recruitment:rules_detail", args=[row.pk])


def start_url(row):
    return reverse("recruitment:rules_start", args=[row.pk])


def typed(**changes):
    start = model_to_dict(register.as_rules(versions.current()), fields=RulesForm.Meta.fields)
    return {name: value for name, value in start.items() if value not in (None, "")} | {"reason": "Prova"} | changes


def test_a_proposal_changes_nothing(office):
    browser = office()

    response = browser.post(CREATE, typed(declared=50), follow=True)

    row = MatchingRules.objects.get()
    assert (row.declared, row.reason, row.started_at, row.author.first_name) == (50, "Prova", None, "Rita")
    assert versions.current().version == "2026.2"
    assert row.version.endswith(".3") or not row.version.startswith("2026.")
    assert "Nessuna offerta aperta" in response.content.decode()
    assert row.version in browser.get(REGISTER).content.decode()
    assert AuditEvent.objects.filter(verb="recruitment.matchingrules_proposed").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level_2": 71}, "Più livelli mancano"),
        ({"observed": 79}, "Una prova più forte"),
        ({"declared": 0}, "Una prova più forte"),
        ({"weight_optional": 6}, "Una competenza essenziale pesa"),
        ({"weight_essential": 11}, "10"),
        ({"trainable_divisor": 4}, "dividere esattamente"),
        ({"focus": 101}, "100"),
        ({"reason": ""}, "obbligatorio"),
    ],
)
def test_rules_that_make_no_sense_are_refused(office, changes, words):
    response = office().post(CREATE, typed(**changes))

    assert words in response.content.decode()
    assert not MatchingRules.objects.exists()


def test_no_fact_about_a_person_can_be_weighed():
    assert set(RulesForm.Meta.fields) == {
        "weight_essential", "weight_optional", "trainable_divisor", "uses_rarity", "level_1", "level_2", "level_3",
        "declared", "observed", "assessed", "certified", "focus", "reason",
    }  # fmt: skip


def lists(earth):
    """Ten people of whom half have a declared high level, half a certified low one."""
    for number in range(10):
        level, evidence = (3, "declared") if number % 2 else (1, "certified")
        add_profile(earth, [(10, level, evidence)])
    return add_opening(earth, [(10, 3, "essential", False)])


def test_the_dry_run_shows_both_lists_and_writes_nothing(office):
    earth = world()
    opening = lists(earth)
    matching.rematch_all()
    before = list(Match.objects.order_by("pk").values())
    row = MatchingRulesFactory(declared=20, observed=30, assessed=40)
    browser = office()

    (found,) = comparison.comparisons([opening], today=versions.current(), proposed=versions.as_policy(row))
    page = browser.get(detail_url(row)).content.decode()

    assert (found.people, found.left, found.moved, found.entered, found.is_same) == (10, 0, 10, 0, False)
    assert [place.before for place in found.places] == [6, 7, 8, 9, 10, 1, 2, 3, 4, 5]
    assert "Cambiano posto: 10" in page
    assert list(Match.objects.order_by("pk").values()) == before


def test_a_short_list_is_not_shown(office):
    earth = world()
    add_profile(earth, [(10, 3, "declared")])
    opening = add_opening(earth, [(10, 3, "essential", False)])
    row = MatchingRulesFactory(level_1=10, level_2=5, level_3=5)

    (found,) = comparison.comparisons([opening], today=versions.current(), proposed=versions.as_policy(row))

    assert not found.is_told
    assert found.places == []
    assert "Meno di cinque persone" in office().get(detail_url(row)).content.decode()


def test_an_equal_list_says_so(office):
    lists(world())

    assert "resta uguale" in office().get(detail_url(MatchingRulesFactory())).content.decode()


def test_the_dry_run_costs_two_statements_for_each_opening(office, django_assert_num_queries):
    earth = world()
    lists(earth)
    row, browser = MatchingRulesFactory(), office()
    browser.get(detail_url(row))
    counted = []
    for _ in range(2):
        with django_assert_num_queries(len(counted) * 2 + 11):
            browser.get(detail_url(row))
        counted.append(add_opening(earth, [(10, 3, "essential", False)]))


def test_rules_in_force_match_everybody_again(office):
    earth = world()
    lists(earth)
    matching.rematch_all()
    row = MatchingRulesFactory(declared=20, observed=30, assessed=40)

    browser = office()
    response = browser.post(start_url(row), follow=True)

    row.refresh_from_db()
    assert row.started_by.first_name == "Rita"
    assert "Regole in vigore" in response.content.decode()
    assert versions.current() == versions.as_policy(row)
    assert Opening.objects.get().is_rematch_due
    matching.rematch_due()
    assert set(Match.objects.values_list("policy_version", flat=True)) == {row.version}
    assert set(Match.objects.values_list("score", flat=True)) == {4 * 2000, 4 * 4000}
    event = AuditEvent.objects.get(verb="recruitment.matchingrules_started")
    assert (event.before, event.after) == ({"version": "2026.2"}, {"version": row.version})
    assert "Scritta da" in browser.get(REGISTER).content.decode()


def test_rules_once_in_force_are_never_changed_nor_deleted(office):
    row = MatchingRulesFactory(started=True)

    with pytest.raises(BusinessRuleError, match="già state messe"):
        rules.rules_start(rules=row, by=UserFactory())
    with pytest.raises(ProgrammingError), transaction.atomic():
        MatchingRules.objects.filter(pk=row.pk).update(declared=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        MatchingRules.objects.filter(pk=row.pk).delete()


def test_the_secretariat_reads_and_does_not_write(office):
    browser, row = office(Office.SECRETARIAT), MatchingRulesFactory()

    assert browser.get(detail_url(row)).status_code == 200
    assert "Metti in vigore" not in browser.get(detail_url(row)).content.decode()
    assert browser.get(CREATE).status_code == 404
    assert browser.post(start_url(row)).status_code == 404
    assert MatchingRules.objects.proposed().count() == 1


def test_versions_are_numbered_by_year(office):
    browser = office()
    browser.post(CREATE, typed())
    browser.post(CREATE, typed())

    first, second = MatchingRules.objects.order_by("pk").values_list("version", flat=True)
    assert int(second.split(".")[1]) == int(first.split(".")[1]) + 1
