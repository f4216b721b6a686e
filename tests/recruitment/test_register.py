"""The register of the matching, and what the law closes while nobody says who answers for it."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import Notification
from partners.enums import Office
from recruitment.matching.policy import FIRST_POLICY
from recruitment.models import Interest, MatchingRun
from recruitment.selectors import turns
from recruitment.services import interest, matching
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.recruitment.factories import InterestFactory, MatchFactory, MatchingRunFactory

URL = reverse("recruitment:matching_register")
INTERMEDIATION = reverse("recruitment:intermediation")


@pytest.fixture
def referent(signed_in, db):
    return signed_in(MandateFactory(user=UserFactory(), office=Office.REFERENT).user)


def text(client):
    return " ".join(client.get(URL).content.decode().split())


def test_register_tells_rules_matches_and_runs(referent):
    match = MatchFactory(policy_version=FIRST_POLICY.version)
    MatchingRunFactory(openings=7, written=41, deleted=2)

    body = text(referent)

    assert f"Regole, versione {FIRST_POLICY.version}" in body
    assert "Quanto vale la prova" in body
    assert "41" in body
    assert match.profile.person.last_name not in body
    assert match.profile.headline not in body


def test_register_of_a_new_portal_says_that_nothing_ran(referent):
    assert "Ancora nessun ricalcolo" in text(referent)


def test_each_recalculation_leaves_a_row(encounter):
    matching.rematch_all()

    run = MatchingRun.objects.get()
    assert (run.policy_version, run.openings) == (FIRST_POLICY.version, 1)
    assert run.ended_at >= run.begun_at


@pytest.mark.parametrize(
    ("yes", "no", "told"),
    [(0, 0, (0, 0, 0)), (5, 0, (5, 5, 0)), (6, 5, (11, 6, 5)), (6, 1, (7, None, None)), (1, 0, (None, None, None))],
)
def test_small_answers_are_not_told_nor_worked_out(referent, yes, no, told):
    for _ in range(yes):
        InterestFactory(yes=True)
    for _ in range(no):
        InterestFactory(no=True)

    decisions = referent.get(URL).context["decisions"]

    assert (decisions.asked, decisions.yes, decisions.no) == told


@pytest.mark.parametrize("rows", [1, 3])
def test_register_costs_the_same_for_one_and_three(referent, rows, django_assert_num_queries):
    for _ in range(rows):
        MatchingRunFactory()
        MatchFactory()
    referent.get(URL)

    with django_assert_num_queries(11):
        referent.get(URL)


def test_register_is_for_who_oversees(firm, signed_in):
    assert firm.client.get(URL).status_code == 404
    assert signed_in(UserFactory()).get(URL).status_code == 404


@pytest.mark.parametrize("missing", ["INTERMEDIARY_SUBJECT", "INTERMEDIARY_LEGAL_REPRESENTATIVE"])
def test_nobody_is_asked_while_nobody_answers_for_it(firm, encounter, settings, missing):
    setattr(settings, missing, "")

    with pytest.raises(BusinessRuleError, match="chi svolge l'intermediazione"):
        interest.interest_create(match=encounter.match, message="Ci parliamo?", by=firm.user)

    body = firm.client.get(reverse("recruitment:candidate_list", args=[encounter.opening.pk])).content.decode()
    assert not Interest.objects.exists()
    assert not Notification.objects.filter(kind="interest_asked").exists()
    assert "Per ora non si può chiedere di conoscere una persona" in body


def test_intermediation_is_one_click_away(client, firm):
    assert INTERMEDIATION in client.get(reverse("home")).content.decode()
    assert INTERMEDIATION in firm.client.get(reverse("recruitment:need_list")).content.decode()


def test_intermediation_tells_title_version_and_rights(client, db, settings):
    settings.INTERMEDIARY_AUTHORISATION = "articolo 6, lettera d"

    body = client.get(INTERMEDIATION).content.decode()

    assert "articolo 6, lettera d" in body
    assert f"la versione {FIRST_POLICY.version}" in body
    assert "articolo 22 del GDPR" in body
    assert f"nella stessa fascia di {turns.BAND} punti si alterna" in body
    assert f"negli ultimi {turns.DAYS} giorni" in body
