"""Mail, notices and the audit for superusers."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import outbox
from core.admin.base import FoundValuesFilter, ReadOnlyAdmin, Waiting
from core.models import AuditEvent, ListExport, Notification, OutboxMessage


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

    def get_fields(self, request: Any, obj: OutboxMessage | None = None) -> Any:
        """Codes and links let in whoever reads them: the words are shown only where no server sends them."""
        words = {"body", "html"} if outbox.is_relaying() else set()
        return [field.name for field in self.opts.fields if field.name not in words]

    def waiting(self, request: Any) -> list[Waiting]:
        given_up = OutboxMessage.objects.exclude(dead_at=None).count()
        return [Waiting(_("messaggi abbandonati"), given_up, self.list_url("?stato=dead"))] if given_up else []

    def get_changelist_instance(self, request: Any) -> ChangeList:
        """The list, with the reason why nothing leaves it."""
        if request.method == "GET" and not outbox.is_relaying():
            messages.info(request, _("Nessun server di posta configurato: i messaggi restano qui."))
        return super().get_changelist_instance(request)

    @admin.action(description=_("Riprova a inviare"), permissions=["view"])
    def retry(self, request: Any, queryset: Any) -> None:
        done = outbox.outbox_retry(messages=list(queryset))
        text = ngettext("%(count)d messaggio torna in coda.", "%(count)d messaggi tornano in coda.", done)
        messages.success(request, text % {"count": done})


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """For superusers who look after the machinery: kinds and times, words are for the reader."""

    leaves_looks = False
    list_display = ["kind", "recipient", "created_at", "read_at"]
    fields = ["kind", "recipient", "created_at", "read_at"]
    list_filter = [FoundValuesFilter.on("kind", _("tipo")), "created_at"]
    search_fields = ["recipient__email", "recipient__last_name"]
    list_select_related = ["recipient"]


@admin.register(ListExport)
class ListExportAdmin(ReadOnlyAdmin):
    """How long lists come along, not what they hold: the file is for whoever asked for it."""

    list_display = ["requested_at", "list", "kind", "rows", "requested_by", "ready_at", "failed_at"]
    list_filter = ["kind"]
    search_fields = ["requested_by__email", "requested_by__last_name"]
    list_select_related = ["requested_by"]
    exclude = ["content", "query"]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).defer("content", "query")


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The audit itself: a look at it that left a row would never end."""

    leaves_looks = False
    search_fields = ["actor__email", "actor__last_name"]
    list_display = ["at", "actor", "verb", "target_type", "target_id", "reason"]
    list_filter = [
        FoundValuesFilter.on("verb", _("azione")),
        FoundValuesFilter.on("target_type", _("tipo di oggetto")),
        "at",
    ]
    list_select_related = ["actor"]
