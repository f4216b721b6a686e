import gzip
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from partners.enums import Category
from tests.partners.factories import FilieraFactory, PartnerFactory
from tests.recruitment.factories import OpeningFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory

pytestmark = pytest.mark.django_db
QUERIES = 6


def test_home_without_data_says_what_comes(client):
    html = client.get("/").content.decode()

    assert "Nessuna edizione con iscrizioni aperte in questo momento" in html
    assert "I partner non sono ancora stati inseriti" in html
    assert "Le filiere del Polo" not in html
    assert html.count("<dd>0</dd>") == 4


def test_home_shows_the_numbers_of_the_database(client):
    PartnerFactory(category=Category.FIRM, name="Officina di Prova")
    PartnerFactory(supporter=True, name="Sostenitore di Prova")
    course = CourseFactory(published=True)
    CourseFactory(title="Bozza")
    filiera = FilieraFactory(slug="navalmeccanica", name_it="Navalmeccanica")
    course.filiere.add(filiera)
    EditionFactory(course=course, open=True, seats=3)
    full = EditionFactory(course=course, open=True, seats=1)
    ApplicationFactory(edition=full, accepted=True)
    EditionFactory(course=course, closed=True)

    response = client.get("/")
    html = response.content.decode()

    assert response.context["consortium"].members == 3  # the firm and the schools of the courses
    assert [row.name for row in response.context["consortium"].supporters] == ["Sostenitore di Prova"]
    figures = response.context["figures"]
    assert (figures.courses, figures.editions, figures.openings) == (1, 1, 0)
    assert [(edition.course, edition.free) for edition in response.context["editions"]] == [(course, 3)]
    assert "3 posti liberi" in html
    assert "1 corso pubblicato" in html
    assert f"{reverse('training:course_list')}?filiera=navalmeccanica" in html
    assert "Officina di Prova" in html
    assert "Bozza" not in html


def test_home_counts_public_openings(client):
    OpeningFactory(published=True)
    OpeningFactory()

    assert client.get("/").context["figures"].openings == 1


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        course = CourseFactory(published=True)
        course.filiere.add(FilieraFactory())
        EditionFactory(course=course, open=True)

    with django_assert_num_queries(QUERIES):
        client.get("/")


def test_home_orders_editions_by_their_deadline(client):
    late = EditionFactory(open=True)
    soon = EditionFactory(open=True, applications_close_on=late.applications_open_on)
    soon.applications_close_on = (
        late.applications_close_on - (late.applications_close_on - late.applications_open_on) / 2
    )
    soon.save()

    assert [edition.pk for edition in client.get("/").context["editions"]] == [soon.pk, late.pk]


def test_home_tells_search_engines_where_to_search(client):
    html = client.get("/en/").content.decode()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data["url"] == "http://127.0.0.1:8000/en/"
    assert data["inLanguage"] == "en"
    assert data["potentialAction"]["target"]["urlTemplate"] == (
        "http://127.0.0.1:8000/en/formazione/?q={search_term_string}"
    )


def test_home_is_compressed():
    response = Client().get("/", headers={"accept-encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(response.content)


def test_home_answers_head(client):
    assert client.head("/").status_code == 200
