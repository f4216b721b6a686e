"""Imports of vacancy feeds: what `core.imports.work` does with any file, for openings.

What a row writes stands in `opening_import_rows`.
"""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.imports import queue, work
from core.imports.file_states import RowAction
from core.imports.table import Table
from partners.models import Partner
from recruitment.imports.feeds import FORMATS
from recruitment.imports.fields import SYNONYMS
from recruitment.imports.lookup import FeedLookup
from recruitment.imports.plan import PlannedRow, Planner
from recruitment.imports.rows import FeedReader
from recruitment.models import OpeningImport, OpeningImportRow
from recruitment.services.opening_import_rows import row_put_back, row_write
from skills.models import Concept


@transaction.atomic
def opening_import_create(*, partner: Partner, file: File, by: User) -> OpeningImport:
    return work.file_taken(kind=OPENINGS, partner=partner, file=file, by=by)


@transaction.atomic
def opening_import_map(
    *,
    run: OpeningImport,
    mapping: dict[str, str],
    default_occupation: Concept | None,
    default_contract: str,
    withdraws: bool,
    by: User,
) -> OpeningImport:
    return work.columns_said(
        kind=OPENINGS, run=run, mapping=mapping, by=by, default_occupation=default_occupation,
        default_contract=default_contract, withdraws=withdraws,
    )  # fmt: skip


@transaction.atomic
def opening_import_confirm(*, run: OpeningImport, may_shrink: bool, by: User) -> OpeningImport:
    return work.preview_confirmed(kind=OPENINGS, run=run, may_shrink=may_shrink, by=by)


@transaction.atomic
def opening_import_undo(*, run: OpeningImport, by: User) -> OpeningImport:
    return work.undo_asked(kind=OPENINGS, run=run, by=by)


@transaction.atomic
def opening_import_repeat(*, run: OpeningImport, by: User) -> OpeningImport:
    kept = ("default_occupation", "default_contract", "withdraws")
    return work.run_repeated(kind=OPENINGS, run=run, by=by, kept=kept)


@transaction.atomic
def opening_import_stop(*, run: OpeningImport, by: User) -> OpeningImport:
    return work.run_stopped(kind=OPENINGS, run=run, by=by)


def opening_imports_run() -> int:
    return work.work_waiting(OPENINGS)


def opening_import_run(*, run: OpeningImport) -> OpeningImport:
    return work.work_on(kind=OPENINGS, run=run)


def _plan(run: OpeningImport, table: Table) -> work.Planned:
    lookup = FeedLookup(run.partner)
    reader = FeedReader(table.headers, run.mapping, lookup)
    rows = [reader.first_words(row) for row in table.rows]
    lookup.learn(name for row in rows for name in reader.names(row))
    queue.progress_set(run, 25)
    defaults = {"occupation": run.default_occupation_id, "contract": run.default_contract}
    planner = Planner(run.partner, lookup, reader, defaults)
    planned = planner.plan(reader.read(row) for row in rows)
    is_held = run.withdraws and any(one.action == RowAction.ERROR and one.opening is None for one in planned)
    if run.withdraws and not is_held:
        planned += list(planner.missing(planned))
    return work.Planned(planned, planner.published, is_held)


def _row(run: OpeningImport, one: PlannedRow) -> OpeningImportRow:
    return OpeningImportRow(
        run=run, number=one.number, action=one.action, title=one.title[:200], code=one.code[:100],
        opening=one.opening, said=one.said, content=one.content, changes=one.changes,
        problems=[problem.plain() for problem in one.problems], before=one.before,
    )  # fmt: skip


OPENINGS = work.ImportKind(
    named="recruitment.opening_import",
    runs=OpeningImport,
    rows=OpeningImportRow,
    synonyms=SYNONYMS,
    formats=FORMATS,
    plan=_plan,
    row=_row,
    write=row_write,
    put_back=row_put_back,
    together=("opening",),
    ask_title=_("Di' quale colonna contiene il titolo delle offerte."),
    ask_shrink=_(
        "Andrebbero in pausa più di un quinto delle offerte pubblicate: se è davvero così, spunta la casella."
    ),
    depended_on=_("Altri dati del portale dipendono da questa offerta."),
)
