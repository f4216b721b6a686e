"""The courses that answer a saved search, and those of them that are new."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from core.models import AuditEvent
from training.models import Bookmark, Course, CourseVersion, Edition, SavedSearch
from training.selectors.address import read_catalogue_query
from training.selectors.matches import conditions, some_answers, with_values
from training.selectors.search_text import read_words
from training.selectors.synonyms import synonyms


def courses_of(search: SavedSearch, day: datetime.date) -> QuerySet[Course]:
    """All its answers, the last published first."""
    query, _notices = read_catalogue_query(QueryDict(search.address.removeprefix("?")))
    words = read_words(query.text, synonyms()) if query.text else None
    courses = Course.objects.published()
    if words is not None:
        courses = courses.filter(pk__in=some_answers(courses, words).values("pk"))
    answers = with_values(courses).filter(*conditions(query, day).values())
    return answers.select_related("partner").order_by("-published_at", "-pk")


def new_courses(search: SavedSearch, day: datetime.date) -> QuerySet[Course]:
    """Published for the first time, or with an edition planned, since its person was last told."""
    since = search.told_until
    fresh = Q(published_at__gt=since) & ~Exists(_public_before(search))
    coming = Edition.objects.filter(course=OuterRef("pk"), created_at__gt=since, cancelled_at=None, ends_on__gte=day)
    return courses_of(search, day).filter(fresh | Exists(coming))


def _public_before(search: SavedSearch) -> QuerySet[CourseVersion]:
    """What a course said while its person kept the search: taken down since and put back, it is no news.

    Of one that was down when the search was kept nothing was there to be seen.
    """
    taken_down = AuditEvent.objects.filter(
        target_type=Course._meta.label_lower,
        target_id=OuterRef("course_id"),
        verb="training.course_unpublished",
        at__gte=OuterRef("published_at"),
        at__lte=search.created_at,
    )
    earlier = CourseVersion.objects.filter(course=OuterRef("pk"), published_at__lte=search.told_until)
    return earlier.filter(~Exists(taken_down))


def bookmarks_of(person: User) -> QuerySet[Bookmark]:
    """Those that can still be opened."""
    open_ones = Course.objects.published()
    return Bookmark.objects.filter(person=person, course__in=open_ones).select_related(
        "course__partner", "course__kind"
    )


def is_kept(course: Course, user: User | AnonymousUser) -> bool | None:
    """Whether a person keeps it; None where nobody could."""
    if not user.is_authenticated or not course.is_published:
        return None
    return Bookmark.objects.filter(person=user, course=course).exists()
