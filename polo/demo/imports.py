"""Imports of the demo school, then the feeds of the demo firm (`feeds`).

One carried out, with its report; one whose preview waits for a yes; one half-way.
"""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from core.imports import queue
from core.imports.columns import guess
from core.imports.file_states import ImportState, ImportTask, RowAction, RowOutcome
from partners.models import Partner
from polo.demo.clock import moment
from polo.demo.feeds import feeds_build
from polo.demo.upsert import Row, keep
from training.imports.fields import SYNONYMS
from training.imports.report import HEADERS, sample
from training.models import Course, CourseImport, CourseImportRow
from training.services import course_imports

SCHOOL, EDITOR = "istituto-esempio", "scuola@example.org"
DONE_FILE, WAITING_FILE, NEW_FILE = "corsi-2026.csv", "corsi-2027.csv", "corsi-estate.csv"
NOT_A_KIND = {"column": "Tipo", "code": "KIND", "params": {"value": "corso serale"}}
MEANWHILE = "Il corso è cambiato dopo l'anteprima: ripeti l'importazione."
WRONG_ROWS = (
    "OFF-03;Manutenzione di impianti;corso serale;;;;;;;;;;",
    "OFF-04;Quadri elettrici;LIB;;;tante;;;;primavera 2027;;;",
)


def imports_build(people: dict[str, User], partners: dict[str, Partner]) -> None:
    """A second run finds the same rows again."""
    partner, editor = partners[SCHOOL], people[EDITOR]
    [done] = keep(
        among=CourseImport.objects.filter(partner=partner, file_name=DONE_FILE),
        key=["file_name"],
        rows=[_done(partner, editor)],
    )
    courses = Course.objects.filter(partner=partner, is_demo=True).order_by("title", "pk")[:2]
    rows = [*_changed(done, list(courses)), _row(done, 4, action=RowAction.ERROR, problems=[NOT_A_KIND])]
    keep(among=CourseImportRow.objects.filter(run=done), key=["number"], rows=rows, only_these=True)
    if not CourseImport.objects.filter(partner=partner, file_name=WAITING_FILE).exists():
        _previewed(partner, editor)
        course_imports.course_import_create(partner=partner, file=_file(NEW_FILE), by=editor)
    feeds_build(people, partners)


def _previewed(partner: Partner, editor: User) -> None:
    """The example that the portal hands out, with two rows that are wrong: read by the portal itself."""
    run = course_imports.course_import_create(partner=partner, file=_file(WAITING_FILE, *WRONG_ROWS), by=editor)
    mapping = {header: field for header, field in run.mapping.items() if field}
    course_imports.course_import_map(run=run, mapping=mapping, default_kind=None, withdraws=False, by=editor)
    taken = queue.take(CourseImport.objects.filter(pk=run.pk))
    if taken is not None:
        course_imports.course_import_run(run=taken)


def _file(name: str, *more: str) -> ContentFile:
    return ContentFile(sample("csv") + "\n".join(more).encode(), name=name)


def _done(partner: Partner, editor: User) -> Row:
    path = "imports/courses/esempio"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(sample("csv")))
    return {
        "partner_id": partner.pk, "requested_by_id": editor.pk, "file": path, "file_name": DONE_FILE,
        "headers": HEADERS, "mapping": guess(HEADERS, SYNONYMS), "task": ImportTask.APPLY, "state": ImportState.DONE,
        "counts": {"changed": 2, "error": 1, "same": 9, "done": 1, "failed": 1},
        **{name: moment(-21) for name in ("created_at", "started_at", "finished_at")},
    }  # fmt: skip


def _changed(run: CourseImport, courses: list[Course]) -> list[Row]:
    """The first was written; the second had been changed by a colleague meanwhile."""
    outcomes = [(RowOutcome.DONE, ""), (RowOutcome.FAILED, MEANWHILE)]
    return [
        _row(
            run, number, action=RowAction.CHANGED, title=course.title, course_id=course.pk, outcome=outcome, note=note,
            changes=[["hours", (course.hours or 0) - 10, course.hours]],
        )
        for number, (course, (outcome, note)) in enumerate(zip(courses, outcomes, strict=False), start=2)
    ]  # fmt: skip


def _row(run: CourseImport, number: int, **facts: Any) -> Row:
    return {
        "run_id": run.pk, "number": number, "head": number, "outcome": RowOutcome.PENDING, "title": "Manutenzione",
        "course_id": None, "changes": [], "problems": [], "note": "",
    } | facts  # fmt: skip
