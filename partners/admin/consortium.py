"""The consortium for the Polo's staff: the secretariat looks after it, the referent reads it."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.admin import PoloAdmin
from partners.admin.partner_form import LEGAL_FORMS, PartnerAdminForm
from partners.admin.permissions import ReadOnlyPermissions, StaffPermissions
from partners.enums import MissingFact
from partners.models import (
    Filiera,
    FilieraAteco,
    Mandate,
    Municipality,
    Partner,
    PartnerName,
    PartnerNameHistory,
    SchoolCode,
    Site,
)
from partners.school_code import looks_mistyped


class PartnerNameInline(StaffPermissions, admin.StackedInline):
    model = PartnerName
    fields = [("name", "change"), ("valid_from", "valid_to", "since"), ("note_it", "note_en")]
    extra = 0


class SchoolCodeInline(StaffPermissions, admin.TabularInline):
    model = SchoolCode
    extra = 0


class SiteInline(StaffPermissions, admin.StackedInline):
    model = Site
    fields = [
        ("name", "is_main", "is_verified"), ("address", "postcode", "municipality"), ("lat", "lon"),
        ("position_note_it", "position_note_en"), ("school_code", "students", "students_year"), "teaches",
    ]  # fmt: skip
    extra = 0
    autocomplete_fields = ["municipality"]


class FilieraAtecoInline(ReadOnlyPermissions, admin.TabularInline):
    model = FilieraAteco
    extra = 0


@admin.register(Partner)
class PartnerAdmin(StaffPermissions, PoloAdmin):
    form = PartnerAdminForm
    list_display = ["name", "category", "standing", "is_verified", "updated_at"]
    list_filter = ["standing", "category", "is_verified", "filiere"]
    search_fields = ["name", "names__name", "school_codes__code", "tax_code"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PartnerNameInline, SchoolCodeInline, SiteInline]

    def past_shown(self, row):
        """Of its names, also of those that were taken away."""
        return PartnerNameHistory.objects.filter(partner=row.pk).order_by("pk")

    def past_fields(self, request, row):
        return {"name", "change", "valid_from", "valid_to", "since"}

    def get_fields(self, request, obj=None):
        """Two to a line; whoever only reads finds words where the form has boxes to tick."""
        writes = self.has_change_permission(request, obj)
        legal_form, missing = ("legal_form_code", "missing") if writes else ("legal_form", "missing_facts")
        return [
            ("name", "slug"), ("category", "standing"), ("kind_note_it", "kind_note_en"),
            ("summary_it", "summary_en"), ("website", "pec"), ("tax_code", legal_form),
            ("ateco", "ateco_classification"), ("staff_size_class", "is_its_founder"), "filiere",
            ("source", "is_verified"), missing,
        ]  # fmt: skip

    @admin.display(description=_lazy("forma giuridica"))
    def legal_form(self, row):
        return LEGAL_FORMS.get(row.legal_form_code, row.legal_form_code)

    @admin.display(description=_lazy("dati da completare"))
    def missing_facts(self, row):
        return ", ".join(str(MissingFact(fact).label) for fact in row.missing)

    def get_readonly_fields(self, request, obj=None):
        """Who comes in and goes out does it on the portal's pages, with an adhesion, a date and a deed."""
        return [
            *super().get_readonly_fields(request, obj),
            "legal_form",
            "missing_facts",
            *(["standing"] if obj else []),
        ]

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
class SiteAdmin(StaffPermissions, PoloAdmin):
    """Sites are written in their partner's page; here they are searched, also by the forms of other apps."""

    list_display = ["__str__", "partner", "municipality", "is_main", "is_verified"]
    list_filter = ["municipality__province", "is_verified"]
    list_select_related = ["partner", "municipality"]
    search_fields = ["name", "address", "partner__name", "municipality__name"]
    autocomplete_fields = ["partner", "municipality"]


@admin.register(Mandate)
class MandateAdmin(StaffPermissions, PoloAdmin):
    """Whoever holds an office could give themselves more power here: only superusers write."""

    writers = ()
    list_display = ["office", "holder_name", "title_it", "starts_on", "ends_on"]
    list_filter = ["office"]
    search_fields = ["holder_name", "title_it"]
    raw_id_fields = ["user"]
    autocomplete_fields = ["partner"]


@admin.register(Filiera)
class FilieraAdmin(ReadOnlyPermissions, PoloAdmin):
    list_display = ["name_it", "name_en", "slug"]
    search_fields = ["name_it", "name_en"]
    inlines = [FilieraAtecoInline]


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyPermissions, PoloAdmin):
    list_display = ["name", "province", "istat_code", "cadastral_code", "postcode"]
    list_filter = ["province"]
    search_fields = ["name", "istat_code", "cadastral_code"]
