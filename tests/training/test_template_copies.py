"""A course that was started from a template: behind, side by side, taken in single fields or whole, kept, left."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import AuditEvent
from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import editor
from tests.training.factories import (
    CourseDraftFactory,
    CourseFactory,
    OfferTemplateFactory,
    TemplateVersionFactory,
    template_says,
)
from training.models import Course, CourseDraft, OfferTemplate, TemplateCopy
from training.selectors.course_content import content_of, marks_of
from training.selectors.templates import behind, course_behind
from training.services import publication, template_copies, templates

pytestmark = pytest.mark.django_db
QUERIES_COMPARE = 11


def url(course, name="compare"):
    return reverse(f"training:template_{name}", args=[course.pk])


def started(school, *, published=False, **fields):
    """A course of the school that was just started from a template in force."""
    content = template_says(**({"title": "Saldatura TIG", "summary": "Com'era.", "hours": 80} | fields))
    template = OfferTemplateFactory(title=content["title"], content=content)
    TemplateVersionFactory(template=template)
    course = templates.template_start(template=template, partner=school, by=UserFactory())
    if published:
        site = SiteFactory(partner=school)
        Course.objects.filter(pk=course.pk).update(certification="Attestato", site=site)
        publication.course_publish(course=course, by=UserFactory())
    return course


def change(course, note="", **fields):
    """The Polo writes a new version of the template."""
    template = OfferTemplate.objects.get(copies__course=course)
    marks = marks_of(template.content)
    templates.template_update(
        template=template, content=template.content | fields, note=note, by=UserFactory(), seen=marks
    )


def fresh(course):
    return Course.objects.select_related("draft", "copied_from__template").get(pk=course.pk)


def shown(client, course):
    """What the page of the comparison sends back when nothing is chosen."""
    form = client.get(url(course)).context["form"]
    return {"number": form["number"].value(), "seen": form["seen"].value()}


# Behind --------------------------------------------------------------------------------------------------------------


def test_a_course_is_behind_where_its_template_changed_and_it_does_not_say_so():
    course = started(editor()[1])
    change(course, summary="Nuova.", hours=100, credits="3 CFU")
    Course.objects.filter(pk=course.pk).update(hours=100)

    assert course_behind(fresh(course)) == ["summary", "credits"]


def test_what_the_school_wrote_does_not_make_its_course_behind():
    course = started(editor()[1])
    Course.objects.filter(pk=course.pk).update(summary="Mia.", contact="Ufficio")

    assert course_behind(fresh(course)) == []
    assert course_behind(CourseFactory()) == []


def test_a_course_two_versions_behind_sees_the_last_one(client):
    user, school = editor()
    course = started(school)
    change(course, note="Prima nota", summary="Seconda.", hours=90)
    change(course, note="Seconda nota", summary="Terza.", hours=80)
    client.force_login(user)

    page = client.get(url(course)).content.decode()

    assert course_behind(fresh(course)) == ["summary"]
    assert "<ins>Terza.</ins>" in page
    assert "Seconda." not in page
    assert ("«Prima nota»" in page, "«Seconda nota»" in page) == (True, True)


def test_the_desk_the_overview_and_the_form_say_that_a_copy_is_behind(client):
    user, school = editor()
    course = started(school, published=True)
    client.force_login(user)
    pages = [
        reverse("training:desk_course_list"), reverse("training:desk_overview"),
        reverse("training:course_update", args=[course.pk]),
    ]  # fmt: skip
    before = [client.get(page).content.decode() for page in pages]

    change(course, summary="Nuova.")

    after = [client.get(page).content.decode() for page in pages]
    assert not any("indietro" in text for text in before)
    assert all("indiet" in text and url(course) in text for text in after)
    Course.objects.filter(pk=course.pk).update(summary="Nuova.")
    assert not any("indietro" in client.get(page).content.decode() for page in pages)


def test_a_withdrawn_template_asks_nothing_of_its_courses(client):
    user, school = editor()
    course = started(school)
    change(course, summary="Nuova.")
    templates.template_withdraw(template=course.copied_from.template, reason="Basta.", by=UserFactory())
    client.force_login(user)

    page = client.get(url(course)).content.decode()

    assert course_behind(fresh(course)) == []
    assert "Questo modello è stato ritirato" in page
    assert "indietro" not in client.get(reverse("training:desk_course_list")).content.decode()


# Taking and keeping --------------------------------------------------------------------------------------------------


def test_single_changes_go_into_the_draft_of_a_published_course(client):
    user, school = editor()
    course, skill = started(school, published=True), ConceptFactory()
    change(course, summary="Nuova.", hours=100, taught=[[skill.pk, 3, True]])
    client.force_login(user)

    data = shown(client, course) | {"campo_summary": "TAKE", "campo_hours": "KEEP", "campo_taught": "LATER"}
    response = client.post(url(course), data)

    course = fresh(course)
    assert response.url == url(course)
    assert (course.summary, course.hours, course.pending) == ("Com'era.", 80, {"summary": "Nuova."})
    assert (course.copied_from.number, course_behind(course)) == (1, ["taught"])
    event = AuditEvent.objects.get(verb="training.course_aligned")
    assert (event.actor, event.before) == (user, {"summary": "Com'era."})
    assert event.after == {"summary": "Nuova.", "template": "Saldatura TIG", "version": 2, "kept": ["hours"]}
    client.post(url(course), shown(client, course) | {"campo_taught": "TAKE"})
    course = fresh(course)
    assert (course.pending["taught"], course.copied_from.number, course_behind(course)) == (
        [[skill.pk, 3, True]], 2, [],
    )  # fmt: skip


def test_all_of_a_version_is_taken_at_once_into_a_draft_never_published(client):
    user, school = editor()
    course, skill = started(school), ConceptFactory()
    change(course, summary="Nuova.", taught=[[skill.pk, 3, True]])
    client.force_login(user)

    response = client.post(url(course), shown(client, course) | {"all": "TAKE"}, follow=True)

    course = fresh(course)
    assert (course.summary, list(course.taught.values_list("skill", "level")), course.copied_from.number) == (
        "Nuova.", [(skill.pk, 3)], 2,
    )  # fmt: skip
    assert not CourseDraft.objects.exists()
    assert "Fatto: 2 campi ripresi dal modello." in response.content.decode()


def test_what_the_school_keeps_is_not_asked_again_until_the_template_changes_there(client):
    user, school = editor()
    course = started(school, published=True)
    change(course, summary="Nuova.")
    client.force_login(user)

    client.post(url(course), shown(client, course) | {"all": "KEEP"})

    kept = fresh(course)
    assert (kept.pending, kept.copied_from.number, course_behind(kept)) == ({}, 2, [])
    change(course, hours=100)
    assert course_behind(fresh(course)) == ["hours"]
    change(course, summary="Ancora un'altra.")
    assert course_behind(fresh(course)) == ["summary", "hours"]


def test_where_both_have_written_both_texts_are_shown_and_nobody_chooses_for_the_school(client):
    user, school = editor()
    course = started(school, published=True)
    CourseDraftFactory(course=course, changes={"summary": "Scritta da noi."})
    change(course, summary="Scritta dal Polo.", hours=100)
    client.force_login(user)

    page = client.get(url(course))

    choices = {field.name: field.value() for _difference, field in page.context["rows"]}
    assert choices == {"campo_summary": "LATER", "campo_hours": "TAKE"}
    text = page.content.decode()
    assert all(words in text for words in ("noi", "Polo", "Com&#x27;era.", "cambiato anche da te"))
    client.post(url(course), shown(client, course) | choices)
    course = fresh(course)
    assert (course.pending, course_behind(course)) == ({"summary": "Scritta da noi.", "hours": 100}, ["summary"])


def test_nothing_is_taken_over_words_that_were_written_meanwhile(client):
    user, school = editor()
    course = started(school)
    change(course, summary="Nuova.")
    client.force_login(user)
    data = shown(client, course) | {"all": "TAKE"}
    Course.objects.filter(pk=course.pk).update(summary="Scritta intanto.")

    page = client.post(url(course), data, follow=True).content.decode()

    course = fresh(course)
    assert (course.summary, course.copied_from.number) == ("Scritta intanto.", 1)
    assert "Nel frattempo questo corso è cambiato" in page


def test_nothing_is_decided_of_a_version_that_nobody_has_seen(client):
    user, school = editor()
    course = started(school)
    change(course, summary="Nuova.")
    client.force_login(user)
    data = shown(client, course) | {"all": "TAKE"}
    change(course, summary="Più nuova.")

    page = client.post(url(course), data, follow=True).content.decode()

    course = fresh(course)
    assert (course.summary, course_behind(course)) == ("Com'era.", ["summary"])
    assert "Nel frattempo il modello è cambiato" in page


@pytest.mark.parametrize("data", [{}, {"number": "x"}, {"number": 2, "seen": "[]", "all": "TAKE"}, {"all": "BOH"}])
def test_a_forged_choice_changes_nothing(client, data):
    user, school = editor()
    course = started(school)
    change(course, summary="Nuova.")
    client.force_login(user)

    response = client.post(url(course), data)

    course = fresh(course)
    assert (response.status_code in {200, 302}, course.summary, course_behind(course)) == (
        True, "Com'era.", ["summary"],
    )  # fmt: skip


def test_a_field_that_is_not_behind_is_never_written():
    course = started(editor()[1])
    change(course, summary="Nuova.")
    Course.objects.filter(pk=course.pk).update(hours=9, contact="Ufficio")
    marks = marks_of(content_of(fresh(course)))

    template_copies.template_take(
        course=course, take=["hours", "contact", "boh"], keep=[], number=2, seen=marks, by=UserFactory()
    )

    course = fresh(course)
    assert (course.hours, course.contact, course_behind(course)) == (9, "Ufficio", ["summary"])


def test_what_would_break_a_rule_of_the_course_is_refused_whole(client):
    user, school = editor()
    course = started(school, published=True)
    Course.objects.filter(pk=course.pk).update(hours_stage=60)
    change(course, hours=40)
    client.force_login(user)

    page = client.post(url(course), shown(client, course) | {"all": "TAKE"}, follow=True).content.decode()

    assert "Le ore di stage non possono superare le ore totali." in page
    assert (fresh(course).pending, fresh(course).copied_from.number) == ({}, 1)


def test_what_the_template_names_and_is_gone_is_left_out():
    course = started(editor()[1], published=True)
    change(course, taught=[[987654, 2, False]], summary="Nuova.")
    marks = marks_of(content_of(fresh(course)))

    template_copies.template_take(
        course=course, take=["taught", "summary"], keep=[], number=2, seen=marks, by=UserFactory()
    )

    assert fresh(course).pending == {"summary": "Nuova."}
    assert course_behind(fresh(course)) == []


# Leaving, and who may ------------------------------------------------------------------------------------------------


def test_a_school_leaves_the_template_and_keeps_its_words(client):
    user, school = editor()
    course = started(school)
    client.force_login(user)

    client.post(url(course, "leave"))
    again = client.post(url(course, "leave"))

    assert (TemplateCopy.objects.count(), fresh(course).summary, again.status_code) == (0, "Com'era.", 404)
    assert AuditEvent.objects.get(verb="training.course_unlinked").before == {
        "template": "Saldatura TIG",
        "version": 1,
    }
    with pytest.raises(BusinessRuleError, match="non segue nessun modello"):
        template_copies.template_leave(course=course, by=user)


def test_only_the_school_decides_about_its_course(client):
    course = started(editor()[1])

    for stranger in (UserFactory(), editor()[0], MandateFactory(office=Office.SECRETARIAT).user):
        client.force_login(stranger)
        assert (client.get(url(course)).status_code, client.post(url(course)).status_code) == (404, 404)
        assert client.post(url(course, "leave")).status_code == 404


def test_a_course_without_a_template_has_nothing_to_compare(client):
    user, school = editor()
    client.force_login(user)

    assert client.get(url(CourseFactory(partner=school))).status_code == 404


def test_a_copy_reads_only_what_its_template_says():
    """A template written before the portal asked for another field says nothing of it."""
    course = started(editor()[1])
    copy = course.copied_from
    copy.template.number, copy.template.content = 2, {"summary": "Nuova."}

    assert behind(copy, content_of(course)) == ["summary"]


@pytest.mark.parametrize("number", [1, 3])
def test_template_compare_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    course = started(school)
    skills = [[ConceptFactory().pk, 2, False] for _ in range(number)]
    change(course, taught=skills, **dict.fromkeys(("summary", "credits", "description")[:number], "Nuova."))
    client.force_login(user)

    with django_assert_num_queries(QUERIES_COMPARE):
        page = client.get(url(course)).content.decode()

    assert page.count("Il modello adesso") == number + 1
