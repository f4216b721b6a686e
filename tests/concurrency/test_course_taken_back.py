"""A course goes back to its school at the moment in which somebody asks for a seat: one of the two is refused."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from tests.accounts.factories import UserFactory
from tests.concurrency.test_lock_order import apart
from tests.partners.factories import PartnerFactory
from tests.training.desk_pages import complete_course
from tests.training.factories import EditionFactory
from training import services
from training.models import Application, Course

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = 0.5


@pytest.fixture
def edition():
    return EditionFactory(course=complete_course(PartnerFactory(), published=True), open=True)


def test_who_has_just_sent_an_application_keeps_the_course_public(edition):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.application_submit(edition=edition, by=UserFactory())
            taken_back = pool.submit(apart, lambda: services.course_unpublish(course=edition.course, by=UserFactory()))
            time.sleep(A_MOMENT)

        assert taken_back.result() is False
    assert Course.objects.get().is_published
    assert Application.objects.count() == 1


def test_nobody_applies_to_a_course_that_was_just_taken_back(edition):
    person = UserFactory()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.course_unpublish(course=edition.course, by=UserFactory())
            sent = pool.submit(apart, lambda: services.application_submit(edition=edition, by=person))
            time.sleep(A_MOMENT)

        assert sent.result() is False
    assert not Course.objects.get().is_published
    assert not Application.objects.exists()
