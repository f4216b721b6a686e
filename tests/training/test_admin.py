import pytest
from django.test import TestCase
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import (
    ApplicationDocumentFactory,
    ApplicationFactory,
    ApplicationMessageFactory,
    CourseFactory,
    CourseSkillFactory,
    OfferKindFactory,
    SynonymGroupFactory,
)
from training.enums import Mode
from training.models import Application, Course
from training.selectors.synonyms import synonyms

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
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.get(admin_url("application", "changelist")).status_code == 403


LETTERS = {"motivation": "Perché sogno il mare", "message": "Ti aspettiamo in sede"}


@pytest.mark.parametrize("page", ["change", "history", "changelist", "export"])
@pytest.mark.parametrize("superuser", [True, False])
def test_staff_read_how_far_an_application_is_and_no_letters(client, application, page, superuser):
    Application.objects.filter(pk=application.pk).update(**LETTERS)
    said = ApplicationMessageFactory(application=application, text="Posso venire con mio fratello?")
    sent = ApplicationDocumentFactory(application=application, content=b"%PDF-1.4 una pagella")
    client.force_login(UserFactory(superuser=True) if superuser else MandateFactory(office=Office.SECRETARIAT).user)

    for model, row in (("application", application), ("applicationmessage", said), ("applicationdocument", sent)):
        where = admin_url(model, page, *([row.pk] if page in {"change", "history"} else []))
        response = client.post(where, {"kind": "csv", "reason": "Prova"}) if page == "export" else client.get(where)
        text = response.getvalue().decode()

        assert response.status_code == 200
        assert not [words for words in (*LETTERS.values(), said.text, "pagella") if words in text]


def test_editions_are_changed_by_their_school_which_tells_those_who_applied(client, application):
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)
    url = admin_url("edition", "change", application.edition_id)

    assert (client.get(url).status_code, client.post(url, {"seats": 0}).status_code) == (200, 403)


def test_applications_are_read_only_even_for_superusers(client, application):
    client.force_login(UserFactory(superuser=True))

    response = client.post(admin_url("application", "change", application.pk), {"state": "ACCEPTED"})

    application.refresh_from_db()
    assert response.status_code == 403
    assert application.state == "SUBMITTED"


def test_the_referent_reads_and_does_not_change(client, application):
    referent = MandateFactory(office=Office.REFERENT).user
    client.force_login(referent)
    url = admin_url("course", "change", application.edition.course_id)

    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "Altro"}).status_code == 403


@pytest.fixture
def put_right(client):
    """The secretariat saves a course with one skill taught and other facts changed."""
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    def save(course, **facts):
        taught = CourseSkillFactory(course=course, skill=ConceptFactory(label_it="Saldatura"))
        data = {
            "partner": course.partner_id, "kind": course.kind_id, "title": "Titolo nuovo", "slug": "un-altro",
            "audience": course.audience, "mode": course.mode, "summary": "In breve", "certification": "Attestato",
            "language": course.language,
            "taught-TOTAL_FORMS": 1, "taught-INITIAL_FORMS": 1, "taught-0-id": taught.pk,
            "taught-0-course": course.pk, "taught-0-skill": taught.skill_id, "taught-0-level": 2,
        }  # fmt: skip
        return client.post(admin_url("course", "change", course.pk), data | facts)

    return save


def test_a_change_by_the_secretariat_keeps_the_search_right(put_right):
    course = CourseFactory()

    response = put_right(course)

    assert response.status_code == 302
    found = Course.objects.filter(search_terms__startswith="◆ Saldatura\t")
    assert list(found.values_list("title", "slug")) == [("Titolo nuovo", course.slug)]
    event = AuditEvent.objects.get(verb="training.course_updated")
    assert (event.target_id, event.before["title"], event.after["title"]) == (course.pk, course.title, "Titolo nuovo")


def test_a_published_course_stays_complete(put_right):
    course = CourseFactory(published=True, mode=Mode.ONLINE)

    refused = put_right(course, certification="", description="Parole lunghe")

    html = refused.content.decode()
    assert "Perché il corso sia pubblicato manca" in html
    assert "Parole lunghe" in html
    course.refresh_from_db()
    assert course.title != "Titolo nuovo"
    assert not AuditEvent.objects.exists()


def test_synonyms_changed_in_the_admin_are_in_force_at_once(admin_client):
    with TestCase.captureOnCommitCallbacks(execute=True):
        group = SynonymGroupFactory(words="CNC\ncontrollo numerico")
        synonyms()

        page = reverse("admin:training_synonymgroup_change", args=[group.pk])
        response = admin_client.post(page, {"words": "CNC\r\n\r\n  macchina   utensile \r\nCNC"})

    assert response.status_code == 302
    group.refresh_from_db()
    assert group.words == "CNC\nmacchina utensile"
    assert synonyms()[("cnc",)] == ["CNC", "macchina utensile"]


def test_a_group_of_one_word_is_refused(admin_client):
    page = reverse("admin:training_synonymgroup_add")

    assert "Scrivi almeno due parole" in admin_client.post(page, {"words": "CNC\n\nCNC"}).content.decode()


def test_synonyms_deleted_in_the_admin_are_gone_at_once(admin_client):
    with TestCase.captureOnCommitCallbacks(execute=True):
        group = SynonymGroupFactory(words="CNC\ncontrollo numerico")
        synonyms()

        admin_client.post(reverse("admin:training_synonymgroup_delete", args=[group.pk]), {"post": "yes"})

    assert synonyms() == {}
