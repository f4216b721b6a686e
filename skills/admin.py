from typing import cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.http import AuthenticatedRequest
from core.admin import PoloAdmin
from core.errors import BusinessRuleError
from partners.admin import PersonalReadOnlyPermissions, StaffPermissions
from skills import services
from skills.models import (
    Concept,
    ConceptMapping,
    ConceptScheme,
    OccupationSkill,
    SkillClaim,
    SkillRelation,
    VocabularyImport,
)


class CreditsFollowAdmin(StaffPermissions, PoloAdmin):
    """Hierarchy and relations decide the credits between skills: they are derived again after each change."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        services.credits_rebuild()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        services.credits_rebuild()


@admin.register(ConceptScheme)
class ConceptSchemeAdmin(StaffPermissions, PoloAdmin):
    list_display = ["code", "title", "version", "valid_from", "valid_to"]


@admin.register(Concept)
class ConceptAdmin(CreditsFollowAdmin):
    """Terms are marked as superseded, never deleted: stored matches and certificates name them."""

    list_display = ["label_it", "label_en", "kind", "group", "status"]
    list_filter = ["kind", "status", "scheme", "filiere", "is_transversal"]
    list_select_related = ["group"]
    search_fields = ["label_it", "label_en", "notation", "uri", "alt_it"]
    readonly_fields = ["official"]
    autocomplete_fields = ["group", "broader", "replaced_by"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(SkillRelation)
class SkillRelationAdmin(CreditsFollowAdmin):
    list_display = ["skill", "relation", "related", "source"]
    list_filter = ["relation", "source"]
    list_select_related = ["skill", "related"]
    search_fields = ["skill__label_it", "related__label_it"]
    autocomplete_fields = ["skill", "related"]


@admin.register(OccupationSkill)
class OccupationSkillAdmin(StaffPermissions, PoloAdmin):
    list_display = ["occupation", "skill", "importance", "source"]
    list_filter = ["importance"]
    list_select_related = ["occupation", "skill"]
    search_fields = ["occupation__label_it", "skill__label_it"]
    autocomplete_fields = ["occupation", "skill"]


@admin.register(ConceptMapping)
class ConceptMappingAdmin(StaffPermissions, PoloAdmin):
    list_display = ["from_concept", "relation", "to_concept", "source"]
    list_select_related = ["from_concept", "to_concept"]
    autocomplete_fields = ["from_concept", "to_concept"]


@admin.register(SkillClaim)
class SkillClaimAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Claims are read here, never written: the person declares them and services write the proven ones."""

    list_display = ["person", "skill", "level", "evidence"]
    list_filter = ["evidence", "level"]
    list_select_related = ["person", "skill"]
    search_fields = ["skill__label_it"]


class VocabularyImportForm(forms.ModelForm):
    """The two zips; that they are a whole release is seen before anything is kept."""

    MAX_BYTES = 60 * 1024 * 1024

    class Meta:
        model = VocabularyImport
        fields = ["classification", "relations", "may_shrink"]

    def clean(self):
        cleaned = super().clean() or {}
        for name in ("classification", "relations"):
            file = cleaned.get(name)
            if file and file.size > self.MAX_BYTES:
                self.add_error(name, _("Il file è troppo grande: quelli di ESCO non superano i 60 MB."))
        if not self.errors:
            self._check_release(cleaned)
        return cleaned

    def _check_release(self, cleaned):
        try:
            services.release_check(classification=cleaned["classification"], relations=cleaned.get("relations"))
        except BusinessRuleError as error:
            raise ValidationError(str(error)) from error


@admin.register(VocabularyImport)
class VocabularyImportAdmin(StaffPermissions, PoloAdmin):
    """Two files in, a report out; the worker does the work and the page looks again by itself meanwhile."""

    form = VocabularyImportForm
    traced_by_services = True
    list_display = ["created_at", "version", "language", "state", "requested_by", "finished_at"]
    list_filter = ["state", "language"]
    list_select_related = ["requested_by"]
    change_form_template = "admin/skills/vocabularyimport/change_form.html"
    REFRESH = 3  # seconds

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["classification", "relations", "may_shrink"]
        return ["version", "language", "state", "requested_by", "created_at", "finished_at", "error"]

    def save_model(self, request: HttpRequest, obj: VocabularyImport, form: forms.ModelForm, change: bool) -> None:
        run = services.vocabulary_import_create(
            by=cast(AuthenticatedRequest, request).user,
            classification=form.cleaned_data["classification"],
            relations=form.cleaned_data.get("relations") or None,
            may_shrink=form.cleaned_data["may_shrink"],
        )
        obj.pk = run.pk
        messages.info(request, _("I file sono arrivati: il lavoro comincia fra pochi secondi."))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"run": obj, "percent": services.import_progress(obj)}
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj is not None and not obj.is_over:
            response["Refresh"] = str(self.REFRESH)
        return response

    def response_add(self, request, obj, post_url_continue=None):
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"  # to the page that tells how far it is
        return super().response_add(request, obj, post_url_continue)
