from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.admin import PoloAdmin
from core.admin.imports import BackgroundImportAdmin
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
class VocabularyImportAdmin(StaffPermissions, BackgroundImportAdmin):
    form = VocabularyImportForm
    list_display = ["created_at", "version", "language", "state", "requested_by", "finished_at"]
    list_filter = ["state", "language"]
    list_select_related = ["requested_by"]
    report_template = "admin/skills/vocabularyimport/_report.html"
    fields_in: ClassVar = ["classification", "relations", "may_shrink"]
    fields_out: ClassVar = ["version", "language", "state", "requested_by", "created_at", "finished_at", "error"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def run_create(self, by, cleaned):
        return services.vocabulary_import_create(
            by=by,
            classification=cleaned["classification"],
            relations=cleaned.get("relations") or None,
            may_shrink=cleaned["may_shrink"],
        )

    def run_progress(self, run):
        return services.import_progress(run)
