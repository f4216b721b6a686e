"""What the nights did with data past their term, and accounts that end: read by the staff, written by nobody here."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Erasure, RetentionRun
from core.admin import PoloAdmin, Waiting
from partners.admin.permissions import PersonalReadOnlyPermissions, ReadOnlyPermissions


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyPermissions, PoloAdmin):
    list_display = ["ran_at", "failed"]
    fields = ["ran_at", "failed", "figures"]
    readonly_fields = ["failed"]

    @admin.display(description=_("non riuscite"))
    def failed(self, obj: RetentionRun) -> int:
        return obj.failed

    def waiting(self, request: Any) -> list[Waiting]:
        """What failed last night, until a night goes well."""
        last = RetentionRun.objects.first()
        if last is None or not last.failed:
            return []
        return [
            Waiting(_("righe che la pulizia dell'ultima notte non ha potuto trattare"), last.failed, self.list_url())
        ]


@admin.register(Erasure)
class ErasureAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    list_display = ["person", "cause", "requested_at", "due_at", "cancelled_at", "done_at"]
    list_filter = ["cause", ("done_at", admin.EmptyFieldListFilter), ("cancelled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__last_name"]
