from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_looks
from orientation import policies, selectors, services
from orientation.enums import Channel
from orientation.forms import AppointmentForm, SlotForm
from orientation.models import Appointment, Service, Slot

SLOTS_PER_PAGE = 30
OUTCOMES = {"presente": True, "assente": False}


@login_not_required
@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    return render(request, "orientation/service_list.html", {"services": selectors.services_with_free_slots()})


@login_not_required
@require_safe
def slot_list(request: HttpRequest, slug: str) -> HttpResponse:
    service = get_object_or_404(Service, slug=slug)
    slots = Slot.objects.bookable().filter(service=service).select_related("partner", "site__municipality")
    channel = request.GET.get("come", "")
    if channel in Channel.values:
        slots = slots.filter(channel=channel)
    page = Paginator(slots, SLOTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "service": service,
        "page": page,
        "days": selectors.slots_by_day(page.object_list),
        "channels": Channel.choices,
        "channel": channel,
    }
    return render(request, "orientation/slot_list.html", context)


@require_http_methods(["GET", "POST"])
def appointment_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot.objects.future().select_related("service", "partner", "site__municipality"), pk=pk)
    form = AppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appointment_book(slot=slot, by=request.user, topic=form.cleaned_data["topic"])
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Appuntamento prenotato. Te lo confermiamo anche per e-mail."))
            return redirect("orientation:appointment_list")
    context = {
        "slot": slot,
        "form": form,
        "title": _("Prenota l'appuntamento"),
        "submit_label": _("Prenota"),
        "cancel_url": reverse("orientation:slot_list", args=[slot.service.slug]),
    }
    return render(request, "orientation/appointment_create.html", context)


@require_GET
def appointment_list(request: AuthenticatedRequest) -> HttpResponse:
    appointments = (
        Appointment.objects.visible_to(request.user)
        .select_related("slot__service", "slot__partner", "slot__site__municipality", "slot__counsellor")
        .order_by("-slot__starts_at", "-pk")
    )
    page = Paginator(appointments, SLOTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "orientation/appointment_list.html", {"page": page})


@require_POST
def appointment_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    own = Appointment.objects.visible_to(request.user) | Appointment.objects.led_by(request.user)
    appointment = get_object_or_404(own.distinct(), pk=pk)
    try:
        services.appointment_cancel(appointment=appointment, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Appuntamento disdetto: l'altra persona riceve un avviso."))
    is_own = appointment.person_id == request.user.pk
    return redirect("orientation:appointment_list" if is_own else "orientation:agenda")


@require_GET
def agenda(request: AuthenticatedRequest) -> HttpResponse:
    if not policies.can_offer_slots(request.user):
        raise Http404
    page = Paginator(selectors.agenda_slots(request.user), SLOTS_PER_PAGE).get_page(request.GET.get("page"))
    record_looks(by=request.user, verb="orientation.appointment_seen", seen=selectors.people_shown(page))
    return render(request, "orientation/agenda.html", {"page": page, "parts": selectors.slots_by_part(page)})


@require_http_methods(["GET", "POST"])
def slot_create(request: AuthenticatedRequest) -> HttpResponse:
    if not policies.can_offer_slots(request.user):
        raise Http404
    form = SlotForm(request.POST or None, partner=request.acting_partner)
    if request.method == "POST" and form.is_valid():
        try:
            services.slot_open(slot=form.instance, by=request.user)
        except BusinessRuleError as error:
            form.add_error("hour", str(error))
        else:
            messages.success(request, _("Disponibilità aggiunta: ora si può prenotare."))
            return redirect("orientation:agenda")
    context = {
        "form": form,
        "title": _("Aggiungi un orario"),
        "lead": _("La durata è quella del servizio. Gli orari liberi si possono prenotare subito."),
        "submit_label": _("Aggiungi"),
        "cancel_url": reverse("orientation:agenda"),
        "crumbs": [
            (_("La mia area"), reverse("dashboards:desk")),
            (_("La mia agenda"), reverse("orientation:agenda")),
        ],
    }
    return render(request, "components/form_page.html", context)


@require_POST
def slot_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot.objects.editable_by(request.user).filter(withdrawn_at=None), pk=pk)
    try:
        services.slot_withdraw(slot=slot, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Disponibilità tolta."))
    return redirect("orientation:agenda")


@require_POST
def appointment_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.led_by(request.user), pk=pk)
    outcome = request.POST.get("esito", "")
    if outcome not in OUTCOMES:  # nobody is marked as missing by mistake
        raise BadRequest
    try:
        services.appointment_close(appointment=appointment, by=request.user, attended=OUTCOMES[outcome])
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Esito dell'appuntamento scritto."))
    return redirect("orientation:agenda")
