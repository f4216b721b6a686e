"""The agreement and what belongs to it, for the Polo's staff: the secretariat writes, the referent reads."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.http import AuthenticatedRequest
from core.admin import PoloAdmin
from partners import services
from partners.admin.permissions import PersonalReadOnlyPermissions, StaffPermissions
from partners.consortium_forms import PdfField
from partners.models import Accession, Adhesion, Agreement, Annex, Body, BodyMember, Document, Handover, Leave


class AnnexInline(StaffPermissions, admin.TabularInline):
    model = Annex
    extra = 0
    autocomplete_fields = ["document"]


class BodyMemberInline(StaffPermissions, admin.TabularInline):
    model = BodyMember
    extra = 0
    raw_id_fields = ["user"]
    autocomplete_fields = ["partner"]


@admin.register(Agreement)
class AgreementAdmin(StaffPermissions, PoloAdmin):
    list_display = ["title", "kind", "version", "status", "signed_on", "valid_from", "valid_to"]
    list_filter = ["kind", "status"]
    search_fields = ["title", "protocol_number"]
    autocomplete_fields = ["supersedes", "act"]
    inlines = [AnnexInline]


@admin.register(Adhesion)
class AdhesionAdmin(StaffPermissions, PoloAdmin):
    """Ended with a date, never taken away: who took part in an agreement is a fact."""

    list_display = ["partner", "agreement", "role", "category", "joined_on", "left_on"]
    list_filter = ["role", "category"]
    list_select_related = ["partner", "agreement"]
    search_fields = ["partner__name"]
    autocomplete_fields = ["partner", "agreement", "deed"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Body)
class BodyAdmin(StaffPermissions, PoloAdmin):
    list_display = ["name_it", "kind", "updated_at"]
    list_filter = ["kind"]
    search_fields = ["name_it"]
    inlines = [BodyMemberInline]


class DocumentForm(forms.ModelForm):
    file = PdfField(label=_("File PDF"))

    class Meta:
        model = Document
        fields = ["title", "dated_on", "visibility", "file"]


@admin.register(Document)
class DocumentAdmin(StaffPermissions, PoloAdmin):
    """Taken in once: afterwards title, date and readers may change, the bytes never."""

    list_display = ["title", "dated_on", "visibility", "file_size", "created_at"]
    list_filter = ["visibility"]
    search_fields = ["title"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return super().get_form(request, obj, change, **options | ({} if obj else {"form": DocumentForm}))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["title", "dated_on", "visibility", *(["download", "file_size", "sha256"] if obj else ["file"])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["download", "file_size", "sha256"] if obj else []

    @admin.display(description=_("dimensione"), ordering="size")
    def file_size(self, obj: Document) -> str:
        return filesizeformat(obj.size)

    @admin.display(description=_("file PDF"))
    def download(self, obj: Document) -> SafeString:
        return format_html('<a href="{}" download>{}</a>', obj.get_absolute_url(), obj.file_name)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        stored = services.document_store(by=cast(AuthenticatedRequest, request).user, **form.cleaned_data)
        obj.pk, obj._state.adding = stored.pk, False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Accession)
class AccessionAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Answered on the portal's pages; here they are searched."""

    list_display = ["partner", "asked_standing", "state", "created_at", "decided_at"]
    list_filter = ["state", "asked_standing"]
    list_select_related = ["partner"]
    search_fields = ["partner__name"]


@admin.register(Leave)
class LeaveAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    list_display = ["partner", "state", "last_day", "confirmed_at", "done_at"]
    list_filter = ["state"]
    list_select_related = ["partner"]
    search_fields = ["partner__name"]


@admin.register(Handover)
class HandoverAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    list_display = ["outgoing", "successor", "starts_on", "state"]
    list_filter = ["state"]
    list_select_related = ["outgoing", "successor"]
    search_fields = ["successor__last_name"]
