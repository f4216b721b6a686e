"""The two sides of a door: the invited person opens it with a link, somebody who works here knocks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners import policies, services
from partners.enums import InvitationState
from partners.forms import JoinRequestForm
from partners.models import Invitation, JoinRequest, Membership, Partner

FORBIDDEN, NOT_FOUND, GONE = 403, 404, 410


@never_cache
@login_not_required
@require_safe
def invitation_detail(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens: to a stranger who invites and how to go on."""
    invitation = _of_link(token)
    if invitation is None:
        return render(request, "partners/invitation_unknown.html", status=NOT_FOUND)
    context = {"invitation": invitation, "here": request.path, "token": token}
    if request.user.is_authenticated:
        if policies.may_accept(request.user, invitation):
            return redirect(invitation)
        return render(request, "partners/invitation_mismatch.html", context, status=FORBIDDEN)
    if invitation.state != InvitationState.OPEN:
        return _closed(request, invitation)
    return render(request, "partners/invitation_detail.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_turn_down(request: HttpRequest, token: str) -> HttpResponse:
    """No without an account: who holds the link reads that mailbox. Opening the page changes nothing."""
    invitation = _of_link(token)
    if invitation is None or request.user.is_authenticated or invitation.state != InvitationState.OPEN:
        return redirect("partners:invitation_detail", token)
    back = reverse("partners:invitation_detail", args=[token])
    if request.method == "POST":
        try:
            services.invitation_decline(invitation=invitation, by=None)
        except BusinessRuleError as error:  # another tab was quicker: the page says what happened
            messages.error(request, str(error))
        return redirect(back)
    return render(request, "partners/invitation_decline.html", {"invitation": invitation, "back": back})


@require_http_methods(["GET", "POST"])
def invitation_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Read by the invited person only; accepts what is written in the invitation, whatever is posted."""
    rows = Invitation.objects.addressed_to(request.user).select_related("partner", "invited_by")
    invitation = get_object_or_404(rows, pk=pk)
    if invitation.state != InvitationState.OPEN or _is_member(request, invitation):
        return _closed(request, invitation)
    if request.method == "POST":
        try:
            services.invitation_accept(invitation=invitation, by=request.user)
        except BusinessRuleError as error:  # somebody was quicker: the page says what happened
            messages.error(request, str(error))
            return redirect(invitation)
        text = _("Ora fai parte di %(partner)s con il ruolo: %(role)s.")
        messages.success(request, text % {"partner": invitation.partner, "role": invitation.get_role_display()})
        return redirect("dashboards:desk")
    return render(request, "partners/invitation_accept.html", {"invitation": invitation})


@require_http_methods(["GET", "POST"])
def invitation_decline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Invitation.objects.addressed_to(request.user).select_related("partner", "invited_by")
    invitation = get_object_or_404(rows, pk=pk)
    if invitation.state != InvitationState.OPEN:
        return _closed(request, invitation)
    if request.method == "POST":
        try:
            services.invitation_decline(invitation=invitation, by=request.user)
        except BusinessRuleError as error:
            messages.error(request, str(error))
            return redirect(invitation)
        messages.success(request, _("Hai risposto di no: lo diciamo a chi ti ha invitato."))
        return redirect("dashboards:desk")
    context = {"invitation": invitation, "back": invitation.get_absolute_url()}
    return render(request, "partners/invitation_decline.html", context)


@require_http_methods(["GET", "POST"])
def join_request_create(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.with_page(), slug=slug)
    waiting = JoinRequest.objects.withdrawable_by(request.user).filter(partner=partner).first()
    if waiting and request.method == "GET":
        return render(request, "partners/join_request_waiting.html", {"join_request": waiting})
    form = JoinRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.join_request_create(partner=partner, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Richiesta inviata: ti avvisiamo appena qualcuno risponde."))
            return redirect(partner)
    context = {
        "form": form,
        "title": _("Chiedi di entrare in %(partner)s") % {"partner": partner},
        "lead": _("Chi gestisce le persone di questo partner riceve il tuo nome e il tuo indirizzo, e ti risponde."),
        "submit_label": _("Invia la richiesta"),
        "cancel_url": partner.get_absolute_url(),
        "crumbs": [(_("Partner"), reverse("partners:partner_list")), (partner.name, partner.get_absolute_url())],
    }
    return render(request, "components/form_page.html", context)


@require_POST
def join_request_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = JoinRequest.objects.withdrawable_by(request.user).select_related("partner")
    join_request = get_object_or_404(rows, pk=pk)
    try:
        services.join_request_withdraw(join_request=join_request, by=request.user)
    except BusinessRuleError as error:  # answered at this very moment
        messages.error(request, str(error))
    else:
        messages.success(request, _("Richiesta ritirata. Se cambi idea puoi chiedere di nuovo."))
    return redirect(join_request.partner)


def _of_link(token: str) -> Invitation | None:
    return Invitation.objects.with_token(token).select_related("partner", "invited_by").first()


def _is_member(request: AuthenticatedRequest, invitation: Invitation) -> bool:
    held = Membership.objects.of(request.user).filter(partner=invitation.partner_id, role=invitation.role)
    return held.exists()


def _closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Accepted, withdrawn, replaced, run out or not needed: each says what happened and what to do."""
    is_open = invitation.state == InvitationState.OPEN
    replaced = invitation.state == InvitationState.REVOKED and invitation.is_replaced
    has_page = Partner.objects.with_page().filter(pk=invitation.partner_id).exists()
    context = {"invitation": invitation, "already_member": is_open, "replaced": replaced, "has_page": has_page}
    return render(request, "partners/invitation_closed.html", context, status=200 if is_open else GONE)
