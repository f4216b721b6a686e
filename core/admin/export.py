"""A list as a file: the columns and rows that the list shows, with the reason why somebody takes them away."""

import csv
import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.workbook import CONTENT_TYPE, MOST_ROWS, looks_like_formula, workbook
from core.models import FileKind, ListExport
from core.services import record_event

CHUNK = 1_000
CSV_TYPE = "text/csv; charset=utf-8"
AT_ONCE = 2_000  # rows written while one waits: with a busy machine some three of the fifteen seconds of a request
MOST_LINES = 300_000  # a file that still opens and fits in one row of the database
SHOWN = 5


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Tipo di file"), choices=FileKind, initial=FileKind.CSV, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=500,
        help_text=gettext_lazy("Resta nel registro con il numero delle righe."),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if self.rows > MOST_LINES:
            raise forms.ValidationError(
                _("Un file arriva a %(most)s righe: restringi l'elenco con i filtri e prendilo in più parti.")
                % {"most": MOST_LINES}
            )
        if kind == FileKind.XLSX and self.rows > MOST_ROWS:
            raise forms.ValidationError(
                _("Un file Excel arriva a %(most)s righe: scegli il CSV, o restringi l'elenco con i filtri.")
                % {"most": MOST_ROWS}
            )
        return kind


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
        rows = self.export_rows(request)
        count = rows.order_by().count()
        form = ExportForm(request.POST if request.method == "POST" else None, rows=count)
        if request.method == "POST" and form.is_valid():
            self._remember(request, rows=count, **form.cleaned_data)
            kind = FileKind(form.cleaned_data["kind"])
            return self._file(request, rows, kind) if count <= AT_ONCE else self._later(request, count, kind)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Esporta: %(name)s") % {"name": self.opts.verbose_name_plural},
            "form": form,
            "opts": self.opts,
            "rows": count,
            "columns": self._labels(request),
            "at_once": count <= AT_ONCE,
            "prepared": ListExport.objects.visible_to(request.user)
            .recent()
            .filter(list=self.opts.label_lower)[:SHOWN],
        }
        return TemplateResponse(request, "admin/export.html", context)

    def _remember(self: Any, request: Any, *, rows: int, kind: str, reason: str) -> None:
        facts = {
            "list": self.opts.label_lower,
            "rows": rows,
            "filters": sorted(set(request.GET) - {"p", "o"}),  # their names: a search may hold a person's
            "file": kind,
        }
        target = ContentType.objects.get_for_model(self.model)
        record_event(by=request.user, verb="core.list_exported", target=target, after=facts, reason=reason)

    def export_rows(self: Any, request: Any) -> Any:
        """What the list shows for the search and the filters of the address."""
        return admin.ModelAdmin.get_changelist_instance(self, request).queryset

    def _later(self: Any, request: Any, rows: int, kind: FileKind) -> HttpResponse:
        """The worker writes the file; whoever asked finds it on this page."""
        query = request.GET.urlencode()
        ListExport.objects.create(
            requested_by=request.user, list=self.opts.label_lower, query=query, kind=kind, rows=rows
        )
        messages.success(
            request, _("È un elenco lungo: lo prepariamo e ti avvisiamo quando è pronto, qui e per e-mail.")
        )
        return redirect(request.get_full_path())

    def export_content(self: Any, request: Any, kind: FileKind) -> bytes:
        """The same file, whole."""
        labels, lines = self._labels(request), self._lines(request, self.export_rows(request))
        if kind == FileKind.XLSX:
            with workbook(title=str(self.opts.verbose_name_plural), labels=labels, lines=lines) as file:
                return file.read()
        return "".join(_csv(labels, lines)).encode()

    def _file(self: Any, request: Any, rows: Any, kind: FileKind) -> StreamingHttpResponse:
        name = file_name(str(self.opts.verbose_name_plural), kind)
        labels, lines = self._labels(request), self._lines(request, rows)
        if kind == FileKind.XLSX:
            file = workbook(title=str(self.opts.verbose_name_plural), labels=labels, lines=lines)
            return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(_csv(labels, lines), content_type=CSV_TYPE, headers=headers)

    def _labels(self: Any, request: Any) -> list[str]:
        return [str(label_for_field(name, self.model, self)) for name in self.get_list_display(request)]

    def _lines(self: Any, request: Any, rows: Any) -> Iterator[list[Any]]:
        columns, source = self.get_list_display(request), rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(source, CHUNK)):
            self.leave_looks(request, chunk)
            for row in chunk:
                yield [self._cell(name, row) for name in columns]

    def _cell(self: Any, name: str, row: Any) -> Any:
        """What the list shows: a text, or a number, day or time as it is."""
        field, _attribute, value = lookup_field(name, row, self)
        if field is not None and getattr(field, "flatchoices", None):
            value = getattr(row, f"get_{field.name}_display")()
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value)
        if isinstance(value, bool):
            return _("sì") if value else _("no")
        return value if isinstance(value, int | Decimal | datetime.date) else "" if value is None else str(value)


def file_name(title: str, kind: str) -> str:
    return f"{slugify(title)}-{timezone.localdate()}.{kind}"


def file_response(export: ListExport) -> HttpResponse:
    """A file that was written before."""
    title = str(apps.get_model(export.list)._meta.verbose_name_plural)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(title, export.kind)}"'}
    content_type = CONTENT_TYPE if export.kind == FileKind.XLSX else CSV_TYPE
    return HttpResponse(export.content, content_type=content_type, headers=headers)


def _csv(labels: list[str], lines: Iterable[list[Any]]) -> Iterator[str]:
    """Spreadsheets in Italian take a semicolon, and the mark before the first word tells them UTF-8."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + writer.writerow([safe(label) for label in labels])
    source = iter(lines)
    while chunk := list(islice(source, CHUNK)):
        yield "".join(writer.writerow([safe(_text(value)) for value in line]) for line in chunk)


def _text(value: Any) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime.datetime) else str(value)


def safe(text: str) -> str:
    """What a spreadsheet would take for a formula is shown as it was written."""
    return f"'{text}" if looks_like_formula(text) else text
