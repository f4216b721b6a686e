"""The life of a file of a partner, whatever its rows are: it comes, its columns are matched, the worker tells what
would change, then does it, and puts it back when asked.

What is particular stands in an `ImportKind`: columns, formats, how rows are planned, written and put back.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import BusinessRuleError, broken_rule
from core.imports import queue
from core.imports.cells import Broken, one_line
from core.imports.columns import Synonyms, guess, known_headers
from core.imports.file_states import WRITING, ImportState, ImportTask, RowAction, RowOutcome
from core.imports.files import MAX_BYTES, file_table
from core.imports.table import Table
from core.imports.xml_file import Records
from core.services import record_event

log = structlog.get_logger(__name__)
SAMPLE, REMEMBERED = 4, 10
SECONDS = 90  # for the worker; whoever uploads waits for the first rows only
MAX_DROP = 0.2  # of what is published: more is more often half a file than a decision
BATCH = 500
INTERRUPTED = gettext_lazy("Il lavoro si è interrotto: riprova, quello che era già fatto resta.")


@dataclass(frozen=True)
class Planned:
    """All that a file would change: `published` is how many there are now that it could take from the public.

    `is_held`: a row with errors may be one that we know, so nobody can say which ones are missing.
    """

    rows: list[Any]
    published: int
    is_held: bool


@dataclass(frozen=True)
class ImportKind:
    """What one kind of import brings. `row` makes an unsaved row of the model from a planned one."""

    named: str  # how its verbs begin
    runs: type[models.Model]
    rows: type[models.Model]
    synonyms: Synonyms
    formats: Mapping[str, Records]
    plan: Callable[[Any, Table], Planned]
    row: Callable[[Any, Any], Any]
    write: Callable[[Any, Any], None]
    put_back: Callable[[Any, Any], None]
    together: tuple[str, ...]  # relations of a row that writing needs
    ask_title: str | Promise
    ask_shrink: str | Promise
    depended_on: str | Promise


@transaction.atomic
def file_taken(*, kind: ImportKind, partner: Any, file: File, by: Any) -> Any:
    """Take a file in, if it is a table. Its columns are guessed, as this partner said last time and by their names."""
    if file.size > MAX_BYTES:
        raise BusinessRuleError(
            _("Il file è troppo grande: al massimo %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024}
        )
    table = _table(kind, file)
    sample = [[_shown(cell) for cell in row.cells] for _at, row in zip(range(SAMPLE), table.rows, strict=False)]
    if not sample:
        raise BusinessRuleError(_("Nel file non ci sono righe da importare."))
    file.seek(0)
    run: Any = kind.runs(
        partner=partner,
        requested_by=by,
        file=file,
        file_name=one_line(str(file.name))[:120] or _("senza nome"),
        headers=table.headers,
        sample=sample,
        mapping=guess(table.headers, kind.synonyms, _remembered(kind, partner)),
    )
    run.full_clean()
    run.save()
    record_event(by=by, verb=f"{kind.named}_created", target=run)
    return run


@transaction.atomic
def columns_said(*, kind: ImportKind, run: Any, mapping: dict[str, str], by: Any, **facts: Any) -> Any:
    """Say which column is what, and `facts` of the whole: the preview is made anew from there."""
    run = _lock(run)
    if run.is_at_work or run.task != ImportTask.PREVIEW:
        raise BusinessRuleError(_("Questa importazione è già partita: caricane una nuova."))
    if "title" not in mapping.values():
        raise BusinessRuleError(str(kind.ask_title))
    if len(set(mapping.values())) < len(mapping):
        raise BusinessRuleError(_("Due colonne dicono la stessa cosa: tienine una sola."))
    run.mapping = {header: mapping.get(header, "") for header in run.headers}
    for name, value in facts.items():
        setattr(run, name, value)
    return _queue(kind, run, ImportTask.PREVIEW, by=by)


@transaction.atomic
def preview_confirmed(*, kind: ImportKind, run: Any, may_shrink: bool, by: Any, **facts: Any) -> Any:
    """Do what the preview shows. Whoever would lose a fifth of what is published says that they mean it."""
    run = _lock(run)
    if not run.is_to_confirm:
        raise BusinessRuleError(_("L'anteprima non è pronta, oppure l'importazione è già partita."))
    if run.counts.get("shrinks") and not may_shrink:
        raise BusinessRuleError(str(kind.ask_shrink))
    for name, value in facts.items():
        setattr(run, name, value)
    return _queue(kind, run, ImportTask.APPLY, by=by)


@transaction.atomic
def undo_asked(*, kind: ImportKind, run: Any, by: Any) -> Any:
    """Put back what the import changed, but for what somebody changed since."""
    run = _lock(run)
    if not run.can_be_undone:
        raise BusinessRuleError(_("Questa importazione non si può annullare ora."))
    return _queue(kind, run, ImportTask.UNDO, by=by)


@transaction.atomic
def run_repeated(*, kind: ImportKind, run: Any, by: Any, kept: Iterable[str]) -> Any:
    """The same file with the same columns, and the facts named `kept`, again: a preview against today."""
    if not run.mapping or "title" not in run.mapping.values():
        raise BusinessRuleError(str(kind.ask_title))
    names = ("partner", "file_name", "headers", "sample", "mapping", *kept)
    copied: Any = kind.runs(requested_by=by, file=run.file.name, **{name: getattr(run, name) for name in names})
    copied.full_clean()
    copied.save()
    record_event(by=by, verb=f"{kind.named}_created", target=copied)
    return _queue(kind, copied, ImportTask.PREVIEW, by=by)


@transaction.atomic
def run_stopped(*, kind: ImportKind, run: Any, by: Any) -> Any:
    """End one that is at work, where it is: its partner has become another's double."""
    run.state, run.finished_at, run.error = ImportState.REFUSED, timezone.now(), str(INTERRUPTED)
    run.save(update_fields=["state", "finished_at", "error"])
    record_event(by=by, verb=f"{kind.named}_refused", target=run)
    return run


def work_waiting(kind: ImportKind) -> int:
    """Do what waits, oldest first; what a killed worker left goes on where it was. Returns how many were run."""
    for left in queue.stuck(kind.runs._default_manager.all()):
        _again(left)
    done = 0
    while (run := _take(kind)) is not None:
        work_on(kind=kind, run=run)
        done += 1
    return done


def work_on(*, kind: ImportKind, run: Any) -> Any:
    """The task of a started import, in the language of whoever asked for it."""
    act = {ImportTask.PREVIEW: _preview, ImportTask.APPLY: _apply, ImportTask.UNDO: _undo}[ImportTask(run.task)]
    with translation.override(run.requested_by.language if run.requested_by else None):
        try:
            act(kind, run)
            return _end(kind, run, state=ImportState.DONE)
        except BusinessRuleError as error:
            return _end(kind, run, state=ImportState.REFUSED, error=str(error))
        except Exception:
            _end(kind, run, state=ImportState.REFUSED, error=str(INTERRUPTED))
            raise


def progress(run: Any) -> int:
    """How far the task is, in percent."""
    return 100 if not run.is_at_work else int(queue.progress(run) or 0)


def _take(kind: ImportKind) -> Any:
    """One at a time for each partner; another worker that was quicker leaves nothing to do."""
    runs = kind.runs._default_manager.all()
    busy = runs.filter(state=ImportState.RUNNING).values("partner")
    try:
        run = queue.take(runs.exclude(partner__in=busy))
    except IntegrityError as error:
        if not broken_rule(error).endswith("_one_at_work"):
            raise
        return None
    if run is not None:
        queue.progress_set(run, 0)
    return run


def _again(run: Any) -> None:
    run.state, run.started_at = ImportState.QUEUED, None
    run.save(update_fields=["state", "started_at"])


def _lock(run: Any) -> Any:
    return type(run)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=run.pk)


def _queue(kind: ImportKind, run: Any, task: ImportTask, *, by: Any) -> Any:
    run.task, run.state, run.requested_by = task, ImportState.QUEUED, by
    run.started_at = run.finished_at = None
    run.error = ""
    run.full_clean(exclude=["file"])
    run.save()
    record_event(by=by, verb=f"{kind.named}_asked", target=run, after={"task": run.task})
    return run


@transaction.atomic
def _end(kind: ImportKind, run: Any, *, state: ImportState, error: str = "") -> Any:
    run.state, run.finished_at, run.error = state, timezone.now(), error[:500]
    run.save(update_fields=["state", "finished_at", "error", "counts"])
    ending = "done" if state == ImportState.DONE else "refused"
    record_event(
        by=run.requested_by, verb=f"{kind.named}_{ending}", target=run,
        after={"task": run.task} | {name: count for name, count in run.counts.items() if name in RowAction.values},
    )  # fmt: skip
    log.info("file_import", kind=kind.named, task=run.task, state=run.state)
    return run


@transaction.atomic
def _preview(kind: ImportKind, run: Any) -> None:
    """All that the file would change, as rows."""
    with run.file.open("rb") as source:
        planned = kind.plan(run, _table(kind, source, seconds=SECONDS))
    rows = planned.rows
    run.rows.all().delete()
    for at in range(0, len(rows), BATCH):
        kind.rows._default_manager.bulk_create(kind.row(run, one) for one in rows[at : at + BATCH])
        queue.progress_set(run, 60 + 40 * at // len(rows))
    run.counts = dict(Counter(one.action.value for one in rows))
    dropped = run.counts.get(RowAction.WITHDRAWN, 0)
    run.counts |= {"published": planned.published, "shrinks": dropped > MAX_DROP * planned.published}
    run.counts |= {"withdrawal_held": planned.is_held}


def _apply(kind: ImportKind, run: Any) -> None:
    rows = run.rows.filter(action__in=WRITING, outcome=RowOutcome.PENDING)
    _each(kind, run, rows.order_by("number", "pk"), kind.write, failed=RowOutcome.FAILED)


def _undo(kind: ImportKind, run: Any) -> None:
    rows = run.rows.filter(outcome=RowOutcome.DONE).order_by("-number", "-pk")
    _each(kind, run, rows, kind.put_back, failed=RowOutcome.KEPT)


def _each(kind: ImportKind, run: Any, rows: Any, act: Callable[[Any, Any], None], *, failed: RowOutcome) -> None:
    """Row by row, each in a transaction of its own: one that is refused says so and does not stop the others."""
    keys = list(rows.values_list("pk", flat=True))
    for at, key in enumerate(keys):
        if note := _refusal(kind, run, key, act):
            kind.rows._default_manager.filter(pk=key).update(outcome=failed, note=note[:500])
        if at % 10 == 0:
            queue.progress_set(run, 100 * at // len(keys))
    outcomes = Counter(run.rows.filter(action__in=WRITING).order_by().values_list("outcome", flat=True))
    run.counts = {name: count for name, count in run.counts.items() if name not in RowOutcome.values} | outcomes


def _refusal(kind: ImportKind, run: Any, key: int, act: Callable[[Any, Any], None]) -> str:
    """Why the row could not be written, or put back; empty when it was."""
    try:
        with transaction.atomic():
            row: Any = kind.rows._default_manager.select_related(*kind.together).get(pk=key)
            row.run = run
            act(row, run.requested_by)
            row.save()
            return ""
    except BusinessRuleError as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    except models.ProtectedError:
        return str(kind.depended_on)
    except Exception:  # whatever it was: the other rows must not wait for somebody to look at this one
        log.exception("file_import_row", kind=kind.named, row=key)
        return _("Questa riga non è riuscita per un guasto del portale: avvisa la segreteria.")


def _table(kind: ImportKind, source: Any, **limits: float) -> Table:
    return file_table(source, known=known_headers(kind.synonyms), formats=kind.formats, **limits)


def _remembered(kind: ImportKind, partner: Any) -> dict[str, str]:
    """What this partner said of each header, the last time that they saw it."""
    runs = kind.runs._default_manager.filter(partner=partner)
    runs = runs.exclude(task=ImportTask.PREVIEW, state=ImportState.WAITING)
    said: dict[str, str] = {}
    for mapping in reversed(runs.order_by("-created_at", "-pk").values_list("mapping", flat=True)[:REMEMBERED]):
        said |= mapping
    return said


def _shown(cell: Any) -> str:
    return cell.shown if isinstance(cell, Broken) else one_line(cell)[:80]
