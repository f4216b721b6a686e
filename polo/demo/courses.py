"""Writes the invented courses with the skills they teach."""

from django.utils.text import slugify

from partners.models import Filiera, Partner
from polo.demo.bodies import SOURCE, main_sites
from polo.demo.catalogue import COURSES, DRAFTS, HIDDEN, MORE, UNCONFIRMED, Demo
from polo.demo.clock import day, moment
from polo.demo.upsert import Row, keep, link, touched_keys
from polo.demo.vocabulary import Vocabulary
from training.enums import Audience
from training.models import Course, CourseSkill, OfferKind, Term
from training.services.courses_index import courses_index

DESCRIPTION = (
    "Corso inventato per mostrare il portale. Si lavora in piccoli gruppi, con molta pratica; gli orari tengono conto "
    "di chi ha figli o lavora. Per informazioni si scrive all'ente dalla pagina del partner."
)
ENTRY = {
    Audience.STUDENTS: "Essere iscritti a una scuola superiore o avere il diploma.",
    Audience.UNEMPLOYED: "Essere in cerca di lavoro; non serve esperienza.",
    Audience.WORKERS: "Lavorare nel settore da almeno un anno.",
    Audience.ADULTS: "Avere almeno 18 anni.",
    Audience.TEACHERS: "Insegnare o lavorare nella formazione.",
}


def courses_build(partners: dict[str, Partner], vocabulary: Vocabulary) -> dict[str, Course]:
    """By title. Courses changed in the portal keep what was written there, their skills included."""
    kinds = {kind.code: kind for kind in OfferKind.objects.in_force()}
    sites = main_sites()
    terms = dict(Term.objects.values_list("code", "pk"))
    rows = []
    for demo in COURSES:
        partner = partners[demo.body]
        place = {"partner_id": partner.pk, "site_id": sites[partner.pk].pk}
        rows.append(_row(demo, kinds[demo.kind], terms) | place)
    courses = keep(among=Course.objects.filter(is_demo=True), key=["slug"], rows=rows)
    by_title = dict(zip([demo.title for demo in COURSES], courses, strict=True))
    _taught(by_title, vocabulary)
    _links(by_title, vocabulary)
    courses_index(courses=Course.objects.filter(pk__in=[course.pk for course in courses]))
    return by_title


def _row(demo: Demo, kind: OfferKind, terms: dict[str, int]) -> Row:
    assessed = "*" in demo.skills
    return {
        "slug": f"{slugify(demo.title)}-esempio",
        "kind_id": kind.pk,
        "title": demo.title,
        "summary": demo.summary,
        "description": DESCRIPTION,
        "audience": demo.audience,
        "entry_requirements": ENTRY[demo.audience],
        "certification": kind.exit_title or ("Attestato con prova finale" if assessed else "Attestato di frequenza"),
        "eqf": kind.eqf,
        "hours": demo.hours,
        "hours_stage": demo.hours * 2 // 5 if demo.hours >= 200 else None,
        "cost_cents": None if demo.euro is None else demo.euro * 100,
        "mode": demo.mode,
        "source": SOURCE,
        "checked_on": day(-260 if demo.title in HIDDEN else -200 if demo.title in UNCONFIRMED else -20),
        "hidden_at": moment(-9) if demo.title in HIDDEN else None,
        "is_demo": True,
        **_more(demo, terms),
        "published_at": None if demo.title in DRAFTS else moment(-400 if demo.title in HIDDEN else -60),
    }


def _more(demo: Demo, terms: dict[str, int]) -> Row:
    """Hours by type, official words and help: told in full by a few, not at all by most."""
    told = MORE.get(demo.title, {})
    return {
        "figure_id": terms.get(told.get("figure", "")),
        "attestation_id": terms.get(told.get("attestation", "")),
        "funding_id": terms.get(told.get("funding", "")),
        "hours_lab": told.get("hours_lab"),
        "hours_practitioners": told.get("hours_practitioners"),
        "credits": told.get("credits", ""),
        "accessibility": told.get("accessibility", ""),
    }


def _taught(courses: dict[str, Course], vocabulary: Vocabulary) -> None:
    touched = touched_keys(Course)
    rows = []
    for demo in COURSES:
        course = courses[demo.title]
        for word in demo.skills.split() if course.pk not in touched else []:
            notation, level = word.rstrip("*").split(":")
            skill = {"course_id": course.pk, "skill_id": vocabulary.skills[notation]}
            rows.append(skill | {"level": int(level), "is_assessed": word.endswith("*")})
    mine = CourseSkill.objects.filter(course__is_demo=True).exclude(course__in=touched)
    keep(among=mine, key=["course_id", "skill_id"], rows=rows, only_these=True)


def _links(courses: dict[str, Course], vocabulary: Vocabulary) -> None:
    touched = touched_keys(Course)
    filiere = dict(Filiera.objects.values_list("slug", "pk"))
    free = [(demo, courses[demo.title].pk) for demo in COURSES if courses[demo.title].pk not in touched]
    chains = {(course, filiere[slug]) for demo, course in free for slug in demo.filiere}
    link(through=Course.filiere.through, owner="course_id", other="filiera_id", pairs=chains)
    trades = {(course, vocabulary.occupations[demo.occupation]) for demo, course in free if demo.occupation}
    link(through=Course.occupations.through, owner="course_id", other="concept_id", pairs=trades)
