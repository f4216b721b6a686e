from django.contrib import admin

from orientation.models import Appointment, Service, Slot


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ["name_it", "minutes"]
    search_fields = ["name_it", "name_en"]
    prepopulated_fields = {"slug": ["name_it"]}


@admin.register(Slot)
class SlotAdmin(admin.ModelAdmin):
    list_display = ["starts_at", "service", "partner", "channel", "withdrawn_at"]
    list_filter = ["service", "channel"]
    list_select_related = ["service", "partner"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["partner"]
    raw_id_fields = ["counsellor", "site"]


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    """Read only: appointments change through the services, so that both sides are told."""

    list_display = ["slot", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["slot__service"]
    readonly_fields = ["slot", "person", "state", "topic"]

    def has_add_permission(self, _request):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False
