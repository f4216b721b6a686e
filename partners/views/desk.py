"""The desk of whoever looks after the consortium: who comes in, who goes out, who holds the office, what ends soon."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_looks
from partners import policies, services
from partners.composition import composition_ok
from partners.consortium_forms import HandoverForm, LeaveAskForm, LeaveConfirmForm, LeaveRecordForm
from partners.enums import Office
from partners.models import Accession, Adhesion, Handover, Leave, Mandate
from partners.selectors import agreements_ending
from partners.services.handovers import Term
from partners.views.form_page import FormPage, managed_partner, posted, state_told

ANSWERS = {"yes": services.handover_accept, "no": services.handover_decline}
FORM_PAGE = "partners/consortium_form.html"
BACK_LABELS = {
    "partners:consortium_desk": gettext_lazy("Chi fa parte del Polo"),
    "partners:adhesion_own": gettext_lazy("La nostra adesione"),
}


@require_GET
def consortium_desk(request: AuthenticatedRequest) -> HttpResponse:
    _require_staff(request)
    mandates = Mandate.objects.filter(office=Office.REFERENT).select_related("partner", "user")
    handovers = list(Handover.objects.waiting().select_related("successor", "outgoing"))
    seen = [(row.successor_id, row) for row in handovers]
    record_looks(by=request.user, verb="partners.handover_looked_at", seen=seen)
    mine = set(Mandate.objects.handed_over_by(request.user).values_list("pk", flat=True))
    context = {
        "agreements": agreements_ending(),
        "composition": composition_ok(),
        "accessions": Accession.objects.live().select_related("partner", "contact").order_by("created_at", "pk"),
        "leaves": Leave.objects.live().select_related("partner").order_by("last_day", "pk"),
        "mandates": [(mandate, mandate.pk in mine) for mandate in mandates],
        "handovers": handovers,
        "today": timezone.localdate(),
        "may_write": policies.can_look_after_consortium(request.user),
        "may_hand_over": bool(mine),
    }
    return render(request, "partners/consortium_desk.html", context)


@require_GET
def adhesion_own(request: AuthenticatedRequest) -> HttpResponse:
    """Its managers see how the partner takes part in the agreement, and from here ask to leave."""
    partner = managed_partner(request)
    context = {
        "partner": partner,
        "adhesions": Adhesion.objects.filter(partner=partner).select_related("agreement", "deed"),
        "leave": Leave.objects.live().filter(partner=partner).first(),
    }
    return render(request, "partners/adhesion_own.html", context)


@require_http_methods(["GET", "POST"])
def leave_ask(request: AuthenticatedRequest) -> HttpResponse:
    partner = managed_partner(request)
    form = LeaveAskForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "title": _("Chiedi di uscire dal Polo"),
        "lead": _("La segreteria conferma il giorno. Dal giorno dopo quello che avete pubblicato non si vede più."),
        "submit_label": _("Invia la richiesta"),
    }
    return _answer(
        request,
        context,
        lambda: services.leave_ask(partner=partner, by=request.user, **form.cleaned_data),
        "partners:adhesion_own",
    )


@require_POST
def leave_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """By the secretariat; by the partner's own managers until the secretariat has answered."""
    if policies.can_look_after_consortium(request.user):
        leave = get_object_or_404(Leave.objects.live(), pk=pk)
        return _done(request, lambda: services.leave_cancel(leave=leave, by=request.user), "partners:consortium_desk")
    leave = get_object_or_404(Leave.objects.withdrawable_by(request.user), pk=pk)
    return _done(request, lambda: services.leave_withdraw(leave=leave, by=request.user), "partners:adhesion_own")


@require_http_methods(["GET", "POST"])
def leave_record(request: AuthenticatedRequest) -> HttpResponse:
    _require_secretariat(request)
    form = LeaveRecordForm(*posted(request))
    context = {
        "form": form,
        "title": _("Registra un'uscita"),
        "lead": _("Per chi l'ha comunicata fuori dal portale. Se il giorno è già passato, l'uscita avviene subito."),
        "submit_label": _("Registra"),
    }
    return _answer(
        request,
        context,
        lambda: services.leave_record(by=request.user, **form.cleaned_data),
        "partners:consortium_desk",
    )


@require_http_methods(["GET", "POST"])
def leave_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    _require_secretariat(request)
    leave = get_object_or_404(Leave.objects.live().select_related("partner"), pk=pk)
    form = LeaveConfirmForm(*posted(request), initial={"last_day": leave.last_day})
    context = {
        "form": form,
        "title": _("Conferma l'uscita"),
        "lead": f"{leave.partner}: {leave.reason}",
        "submit_label": _("Conferma"),
    }
    return _answer(
        request,
        context,
        lambda: services.leave_confirm(leave=leave, by=request.user, **form.cleaned_data),
        "partners:consortium_desk",
    )


@require_http_methods(["GET", "POST"])
def handover_propose(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    outgoing = get_object_or_404(Mandate.objects.handed_over_by(request.user), pk=pk)
    form = HandoverForm(*posted(request))
    context = {
        "form": form,
        "title": _("Passa le consegne"),
        "lead": _("Chi subentra riceve un avviso e accetta. I diritti passano il primo giorno, senza vuoti."),
        "submit_label": _("Invia la proposta"),
    }
    return _answer(request, context, lambda: _propose(request, outgoing, form), "partners:consortium_desk")


@require_http_methods(["GET", "POST"])
def handover_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The person named reads the term and says yes or no."""
    rows = Handover.objects.addressed_to(request.user).select_related("outgoing", "proposed_by", "partner")
    handover = get_object_or_404(rows, pk=pk)
    if request.POST.get("answer") in ANSWERS:
        service = ANSWERS[request.POST["answer"]]
        return _done(request, lambda: service(handover=handover, by=request.user), "dashboards:desk")
    return render(request, "partners/handover_answer.html", {"handover": handover})


@require_POST
def handover_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Handover.objects.waiting().filter(outgoing__in=Mandate.objects.handed_over_by(request.user))
    handover = get_object_or_404(rows, pk=pk)
    return _done(
        request, lambda: services.handover_withdraw(handover=handover, by=request.user), "partners:consortium_desk"
    )


def _require_staff(request: AuthenticatedRequest) -> None:
    if not policies.can_see_dashboard(request.user):
        raise Http404


def _require_secretariat(request: AuthenticatedRequest) -> None:
    if not policies.can_look_after_consortium(request.user):
        raise Http404


def _propose(request: AuthenticatedRequest, outgoing: Mandate, form: HandoverForm) -> Handover:
    facts = form.cleaned_data
    term = Term(
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
        title_it=facts["title_it"],
        partner=facts["partner"],
    )
    return services.handover_propose(
        outgoing=outgoing, successor=form.successor, term=term, deed=facts["deed"], by=request.user
    )


def _done(request: AuthenticatedRequest, service: Callable[[], Any], back: str) -> HttpResponse:
    try:
        row = service()
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, state_told(row))
    return redirect(back)


def _answer(
    request: AuthenticatedRequest, context: dict[str, Any], service: Callable[[], Any], back: str
) -> HttpResponse:
    context |= {"cancel_url": reverse(back), "back_label": BACK_LABELS[back]}
    return FormPage(template=FORM_PAGE, back=lambda: back, done=state_told).answer(request, context, service)
