"""Imports of courses from a file: what `core.imports.work` does with any file, for courses.

What a row writes stands in `course_import_rows`.
"""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.imports import queue, work
from core.imports.file_states import RowAction
from core.imports.table import Table
from partners.models import Partner
from training.imports.fields import SYNONYMS
from training.imports.lookup import Lookup
from training.imports.plan import PlannedRow, Planner
from training.imports.rows import Reader
from training.imports.xcri import FORMATS
from training.models import CourseImport, CourseImportRow, OfferKind
from training.services.course_import_rows import row_put_back, row_write


@transaction.atomic
def course_import_create(*, partner: Partner, file: File, by: User) -> CourseImport:
    return work.file_taken(kind=COURSES, partner=partner, file=file, by=by)


@transaction.atomic
def course_import_map(
    *, run: CourseImport, mapping: dict[str, str], default_kind: OfferKind | None, withdraws: bool, by: User
) -> CourseImport:
    return work.columns_said(
        kind=COURSES, run=run, mapping=mapping, by=by, default_kind=default_kind, withdraws=withdraws
    )


@transaction.atomic
def course_import_confirm(*, run: CourseImport, publishes: bool, may_shrink: bool, by: User) -> CourseImport:
    return work.preview_confirmed(kind=COURSES, run=run, may_shrink=may_shrink, by=by, publishes=publishes)


@transaction.atomic
def course_import_undo(*, run: CourseImport, by: User) -> CourseImport:
    return work.undo_asked(kind=COURSES, run=run, by=by)


@transaction.atomic
def course_import_repeat(*, run: CourseImport, by: User) -> CourseImport:
    return work.run_repeated(kind=COURSES, run=run, by=by, kept=("default_kind", "withdraws"))


@transaction.atomic
def course_import_stop(*, run: CourseImport, by: User) -> CourseImport:
    return work.run_stopped(kind=COURSES, run=run, by=by)


def course_imports_run() -> int:
    return work.work_waiting(COURSES)


def course_import_run(*, run: CourseImport) -> CourseImport:
    return work.work_on(kind=COURSES, run=run)


def _plan(run: CourseImport, table: Table) -> work.Planned:
    lookup = Lookup(run.partner)
    reader = Reader(table.headers, run.mapping, lookup)
    first = [reader.first_words(row) for row in table.rows]
    lookup.learn({cell for _row, values, _problems in first for cell in reader.concept_cells(values)})
    queue.progress_set(run, 25)
    rows = [reader.read(*one) for one in first]
    queue.progress_set(run, 40)
    planner = Planner(run.partner, lookup, reader.headers, run.default_kind)
    planned = planner.plan(rows)
    is_held = run.withdraws and any(one.action == RowAction.ERROR and one.course is None for one in planned)
    if run.withdraws and not is_held:
        planned += planner.missing(planned)
    return work.Planned(planned, planner.published, is_held)


def _row(run: CourseImport, one: PlannedRow) -> CourseImportRow:
    return CourseImportRow(
        run=run, number=one.number, head=one.head, action=one.action, title=one.title[:200], code=one.code[:100],
        course=one.course, edition=one.edition, content=one.content, edition_facts=one.edition_facts,
        changes=one.changes, problems=[problem.plain() for problem in one.problems], before=one.before,
    )  # fmt: skip


COURSES = work.ImportKind(
    named="training.course_import",
    runs=CourseImport,
    rows=CourseImportRow,
    synonyms=SYNONYMS,
    formats=FORMATS,
    plan=_plan,
    row=_row,
    write=row_write,
    put_back=row_put_back,
    together=("course", "edition"),
    ask_title=_("Di' quale colonna contiene il titolo dei corsi."),
    ask_shrink=_("Verrebbero ritirati più di un quinto dei corsi pubblicati: se è davvero così, spunta la casella."),
    depended_on=_("Altri dati del portale dipendono da questo corso."),
)
