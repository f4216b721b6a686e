"""Terms and privacy notices: the secretariat writes a new version and publishes it; a published one is only read."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.models import Notice
from core.admin import PoloAdmin
from core.errors import BusinessRuleError
from partners.admin.permissions import StaffPermissions


@admin.register(Notice)
class NoticeAdmin(StaffPermissions, PoloAdmin):
    list_display = ["kind", "version", "published_at", "updated_at"]
    list_filter = ["kind"]
    search_fields = ["version"]
    fields = ["kind", "version", "text_it", "text_en", "changes_it", "changes_en", "published_at"]
    readonly_fields = ["published_at"]
    actions = ["publish"]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A draft, one at a time: the database keeps what was published."""
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)

    @admin.action(
        description=gettext_lazy("Pubblica: da subito, per sempre, e chi ha un account la deve leggere"),
        permissions=["change"],
    )
    def publish(self, request: Any, queryset: models.QuerySet[Notice]) -> None:
        for notice in queryset.order_by("pk"):
            try:
                services.notice_publish(notice=notice, by=request.user)
            except BusinessRuleError as error:
                messages.error(request, f"{notice}: {error}")
            else:
                messages.success(request, _("Pubblicata: %(notice)s.") % {"notice": notice})


def _is_draft(obj: models.Model | None) -> bool:
    return not isinstance(obj, Notice) or obj.published_at is None
