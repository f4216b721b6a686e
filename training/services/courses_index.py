"""Words by which a course is found that stand in other tables: skills, occupations, partner, towns."""

from collections.abc import Iterator

from django.db.models import QuerySet

from skills.models import Concept
from training.models import Course
from training.selectors.search_text import EVERY_COURSE, search_line

BATCH = 200


def course_index(*, course: Course) -> None:
    """Call after any change of a course, its skills, occupations, filiere or site."""
    courses_index(courses=Course.objects.filter(pk=course.pk))


def courses_index(*, courses: QuerySet[Course]) -> int:
    """Write `search_terms`, one thing a line, of all given courses; returns how many changed."""
    rows = courses.select_related("partner", "kind", "site__municipality").prefetch_related(
        "partner__names", "filiere", "occupations", "taught__skill"
    )
    changed = []
    for course in rows.order_by("pk").iterator(chunk_size=BATCH):
        terms = "\n".join(dict.fromkeys(_terms(course)))
        if terms != course.search_terms:
            course.search_terms = terms
            changed.append(course)
    Course.objects.bulk_update(changed, ["search_terms"], batch_size=BATCH)
    return len(changed)


def _terms(course: Course) -> Iterator[str]:
    for row in course.taught.all():
        yield _names(row.skill)
    for occupation in course.occupations.all():
        yield _names(occupation)
    yield course.partner.name
    yield from (row.name for row in course.partner.names.all())
    yield search_line([course.kind.name_it], [course.kind.name_en])
    if course.site:
        yield course.site.municipality.name
    for filiera in course.filiere.all():
        yield search_line([filiera.name_it], [filiera.name_en])
    yield EVERY_COURSE


def _names(concept: Concept) -> str:
    return search_line([concept.label_it, *concept.alt_it], [concept.label_en, *concept.alt_en])
