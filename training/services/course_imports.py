"""Imports of courses: a file comes, its columns are matched, the worker tells what would change, then does it.

What a row writes stands in `course_import_rows`; here is the life of the whole.
"""

from collections import Counter
from typing import Any

import structlog
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports import queue
from core.imports.cells import Broken, one_line
from core.imports.columns import guess, is_known
from core.imports.files import MAX_BYTES, file_table
from core.imports.table import Table
from core.services import record_event
from partners.models import Partner
from training.imports.enums import WRITING, ImportState, ImportTask, RowAction, RowOutcome
from training.imports.fields import SYNONYMS
from training.imports.lookup import Lookup
from training.imports.plan import PlannedRow, Planner
from training.imports.rows import Reader
from training.imports.xcri import FORMATS
from training.models import CourseImport, CourseImportRow, OfferKind
from training.services.course_import_rows import row_apply, row_undo

log = structlog.get_logger(__name__)
SAMPLE, REMEMBERED = 4, 10
SECONDS = 90  # for the worker; whoever uploads waits for the first rows only
MAX_DROP = 0.2  # of the published courses: more is more often half a file than a decision
BATCH = 500
INTERRUPTED = gettext_lazy("Il lavoro si è interrotto: riprova, quello che era già fatto resta.")


@transaction.atomic
def course_import_create(*, partner: Partner, file: File, by: User) -> CourseImport:
    """Take a file in, if it is a table. Its columns are guessed, as this partner said last time and by their names."""
    if file.size > MAX_BYTES:
        raise BusinessRuleError(
            _("Il file è troppo grande: al massimo %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024}
        )
    table = file_table(file, known=_known, formats=FORMATS)
    sample = [[_shown(cell) for cell in row.cells] for _at, row in zip(range(SAMPLE), table.rows, strict=False)]
    if not sample:
        raise BusinessRuleError(_("Nel file non ci sono righe da importare."))
    file.seek(0)
    run = CourseImport(
        partner=partner,
        requested_by=by,
        file=file,
        file_name=one_line(str(file.name))[:120] or _("senza nome"),
        headers=table.headers,
        sample=sample,
        mapping=guess(table.headers, SYNONYMS, _remembered(partner)),
    )
    run.full_clean()
    run.save()
    record_event(by=by, verb="training.course_import_created", target=run)
    return run


@transaction.atomic
def course_import_map(
    *, run: CourseImport, mapping: dict[str, str], default_kind: OfferKind | None, withdraws: bool, by: User
) -> CourseImport:
    """Say which column is what: the preview is made anew from there."""
    run = _lock(run)
    if run.is_at_work or run.task != ImportTask.PREVIEW:
        raise BusinessRuleError(_("Questa importazione è già partita: caricane una nuova."))
    if "title" not in mapping.values():
        raise BusinessRuleError(_("Di' quale colonna contiene il titolo dei corsi."))
    if len(set(mapping.values())) < len(mapping):
        raise BusinessRuleError(_("Due colonne dicono la stessa cosa: tienine una sola."))
    run.mapping = {header: mapping.get(header, "") for header in run.headers}
    run.default_kind, run.withdraws = default_kind, withdraws
    return _queue(run, ImportTask.PREVIEW, by=by)


@transaction.atomic
def course_import_confirm(*, run: CourseImport, publishes: bool, may_shrink: bool, by: User) -> CourseImport:
    """Do what the preview shows. Whoever would lose a fifth of the published courses says that they mean it."""
    run = _lock(run)
    if not run.is_to_confirm:
        raise BusinessRuleError(_("L'anteprima non è pronta, oppure l'importazione è già partita."))
    if run.counts.get("shrinks") and not may_shrink:
        raise BusinessRuleError(
            _("Verrebbero ritirati più di un quinto dei corsi pubblicati: se è davvero così, spunta la casella.")
        )
    run.publishes = publishes
    return _queue(run, ImportTask.APPLY, by=by)


@transaction.atomic
def course_import_undo(*, run: CourseImport, by: User) -> CourseImport:
    """Put back what the import changed, but for what somebody changed since."""
    run = _lock(run)
    if not run.can_be_undone:
        raise BusinessRuleError(_("Questa importazione non si può annullare ora."))
    return _queue(run, ImportTask.UNDO, by=by)


@transaction.atomic
def course_import_repeat(*, run: CourseImport, by: User) -> CourseImport:
    """The same file with the same columns again: a preview against the courses of today."""
    if not run.mapping or "title" not in run.mapping.values():
        raise BusinessRuleError(_("Prima di' quale colonna contiene il titolo dei corsi."))
    copied = CourseImport(
        partner=run.partner, requested_by=by, file=run.file.name, file_name=run.file_name, headers=run.headers,
        sample=run.sample, mapping=run.mapping, default_kind=run.default_kind, withdraws=run.withdraws,
    )  # fmt: skip
    copied.full_clean()
    copied.save()
    record_event(by=by, verb="training.course_import_created", target=copied)
    return _queue(copied, ImportTask.PREVIEW, by=by)


@transaction.atomic
def course_import_stop(*, run: CourseImport, by: User) -> CourseImport:
    """End one that is at work, where it is: its partner has become another's double."""
    run.state, run.finished_at, run.error = ImportState.REFUSED, timezone.now(), str(INTERRUPTED)
    run.save(update_fields=["state", "finished_at", "error"])
    record_event(by=by, verb="training.course_import_refused", target=run)
    return run


def course_imports_run() -> int:
    """Do what waits, oldest first; what a killed worker left goes on where it was. Returns how many were run."""
    for left in queue.stuck(CourseImport.objects.all()):
        _again(left)
    done = 0
    while (run := _take()) is not None:
        course_import_run(run=run)
        done += 1
    return done


def course_import_run(*, run: CourseImport) -> CourseImport:
    """The task of a started import, in the language of whoever asked for it."""
    work = {ImportTask.PREVIEW: _preview, ImportTask.APPLY: _apply, ImportTask.UNDO: _undo}[ImportTask(run.task)]
    with translation.override(run.requested_by.language if run.requested_by else None):
        try:
            work(run)
            return _end(run, state=ImportState.DONE)
        except BusinessRuleError as error:
            return _end(run, state=ImportState.REFUSED, error=str(error))
        except Exception:
            _end(run, state=ImportState.REFUSED, error=str(INTERRUPTED))
            raise


def import_progress(run: CourseImport) -> int:
    """How far the task is, in percent."""
    return 100 if not run.is_at_work else int(queue.progress(run) or 0)


def _take() -> CourseImport | None:
    """One at a time for each partner; another worker that was quicker leaves nothing to do."""
    runs = CourseImport.objects.all()
    busy = runs.filter(state=ImportState.RUNNING).values("partner")
    try:
        run = queue.take(runs.exclude(partner__in=busy))
    except IntegrityError:
        return None
    if run is not None:
        queue.progress_set(run, 0)
    return run


def _again(run: CourseImport) -> None:
    run.state, run.started_at = ImportState.QUEUED, None
    run.save(update_fields=["state", "started_at"])


def _lock(run: CourseImport) -> CourseImport:
    return CourseImport.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)


def _queue(run: CourseImport, task: ImportTask, *, by: User) -> CourseImport:
    run.task, run.state, run.requested_by = task, ImportState.QUEUED, by
    run.started_at = run.finished_at = None
    run.error = ""
    run.full_clean(exclude=["file"])
    run.save()
    record_event(by=by, verb="training.course_import_asked", target=run, after={"task": run.task})
    return run


@transaction.atomic
def _end(run: CourseImport, *, state: ImportState, error: str = "") -> CourseImport:
    run.state, run.finished_at, run.error = state, timezone.now(), error[:500]
    run.save(update_fields=["state", "finished_at", "error", "counts"])
    verb = "done" if state == ImportState.DONE else "refused"
    record_event(
        by=run.requested_by, verb=f"training.course_import_{verb}", target=run,
        after={"task": run.task} | {name: count for name, count in run.counts.items() if name in RowAction.values},
    )  # fmt: skip
    log.info("course_import", task=run.task, state=run.state)
    return run


@transaction.atomic
def _preview(run: CourseImport) -> None:
    """All that the file would change, as rows."""
    with run.file.open("rb") as source:
        table = file_table(source, known=_known, formats=FORMATS, seconds=SECONDS)
        planned, published = _planned(run, table)
    run.rows.all().delete()
    for at in range(0, len(planned), BATCH):
        CourseImportRow.objects.bulk_create(_row(run, one) for one in planned[at : at + BATCH])
        queue.progress_set(run, 60 + 40 * at // len(planned))
    run.counts = dict(Counter(one.action.value for one in planned))
    dropped = run.counts.get(RowAction.WITHDRAWN, 0)
    run.counts |= {"published": published, "shrinks": dropped > MAX_DROP * published}
    run.counts |= {"withdrawal_held": run.withdraws and _has_unknown(planned)}


def _planned(run: CourseImport, table: Table) -> tuple[list[PlannedRow], int]:
    lookup = Lookup(run.partner)
    reader = Reader(table.headers, run.mapping, lookup)
    first = [reader.first_words(row) for row in table.rows]
    lookup.learn({cell for _row, values, _problems in first for cell in reader.concept_cells(values)})
    queue.progress_set(run, 25)
    rows = [reader.read(*one) for one in first]
    queue.progress_set(run, 40)
    planner = Planner(run.partner, lookup, reader.headers, run.default_kind)
    planned = planner.plan(rows)
    if run.withdraws and not _has_unknown(planned):
        planned += planner.missing(planned)
    return planned, planner.published


def _has_unknown(planned: list[PlannedRow]) -> bool:
    """A row with errors may be a course that we know: then nobody can say which ones are missing."""
    return any(one.action == RowAction.ERROR and one.course is None for one in planned)


def _apply(run: CourseImport) -> None:
    rows = run.rows.filter(action__in=WRITING, outcome=RowOutcome.PENDING)
    _each(run, rows.order_by("number", "pk"), row_apply)
    _count_outcomes(run)


def _undo(run: CourseImport) -> None:
    _each(run, run.rows.filter(outcome=RowOutcome.DONE).order_by("-number", "-pk"), row_undo)
    _count_outcomes(run)


def _each(run: CourseImport, rows: Any, act: Any) -> None:
    """Row by row, each in a transaction of its own: one that is refused says so and does not stop the others."""
    keys = list(rows.values_list("pk", flat=True))
    for at, key in enumerate(keys):
        act(pk=key, run=run)
        if at % 10 == 0:
            queue.progress_set(run, 100 * at // len(keys))


def _count_outcomes(run: CourseImport) -> None:
    outcomes = Counter(run.rows.filter(action__in=WRITING).order_by().values_list("outcome", flat=True))
    run.counts = {name: count for name, count in run.counts.items() if name not in RowOutcome.values} | outcomes


def _row(run: CourseImport, one: PlannedRow) -> CourseImportRow:
    return CourseImportRow(
        run=run, number=one.number, head=one.head, action=one.action, title=one.title[:200], code=one.code[:100],
        course=one.course, edition=one.edition, content=one.content, edition_facts=one.edition_facts,
        changes=one.changes, problems=[problem.plain() for problem in one.problems], before=one.before,
    )  # fmt: skip


def _known(header: str) -> bool:
    return is_known(header, SYNONYMS)


def _remembered(partner: Partner) -> dict[str, str]:
    """What this partner said of each header, the last time that they saw it."""
    runs = CourseImport.objects.filter(partner=partner).exclude(task=ImportTask.PREVIEW, state=ImportState.WAITING)
    said: dict[str, str] = {}
    for mapping in reversed(runs.order_by("-created_at", "-pk").values_list("mapping", flat=True)[:REMEMBERED]):
        said |= mapping
    return said


def _shown(cell: Any) -> str:
    return cell.shown if isinstance(cell, Broken) else one_line(cell)[:80]
