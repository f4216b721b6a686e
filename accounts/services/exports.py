"""The copy of one's data: asked for, prepared by the worker, kept for a week."""

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.archive import archive_of
from accounts.models import DataExport, ExportState, User
from core.errors import BusinessRuleError
from core.isolation import Tally, each_apart
from core.services import record_event

log = structlog.get_logger(__name__)


@transaction.atomic
def export_request(*, by: User) -> DataExport:
    """Ask for a copy: one at a time; a new one takes the place of the one that was ready."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if DataExport.objects.filter(person=by, state=ExportState.REQUESTED).exists():
        raise BusinessRuleError(_("Stiamo già preparando la tua copia: ti scriviamo appena è pronta."))
    _expire(DataExport.objects.filter(person=by, state=ExportState.READY))
    export = DataExport.objects.create(person=by)
    record_event(by=by, verb="accounts.export_requested", target=export, subject=by)
    return export


def exports_build(*, limit: int = 20) -> int:
    """Prepare the copies that wait, one transaction each; returns how many are ready. Safe to run in parallel."""
    built = 0
    for _turn in range(limit):
        export = _build_next()
        if export is None:
            break
        built += export.state == ExportState.READY
    return built


def exports_expire() -> Tally:
    """Take away the copies whose week is over."""
    over = list(DataExport.objects.run_out().order_by("pk").values_list("pk", flat=True))
    return each_apart("accounts.export", over, lambda pk: _expire(DataExport.objects.run_out().filter(pk=pk)))


def export_downloaded(*, export: DataExport, by: User) -> bytes:
    """The archive; the trace stays, so that a stranger with the person's password is noticed."""
    record_event(by=by, verb="accounts.export_downloaded", target=export, subject=export.person)
    archive = DataExport.objects.values_list("archive", flat=True).get(pk=export.pk)
    return bytes(archive or b"")


@transaction.atomic
def _build_next() -> DataExport | None:
    waiting = DataExport.objects.filter(state=ExportState.REQUESTED).select_related("person")
    export = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("requested_at").first()
    if export is None:
        return None
    try:
        with transaction.atomic():
            archive = archive_of(export.person)
    except Exception:  # whatever it was: the person is told and may ask again, the log has the place
        log.exception("export_failed", export=export.pk)
        export.state = ExportState.FAILED
        export.save(update_fields=["state"])
        notifications.export_failed(export)
        return export
    export.state, export.archive, export.size = ExportState.READY, archive, len(archive)
    export.ready_at = timezone.now()
    export.expires_at = export.ready_at + DataExport.LIFETIME
    export.save(update_fields=["state", "archive", "size", "ready_at", "expires_at"])
    record_event(by=None, verb="accounts.export_ready", target=export, subject=export.person)
    notifications.export_ready(export)
    return export


def _expire(exports: QuerySet[DataExport]) -> int:
    return exports.update(state=ExportState.EXPIRED, archive=None)
