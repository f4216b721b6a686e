from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import outbox
from core.models import AuditEvent, Notification, OutboxMessage
from core.services import record_event


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at here, written by services only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AuditedAdmin(admin.ModelAdmin):
    """Rows written here by hand leave the trace that services leave. Related rows are told by their number."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record_event(
            by=request.user,
            verb=f"{obj._meta.app_label}.{obj._meta.model_name}_{'updated' if change else 'created'}",
            target=obj,
            before={name: _plain(form.initial.get(name)) for name in form.changed_data} if change else {},
            after={name: _plain(form.cleaned_data[name]) for name in form.changed_data},
        )


def _plain(value: Any) -> str | int | None:
    value = value.pk if isinstance(value, models.Model) else value
    return value if value is None or isinstance(value, int) else str(value)


class OutboxStateFilter(admin.SimpleListFilter):
    title = _("stato")
    parameter_name = "stato"

    def lookups(self, request, model_admin):
        return [("waiting", _("da inviare")), ("sent", _("inviati")), ("dead", _("abbandonati"))]

    def queryset(self, request, queryset):
        chosen = {
            "waiting": queryset.filter(sent_at=None, dead_at=None),
            "sent": queryset.exclude(sent_at=None),
            "dead": queryset.exclude(dead_at=None),
        }
        return chosen.get(self.value() or "", queryset)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to", "created_at", "attempts", "last_error", "sent_at", "dead_at"]
    list_filter = [OutboxStateFilter, "created_at"]
    search_fields = ["to", "subject"]
    ordering = ["-created_at", "-pk"]
    actions = ["retry"]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, with the reason why nothing leaves it."""
        if request.method == "GET" and not outbox.is_relaying():
            messages.info(request, _("Nessun server di posta configurato: i messaggi restano qui."))
        return super().get_changelist_instance(request)

    @admin.action(description=_("Riprova a inviare"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        done = outbox.outbox_retry(messages=list(queryset))
        text = ngettext("%(count)d messaggio torna in coda.", "%(count)d messaggi tornano in coda.", done)
        messages.success(request, text % {"count": done})


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["kind", "recipient", "created_at", "read_at"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["recipient"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "verb", "target_type", "target_id", "reason"]
    list_filter = ["verb", "target_type", "at"]
    list_select_related = ["actor"]
