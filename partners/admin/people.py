"""Persons, their ways in and what they do for partners, as the secretariat sees them."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianRequest, User
from core.admin import PoloAdmin, Waiting
from partners import policies, services
from partners.admin.permissions import PersonalReadOnlyPermissions, StaffPermissions
from partners.enums import JoinRequestState
from partners.forms import MembershipAdminForm
from partners.models import Invitation, JoinRequest, Mandate, Membership


class MembershipInline(PersonalReadOnlyPermissions, admin.TabularInline):
    model = Membership
    fields = ["partner", "role", "created_at", "ended_at"]
    readonly_fields = ["created_at"]
    ordering = ["-created_at", "-pk"]
    extra = 0

    def get_queryset(self, request: Any) -> models.QuerySet:
        return super().get_queryset(request).select_related("user", "partner")


class MandateInline(PersonalReadOnlyPermissions, admin.TabularInline):
    model = Mandate
    fields = ["office", "title_it", "starts_on", "ends_on"]
    extra = 0


class EmailAddressInline(PersonalReadOnlyPermissions, admin.TabularInline):
    model = EmailAddress
    fields = ["email", "verified", "primary"]
    ordering = ["-primary", "email"]
    extra = 0


@admin.register(User)
class UserAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """A person is found and looked at here. No field is posted: what the staff may do has its own page each.

    Passwords, second factors and powers are never shown and never written.
    """

    list_display = ["email", "last_name", "first_name", "is_active", "enters", "last_login", "date_joined"]
    list_filter = ["is_active", "is_superuser", "language"]
    search_fields = ["email", "first_name", "last_name"]
    fields = [
        ("first_name", "last_name"), ("birth_date", "guardian"), "email", "language", "is_active", "enters",
        "last_login", "date_joined",
    ]  # fmt: skip
    readonly_fields = ["enters", "guardian"]
    inlines = [EmailAddressInline, MandateInline, MembershipInline]

    def get_queryset(self, request: Any) -> models.QuerySet:
        """With the offices of today that open the admin: few rows, in one query for a whole list."""
        offices = Mandate.objects.in_force().filter(office__in=policies.ADMIN_OFFICES)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(models.Prefetch("mandates", queryset=offices, to_attr="admin_offices"))
        )

    @admin.display(description=_("entra nell'amministrazione"))
    def enters(self, row: Any) -> str:
        names = [mandate.get_office_display() for mandate in row.admin_offices]
        return ", ".join(names or [str(_("come superutente") if row.is_superuser else _("no"))])

    @admin.display(description=_("conferma di un genitore"))
    def guardian(self, row: User) -> str:
        asked = GuardianRequest.objects.current_or_last(row)
        return str(asked.state.label if asked else _("nessuna richiesta"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        people = policies.people_supportable_by(request.user)
        context["can_support"] = obj is not None and people.filter(pk=obj.pk).exists()
        looked_after = policies.people_looked_after_by(request.user)
        context["can_correct"] = obj is not None and looked_after.filter(pk=obj.pk).exists()
        context["acts"] = policies.acts_on(request.user, obj) if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(EmailAddress)
class EmailAddressAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """A verified address lets its owner in: it is added and verified by the person, never here."""

    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email", "user__last_name"]
    ordering = ["email", "pk"]


@admin.register(Membership)
class MembershipAdmin(StaffPermissions, PoloAdmin):
    """A membership gives power: the services write it with a reason, and an end is written, never the row taken away.

    Person and partner of a membership never change, and nothing of one that has ended.
    """

    form = MembershipAdminForm
    traced_by_services = True
    list_display = ["user", "partner", "role", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "partner"]
    search_fields = ["user__email", "user__last_name", "partner__name"]
    raw_id_fields = ["user"]
    autocomplete_fields = ["partner"]

    def get_fields(self, request: Any, obj: Membership | None = None) -> Any:
        if not self.has_change_permission(request, obj):
            return ["user", "partner", "role", "created_at", "ended_at"]
        return ["user", "partner", "role", *(["ends"] if obj else []), "reason"]

    def get_readonly_fields(self, request: Any, obj: Membership | None = None) -> Any:
        return ["user", "partner", "created_at", "ended_at"] if obj else []

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request: Any, obj: models.Model | None = None) -> bool:
        ended = isinstance(obj, Membership) and obj.ended_at is not None
        return super().has_change_permission(request, obj) and not ended

    def has_delete_permission(self, request: Any, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Membership, form: Any, change: bool) -> None:
        by, reason, role = request.user, form.cleaned_data["reason"], obj.role
        if not change:
            made = services.membership_create(user=obj.user, partner=obj.partner, role=role, by=by, reason=reason)
            obj.pk = made.pk
            return
        obj.refresh_from_db()
        if form.cleaned_data.get("ends"):
            services.member_end(membership=obj, by=by, reason=reason)
        elif role != obj.role:
            services.member_update(membership=obj, role=role, by=by, reason=reason)


@admin.register(Invitation)
class InvitationAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    list_display = ["email", "partner", "role", "invited_by", "expires_at", "accepted_at", "declined_at", "revoked_at"]
    list_filter = ["role"]
    list_select_related = ["partner", "invited_by"]
    search_fields = ["email", "partner__name"]


@admin.register(JoinRequest)
class JoinRequestAdmin(PersonalReadOnlyPermissions, PoloAdmin):
    """Answered by the partner's managers; where there is none the secretariat first makes one, in the memberships."""

    list_display = ["person", "partner", "state", "created_at", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["person", "partner"]
    search_fields = ["person__email", "partner__name"]

    def waiting(self, request: Any) -> list[Waiting]:
        """Requests that nobody can answer: their partner has no manager."""
        orphans = JoinRequest.objects.unanswerable().count()
        label = _("richieste di entrare in un partner senza responsabile")
        return [Waiting(label, orphans, self.list_url(f"?state__exact={JoinRequestState.OPEN}"))] if orphans else []
