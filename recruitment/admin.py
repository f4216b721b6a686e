"""The secretariat reads demand and what came of it. Changes go through the pages of firms and persons."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.admin import PoloAdmin
from partners.admin import PersonalReadOnlyPermissions, ReadOnlyPermissions
from partners.enums import Office
from partners.policies import holds_office
from recruitment.models import (
    Interest,
    InterestMessage,
    InterestNote,
    Match,
    MatchContest,
    MatchingRules,
    MatchingRun,
    Opening,
    Outcome,
    Placement,
    PlacementAssessment,
    PlacementSignature,
    Showing,
    SkillNeed,
)
from recruitment.models.demand import RESERVED


@admin.register(SkillNeed)
class SkillNeedAdmin(ReadOnlyPermissions, PoloAdmin):
    """What a firm said to the referent alone, or without its name, is shown to the referent alone."""

    list_display = ["title", "partner", "occupation", "head_count", "horizon", "confidentiality", "state"]
    list_filter = ["state", "horizon", "confidentiality", "is_demo"]
    list_select_related = ["partner", "occupation"]
    search_fields = ["title", "partner__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SkillNeed]:
        needs = super().get_queryset(request)
        if isinstance(request.user, User) and holds_office(request.user, Office.REFERENT):
            return needs
        return needs.exclude(RESERVED)


@admin.register(Opening)
class OpeningAdmin(ReadOnlyPermissions, PoloAdmin):
    list_display = ["title", "partner", "occupation", "positions", "contract", "closes_on", "state"]
    list_filter = ["state", "contract", "is_demo"]
    list_select_related = ["partner", "occupation"]
    search_fields = ["title", "partner__name"]
    date_hierarchy = "closes_on"


@admin.register(Match)
class MatchAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """For who contests a match: the facts and the version of the rules, without a name in the list."""

    list_display = ["number", "opening", "coverage", "policy_version", "computed_at"]
    list_filter = ["policy_version"]
    list_select_related = ["opening", "profile"]
    fields = ["opening", "score", "weight_total", "focus", "policy_version", "computed_at", "inputs", "inputs_digest"]

    @admin.display(description=_("copertura"))
    def coverage(self, row: Match) -> str:
        return f"{row.percent}%"


@admin.register(MatchContest)
class MatchContestAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """How many and how long they wait; the words are read and answered on the page of the contest."""

    list_display = ["number", "opening", "outcome", "created_at", "answered_at"]
    list_filter = ["outcome"]
    list_select_related = ["opening", "profile"]
    fields = ["opening", "policy_version", "outcome", "created_at", "answered_at"]


@admin.register(MatchingRules)
class MatchingRulesAdmin(ReadOnlyPermissions, PoloAdmin):
    """Written and put in force on the pages of the register, after the comparison with today's lists."""

    list_display = ["version", "author", "created_at", "started_at"]
    list_select_related = ["author"]
    search_fields = ["version", "reason"]


@admin.register(MatchingRun)
class MatchingRunAdmin(ReadOnlyPermissions, PoloAdmin):
    list_display = ["ended_at", "policy_version", "openings", "written", "deleted"]
    list_filter = ["policy_version"]
    date_hierarchy = "ended_at"


@admin.register(Interest)
class InterestAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """How questions and answers go, never who answered what to whom in words."""

    list_display = ["number", "opening", "answer", "stage", "created_at", "answered_at", "firm_answered_at"]
    list_filter = ["answer", "stage"]
    list_select_related = ["opening", "profile"]
    fields = [
        "opening", "answer", "created_at", "answer_by", "answered_at", "access_until", "stage", "stage_at",
        "not_selected_for", "firm_answered_at", "nudged_at", "hire_confirmed_at", "closed_at",
    ]  # fmt: skip


@admin.register(InterestMessage)
class InterestMessageAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """That two sides wrote to each other, not what: the words are theirs."""

    list_display = ["number", "is_from_firm", "created_at"]
    list_filter = ["is_from_firm"]
    list_select_related = ["interest__profile"]
    fields = ["is_from_firm", "created_at"]


@admin.register(InterestNote)
class InterestNoteAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """That a firm took a note, never what it says."""

    list_display = ["number", "created_at"]
    list_select_related = ["interest__profile"]
    fields = ["created_at"]


@admin.register(Showing)
class ShowingAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """The log of the fair turn: how often cards are shown, never whose."""

    list_display = ["number", "opening", "shown_on"]
    list_select_related = ["opening", "profile"]
    fields = ["opening", "shown_on"]
    date_hierarchy = "shown_on"


@admin.register(Placement)
class PlacementAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """How many and how far, never who learns there or what they do."""

    list_display = ["number", "kind", "host", "sender", "state", "starts_on", "ends_on"]
    list_filter = ["kind", "state"]
    list_select_related = ["host", "sender", "person"]
    fields = [
        "kind", "host", "sender", "prepared_by_host", "starts_on", "ends_on", "hours", "has_safety_training",
        "is_insured", "needs_guardian", "state", "state_at", "shared_at", "ended_on", "broken_for",
    ]  # fmt: skip
    date_hierarchy = "starts_on"


@admin.register(Outcome)
class OutcomeAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """How many are asked and answer, never what they answer: that is read in totals."""

    list_display = ["number", "day", "side", "due_on", "answer_until", "reminded_at", "answered_at"]
    list_filter = ["day", "side"]
    list_select_related = ["interest__profile", "placement"]
    fields = ["day", "side", "due_on", "answer_until", "reminded_at", "answered_at"]
    date_hierarchy = "due_on"


@admin.register(PlacementSignature)
class PlacementSignatureAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """That a party signed and when; the name and the paper are on the page of the placement."""

    list_display = ["number", "party", "signed_on", "way", "recorded_at"]
    list_filter = ["party", "way"]
    list_select_related = ["placement__person"]
    fields = ["party", "signed_on", "way", "recorded_at"]


@admin.register(PlacementAssessment)
class PlacementAssessmentAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Which are confirmed and which are contested; levels and words are on the page of the assessment."""

    list_display = ["number", "company_at", "school_at", "is_contested", "answered_at"]
    list_filter = ["is_contested"]
    list_select_related = ["placement__person"]
    fields = ["version", "company_at", "school_at", "commented_at", "is_contested", "answered_at"]
