"""The secretariat reads demand and what came of it. Changes go through the pages of firms and persons."""

from django.contrib import admin
from django.http import HttpRequest

from recruitment.models import Interest, Match, Opening, SkillNeed


class ReadOnlyAdmin(admin.ModelAdmin):
    """Everything is looked at, nothing is written here: each change has a rule, an event and a notice."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(SkillNeed)
class SkillNeedAdmin(ReadOnlyAdmin):
    list_display = ["title", "partner", "occupation", "head_count", "horizon", "confidentiality", "state"]
    list_filter = ["state", "horizon", "confidentiality", "is_demo"]
    list_select_related = ["partner", "occupation"]
    search_fields = ["title", "partner__name"]


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    list_display = ["title", "partner", "occupation", "positions", "contract", "closes_on", "state"]
    list_filter = ["state", "contract", "is_demo"]
    list_select_related = ["partner", "occupation"]
    search_fields = ["title", "partner__name"]
    date_hierarchy = "closes_on"


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    """For who contests a match: the facts and the version of the rules, without a name in the list."""

    list_display = ["pk", "opening", "percent", "policy_version", "computed_at"]
    list_filter = ["policy_version"]
    list_select_related = ["opening"]
    fields = ["opening", "score", "weight_total", "policy_version", "computed_at", "inputs"]


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    """How questions and answers go, never who answered what to whom in words."""

    list_display = ["pk", "opening", "answer", "created_at", "answered_at", "closed_at"]
    list_filter = ["answer"]
    list_select_related = ["opening"]
    fields = ["opening", "answer", "created_at", "answered_at", "closed_at"]
