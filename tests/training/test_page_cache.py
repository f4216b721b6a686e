"""The catalogue for anonymous readers: kept for some seconds, without cookies and tokens, right after each change."""

import pytest
from django.test import Client, TestCase

from tests.accounts.factories import UserFactory
from tests.training.factories import CourseFactory
from training import services
from training.models import Course

pytestmark = pytest.mark.django_db
URL = "/formazione/"


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.CATALOGUE_CACHE_SECONDS = 30


@pytest.fixture
def anonymous():
    return Client()


@pytest.mark.parametrize("address", [URL, "/docenti/", f"{URL}?q=saldatura&aperte=1", "/en/formazione/"])
def test_anonymous_pages_carry_no_cookie_and_no_token(anonymous, address):
    CourseFactory(title="Saldatura", published=True)

    response = anonymous.get(address)

    assert response.cookies == {}
    assert "csrf" not in response.content.decode().lower()
    assert response.headers["Cache-Control"] == "public, max-age=30"


def test_the_second_reader_costs_no_statement(anonymous, django_assert_num_queries):
    CourseFactory(title="Saldatura", published=True)
    first = anonymous.get(URL)

    with django_assert_num_queries(0):
        second = anonymous.get(URL)

    assert second.content == first.content
    assert second.headers["Vary"] == first.headers["Vary"] or "HX-Request" in second.headers["Vary"]


@pytest.mark.parametrize("other", [f"{URL}?page=2", f"{URL}?q=b", "/en/formazione/", "/docenti/"])
def test_each_address_has_its_page(anonymous, other):
    CourseFactory.create_batch(21, published=True)

    assert anonymous.get(URL).content != anonymous.get(other).content


def test_a_changed_course_shows_at_once(anonymous):
    course = CourseFactory(title="Prima", published=True)
    anonymous.get(URL)

    with TestCase.captureOnCommitCallbacks(execute=True):
        Course.objects.filter(pk=course.pk).update(title="Dopo")
        services.course_index(course=course)

    assert "Dopo" in anonymous.get(URL).content.decode()


def test_a_signed_in_person_and_htmx_get_their_own_page(client, anonymous):
    CourseFactory(title="Prima", published=True)
    anonymous.get(URL)
    Course.objects.update(title="Dopo")
    client.force_login(UserFactory())

    page = client.get(URL)

    assert "Dopo" in page.content.decode()
    assert "public" not in page.headers["Cache-Control"]
    assert "Dopo" in anonymous.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "Prima" in anonymous.get(URL).content.decode()


def test_answers_to_words_that_nobody_finds_are_not_kept(anonymous):
    CourseFactory(title="Prima", published=True)

    assert "Cache-Control" not in anonymous.get(URL, {"q": "zzzzzz"}).headers


def test_long_addresses_are_not_kept(anonymous):
    assert "Cache-Control" not in anonymous.get(URL, {"q": "a" * 400}).headers
