"""Cards and filters kept for signed-in people: after each kind of edit the page is the one made anew."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from partners.enums import Standing
from partners.models import Municipality
from skills.models import Concept
from tests.accounts.factories import UserFactory
from tests.client import said_by
from tests.partners.factories import FilieraFactory, MunicipalityFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import (
    AdmissionFactory,
    ApplicationFactory,
    CourseFactory,
    CourseSkillFactory,
    EditionFactory,
)
from training import page_cache, services
from training.enums import ApplicationState
from training.models import Application, Course, Edition, OfferKind

URLS = ("/formazione/", "/en/formazione/", "/formazione/?q=saldatura", "/docenti/")


@pytest.fixture
def kept(settings):
    settings.CATALOGUE_CACHE_SECONDS = 30


def offer():
    course = CourseFactory(title="Saldatura", published=True)
    course.site = SiteFactory(partner=course.partner, municipality=MunicipalityFactory())
    course.save()
    course.filiere.add(FilieraFactory(slug="navale"))
    CourseSkillFactory(course=course, skill=ConceptFactory())
    edition = EditionFactory(course=course, open=True, seats=2)
    services.course_index(course=course)
    return course, edition


def shown(client):
    return [said_by(client.get(url)) for url in URLS]


def made_anew(client):
    with override_settings(CATALOGUE_CACHE_SECONDS=0):
        return shown(client)


EDITS = {
    "title": lambda course, edition: Course.objects.update(title="Carpenteria"),
    "hidden": lambda course, edition: Course.objects.update(hidden_at=timezone.now()),
    "deleted": lambda course, edition: course.delete(),
    "new course": lambda course, edition: CourseFactory(published=True),
    "skill": lambda course, edition: course.taught.all().delete(),
    "name of a skill": lambda course, edition: Concept.objects.update(label_it="brasatura", label_en="brazing"),
    "filiera": lambda course, edition: course.filiere.clear(),
    "kind": lambda course, edition: OfferKind.objects.update(name_it="Altro", name_en="Other"),
    "partner": lambda course, edition: type(course.partner).objects.update(name="Scuola nuova"),
    "partner left": lambda course, edition: type(course.partner).objects.update(standing=Standing.FORMER),
    "site": lambda course, edition: course.partner.sites.all().delete(),
    "town": lambda course, edition: Municipality.objects.update(name="Portovenere"),
    "edition": lambda course, edition: EditionFactory(
        course=course, open=True, starts_on=edition.starts_on - datetime.timedelta(days=1)
    ),
    "start": lambda course, edition: Edition.objects.update(starts_on=edition.starts_on - datetime.timedelta(days=1)),
    "called off": lambda course, edition: Edition.objects.update(cancelled_at=timezone.now()),
    "seats": lambda course, edition: Edition.objects.update(seats=7),
    "seat given": lambda course, edition: ApplicationFactory(edition=edition, state=ApplicationState.ACCEPTED),
    "waiting list": lambda course, edition: AdmissionFactory(edition=edition, takes_when_full=True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", EDITS)
def test_after_an_edit_the_page_is_the_one_made_anew(client, kept, what):
    course, edition = offer()
    client.force_login(UserFactory())
    before = shown(client)

    EDITS[what](course, edition)

    after = shown(client)
    assert after == made_anew(client)
    assert after == shown(client)
    assert what == "waiting list" or after != before


@pytest.mark.django_db
def test_a_seat_given_back_shows_at_once(client, kept):
    _course, edition = offer()
    client.force_login(UserFactory())
    application = ApplicationFactory(edition=edition, state=ApplicationState.ACCEPTED)
    assert "1 posto libero" in shown(client)[0]

    Application.objects.filter(pk=application.pk).update(state=ApplicationState.WITHDRAWN)

    assert "2 posti liberi" in shown(client)[0]


@pytest.mark.django_db
def test_kept_parts_are_the_same_for_all_and_nobodys(client, kept):
    offer()
    names = ["Persona Prima", "Persona Seconda"]
    people = [UserFactory(first_name=name) for name in names]
    pages = []
    for person in people:
        client.force_login(person)
        pages.append(client.get("/formazione/").content.decode())

    assert [[name in page for name in names] for page in pages] == [[True, False], [False, True]]
    assert all("Saldatura" in page for page in pages)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_while_somebody_writes(rf, kept):
    offer()
    request = rf.get("/formazione/")
    before = page_cache.part_key(request)
    written, seen = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            Course.objects.update(title="Carpenteria")
            written.set()
            seen.wait(10)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(10)
    meanwhile = page_cache.part_key(request)
    seen.set()
    writer.join()

    assert meanwhile == ""
    assert page_cache.part_key(request) not in {"", before}
