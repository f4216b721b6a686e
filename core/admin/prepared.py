"""Long lists as files, written by the worker with the page of the admin that shows them."""

import structlog
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from core.admin.base import PoloAdmin
from core.languages import in_each
from core.models import FileKind, ListExport
from core.services import notify

log = structlog.get_logger(__name__)


def list_exports_build(*, limit: int = 5) -> int:
    """Write the files that wait, one transaction each; returns how many are ready. Safe to run in parallel."""
    built = 0
    for _turn in range(limit):
        export = _build_next()
        if export is None:
            break
        built += export.ready_at is not None
    return built


def may_take(export: ListExport, request: HttpRequest) -> bool:
    """Whether whoever asked for the file still reads that list: an office may have ended since."""
    return admin.site.has_permission(request) and _page(export).has_view_permission(request)


@transaction.atomic
def _build_next() -> ListExport | None:
    rows = ListExport.objects.waiting().select_related("requested_by").select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )  # fmt: skip
    export = rows.order_by("requested_at", "pk").first()
    if export is None:
        return None
    try:
        with transaction.atomic():
            export.content = _content(export)
        export.ready_at = timezone.now()
    except Exception:  # whatever it was: whoever asked is told and may ask again, the log has the place
        log.exception("list_export_failed", export=export.pk)
        export.content, export.failed_at = None, timezone.now()
    export.save(update_fields=["content", "ready_at", "failed_at"])
    notify(
        kind="list_export_ready" if export.ready_at else "list_export_failed",
        key=f"list-export-{export.pk}",
        recipients=[export.requested_by],
        data=_name(export) | {"rows": export.rows},
        path=_address(export),
    )
    return export


def _content(export: ListExport) -> bytes:
    """As the person would have got it, in their language; refused when the list is no longer theirs to read."""
    request = HttpRequest()
    request.method, request.GET, request.user = "GET", QueryDict(export.query), export.requested_by
    with translation.override(export.requested_by.language):
        if not may_take(export, request):
            raise PermissionError
        return _page(export).export_content(request, FileKind(export.kind))


def _page(export: ListExport) -> PoloAdmin:
    page = admin.site.get_model_admin(apps.get_model(export.list))
    assert isinstance(page, PoloAdmin)  # noqa: S101  (our site takes no others)
    return page


def _name(export: ListExport) -> dict[str, str]:
    return in_each("list", lambda: _page(export).opts.verbose_name_plural)


def _address(export: ListExport) -> str:
    app, _dot, model = export.list.partition(".")
    return reverse(f"admin:{app}_{model}_export")
