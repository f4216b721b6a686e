"""What every page of the admin shares: quick lists, searches that use their indexes, a trace of what is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import connection, models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin.export import ExportMixin
from core.admin.past import PastMixin
from core.admin.story import StoryMixin
from core.errors import BusinessRuleError
from core.privacy import subject_keys
from core.services import record_event, record_looks

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than what anybody pages through: a list of a million rows costs as much as a short one."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, models.QuerySet) else len(rows)

    @property
    def is_capped(self) -> bool:
        return self.count >= MOST_COUNTED


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the staff, on the first page of the admin."""

    label: Any
    count: int
    url: str


class RefusedForm:
    """Mixed into the form that is shown again after a refusal."""

    refusal = ""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        self.add_error(None, self.refusal)  # type: ignore[attr-defined]
        return cleaned


class PoloAdmin(PastMixin, StoryMixin, ExportMixin, admin.ModelAdmin):
    """The base of all our pages. Rows written here by hand leave the trace that services leave.

    Related rows are told by their number. Search reads one table at a time, so that each uses its own index.
    """

    keeps_house_rules = True
    traced_by_services = False
    leaves_looks = True
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count every row of the list
    list_per_page = 50
    paginator = CappedPaginator
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description=_("numero"), ordering="pk")
    def number(self, row: models.Model) -> Any:
        return row.pk

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Few choices are boxes to tick; many are looked for, where the page says so."""
        if db_field.name not in {*self.get_autocomplete_fields(request), *self.raw_id_fields}:
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def list_url(self, query: str = "") -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist") + query

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Of the columns that the list shows or filters by; a hidden one would be guessed letter by letter.

        Django lets the address of a list ask about any column of its table: `?password__startswith=…`.
        """
        filters = [one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request)]
        shown = {"id", *self.get_list_display(request), *filters}
        columns = {one.partition("__")[0] for one in shown if isinstance(one, str)}
        try:
            asked = self.opts.get_field(lookup.partition("__")[0]).name
        except FieldDoesNotExist:  # no column: the name of a filter of ours, which looks at what it is given
            return super().lookup_allowed(lookup, value, request)
        return asked in columns and super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: Any, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Each word must be found in one of the fields. The tables are asked apart and their answers joined."""
        for word in search_term.split() if self.search_fields else []:
            queryset = queryset.filter(pk__in=self._found(self.model._default_manager.all(), word))
        return queryset, False

    def _found(self, rows: models.QuerySet, word: str) -> models.QuerySet:
        by_table: dict[str, models.Q] = {}
        for name in self.search_fields:
            path, _separator, field = name.rpartition("__")
            by_table[path] = by_table.get(path, models.Q()) | models.Q(**{f"{field}__icontains": word})
        found = [self._reached(rows, path, condition) for path, condition in by_table.items()]
        return found[0].union(*found[1:]) if len(found) > 1 else found[0]

    def _reached(self, rows: models.QuerySet, path: str, condition: models.Q) -> models.QuerySet:
        if not path:
            return rows.filter(condition).order_by().values("pk")
        model: Any = self.model
        for step in path.split("__"):
            model = model._meta.get_field(step).related_model
        return (
            rows.filter(**{f"{path}__in": model._default_manager.filter(condition).order_by()}).order_by().values("pk")
        )

    def leave_looks(self, request: Any, rows: Iterable[models.Model]) -> None:
        """Staff who see a person's record leave the trace that the pages of the portal leave."""
        seen = [(person, row) for row in rows for person in subject_keys(row)] if self.leaves_looks else []
        if seen:
            record_looks(by=request.user, verb=f"{self.opts.app_label}.{self.opts.model_name}_seen", seen=seen)

    def get_changelist_instance(self, request: Any) -> Any:
        shown = super().get_changelist_instance(request)
        shown.title = capfirst(str(self.opts.verbose_name_plural))  # Django's "Select … to change" has no grammar here
        if request.method == "GET":
            self.leave_looks(request, shown.result_list)
        return shown

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            self.leave_looks(request, [obj])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """What a rule of the trade refuses is undone and said above the form, which keeps what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BusinessRuleError as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type(form.__name__, (RefusedForm, form), {"refusal": refusal}) if refusal else form

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if self.traced_by_services:
            return
        lines = {formset.prefix: _lines(formset) for formset in formsets if formset.has_changed()}
        if change and not form.changed_data and not lines:
            return
        self.leave_trace(
            request,
            form.instance,
            "updated" if change else "created",
            before={name: _plain(form.initial.get(name)) for name in form.changed_data} if change else {},
            after={name: _plain(form.cleaned_data[name]) for name in form.changed_data} | lines,
        )

    def delete_model(self, request: Any, obj: models.Model) -> None:
        self.leave_trace(request, obj, "deleted")
        super().delete_model(request, obj)

    def leave_trace(self, request: Any, obj: models.Model, done: str, **facts: Any) -> None:
        """The event of something done here by hand."""
        verb = f"{obj._meta.app_label}.{obj._meta.model_name}_{done}"
        record_event(by=request.user, verb=verb, target=obj, **facts)


class ReadOnlyAdmin(PoloAdmin):
    """Looked at here, written by services only."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class FoundValuesFilter(admin.SimpleListFilter):
    """Choices are the values that occur in an indexed column, found by jumping along the index, not by reading rows.

    `FoundValuesFilter.on("verb", _("azione"))` makes the filter of a column.
    """

    column = ""

    @classmethod
    def on(cls, column: str, title: Any) -> type["FoundValuesFilter"]:
        return type(f"{column.title()}Filter", (cls,), {"column": column, "parameter_name": column, "title": title})

    def lookups(self, request: Any, model_admin: Any) -> Iterable[tuple[str, str]]:
        opts = model_admin.opts
        table = connection.ops.quote_name(opts.db_table)
        column = connection.ops.quote_name(opts.get_field(self.column).column)
        statement = (
            f"WITH RECURSIVE found(value) AS (SELECT min({column}) FROM {table} UNION ALL "  # noqa: S608 - our own names
            f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.value) FROM found "
            "WHERE found.value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL ORDER BY value"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return [(value, value) for (value,) in cursor.fetchall()]

    def queryset(self, request: Any, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


def _lines(formset: Any) -> dict[str, int]:
    """How many rows below the page's own were written; which ones is told by Django's history."""
    return {
        "added": len(formset.new_objects),
        "changed": len(formset.changed_objects),
        "deleted": len(formset.deleted_objects),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet | list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, int) else str(value)
