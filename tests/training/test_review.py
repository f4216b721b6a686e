"""A published course is confirmed by its school, or leaves the catalogue in time; copies and repeated editions."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification
from tests.training.desk_pages import complete_course, editor
from tests.training.factories import (
    ApplicationFactory,
    CourseDraftFactory,
    CourseFactory,
    CourseSkillFactory,
    EditionFactory,
    OfferKindFactory,
)
from training.models import Course, Edition
from training.review import HIDE_AFTER_DAYS
from training.selectors.edition_again import edition_again
from training.services import review
from training.tasks import courses_review

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def url(name, row):
    return reverse(f"training:{name}", args=[row.pk])


def due(school, *, late, **fields):
    """A published course whose confirmation was due `late` days ago."""
    kind = OfferKindFactory(code="MESE", review_months=1)
    course = complete_course(school, published=True, **{"kind": kind} | fields)
    wanted, checked = timezone.localdate() - late * DAY, timezone.localdate() - (30 + late) * DAY
    for _nudge in range(3):  # months are not equally long
        Course.objects.filter(pk=course.pk).update(checked_on=checked)
        checked += wanted - Course.objects.with_review().get(pk=course.pk).review_on
    Course.objects.filter(pk=course.pk).update(checked_on=checked)
    return Course.objects.get(pk=course.pk)


def test_the_day_of_review_counts_months_from_the_last_check_or_the_publication():
    kind = OfferKindFactory(code="SEI", review_months=6)
    checked = CourseFactory(kind=kind, published=True, checked_on=datetime.date(2026, 8, 31))
    never = CourseFactory(kind=kind, published_at="2026-03-31T22:30Z")  # the first of April in Rome

    days = dict(Course.objects.with_review().values_list("pk", "review_on"))

    assert days == {checked.pk: datetime.date(2027, 2, 28), never.pk: datetime.date(2026, 10, 1)}


def test_a_school_is_asked_once_for_each_threshold():
    user, school = editor()
    for title in ("Uno", "Due"):
        due(school, late=0, title=title)

    for _twice in range(2):
        courses_review()

    notice = Notification.objects.get(recipient=user)
    assert (notice.kind, notice.data["number"], notice.data["courses"]) == ("courses_to_confirm", 2, "«Due», «Uno»")
    Course.objects.filter(partner=school).update(
        checked_on=Course.objects.filter(partner=school).first().checked_on - (HIDE_AFTER_DAYS - 10) * DAY
    )
    courses_review()
    assert Notification.objects.filter(recipient=user).count() == 2


def test_a_course_nobody_confirms_leaves_the_catalogue_and_its_school_is_told(client):
    user, school = editor()
    course = due(school, late=HIDE_AFTER_DAYS, title="Vecchio")

    assert review.courses_review() == {"hidden": 1, "failed": 0, "asked": 0}

    course.refresh_from_db()
    assert course.hidden_at is not None
    assert not Course.objects.published().exists()
    assert AuditEvent.objects.get().verb == "training.course_hidden"
    assert Notification.objects.get(recipient=user).kind == "courses_hidden"
    assert review.courses_review() == {"hidden": 0, "failed": 0, "asked": 0}
    page = client.get(course.get_absolute_url())
    assert page.status_code == 200
    assert "non confermato di recente" in page.content.decode()
    assert "application/ld+json" not in page.content.decode()


def test_a_night_cut_off_before_it_told_is_made_good():
    user, school = editor()
    course = due(school, late=HIDE_AFTER_DAYS)
    Course.objects.filter(pk=course.pk).update(hidden_at=timezone.now())

    for _twice in range(2):
        courses_review()

    notice = Notification.objects.get(recipient=user)
    assert (notice.kind, notice.data["number"]) == ("courses_hidden", 1)


@pytest.mark.parametrize(
    ("edition", "is_hidden"), [({}, False), ({"finished": True}, True), ({"cancelled": True}, True)]
)
def test_a_course_with_an_edition_still_to_end_stays(edition, is_hidden):
    _user, school = editor()
    course = due(school, late=HIDE_AFTER_DAYS + 30)
    EditionFactory(course=course, **edition)

    review.courses_review()

    course.refresh_from_db()
    assert (course.hidden_at is not None) == is_hidden


def test_one_day_before_nothing_is_hidden():
    _user, school = editor()
    due(school, late=HIDE_AFTER_DAYS - 1)

    assert review.courses_review()["hidden"] == 0


def test_course_confirm_brings_a_hidden_course_back(client):
    user, school = editor()
    course = due(school, late=HIDE_AFTER_DAYS)
    review.courses_review()
    client.force_login(user)

    page = client.get(reverse("training:desk_course_list")).content.decode()
    response = client.post(url("course_confirm", course), follow=True)

    assert "nascosto dal catalogo" in page
    assert "È ancora tutto vero" in page
    course.refresh_from_db()
    assert (course.hidden_at, course.checked_on) == (None, timezone.localdate())
    assert list(Course.objects.published()) == [course]
    assert "risulta verificato oggi" in response.content.decode()
    assert AuditEvent.objects.filter(verb="training.course_confirmed", actor=user).exists()


def test_desk_asks_to_confirm_before_it_hides(client):
    user, school = editor()
    due(school, late=3)
    client.force_login(user)

    page = client.get(reverse("training:desk_course_list")).content.decode()

    assert "da confermare" in page
    assert "Quello che dice è ancora vero?" in page


def test_the_own_area_counts_what_waits_to_be_confirmed(client):
    user, school = editor()
    due(school, late=3)
    due(school, late=HIDE_AFTER_DAYS)
    review.courses_review()
    client.force_login(user)

    page = client.get(reverse("dashboards:desk")).content.decode()

    assert "2 corsi aspettano che tu confermi che sono ancora veri. 1 è già uscito dal catalogo." in page


def test_course_confirm_of_a_draft_says_why_not(client):
    user, school = editor()
    course = CourseFactory(partner=school)
    client.force_login(user)

    page = client.post(url("course_confirm", course), follow=True).content.decode()

    assert "questo è ancora una bozza" in page


def test_publishing_confirms(client):
    user, school = editor()
    course = due(school, late=HIDE_AFTER_DAYS)
    review.courses_review()
    CourseDraftFactory(course=course)
    client.force_login(user)

    client.post(url("course_publish", course))

    course.refresh_from_db()
    assert (course.hidden_at, course.checked_on) == (None, timezone.localdate())


def test_only_a_published_course_is_hidden():
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseFactory(hidden_at=timezone.now())


# Copies --------------------------------------------------------------------------------------------------------------


def test_course_clone_copies_what_is_written_and_nothing_else(client):
    user, school = editor(slug="sauro")
    course = complete_course(school, published=True, title="Saldatura", hours=40)
    CourseSkillFactory(course=course)
    CourseDraftFactory(course=course, changes={"hours": 60})
    ApplicationFactory(edition=EditionFactory(course=course, open=True))
    client.force_login(user)

    response = client.post(url("course_clone", course))

    copied = Course.objects.exclude(pk=course.pk).get()
    assert response.url == url("course_update", copied)
    assert (copied.title, copied.slug, copied.hours) == ("Saldatura (copia)", "saldatura-copia-sauro", 60)
    assert (copied.is_published, copied.editions.count(), copied.partner) == (False, 0, school)
    assert set(copied.taught.values_list("skill", "level")) == set(course.taught.values_list("skill", "level"))


def test_course_clone_of_the_longest_title_fits(client):
    user, school = editor()
    course = complete_course(school, title="x" * 200)
    client.force_login(user)

    client.post(url("course_clone", course))

    assert len(Course.objects.exclude(pk=course.pk).get().title) == 200


@pytest.mark.parametrize(("days_ago", "weeks"), [(10, 52), (-10, 52), (364, 104), (363, 52), (800, 156)])
def test_edition_again_keeps_the_week_day_and_lies_ahead(days_ago, weeks):
    today = timezone.localdate()
    starts = today - days_ago * DAY
    edition = EditionFactory.build(
        course=CourseFactory(), starts_on=starts, ends_on=starts + 30 * DAY, applications_open_on=None,
        applications_close_on=starts - 9 * DAY,
    )  # fmt: skip

    again = edition_again(edition, today)

    assert again.starts_on == starts + datetime.timedelta(weeks=weeks)
    assert (again.starts_on > today, again.starts_on.weekday()) == (True, starts.weekday())
    assert (again.ends_on - again.starts_on, again.applications_open_on) == (30 * DAY, None)
    assert again.starts_on - again.applications_close_on == 9 * DAY


@pytest.mark.parametrize("trait", ["finished", "cancelled"])
def test_edition_repeat_offers_the_same_again_without_applications(client, trait):
    user, school = editor()
    old = EditionFactory(course__partner=school, timetable="sabato 9-13", **{trait: True})
    ApplicationFactory(edition=old)
    client.force_login(user)

    form = client.get(url("edition_repeat", old)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    response = client.post(url("edition_repeat", old), {name: value for name, value in data.items() if value})

    assert response.status_code == 302
    new = Edition.objects.exclude(pk=old.pk).get()
    assert (new.timetable, new.seats, new.course, new.cancelled_at) == ("sabato 9-13", old.seats, old.course, None)
    assert new.applications.count() == 0
    assert new.starts_on > timezone.localdate()


def test_edition_repeat_is_closed_to_other_schools(client):
    client.force_login(editor()[0])

    assert client.get(url("edition_repeat", EditionFactory())).status_code == 404
