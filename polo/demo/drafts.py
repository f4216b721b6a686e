"""Published courses that are being changed or were published again: what a school and the referent compare."""

from polo.demo.clock import moment
from polo.demo.upsert import Row, keep, touched_keys
from training.models import Course, CourseDraft, CourseVersion
from training.selectors.course_content import Content, content_of

# What is written and not yet published, by title.
DRAFTS: dict[str, Content] = {
    "Elettricista di bordo": {
        "summary": "Un anno fra aula, laboratorio e cantiere di esempio: si esce con un certificato e un mestiere.",
        "entry_requirements": "Essere in cerca di lavoro e avere un diploma, anche professionale.",
        "hours_stage": 400,
    },
    "Patentino saldatore UNI EN ISO 9606": {
        "summary": "",
        "cost_cents": 52000,
    },
}
# What they said before they were published again.
BEFORE: dict[str, Content] = {
    "Allestimento navale: montare tubi e impianti": {
        "summary": "Tubi e impianti a bordo: dal disegno al montaggio.",
    },
    "Manutenzione meccanica e predittiva": {
        "summary": "Cuscinetti e allineamenti: manutenzione prima del guasto.",
        "hours": 160,
    },
    "PLC: dal primo programma alla linea": {"hours": 100},
}


def drafts_build(courses: dict[str, Course]) -> None:
    touched = touched_keys(Course)
    rows: list[Row] = [
        {"course_id": courses[title].pk, "changes": changes}
        for title, changes in DRAFTS.items()
        if courses[title].pk not in touched
    ]
    mine = CourseDraft.objects.filter(course__is_demo=True).exclude(course__in=touched)
    keep(among=mine, key=["course_id"], rows=rows)
    for title, before in BEFORE.items():
        _versions(Course.objects.get(pk=courses[title].pk), before)


def _versions(course: Course, before: Content) -> None:
    """Two of them, once: a published version never changes."""
    now = content_of(course)
    for number, content, days in ((1, now | before, -200), (2, now, -60)):
        CourseVersion.objects.get_or_create(
            course=course, number=number, defaults={"content": content, "published_at": moment(days)}
        )
