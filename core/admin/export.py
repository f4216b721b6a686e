"""A list as a CSV file: the columns and rows that the list shows, with the reason why somebody takes them away."""

import csv
import datetime
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.services import record_event

CHUNK = 1_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=500,
        help_text=gettext_lazy("Resta nel registro con il numero delle righe."),
        widget=forms.TextInput(attrs={"size": 60}),
    )


class _Line:
    """What csv writes into: it hands the line back."""

    @staticmethod
    def write(line: str) -> str:
        return line


class ExportMixin:
    """`…/esporta/` with the search and the filters of the list. People whose records go out find a look of it."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.export_view)  # type: ignore[attr-defined]
        return [path("esporta/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def export_view(self: Any, request: Any) -> HttpResponse | StreamingHttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = admin.ModelAdmin.get_changelist_instance(self, request).queryset
        form = ExportForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._export(request, rows, reason=form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Esporta: %(name)s") % {"name": self.opts.verbose_name_plural},
            "form": form,
            "opts": self.opts,
            "rows": rows.order_by().count(),
            "columns": self._labels(request),
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _export(self: Any, request: Any, rows: Any, *, reason: str) -> StreamingHttpResponse:
        facts = {
            "list": self.opts.label_lower,
            "rows": rows.order_by().count(),
            "filters": sorted(set(request.GET) - {"p", "o"}),  # their names: a search may hold a person's
        }
        target = ContentType.objects.get_for_model(self.model)
        record_event(by=request.user, verb="core.list_exported", target=target, after=facts, reason=reason)
        name = f"{slugify(self.opts.verbose_name_plural)}-{timezone.localdate()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(
            self._lines(request, rows), content_type="text/csv; charset=utf-8", headers=headers
        )

    def _labels(self: Any, request: Any) -> list[str]:
        return [str(label_for_field(name, self.model, self)) for name in self.get_list_display(request)]

    def _lines(self: Any, request: Any, rows: Any) -> Iterator[str]:
        """Spreadsheets in Italian take a semicolon, and the mark before the first word tells them UTF-8."""
        writer = csv.writer(_Line(), delimiter=";")
        yield "\ufeff" + writer.writerow([safe(label) for label in self._labels(request)])
        columns, source = self.get_list_display(request), rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(source, CHUNK)):
            self.leave_looks(request, chunk)
            yield "".join(writer.writerow([self._cell(name, row) for name in columns]) for row in chunk)

    def _cell(self: Any, name: str, row: Any) -> str:
        field, _attribute, value = lookup_field(name, row, self)
        if field is not None and getattr(field, "flatchoices", None):
            value = getattr(row, f"get_{field.name}_display")()
        if isinstance(value, datetime.datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, bool):
            value = _("sì") if value else _("no")
        return safe("" if value is None else str(value))


def safe(text: str) -> str:
    """What a spreadsheet would take for a formula is shown as it was written."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
