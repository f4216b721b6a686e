from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin import PoloAdmin
from partners.admin import PersonalReadOnlyPermissions, ReadOnlyPermissions, StaffPermissions
from training import services
from training.enums import EditionState
from training.models import (
    Admission,
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Course,
    CourseCode,
    CourseDraft,
    CourseImport,
    CourseImportRow,
    CourseSkill,
    CourseVersion,
    Edition,
    EditionPartner,
    GuardianApproval,
    OfferKind,
    OfferTemplate,
    Ranking,
    RankingCriterion,
    RankingPlace,
    RankingPoints,
    RequestedDocument,
    SynonymGroup,
    TemplateCopy,
    TemplateVersion,
    Term,
)
from training.services import courses


@admin.register(OfferKind)
class OfferKindAdmin(StaffPermissions, PoloAdmin):
    list_display = ["code", "name_it", "eqf", "valid_from", "valid_to"]
    search_fields = ["code", "name_it", "name_en"]


@admin.register(Term)
class TermAdmin(StaffPermissions, PoloAdmin):
    list_display = ["collection", "code", "name_it", "regulation", "valid_from", "valid_to"]
    list_filter = ["collection"]
    search_fields = ["code", "name_it", "name_en"]


class CourseSkillInline(StaffPermissions, admin.TabularInline):
    model = CourseSkill
    autocomplete_fields = ["skill"]
    extra = 0


@admin.register(Course)
class CourseAdmin(StaffPermissions, PoloAdmin):
    """Facts may be put right here; publishing stays with the school, whose service checks what is missing."""

    list_display = ["title", "partner", "kind", "audience", "published_at", "is_demo"]
    list_filter = ["kind", "audience", "mode", "filiere", "is_demo", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["partner", "kind"]
    search_fields = ["title", "slug", "partner__name"]
    autocomplete_fields = ["partner", "kind", "occupations"]
    raw_id_fields = ["site"]
    readonly_fields = ["published_at", "published_by", "created_at", "updated_at"]
    inlines = [CourseSkillInline]

    def get_readonly_fields(self, request, obj=None):
        """An address that may have been public never changes."""
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        courses.course_check(course=form.instance)


@admin.register(CourseDraft)
class CourseDraftAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: a draft is its school's."""

    list_display = ["course", "updated_at"]
    list_select_related = ["course"]
    search_fields = ["course__title", "course__partner__name"]


@admin.register(CourseVersion)
class CourseVersionAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: what was published stays as it was."""

    list_display = ["course", "number", "published_at", "published_by"]
    list_select_related = ["course", "published_by"]
    date_hierarchy = "published_at"
    search_fields = ["course__title", "course__partner__name"]


@admin.register(OfferTemplate)
class OfferTemplateAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: a change is a new version, of which schools are told (`/area/modelli/`)."""

    list_display = ["title", "state", "number", "partner", "updated_at"]
    list_filter = ["state"]
    list_select_related = ["partner"]
    search_fields = ["title", "partner__name"]


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: what a template said stays as it was."""

    list_display = ["template", "number", "published_at", "published_by"]
    list_select_related = ["template", "published_by"]
    search_fields = ["template__title"]


@admin.register(TemplateCopy)
class TemplateCopyAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: what to take of a template is its school's choice."""

    list_display = ["course", "template", "number", "updated_at"]
    list_select_related = ["course", "template"]
    search_fields = ["course__title", "template__title"]


@admin.register(EditionPartner)
class EditionPartnerAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: the two partners agree between them."""

    list_display = ["edition", "partner", "agreed_at"]
    list_filter = [("agreed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["edition__course", "partner"]
    search_fields = ["partner__name", "edition__course__title"]


class EditionStateFilter(admin.SimpleListFilter):
    """By the state that dates and seats give today."""

    title = _("stato")
    parameter_name = "stato"

    def lookups(self, request, model_admin):
        return EditionState.choices

    def queryset(self, request, queryset):
        return queryset.with_state(timezone.localdate()).filter(state_code=self.value()) if self.value() else queryset


@admin.register(Edition)
class EditionAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: dates and seats touch people who applied, whom the service tells."""

    list_display = ["course", "starts_on", "ends_on", "seats", "enrolment", "cancelled_at", "is_demo"]
    list_filter = [EditionStateFilter, "enrolment", "mode", "is_demo", ("cancelled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["course"]
    date_hierarchy = "starts_on"
    search_fields = ["course__title", "course__partner__name"]


@admin.register(Admission)
class AdmissionAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: the rules are the school's, and seats may depend on them."""

    list_display = ["edition", "answers_by", "takes_when_full", "offer_hours", "ordering"]
    list_filter = ["takes_when_full", "ordering"]
    list_select_related = ["edition__course"]
    search_fields = ["edition__course__title", "edition__course__partner__name"]


@admin.register(RankingCriterion)
class RankingCriterionAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: what a school gives points for is the school's word, and settled once somebody has applied."""

    list_display = ["name", "edition", "max_points", "weight"]
    list_select_related = ["edition__course"]
    search_fields = ["name", "edition__course__title"]


@admin.register(RankingPoints)
class RankingPointsAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Read only: points are given by the school, each with its event."""

    list_display = ["application", "criterion", "points", "given_by"]
    list_select_related = ["application__edition__course", "criterion", "given_by"]
    search_fields = ["criterion__name", "application__edition__course__title"]


@admin.register(Ranking)
class RankingAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: a definitive ranking never changes, a correction is a new one."""

    list_display = ["edition", "number", "published_at", "reason"]
    list_select_related = ["edition__course"]
    date_hierarchy = "published_at"
    search_fields = ["edition__course__title", "edition__course__partner__name"]


@admin.register(RankingPlace)
class RankingPlaceAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Read only, as the ranking it is part of."""

    list_display = ["ranking", "position", "application", "total"]
    list_select_related = ["ranking__edition__course", "application__edition__course"]
    search_fields = ["ranking__edition__course__title"]


@admin.register(RequestedDocument)
class RequestedDocumentAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: what an edition asks for is the school's word."""

    list_display = ["name", "edition", "is_required"]
    list_filter = ["is_required"]
    list_select_related = ["edition__course"]
    search_fields = ["name", "edition__course__title"]


@admin.register(ApplicationDocument)
class ApplicationDocumentAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """That a file is there, never what it holds: it was sent to the school."""

    list_display = ["application", "request", "media_type", "created_at"]
    list_filter = ["media_type"]
    list_select_related = ["application__edition__course", "request"]
    search_fields = ["request__name", "application__edition__course__title"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(ApplicationMessage)
class ApplicationMessageAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """That two sides wrote to each other, not what: the words are theirs."""

    list_display = ["application", "is_from_school", "created_at"]
    list_filter = ["is_from_school"]
    list_select_related = ["application__edition__course"]
    search_fields = ["application__edition__course__title"]
    exclude = ["text"]


@admin.register(GuardianApproval)
class GuardianApprovalAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Read only: the guardian answers from the mail, nobody in their place."""

    list_display = ["application", "sent_at", "expires_at", "answer", "answered_at", "end"]
    list_filter = ["answer", "end"]
    list_select_related = ["application__edition__course"]
    search_fields = ["application__edition__course__title"]


@admin.register(Application)
class ApplicationAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Read only: every change of an application is a service with its event and its notice.

    Who asks for which seat and how far it has come; why they want it and what the school answers is between the two.
    """

    list_display = ["person", "edition", "state", "created_at", "decided_at"]
    list_filter = ["state", "refusal_reason"]
    list_select_related = ["person", "edition__course"]
    search_fields = ["person__email", "person__last_name", "edition__course__title"]
    exclude = ["motivation", "message"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*self.exclude)


@admin.register(SynonymGroup)
class SynonymGroupAdmin(StaffPermissions, PoloAdmin):
    """Words that the search takes for each other: in force at once, no course is touched."""

    list_display = ["__str__"]
    search_fields = ["words"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        services.synonyms_changed()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        services.synonyms_changed()


@admin.register(CourseImport)
class CourseImportAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: a school imports its own courses, and undoes it."""

    list_display = ["created_at", "partner", "file_name", "task", "state", "requested_by"]
    list_filter = ["task", "state"]
    list_select_related = ["partner", "requested_by"]
    search_fields = ["file_name", "partner__name"]


@admin.register(CourseImportRow)
class CourseImportRowAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: the report of an import."""

    list_display = ["run", "number", "title", "action", "outcome", "course"]
    list_filter = ["action", "outcome"]
    list_select_related = ["run", "course"]
    search_fields = ["title", "code"]


@admin.register(CourseCode)
class CourseCodeAdmin(ReadOnlyPermissions, PoloAdmin):
    """Read only: the school's file says it."""

    list_display = ["code", "course", "partner"]
    list_select_related = ["course", "partner"]
    search_fields = ["code", "course__title"]
