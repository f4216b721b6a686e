from django.contrib import admin

from core.admin import PoloAdmin
from orientation.models import Appointment, Service, Slot
from partners.admin import PersonalReadOnlyPermissions, ReadOnlyPermissions, StaffPermissions


@admin.register(Service)
class ServiceAdmin(StaffPermissions, PoloAdmin):
    list_display = ["name_it", "minutes"]
    search_fields = ["name_it", "name_en"]
    prepopulated_fields = {"slug": ["name_it"]}


@admin.register(Slot)
class SlotAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: a counsellor opens and withdraws times in the agenda, where a booked one is not lost."""

    list_display = ["starts_at", "service", "partner", "channel", "withdrawn_at"]
    list_filter = ["service", "channel"]
    list_select_related = ["service", "partner"]
    date_hierarchy = "starts_at"


@admin.register(Appointment)
class AppointmentAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Read only, so that both sides are told of each change; who comes and about what is for the counsellor alone."""

    list_display = ["slot", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["slot__service"]
    fields = ["slot", "state", "created_at", "updated_at"]
