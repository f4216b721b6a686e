"""Templates of the Polo: one that has changed since a school copied it, one up to date, one offered, one withdrawn."""

from polo.demo.clock import moment
from training.enums import TemplateState
from training.models import Course, OfferTemplate, TemplateCopy, TemplateVersion
from training.selectors.course_content import Content, content_of
from training.selectors.templates import template_content

# By the title of the course from which each was written: what the first version said in other words.
BEHIND = "Saldare tubi in tutte le posizioni"
UP_TO_DATE = "Operatore e operatrice CNC: tornio e fresa"
OFFERED = "Elettricista di bordo"
ENDED = "Saldatura di alluminio e leghe leggere"
FIRST: Content = {
    "summary": "Corso serale per chi salda tubi: preparazione dei lembi e prima passata.",
    "entry_requirements": "Avere almeno 18 anni.",
}
SECOND: Content = {
    "summary": "Corso serale per tubisti: lembi, prima passata, prove di pressione e lettura degli isometrici.",
    "hours": 72,
    "hours_lab": 48,
    "entry_requirements": "Avere almeno 18 anni e saper usare una smerigliatrice.",
}
NOTE = "Le imprese chiedono più ore in laboratorio."


def templates_build(courses: dict[str, Course]) -> None:
    """Once each: a template that is there already is whoever changed it's."""
    by_title = {title: Course.objects.get(pk=courses[title].pk) for title in (BEHIND, UP_TO_DATE, OFFERED, ENDED)}
    said = {title: template_content(content_of(course)) for title, course in by_title.items()}
    first = said[BEHIND] | FIRST
    behind = _kept("Saldatura di tubi: corso serale", [first, first | SECOND])
    _followed(by_title[BEHIND], behind, content=first)
    cnc = _kept("Operatore CNC: corso di base", [said[UP_TO_DATE]])
    _followed(by_title[UP_TO_DATE], cnc, content=cnc.content)
    ended = {"state": TemplateState.WITHDRAWN, "answer": "Sostituito dalla qualifica regionale."}
    _kept("Saldatura di alluminio: modulo breve", [said[ENDED]], **ended)
    course = by_title[OFFERED]
    offered = {"state": TemplateState.PROPOSED, "partner": course.partner, "proposed": said[OFFERED]}
    OfferTemplate.objects.get_or_create(course=course, defaults={"title": course.title, **offered})


def _kept(title: str, contents: list[Content], **fields: str) -> OfferTemplate:
    """The versions of a template of the Polo's own, the oldest first."""
    told = [content | {"title": title} for content in contents]
    template, created = OfferTemplate.objects.get_or_create(
        title=title, defaults={"number": len(told), "content": told[-1], **fields}
    )
    for number, content in enumerate(told if created else [], start=1):
        TemplateVersion.objects.create(
            template=template, number=number, content=content, published_at=moment(-200 + 180 * (number - 1)),
            note=NOTE if number > 1 else "",
        )  # fmt: skip
    return template


def _followed(course: Course, template: OfferTemplate, *, content: Content) -> None:
    TemplateCopy.objects.get_or_create(
        course=course, defaults={"template": template, "number": 1, "content": content | {"title": template.title}}
    )
