"""Imports of an official release: asked for here, run by the worker, one at a time, told as they go on."""

from contextlib import ExitStack
from typing import Any

import structlog
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports import queue
from core.imports.states import ImportState
from core.services import record_event
from skills.esco.archive import EscoArchiveError, Release, open_release
from skills.models import Concept, ConceptScheme, VocabularyImport
from skills.services import esco_load
from skills.signals import vocabulary_changed

log = structlog.get_logger(__name__)
STEPS = ["concepts", "links", "compare", "write_concepts", "write_links", "credits"]
MIN_KEPT = 0.8  # a release that lost more than a fifth of the terms is more often a broken file than a new edition
INTERRUPTED = gettext_lazy(
    "L'importazione si è interrotta e non ha cambiato nulla. Prova a caricare di nuovo gli stessi file."
)
SCHEME = {"code": "esco", "title": "ESCO", "uri": "http://data.europa.eu/esco"}


def release_check(*, classification: File, relations: File | None = None) -> tuple[str, str]:
    """(language, version) of the files. Raises EscoArchiveError, with what to bring instead, where they are none."""
    files = [classification, *([relations] if relations else [])]
    with open_release([(str(file.name), file) for file in files]) as release:
        found = release.language, release.version
    for file in files:
        file.seek(0)
    return found


@transaction.atomic
def vocabulary_import_create(
    *, by: User | None, classification: File, relations: File | None = None, may_shrink: bool = False
) -> VocabularyImport:
    """Ask for an import; the files are looked at before, so that what is no ESCO release is refused at once.

    Raises EscoArchiveError with what to bring instead.
    """
    language, version = release_check(classification=classification, relations=relations)
    run = VocabularyImport(
        requested_by=by, classification=classification, relations=relations or "", may_shrink=may_shrink,
        language=language, version=version,
    )  # fmt: skip
    run.full_clean()
    run.save()
    record_event(by=by, verb="skills.vocabulary_import_asked", target=run, after={"version": version})
    return run


def vocabulary_imports_run() -> int:
    """Run what waits, oldest first; what a killed worker left is refused. Returns how many were run."""
    _end_stuck()
    done = 0
    while (run := _take()) is not None:
        vocabulary_import_run(run=run)
        done += 1
    return done


def vocabulary_import_run(*, run: VocabularyImport) -> VocabularyImport:
    """Load the files of a started import, all or nothing; it ends as done with its report or refused with why."""
    try:
        with ExitStack() as stack, transaction.atomic():
            sources = [(file.name, stack.enter_context(file.open("rb"))) for file in _files(run)]
            release = stack.enter_context(open_release(sources))
            report = _load(run, release)
            return _end(run, state=ImportState.DONE, report=report)
    except BusinessRuleError as error:
        return _end(run, state=ImportState.REFUSED, error=str(error))
    except Exception:
        _end(run, state=ImportState.REFUSED, error=str(INTERRUPTED))
        raise


def import_progress(run: VocabularyImport) -> int:
    """How far a running import is, in percent: steps begun of all steps."""
    step = queue.progress(run)
    return 100 if run.is_over else 100 * STEPS.index(step) // len(STEPS) if step in STEPS else 0


def _take() -> VocabularyImport | None:
    """The next import, marked as started; None when nothing waits or another one is at work.

    Two workers that start at the same moment are kept apart by a constraint: the second one's turn ends with an error.
    """
    runs = VocabularyImport.objects.all()
    return None if queue.is_busy(runs) else queue.take(runs)


def _end_stuck() -> None:
    for run in queue.stuck(VocabularyImport.objects.all()):
        _end(run, state=ImportState.REFUSED, error=str(INTERRUPTED))


def _files(run: VocabularyImport) -> list[Any]:
    return [run.classification, *([run.relations] if run.relations else [])]


def _load(run: VocabularyImport, release: Release) -> dict[str, Any]:
    def progress(step: str) -> None:
        queue.progress_set(run, step)

    scheme, _created = ConceptScheme.objects.get_or_create(code=SCHEME["code"], defaults=SCHEME)
    reading = esco_load.stage(release, progress)
    _refuse_shrinking(run, release)
    report = esco_load.write(release, scheme, progress)
    if release.version and scheme.version != release.version:
        scheme.version = release.version
        scheme.save(update_fields=["version"])
    return report | {"read": {"counts": reading.counts, "samples": reading.samples}}


def _refuse_shrinking(run: VocabularyImport, release: Release) -> None:
    known = Concept.objects.in_use().filter(official__contains=[release.language]).count()
    found = esco_load.count_staged()
    if found < MIN_KEPT * known and not run.may_shrink:
        raise EscoArchiveError(
            _(
                "I file hanno %(found)d voci, quelle già caricate sono %(known)d: manca più di un quinto. "
                "Se è davvero così, segna la casella apposta e carica di nuovo."
            )
            % {"found": found, "known": known}
        )


@transaction.atomic
def _end(
    run: VocabularyImport, *, state: ImportState, report: dict[str, Any] | None = None, error: str = ""
) -> VocabularyImport:
    run.state, run.finished_at, run.report, run.error = state, timezone.now(), report or {}, error[:500]
    run.full_clean()
    run.save(update_fields=["state", "finished_at", "report", "error"])
    record_event(
        by=run.requested_by, verb=f"skills.vocabulary_import_{state.value}", target=run, after={"version": run.version}
    )
    if state == ImportState.DONE:
        # Robust: the load is stored by then, and whoever fails to follow is logged and put right in the night.
        transaction.on_commit(lambda: vocabulary_changed.send(sender=VocabularyImport), robust=True)
    log.info(
        "vocabulary_import", state=state.value, seconds=(run.finished_at - (run.started_at or run.finished_at)).seconds
    )
    return run
