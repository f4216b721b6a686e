"""What the table cannot ask: addresses with a query, and lists of things that carry no word of their own."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from tests.access.asker import confirm_identity
from tests.access.canaries import canary
from tests.access.world import build_world
from tests.accounts.factories import ErasureFactory
from tests.client import StrictClient
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


def page(world, actor, url):
    client = StrictClient()
    client.force_login(world.users[actor])
    confirm_identity(client, world.users[actor], by="mfa")
    return client.get(url).content.decode()


def test_an_opening_starts_from_a_need_of_ones_own_firm_only(world):
    def started(side):
        [need] = side.own["recruitment:need_detail"]
        return page(world, "firm", f"{reverse('recruitment:opening_create')}?fabbisogno={need}")

    assert canary("a", "need") in started(world.a)
    assert canary("b", "need") not in started(world.b)


def test_a_profile_shows_the_skills_of_its_own_person_only(world):
    skill = ConceptFactory(label_it="Soffiatura del vetro di canarino")
    SkillClaimFactory(person=world.users["person"], skill=skill)
    url = reverse("recruitment:profile_detail")

    assert skill.label_it in page(world, "person", url)
    assert skill.label_it not in page(world, "other_person", url)


def test_applications_are_listed_for_whoever_sent_them(world):
    course = CourseFactory(published=True, title="Corso di canarino")
    ApplicationFactory(person=world.users["person"], edition=EditionFactory(course=course, open=True))
    url = reverse("training:application_list")

    assert course.title in page(world, "person", url)
    assert course.title not in page(world, "other_person", url)


@pytest.mark.parametrize("route", ["accounts:privacy_overview", "accounts:account_erase", "dashboards:desk"])
def test_the_end_of_an_account_is_told_to_its_own_person_only(world, route):
    due = timezone.now() + datetime.timedelta(days=9)
    ErasureFactory(person=world.users["person"], due_at=due)
    told = date_format(timezone.localtime(due), "j F Y")

    assert told in page(world, "person", reverse(route))
    assert told not in page(world, "other_person", reverse(route))
