"""The real offer: every word of the files resolves, and what a school touched is its own."""

import tomllib

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from core.models import AuditEvent
from core.services import record_event
from partners.models import Partner
from partners.seeding import partners_seed, territory_seed
from skills.seeding import vocabulary_seed
from tests.accounts.factories import UserFactory
from tests.training.factories import CourseFactory
from training.models import Course, CourseSkill, Edition, OfferKind
from training.seeding import DATA, courses_seed
from training.selectors.desk import publication_gaps
from training.selectors.legal import legal_warnings

KINDS, COURSES, SKILLS = 23, 73, 434


@pytest.fixture
def ground(db):
    territory_seed()
    vocabulary_seed()
    partners_seed()


@pytest.fixture
def seeded(ground):
    return courses_seed()


def test_courses_seed_loads_all_in_few_statements(ground, django_assert_max_num_queries):
    with django_assert_max_num_queries(130):  # a few for each kind, the courses all together
        counts = courses_seed()

    assert counts == {"kinds": KINDS, "courses": COURSES, "skills": SKILLS}
    assert (OfferKind.objects.count(), Course.objects.count(), CourseSkill.objects.count()) == (KINDS, COURSES, SKILLS)
    assert Edition.objects.count() == 0


def test_courses_seed_twice_changes_nothing(seeded):
    before = _everything()

    assert courses_seed() == seeded
    assert _everything() == before


def test_courses_seed_repairs_a_row_nobody_edited(seeded):
    course = Course.objects.get(slug="meccanica-capellini")
    first = course.taught.first()
    CourseSkill.objects.filter(pk=first.pk).delete()
    course.occupations.clear()
    course.filiere.clear()
    stray = CourseSkill.objects.create(course=course, skill=_unrelated_skill(course))
    Course.objects.filter(pk=course.pk).update(title="Altro titolo")

    courses_seed()

    course.refresh_from_db()
    assert course.title == "Meccanica, meccatronica ed energia – articolazione Meccanica e meccatronica"
    assert course.taught.filter(skill=first.skill_id).exists()
    assert not course.taught.filter(pk=stray.pk).exists()
    assert course.occupations.count() == 4
    assert set(course.filiere.values_list("slug", flat=True)) == {"meccanica", "automazione"}


def test_courses_seed_unlinks_what_the_file_does_not_say(seeded):
    course = Course.objects.get(slug="meccanica-capellini")
    strange = Course.objects.get(slug="conduzione-mezzo-navale-sauro").occupations.first()
    course.occupations.add(strange)

    courses_seed()

    assert not course.occupations.filter(pk=strange.pk).exists()


@pytest.mark.parametrize("verb", ["training.course_updated", "training.course_unpublished"])
def test_courses_seed_leaves_what_the_school_touched(seeded, verb):
    course = Course.objects.get(slug="meccanica-capellini")
    Course.objects.filter(pk=course.pk).update(title="Titolo della scuola", published_at=None)
    course.taught.all().delete()
    record_event(by=UserFactory(), verb=verb, target=course)

    counts = courses_seed()

    course.refresh_from_db()
    assert counts["courses"] == COURSES - 1
    assert (course.title, course.published_at, course.taught.count()) == ("Titolo della scuola", None, 0)


def test_courses_seed_leaves_kinds_that_the_secretariat_touched(seeded):
    kind = OfferKind.objects.get(code="IT")
    OfferKind.objects.filter(pk=kind.pk).update(exit_title="Diploma")
    record_event(by=UserFactory(), verb="training.offerkind_updated", target=kind)

    assert courses_seed()["kinds"] == KINDS - 1
    assert OfferKind.objects.get(code="IT").exit_title == "Diploma"


def test_courses_seed_survives_a_site_that_is_gone(ground):
    Partner.objects.get(slug="cisita").sites.all().delete()

    courses_seed()

    assert Course.objects.get(slug="cisita-saldatori").site is None


def test_seeded_courses_are_complete_sourced_and_published(seeded):
    courses = Course.objects.select_related("kind", "partner", "site").prefetch_related("taught")

    assert {course.slug: publication_gaps(course) for course in courses if publication_gaps(course)} == {}
    assert [course.slug for course in courses if legal_warnings(course)] == []
    assert [course.slug for course in courses if course.site.partner_id != course.partner_id] == []
    assert [
        course.slug for course in courses if not (course.source and course.checked_on and course.is_published)
    ] == []
    assert [course.slug for course in courses if course.published_by_id or course.is_demo] == []
    assert [course.slug for course in courses if course.taught.all() and "indicativo" not in course.source] == []
    assert [course.slug for course in courses if len(course.taught.all()) > 14] == []
    assert not AuditEvent.objects.exists()


def test_seeded_courses_pass_validation(seeded):
    for course in Course.objects.all():
        course.full_clean()


def test_seeded_courses_keep_the_facts_of_the_territory(seeded):
    navale = Course.objects.filter(title__contains="Costruzioni navali")
    automation = Course.objects.filter(title__contains="articolazione Automazione")
    its = Course.objects.get(slug="its-innovazione-processi-prodotti-meccanici")

    assert [course.site.school_code for course in navale] == ["SPTH00601B"]
    assert not automation.exists()
    assert (its.hours, its.eqf, its.kind.code) == (1800, 5, "ITS5")
    assert Course.objects.get(slug="meccanica-capellini").hours is None


def test_seeded_courses_are_found_by_the_words_of_their_skills(seeded):
    assert "Saldare a elettrodo rivestito" in Course.objects.get(slug="cisita-saldatori").search_terms


def test_every_word_of_the_files_is_used():
    data = tomllib.loads((DATA / "courses.toml").read_text())
    paths = {path["slug"] for path in data["path"]}
    used = {course["path"] for course in data["course"] if "path" in course}
    slugs = [course["slug"] for course in data["course"]]

    assert used == paths
    assert len(slugs) == len(set(slugs))


def test_offer_kinds_say_how_sure_they_are(seeded):
    its = OfferKind.objects.get(code="ITS5")

    assert (its.min_hours, its.min_stage_percent, its.law) == (1800, 35, "L. 99/2022, art. 5")
    assert its.source == "L. 99/2022; Eurydice 2024 · verificato"
    assert {kind.source.rpartition(" · ")[2] for kind in OfferKind.objects.all()} == {"verificato", "da verificare"}


def _unrelated_skill(course):
    return CourseSkill.objects.exclude(skill__taught_by__course=course).order_by("pk").first().skill


def _everything():
    courses = Course.objects.order_by("pk").values(
        "pk", "slug", "title", "published_at", "search_terms", "site", "kind"
    )
    skills = CourseSkill.objects.order_by("pk").values("pk", "course", "skill", "level", "is_assessed")
    return (
        list(courses),
        list(skills),
        list(Course.filiere.through.objects.order_by("pk").values()),
        list(Course.occupations.through.objects.order_by("pk").values()),
    )


def test_courses_seed_leaves_what_the_secretariat_put_right_in_the_admin(seeded):
    course = Course.objects.get(slug="meccanica-capellini")
    admin = UserFactory(superuser=True)
    LogEntry.objects.log_actions(admin.pk, [course], CHANGE, single_object=True)

    assert courses_seed()["courses"] == COURSES - 1


def test_courses_seed_writes_again_the_words_of_every_course(seeded):
    course = CourseFactory(search_terms="words of an earlier release")

    courses_seed()

    course.refresh_from_db()
    assert "words of an earlier release" not in course.search_terms
