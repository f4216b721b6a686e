"""The past of a row, kept by triggers: what services, `update()`, the admin and raw SQL write alike (ADR 0008).

A model of legal weight has a model `<Name>History` beside it, made of `tracked(…)`: one row for each insert, change
and delete, with the numbers of who acted (`pgh_context`) where there was a request or a task. It holds states, dates
and numbers, never what somebody wrote: erasing a person leaves it as it is, and nothing of it names anybody.
"""

from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.privacy import Delete, Retention

YEARS = 10
# Of the context the numbers of who acted are kept, as in the audit: an account that is erased becomes nameless.
PLAIN = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"}
LABELS = {
    "pgh_created_at": _("quando"),
    "pgh_label": _("che cosa è successo"),
    "pgh_obj": _("numero della riga"),
    "pgh_context": _("chi e da dove"),
}
UNSHOWN = frozenset({"pgh_obj", "pgh_context"})
HAPPENED = {"insert": _("scritto"), "update": _("cambiato"), "delete": _("cancellato")}
WORDS = {"pgh_label": lambda row: str(HAPPENED[row["pgh_label"]])}
KEPT = Retention(
    _("dieci anni, quanto durano i diritti che ne nascono (articolo 2946 del codice civile)"),
    months=12 * YEARS,
    after="pgh_created_at",
    then=Delete(),
)
# Nothing is changed, nothing goes before its time; the two days because the night counts days, in Rome's time.
APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'DELETE' AND OLD.pgh_created_at < now() - interval '{YEARS} years' + interval '2 days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'The history is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    """,
)
# Rows do not fire for TRUNCATE, which knows no age and goes past all of them at once.
NEVER_EMPTIED = pgtrigger.Trigger(
    name="never_emptied",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';",
)


def tracked(model: type[models.Model], *, fields: list[str]) -> Any:
    """The abstract base of the history of `model`, which keeps these fields."""
    without_key: Any = None  # the documented way to leave the column out, which the types of the package do not know
    return pghistory.create_event_model(
        model,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        fields=fields,
        append_only=False,  # our own trigger lets go what is old
        obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=without_key,
    )


def past_of(row: models.Model) -> models.QuerySet[Any]:
    """The history of one row, the oldest first; empty for a model that has none."""
    for model in apps.get_models():
        if getattr(model, "pgh_tracked_model", None) is type(row):
            return model._default_manager.filter(pgh_obj=row.pk).order_by("pk")
    return type(row)._default_manager.none()
