import pytest
from django.urls import reverse

from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import ApplicationFactory, CourseSkillFactory, OfferKindFactory
from training.models import Course

pytestmark = pytest.mark.django_db
MODELS = ["offerkind", "course", "edition", "application"]


def admin_url(model, page, *args):
    return reverse(f"admin:training_{model}_{page}", args=args)


@pytest.fixture
def application():
    OfferKindFactory()
    return ApplicationFactory()


@pytest.mark.parametrize("model", MODELS)
def test_staff_lists_and_searches(client, application, model):
    client.force_login(UserFactory(superuser=True))

    response = client.get(admin_url(model, "changelist"), {"q": "a"})

    assert response.status_code == 200


def test_the_referent_does_not_read_who_applied(client, application):
    client.force_login(MandateFactory(office=Office.REFERENT, user__is_staff=True).user)

    assert client.get(admin_url("application", "changelist")).status_code == 403


def test_editions_are_changed_by_their_school_which_tells_those_who_applied(client, application):
    client.force_login(MandateFactory(office=Office.SECRETARIAT, user__is_staff=True).user)
    url = admin_url("edition", "change", application.edition_id)

    assert (client.get(url).status_code, client.post(url, {"seats": 0}).status_code) == (200, 403)


def test_applications_are_read_only_even_for_superusers(client, application):
    client.force_login(UserFactory(superuser=True))

    response = client.post(admin_url("application", "change", application.pk), {"state": "ACCEPTED"})

    application.refresh_from_db()
    assert response.status_code == 403
    assert application.state == "SUBMITTED"


def test_the_referent_reads_and_does_not_change(client, application):
    referent = MandateFactory(office=Office.REFERENT, user__is_staff=True).user
    client.force_login(referent)
    url = admin_url("course", "change", application.edition.course_id)

    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "Altro"}).status_code == 403


def test_a_change_by_the_secretariat_keeps_the_search_right(client, application):
    client.force_login(MandateFactory(office=Office.SECRETARIAT, user__is_staff=True).user)
    course = application.edition.course
    taught = CourseSkillFactory(course=course)
    skill = ConceptFactory(label_it="Saldatura")
    data = {
        "partner": course.partner_id, "kind": course.kind_id, "title": "Titolo nuovo", "slug": course.slug,
        "audience": course.audience, "mode": course.mode,
        "taught-TOTAL_FORMS": 1, "taught-INITIAL_FORMS": 1, "taught-0-id": taught.pk, "taught-0-course": course.pk,
        "taught-0-skill": skill.pk, "taught-0-level": 2,
    }  # fmt: skip

    response = client.post(admin_url("course", "change", course.pk), data)

    assert response.status_code == 302
    assert list(Course.objects.filter(search_terms__startswith="Saldatura\t").values_list("title", flat=True)) == [
        "Titolo nuovo"
    ]
