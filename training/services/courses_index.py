"""Words by which a course is found that stand in other tables: skills, occupations, partner, towns."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import override

from partners.models import Site
from partners.selectors import PROVINCES
from skills.models import Concept
from training.enums import Audience, Mode
from training.models import Course
from training.page_cache import forget_pages
from training.selectors.search_text import EVERY_COURSE, Source, search_line
from training.services.search_words import words_add

BATCH = 200
# What people type for a condition that a course states with a code.
FREE = (["gratuito", "gratis", "senza costi"], ["free"])
MODES = {
    Mode.ONLINE: (["a distanza", "online"], ["online"]),
    Mode.BLENDED: (["misto, in parte a distanza", "online"], ["blended", "online"]),
}
AUDIENCES = {
    Audience.UNEMPLOYED: (["per chi cerca lavoro", "disoccupati"], ["for people looking for work", "unemployed"]),
    Audience.WORKERS: (["per chi lavora", "lavoratori"], ["for people at work", "workers"]),
    Audience.ADULTS: (["per persone adulte", "adulti"], ["for adults"]),
    Audience.TEACHERS: (["per docenti e personale", "insegnanti"], ["for teachers and staff"]),
}


def course_index(*, course: Course) -> None:
    """Call after any change of a course, its skills, occupations, filiere or site."""
    courses_index(courses=Course.objects.filter(pk=course.pk))


def courses_index(*, courses: QuerySet[Course]) -> int:
    """Write `search_terms`, one thing a line, of all given courses; returns how many changed."""
    sites = Site.objects.select_related("municipality").order_by("-is_main", "pk")
    rows = courses.select_related("partner", "kind", "site__municipality").prefetch_related(
        Prefetch("partner__sites", sites), "partner__names", "filiere", "occupations", "taught__skill"
    )
    changed, texts = [], set()
    with override(settings.LANGUAGE_CODE):  # the words are those of both languages, whoever asks
        for course in rows.order_by("pk").iterator(chunk_size=BATCH):
            terms = "\n".join(dict.fromkeys(_terms(course)))
            texts |= {course.title, course.summary, *terms.split("\n")}
            if terms != course.search_terms:
                course.search_terms = terms
                changed.append(course)
    Course.objects.bulk_update(changed, ["search_terms"], batch_size=BATCH)
    words_add(texts=texts)
    forget_pages()
    return len(changed)


def _terms(course: Course) -> Iterator[str]:
    for row in course.taught.all():
        yield _names(Source.SKILL, row.skill)
    for occupation in course.occupations.all():
        yield _names(Source.OCCUPATION, occupation)
    yield search_line(Source.PARTNER, [course.partner.name])
    for name in course.partner.names.all():
        yield search_line(Source.PARTNER, [name.name])
    yield search_line(Source.KIND, [course.kind.name_it], [course.kind.name_en])
    yield from _place(course)
    for filiera in course.filiere.all():
        yield search_line(Source.FILIERA, [filiera.name_it], [filiera.name_en])
    yield from _conditions(course)
    yield EVERY_COURSE


def _place(course: Course) -> Iterator[str]:
    site = course.site or next(iter(course.partner.sites.all()), None)
    if site:
        yield search_line(Source.PLACE, [site.municipality.name])
        if province := PROVINCES.get(site.municipality.province):
            yield search_line(Source.PLACE, [str(province)])


def _conditions(course: Course) -> Iterator[str]:
    if course.cost_cents == 0:
        yield search_line(Source.CONDITION, *FREE)
    if course.mode in MODES:
        yield search_line(Source.CONDITION, *MODES[Mode(course.mode)])
    if course.audience in AUDIENCES:
        yield search_line(Source.CONDITION, *AUDIENCES[Audience(course.audience)])


def _names(source: Source, concept: Concept) -> str:
    return search_line(source, [concept.label_it, *concept.alt_it], [concept.label_en, *concept.alt_en])
