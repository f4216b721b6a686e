"""An end that was said by mistake is put right: state, passport, notices and steps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.desk_pages import editor
from tests.training.factories import ApplicationFactory, CourseFactory, CourseSkillFactory, EditionFactory
from training import services
from training.selectors.applications import timeline

pytestmark = pytest.mark.django_db


def attended(person, skill, level, school=None, **fields):
    course = CourseFactory(published=True, **({"partner": school} if school else {}))
    CourseSkillFactory(course=course, skill=skill, level=level, is_assessed=True)
    edition = EditionFactory(course=course, finished=True)
    return ApplicationFactory(person=person, edition=edition, **(fields or {"accepted": True}))


def proven(person):
    return [
        (claim.level, claim.source_id)
        for claim in SkillClaim.objects.filter(person=person, evidence=Evidence.ASSESSED)
    ]


def test_what_only_this_course_proved_is_taken_back():
    person, skill, staff = UserFactory(), ConceptFactory(), UserFactory()
    SkillClaimFactory(person=person, skill=skill, level=4)
    application = attended(person, skill, 3)
    services.application_complete(application=application, by=staff)

    services.application_not_complete(application=application, by=staff)

    assert list(SkillClaim.objects.values_list("level", "evidence")) == [(4, Evidence.DECLARED)]
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.before) == ("training.application_not_completed", {"state": "COMPLETED"})


def test_what_an_earlier_course_proved_is_its_word_again():
    person, skill, staff = UserFactory(), ConceptFactory(), UserFactory()
    first, second = attended(person, skill, 2), attended(person, skill, 3)
    for application in (first, second):
        services.application_complete(application=application, by=staff)
    assert proven(person) == [(3, second.pk)]

    services.application_not_complete(application=second, by=staff)

    assert proven(person) == [(2, first.pk)]


def test_each_word_is_told_once_and_the_steps_say_the_last(client):
    person, staff = UserFactory(), UserFactory()
    application = attended(person, ConceptFactory(), 2)
    for service in (services.application_not_complete, services.application_complete) * 2:
        service(application=application, by=staff)

    kinds = list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["application_not_completed", "application_completed"] * 2
    application.refresh_from_db()
    labels = [str(step.label) for step in timeline(application, timezone.localdate())]
    assert (labels[-1], "Percorso non concluso" in labels) == ("Percorso concluso", False)
    assert proven(person) == [(2, application.pk)]


@pytest.mark.parametrize(
    ("state", "route", "after"),
    [
        ("COMPLETED", "application_not_complete", "NOT_COMPLETED"),
        ("NOT_COMPLETED", "application_complete", "COMPLETED"),
    ],
)
def test_the_school_finds_the_button_on_the_page_of_the_application(client, state, route, after):
    user, school = editor()
    application = attended(UserFactory(), ConceptFactory(), 2, school, state=state, decided=True)
    client.force_login(user)
    url = reverse(f"training:{route}", args=[application.pk])

    page = client.get(reverse("training:desk_application_detail", args=[application.pk])).content.decode()
    listed = client.get(reverse("training:desk_application_list"), {"state": state}).content.decode()
    client.post(url)

    assert f'action="{url}"' in page
    assert url not in listed
    application.refresh_from_db()
    assert application.state == after
