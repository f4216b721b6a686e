"""The board and the card of a selection as a newcomer at a firm meets them."""

import pytest
from django.urls import reverse

from recruitment.enums import PlacementKind, Stage
from tests.recruitment.factories import InterestFactory, PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def yes(encounter, firm):
    return InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user, yes=True)


def url(name, interest):
    return reverse(f"recruitment:{name}", args=[interest.pk])


def board_url(interest):
    return reverse("recruitment:selection_board", args=[interest.opening_id])


def move(browser, interest, to):
    interest.refresh_from_db()
    return browser.post(url("selection_move", interest), {"to": to, "version": interest.version})


def test_a_batch_without_a_reason_is_asked_for_it_once_and_keeps_its_ticks(yes, firm):
    InterestFactory(opening=yes.opening, expressed_by=firm.user, yes=True)
    batch = reverse("recruitment:selection_batch", args=[yes.opening_id])
    cards = [f"{yes.pk}:{yes.version}"]

    body = firm.client.post(batch, {"cards": cards, "to": Stage.NOT_SELECTED}).content.decode()

    assert body.count("Scegli perché la selezione non prosegue") == 1
    assert f'value="{cards[0]}" id="card-{yes.pk}" checked' in body
    assert body.count(" checked") == 1
    assert 'value="NOT_SEL" selected' in body
    yes.refresh_from_db()
    assert yes.stage == Stage.ACCEPTED


def test_a_placement_that_is_there_is_shown_and_not_prepared_twice(yes, firm):
    move(firm.client, yes, Stage.INTERVIEW)
    move(firm.client, yes, Stage.OFFER)
    prepare = reverse("recruitment:placement_from_interest", args=[yes.pk])
    assert prepare in firm.client.get(url("selection_detail", yes)).content.decode()
    placement = PlacementFactory(
        interest=yes, person=yes.profile.person, host=firm.partner, sender=None, prepared_by_host=True,
        kind=PlacementKind.APPRENTICE_2,
    )  # fmt: skip

    body = firm.client.get(url("selection_detail", yes)).content.decode()

    assert placement.get_absolute_url() in body
    assert prepare not in body


def test_a_board_without_anybody_says_what_will_come(firm, encounter):
    asked = InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user)
    before = firm.client.get(board_url(asked)).content.decode()
    InterestFactory(opening=encounter.opening, expressed_by=firm.user, yes=True)

    after = firm.client.get(board_url(asked)).content.decode()

    assert "Qui non c'è ancora nessuno" in before
    assert "Più persone insieme" not in before
    assert "Aspettano di rispondere" in before
    assert "Qui non c'è ancora nessuno" not in after
    assert "Più persone insieme" in after
