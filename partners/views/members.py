"""The people of the partner acted for, for those who look after them. Partner and person never come from the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look, record_looks
from partners import services
from partners.access_history import access_changes, access_events
from partners.enums import Permission
from partners.forms import InvitationForm, InvitationRevokeForm, JoinRequestAcceptForm, ReasonForm, RoleForm
from partners.models import Invitation, JoinRequest, Membership, Partner
from partners.views.form_page import FormPage, managed_partner

FORM_PAGE = "partners/member_form.html"
PER_PAGE = 30
MEMBER_SEEN, REQUEST_SEEN = "partners.member_seen", "partners.join_request_seen"


@require_GET
def member_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = managed_partner(request)
    members = _members(request).order_by("user__last_name", "user__first_name", "created_at", "pk")
    join_requests = JoinRequest.objects.answerable_by(request.user).select_related("person")
    record_looks(by=request.user, verb=MEMBER_SEEN, seen=[(member.user_id, member) for member in members])
    record_looks(by=request.user, verb=REQUEST_SEEN, seen=[(asked.person_id, asked) for asked in join_requests])
    context = {
        "partner": partner,
        "members": members,
        "invitations": Invitation.objects.manageable_by(request.user).pending().select_related("invited_by"),
        "join_requests": join_requests,
    }
    return render(request, "partners/member_list.html", context)


@require_GET
def access_history(request: AuthenticatedRequest) -> HttpResponse:
    partner = managed_partner(request)
    page = Paginator(access_events(partner), PER_PAGE).get_page(request.GET.get("page"))
    changes = access_changes(page)
    shown = [(change.person, change.target) for change in changes if change.person is not None]
    record_looks(by=request.user, verb=MEMBER_SEEN, seen=shown)
    context = {"partner": partner, "page": page, "changes": changes}
    return render(request, "partners/access_history.html", context)


@require_http_methods(["GET", "POST"])
def invitation_create(request: AuthenticatedRequest) -> HttpResponse:
    partner = managed_partner(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "title": _("Invita delle persone"),
        "lead": _(
            "Ogni persona riceve un'e-mail con un collegamento che vale 14 giorni."
            " Chi non ha un account può registrarsi."
        ),
        "submit_label": _("Manda gli inviti"),
    }
    return _answer(
        request,
        context,
        lambda: services.invitations_create(partner=partner, by=request.user, **form.cleaned_data),
        lambda sent: (
            ngettext(
                "Invito mandato. Finché la persona non risponde lo trovi qui sotto.",
                "%(count)s inviti mandati. Finché le persone non rispondono li trovi qui sotto.",
                len(sent),
            )
            % {"count": len(sent)}
        ),
    )


@require_POST
def invitation_resend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_invitations(request), pk=pk)
    try:
        services.invitation_resend(invitation=invitation, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Invito mandato di nuovo: vale altri 14 giorni, il collegamento di prima non più.")
        )
    return redirect("partners:member_list")


@require_http_methods(["GET", "POST"])
def invitation_revoke(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_invitations(request), pk=pk)
    form = InvitationRevokeForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "title": _("Ritira l'invito"),
        "lead": _("Il collegamento mandato a %(email)s non funzionerà più.") % {"email": invitation.email},
        "submit_label": _("Ritira l'invito"),
    }
    return _answer(
        request,
        context,
        lambda: services.invitation_revoke(invitation=invitation, by=request.user, **form.cleaned_data),
        _("Invito ritirato."),
    )


@require_http_methods(["GET", "POST"])
def member_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    record_look(by=request.user, person=membership.user, target=membership, verb=MEMBER_SEEN)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": membership.role})
    context = {
        "form": form,
        "title": _("Cambia ruolo"),
        "lead": _("%(person)s, ora: %(role)s. Il cambiamento vale da subito.") % _named(membership),
        "submit_label": _("Cambia ruolo"),
    }
    return _answer(
        request,
        context,
        lambda: services.member_update(membership=membership, by=request.user, **form.cleaned_data),
        _("Ruolo cambiato: la persona riceve un avviso."),
    )


@require_http_methods(["GET", "POST"])
def member_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(_members(request), pk=pk)
    record_look(by=request.user, person=membership.user, target=membership, verb=MEMBER_SEEN)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "title": _("Togli il ruolo"),
        "lead": _("%(person)s non avrà più il ruolo: %(role)s. Quello che ha scritto resta al partner.")
        % _named(membership),
        "submit_label": _("Togli il ruolo"),
    }
    return _answer(
        request,
        context,
        lambda: services.member_end(membership=membership, by=request.user, **form.cleaned_data),
        _("Ruolo tolto: la persona riceve un avviso."),
    )


@require_http_methods(["GET", "POST"])
def join_request_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    join_request = get_object_or_404(_join_requests(request), pk=pk)
    record_look(by=request.user, person=join_request.person, target=join_request, verb=REQUEST_SEEN)
    form = JoinRequestAcceptForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "join_request": join_request,
        "title": _("Fai entrare la persona"),
        "lead": _("Dalle un ruolo solo se sai che lavora con voi."),
        "submit_label": _("Fai entrare"),
    }
    return _answer(
        request,
        context,
        lambda: services.join_request_accept(join_request=join_request, by=request.user, **form.cleaned_data),
        _("Fatto: ora ha il ruolo e riceve un avviso."),
    )


@require_http_methods(["GET", "POST"])
def join_request_refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    join_request = get_object_or_404(_join_requests(request), pk=pk)
    record_look(by=request.user, person=join_request.person, target=join_request, verb=REQUEST_SEEN)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "join_request": join_request,
        "title": _("Non accogliere la richiesta"),
        "lead": _("La persona legge il motivo che scrivi."),
        "submit_label": _("Invia la risposta"),
    }
    return _answer(
        request,
        context,
        lambda: services.join_request_refuse(join_request=join_request, by=request.user, **form.cleaned_data),
        _("Risposta inviata."),
    )


def _members(request: AuthenticatedRequest) -> QuerySet[Membership]:
    return Membership.objects.manageable_by(request.user).select_related("user", "partner")


def _invitations(request: AuthenticatedRequest) -> QuerySet[Invitation]:
    return Invitation.objects.manageable_by(request.user).pending()


def _join_requests(request: AuthenticatedRequest) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.answerable_by(request.user).select_related("person")


def _named(membership: Membership) -> dict[str, str]:
    return {"person": str(membership.user), "role": membership.get_role_display()}


def _answer(
    request: AuthenticatedRequest,
    context: dict[str, Any],
    service: Callable[[], Any],
    done: str | Callable[[Any], str],
) -> HttpResponse:
    told = done if callable(done) else lambda _row: done
    page = FormPage(template=FORM_PAGE, back=lambda: _way_back(request), done=told)
    return page.answer(request, context | {"cancel_url": reverse("partners:member_list")}, service)


def _way_back(request: AuthenticatedRequest) -> str:
    """Who has just given up looking after the people has no list to go back to."""
    still = Partner.objects.permitting(request.user, Permission.MANAGE_MEMBERS).exists()
    return "partners:member_list" if still else "dashboards:desk"
