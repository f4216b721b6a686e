"""What the secretariat does for a person, each on a page of its own that asks for the reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services as person_services
from accounts.http import AuthenticatedRequest
from accounts.models import User
from accounts.services import Identity
from core.errors import BusinessRuleError
from core.services import record_look
from partners import policies, services, support
from partners.enums import PersonAct
from partners.forms import PersonCorrectForm, ReasonForm

LEADS = {
    PersonAct.SUSPEND: gettext_lazy("%(person)s esce da tutti i dispositivi e non entra più. I dati restano."),
    PersonAct.RESTORE: gettext_lazy("%(person)s entra di nuovo, con la password o la passkey di prima."),
    PersonAct.SIGN_OUT: gettext_lazy("%(person)s esce da tutti i dispositivi e può rientrare subito."),
    PersonAct.FORGET_FACTORS: gettext_lazy(
        "Solo se ha perso telefono e codici di riserva. Prima accertati di chi te lo chiede: chiama %(person)s a un"
        " numero che conosci già, un messaggio non basta. App, passkey e codici smettono di valere, tutti i"
        " dispositivi escono; se il ruolo lo richiede, un secondo passaggio nuovo si aggiunge al primo ingresso."
    ),
}


@require_http_methods(["GET", "POST"])
def person_act(request: AuthenticatedRequest, pk: int, act: str) -> HttpResponse:
    person = get_object_or_404(policies.people_looked_after_by(request.user), pk=pk)
    if act not in policies.acts_on(request.user, person):
        raise Http404
    chosen = PersonAct(act)
    record_look(by=request.user, person=person, target=person, verb="accounts.user_seen")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.person_act(person=person, act=chosen, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Fatto: la persona riceve un avviso."))
            return redirect(_page_of(person, request.user))
    context = {
        "form": form,
        "title": chosen.label,
        "lead": LEADS[chosen] % {"person": person},
        "submit_label": chosen.label,
    }
    return _page(request, person, context)


@require_http_methods(["GET", "POST"])
def person_correct(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(policies.people_looked_after_by(request.user), pk=pk)
    record_look(by=request.user, person=person, target=person, verb="accounts.user_seen")
    now = {name: getattr(person, name) for name in ("first_name", "last_name", "birth_date")}
    form = PersonCorrectForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        to = Identity(**{name: asked[name] for name in now})
        try:
            person_services.person_correct(
                person=person, to=to, guardian_email=asked["guardian_email"], by=request.user, reason=asked["reason"]
            )
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Fatto: la persona riceve un avviso."))
            return redirect(_page_of(person, request.user))
    context = {
        "form": form,
        "title": _("Correggi nome o data di nascita"),
        "lead": _(
            "Chiedi alla persona un documento prima di cambiare. Nel registro resta che cosa è cambiato, non come."
        ),
        "submit_label": _("Salva la correzione"),
    }
    return _page(request, person, context)


@require_http_methods(["GET", "POST"])
def support_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(policies.people_supportable_by(request.user), pk=pk)
    record_look(by=request.user, person=person, target=person, verb="accounts.user_seen")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            start = services.support_start(person=person, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            support.begin(request, start)
            return redirect("dashboards:desk")
    context = {
        "form": form,
        "title": _("Guarda il portale come lo vede la persona"),
        "lead": _(
            "Per mezz'ora vedi le pagine di %(person)s e non puoi cambiare niente. Messaggi, orientamento, privacy e"
            " accesso restano chiusi. Ogni pagina che apri resta scritta e la persona riceve un avviso."
        )
        % {"person": person},
        "submit_label": _("Comincia"),
    }
    return _page(request, person, context)


@require_POST
def support_end(request: AuthenticatedRequest) -> HttpResponse:
    """Back to one's own account, at the page of whoever was helped. Without support it only leads home."""
    person = support.end(request, why="stopped")
    if person is None:
        return redirect("dashboards:desk")
    messages.success(request, _("L'assistenza è finita: sei di nuovo nel tuo account."))
    return redirect(_page_of(person, request.user))


def _page(request: AuthenticatedRequest, person: User, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "cancel_url": _page_of(person, request.user),
        "in_admin": policies.may_enter_admin(request.user),
        "person_name": str(person),
    }
    return render(request, "partners/staff_form.html", context)


def _page_of(person: User, reader: User) -> str:
    """Where the person was looked up in the admin; one's own desk for whoever may not enter there."""
    if not policies.may_enter_admin(reader):
        return reverse("dashboards:desk")
    return reverse("admin:accounts_user_change", args=[person.pk])
