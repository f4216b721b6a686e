"""The consortium for the Polo's staff: the secretariat looks after it, the referent reads it."""

from typing import cast

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.http import AuthenticatedRequest
from core.admin import AuditedAdmin
from partners.enums import Office
from partners.forms import MembershipAdminForm
from partners.models import (
    Filiera,
    FilieraAteco,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Municipality,
    Partner,
    PartnerName,
    SchoolCode,
    Site,
)  # fmt: skip
from partners.policies import offices_held
from partners.school_code import looks_mistyped


class StaffRequest(AuthenticatedRequest):
    offices_held: frozenset[Office]


class StaffPermissions:
    """Permissions from the offices of the Polo, asked for once a request, instead of Django's groups.

    That the person is active and staff is checked by the admin site before it comes here.
    """

    writers: tuple[Office, ...] = (Office.SECRETARIAT,)
    readers: tuple[Office, ...] = (Office.SECRETARIAT, Office.REFERENT)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.readers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._one_of(request, self.readers)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._one_of(request, self.writers)

    @staticmethod
    def _one_of(request: HttpRequest, offices: tuple[Office, ...]) -> bool:
        staff = cast(StaffRequest, request)
        if not hasattr(staff, "offices_held"):
            staff.offices_held = offices_held(staff.user)
        return staff.user.is_superuser or not staff.offices_held.isdisjoint(offices)


class ReadOnlyPermissions(StaffPermissions):
    """Facts that come from files of the project: whoever wants to change them changes the file."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class PersonalReadOnlyPermissions(ReadOnlyPermissions):
    """Rows that lead to a person: the secretariat looks after them, the referent works on figures."""

    readers = (Office.SECRETARIAT,)


class PartnerNameInline(StaffPermissions, admin.TabularInline):
    model = PartnerName
    extra = 0


class SchoolCodeInline(StaffPermissions, admin.TabularInline):
    model = SchoolCode
    extra = 0


class SiteInline(StaffPermissions, admin.StackedInline):
    model = Site
    extra = 0
    autocomplete_fields = ["municipality"]


class FilieraAtecoInline(ReadOnlyPermissions, admin.TabularInline):
    model = FilieraAteco
    extra = 0


@admin.register(Partner)
class PartnerAdmin(StaffPermissions, admin.ModelAdmin):
    list_display = ["name", "category", "standing", "is_verified", "updated_at"]
    list_filter = ["standing", "category", "is_verified", "filiere"]
    search_fields = ["name", "names__name", "school_codes__code", "tax_code"]
    filter_horizontal = ["filiere"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [PartnerNameInline, SchoolCodeInline, SiteInline]

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        field = {SchoolCode: "code", Site: "school_code"}.get(formset.model)
        written = [row.cleaned_data.get(field, "") for row in formset.forms if field and row.has_changed()]
        for code in filter(looks_mistyped, written):
            text = _(
                "Controlla il codice %(code)s: l'ultimo carattere non è quello atteso. È stato salvato lo stesso."
            )
            messages.warning(request, text % {"code": code})


@admin.register(Site)
class SiteAdmin(StaffPermissions, admin.ModelAdmin):
    """Sites are written in their partner's page; here they are searched, also by the forms of other apps."""

    list_display = ["__str__", "partner", "municipality", "is_main", "is_verified"]
    list_filter = ["municipality__province", "is_verified"]
    list_select_related = ["partner", "municipality"]
    search_fields = ["name", "address", "partner__name", "municipality__name"]
    autocomplete_fields = ["partner", "municipality"]


@admin.register(Membership)
class MembershipAdmin(StaffPermissions, AuditedAdmin):
    """A membership gives power: each change leaves an event, and an end is written, never the row taken away."""

    form = MembershipAdminForm
    list_display = ["user", "partner", "role", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "partner"]
    search_fields = ["user__email", "user__last_name", "partner__name"]
    raw_id_fields = ["user"]
    autocomplete_fields = ["partner"]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(PersonalReadOnlyPermissions, admin.ModelAdmin):
    list_display = ["email", "partner", "role", "invited_by", "expires_at", "accepted_at", "revoked_at"]
    list_filter = ["role"]
    list_select_related = ["partner", "invited_by"]
    search_fields = ["email", "partner__name"]


@admin.register(JoinRequest)
class JoinRequestAdmin(PersonalReadOnlyPermissions, admin.ModelAdmin):
    """Answered by the partner's managers; where there is none the secretariat first makes one, in the memberships."""

    list_display = ["person", "partner", "state", "created_at", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["person", "partner"]
    search_fields = ["person__email", "partner__name"]


@admin.register(Mandate)
class MandateAdmin(StaffPermissions, AuditedAdmin):
    """Whoever holds an office could give themselves more power here: only superusers write."""

    writers = ()
    list_display = ["office", "holder_name", "title_it", "starts_on", "ends_on"]
    list_filter = ["office"]
    search_fields = ["holder_name", "title_it"]
    raw_id_fields = ["user"]
    autocomplete_fields = ["partner"]


@admin.register(Filiera)
class FilieraAdmin(ReadOnlyPermissions, admin.ModelAdmin):
    list_display = ["name_it", "name_en", "slug"]
    search_fields = ["name_it", "name_en"]
    inlines = [FilieraAtecoInline]


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyPermissions, admin.ModelAdmin):
    list_display = ["name", "province", "istat_code", "cadastral_code", "postcode"]
    list_filter = ["province"]
    search_fields = ["name", "istat_code", "cadastral_code"]
