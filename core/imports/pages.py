"""What the views of a file import share: the body of its page, going on after an act, files to take away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.errors import BusinessRuleError
from core.imports import work
from core.imports.file_states import ImportTask, RowAction
from core.imports.shown import ShownRow, action_counts, import_rows, outcome_counts

WORK = (RowAction.NEW, RowAction.CHANGED, RowAction.WITHDRAWN)  # what a yes would do something for
RUNS_PER_PAGE, ROWS_PER_PAGE = 20, 50


def runs_page(request: HttpRequest, runs: Any) -> dict[str, Any]:
    """The context of a list of imports."""
    page = Paginator(runs, RUNS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": [{"run": run, "counts": action_counts(run)} for run in page]}


def run_body(
    request: HttpRequest, run: Any, *, show: Callable[[Any], list[ShownRow]], form: Callable[[], Any]
) -> dict[str, Any]:
    """The context of an import: how far it is, or a page of its rows put into words by `show`."""
    wanted = request.GET.get("righe", "")
    context: dict[str, Any] = {"run": run, "percent": work.progress(run), "wanted": wanted}
    if run.is_at_work:
        return context
    is_idle = run.is_to_confirm and bool(run.counts) and not any(run.counts.get(action.value) for action in WORK)
    page = Paginator(import_rows(run, wanted=wanted), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return context | {
        "page": page,
        "rows": show(page),
        "actions": action_counts(run),
        "outcomes": outcome_counts(run) if run.task != ImportTask.PREVIEW else [],
        "form": form() if run.is_to_confirm and not is_idle else None,
        "is_idle": is_idle,
    }


def asked(request: Any, run: Any, service: Callable[..., Any], **said: Any) -> HttpResponse:
    """Ask for the work, and go where it is told how far it is."""
    try:
        run = service(run=run, by=request.user, **said)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    return redirect(run)


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
