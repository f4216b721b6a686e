"""The past of a row, below Django's own history of it: what the database kept, whoever wrote (core/history.py)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import PLAIN, past_of
from core.privacy import subject_key

MOST_SHOWN = 200
WORDS: dict[str, Promise] = {
    "insert": gettext_lazy("scritto"),
    "update": gettext_lazy("cambiato"),
    "delete": gettext_lazy("tolto"),
}


@dataclass(frozen=True)
class PastLine:
    """How the row stood from a moment on, and who wrote it: people and rows by their numbers."""

    at: datetime
    what: str | Promise
    who: str
    facts: list[tuple[str, Any]]


class PastMixin:
    """Adds the past to `…/history/`: the fields that the page of the row or the list shows, no others."""

    def past_shown(self, row: models.Model) -> models.QuerySet[Any]:
        """The rows of history that belong on the page of this one."""
        return past_of(row)

    def past_fields(self: Any, request: Any, row: models.Model) -> set[str]:
        return {*flatten_fieldsets(self.get_fieldsets(request, row)), *self.get_list_display(request)}

    def history_view(self: Any, request: Any, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        row = self.get_object(request, object_id)
        past = []
        if row is not None and self.has_view_or_change_permission(request, row):
            self.leave_looks(request, [row])
            shown = self.past_fields(request, row)
            subject = subject_key(row)
            past = [_line(event, shown, subject) for event in self.past_shown(row).reverse()[:MOST_SHOWN]]
        return super().history_view(request, object_id, {**(extra_context or {}), "past": past})  # type: ignore[misc]


def _line(event: Any, shown: set[str], subject: int | None) -> PastLine:
    fields = [one for one in event._meta.concrete_fields if one.name in shown - PLAIN]
    return PastLine(
        at=event.pgh_created_at,
        what=WORDS[event.pgh_label],
        who=_who(event.pgh_context or {}, subject),
        facts=[(capfirst(str(one.verbose_name)), _value(event, one)) for one in fields],
    )


def _who(context: dict[str, Any], subject: int | None) -> str:
    """By number, which leads to a name: of whom the row is about it says only that it was they."""
    if "task" in context:
        return _("il portale, da solo")
    if subject is not None and context.get("user") == subject:
        return _("la persona stessa")
    if not context.get("user"):
        return ""
    facts = {"person": context["user"], "partner": context.get("acting_partner")}
    if facts["partner"]:
        return _("persona %(person)s, per il partner %(partner)s") % facts
    return _("persona %(person)s") % facts


def _value(event: Any, field: Any) -> Any:
    return getattr(event, f"get_{field.name}_display")() if field.choices else getattr(event, field.attname)
