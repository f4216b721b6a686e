from django.contrib import admin

from partners.admin import PersonalReadOnlyPermissions, StaffPermissions
from skills import services
from skills.models import Concept, ConceptMapping, ConceptScheme, OccupationSkill, SkillClaim, SkillRelation


class CreditsFollowAdmin(StaffPermissions, admin.ModelAdmin):
    """Hierarchy and relations decide the credits between skills: they are derived again after each change."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        services.credits_rebuild()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        services.credits_rebuild()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        services.credits_rebuild()


@admin.register(ConceptScheme)
class ConceptSchemeAdmin(StaffPermissions, admin.ModelAdmin):
    list_display = ["code", "title", "version"]


@admin.register(Concept)
class ConceptAdmin(CreditsFollowAdmin):
    """Terms are marked as superseded, never deleted: stored matches and certificates name them."""

    list_display = ["label_it", "label_en", "kind", "group", "status"]
    list_filter = ["kind", "status", "scheme", "filiere", "is_transversal"]
    list_select_related = ["group"]
    search_fields = ["label_it", "label_en", "notation", "uri", "alt_it"]
    autocomplete_fields = ["group", "broader", "replaced_by"]
    filter_horizontal = ["filiere"]

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
class OccupationSkillAdmin(StaffPermissions, admin.ModelAdmin):
    list_display = ["occupation", "skill", "importance", "source"]
    list_filter = ["importance"]
    list_select_related = ["occupation", "skill"]
    search_fields = ["occupation__label_it", "skill__label_it"]
    autocomplete_fields = ["occupation", "skill"]


@admin.register(ConceptMapping)
class ConceptMappingAdmin(StaffPermissions, admin.ModelAdmin):
    list_display = ["from_concept", "relation", "to_concept", "source"]
    list_select_related = ["from_concept", "to_concept"]
    autocomplete_fields = ["from_concept", "to_concept"]


@admin.register(SkillClaim)
class SkillClaimAdmin(PersonalReadOnlyPermissions, admin.ModelAdmin):
    """Claims are read here, never written: the person declares them and services write the proven ones."""

    list_display = ["person", "skill", "level", "evidence"]
    list_filter = ["evidence", "level"]
    list_select_related = ["person", "skill"]
    search_fields = ["skill__label_it"]
