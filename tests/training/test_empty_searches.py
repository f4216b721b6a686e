"""Words that no course answers: counted without a trace of who asked, shown from three askers on."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.training.factories import CourseFactory, EmptySearchFactory
from training.models import EmptySearch
from training.selectors.empty_searches import unanswered, week_of
from training.services.empty_searches import empty_search_note
from training.tasks import empty_searches_forget

pytestmark = pytest.mark.django_db
LIST = reverse("dashboards:unanswered_search_list")


def counted():
    return dict(EmptySearch.objects.values_list("text", "count"))


def test_the_catalogue_counts_askers_not_requests(client):
    CourseFactory(title="Saldatura", published=True)

    for asker in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        client.get("/formazione/", {"q": "  Palombaro  Esperto "}, REMOTE_ADDR=asker)
    client.get("/formazione/", {"q": "saldatura"})

    assert counted() == {"palombaro esperto": 2}
    assert EmptySearch.objects.get().week == week_of(timezone.localdate())


def test_searches_that_renew_a_part_of_the_page_are_counted_too(client):
    CourseFactory(title="Saldatura", published=True)

    for text in ("palombaro", "palombaro", "saldatura"):
        client.get("/formazione/", {"q": text}, headers={"HX-Request": "true"})

    assert counted() == {"palombaro": 1}


@pytest.mark.parametrize(
    "text",
    [
        "mario.rossi@example.org", "chiamami 333 1234567", "0187-123456", "RSSMRA80A01E463X", "www.example.org",
        "ab", "", "x" * 61, "una frase che ha davvero troppe parole", "nato il 01/02/1980",
    ],
)  # fmt: skip
def test_what_looks_like_a_person_is_never_kept(text):
    assert empty_search_note(text=text, asker="192.0.2.1") is False
    assert counted() == {}


@pytest.mark.parametrize("text", ["iso 9606", "5 assi", "saldatura 3d", "d.lgs. 81/08"])
def test_figures_of_trades_are_kept(text):
    assert empty_search_note(text=text, asker="192.0.2.1") is True


def test_words_are_shown_from_three_askers_on():
    this_week = week_of(timezone.localdate())
    last_week = this_week - datetime.timedelta(weeks=1)
    EmptySearchFactory(text="palombaro", week=this_week, count=3)
    EmptySearchFactory(text="palombaro", week=last_week, count=4)
    EmptySearchFactory(text="liutaio", count=2)
    EmptySearchFactory(text="antico", week=this_week - datetime.timedelta(weeks=20))

    rows = list(unanswered(since=last_week))

    assert rows == [{"text": "palombaro", "asked": 7, "last": this_week}]


def test_few_and_old_words_are_forgotten():
    week = week_of(timezone.localdate())
    EmptySearchFactory(text="ora", count=1)
    EmptySearchFactory(text="pochi", week=week - datetime.timedelta(weeks=1), count=2)
    EmptySearchFactory(text="tre", week=week - datetime.timedelta(weeks=1), count=3)
    EmptySearchFactory(text="vecchi", week=week - datetime.timedelta(weeks=53), count=30)

    empty_searches_forget()

    assert sorted(counted()) == ["ora", "tre"]


def test_the_referent_reads_them(client):
    EmptySearchFactory(text="palombaro")
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert "palombaro" in client.get(LIST).content.decode()


def test_the_referent_is_told_when_there_are_none(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert "Per ora niente" in client.get(LIST).content.decode()


def test_others_do_not(client):
    client.force_login(UserFactory())

    assert client.get(LIST).status_code == 404
