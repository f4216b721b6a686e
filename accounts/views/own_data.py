"""What the portal knows of one's age, and the guardian's confirmation: both sides of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies, services
from accounts.enums import GuardianAnswer, GuardianState, Participation
from accounts.forms import GuardianAnswerForm, GuardianForm, OwnAgeForm
from accounts.http import AuthenticatedRequest
from accounts.models import GuardianRequest
from core.errors import BusinessRuleError

GONE, NOT_FOUND = 410, 404


@never_cache
@login_not_required
@require_safe
def too_young(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: it knows nothing of who was sent here."""
    return render(request, "accounts/too_young.html")


@require_http_methods(["GET", "POST"])
def own_data(request: AuthenticatedRequest) -> HttpResponse:
    """Name, birth date (asked once, of whoever has none) and how far the guardian's confirmation is."""
    unknown = request.user.birth_date is None
    form = OwnAgeForm(request.POST or None, own_email=request.user.email) if unknown else None
    if request.method == "POST" and form is None:
        messages.info(request, _("La data di nascita c'è già."))
        return redirect("accounts:own_data")
    if form is not None and form.is_valid() and _told(request, form):
        return redirect("accounts:own_data")
    context = {
        "form": form,
        "participation": policies.participation(request.user),
        "asked": GuardianRequest.objects.current_or_last(request.user),
        "is_minor": policies.is_minor(request.user),
    }
    return render(request, "accounts/own_data.html", context)


def _told(request: AuthenticatedRequest, form: OwnAgeForm) -> bool:
    try:
        services.person_age_told(user=request.user, by=request.user, **form.cleaned_data)
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Grazie, la data di nascita è salvata."))
    return True


@require_http_methods(["GET", "POST"])
def guardian_ask(request: AuthenticatedRequest) -> HttpResponse:
    """Ask a guardian again, or another one."""
    if policies.participation(request.user) not in {Participation.WAITING, Participation.CONFIRMED}:
        return redirect("accounts:own_data")
    last = GuardianRequest.objects.current_or_last(request.user)
    form = GuardianForm(request.POST or None, initial={"email": last.email if last else ""})
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.guardian_ask(minor=request.user, email=form.cleaned_data["email"], by=request.user)
        except BusinessRuleError as error:
            form.add_error("email", str(error))
        else:
            sent = _("Richiesta mandata a %(email)s: vale 14 giorni.") % {"email": asked.email}
            kept = _("La richiesta parte appena confermi la tua e-mail.")
            messages.success(request, sent if asked.sent_at else kept)
            return redirect("accounts:own_data")
    context = {
        "form": form,
        "title": _("Chiedi la conferma a un genitore"),
        "lead": _("Mandiamo un messaggio con un collegamento. Vale la richiesta più recente: quelle di prima cadono."),
        "submit_label": _("Manda la richiesta"),
        "cancel_url": reverse("accounts:own_data"),
        "confirmed": policies.may_take_part(request.user),
    }
    return render(request, "accounts/guardian_ask.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_detail(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens. Reading changes nothing: programs that check mail open links too."""
    asked = GuardianRequest.objects.with_token(token).select_related("minor").first()
    if asked is None:
        return render(request, "accounts/guardian_unknown.html", status=NOT_FOUND)
    if request.method == "POST":
        _answer(request, asked)
        return redirect("accounts:guardian_detail", token)
    is_over = asked.state in {GuardianState.REPLACED, GuardianState.EXPIRED} or not policies.is_minor(asked.minor)
    context = {"asked": asked, "name": asked.minor.first_name, "is_minor": policies.is_minor(asked.minor)}
    return render(request, "accounts/guardian_detail.html", context, status=GONE if is_over else 200)


def _answer(request: HttpRequest, asked: GuardianRequest) -> None:
    form = GuardianAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli una delle risposte."))
        return
    action = form.cleaned_data["action"]
    try:
        if action == "WITHDRAW":
            services.guardian_withdraw(request=asked)
        else:
            services.guardian_answer(request=asked, answer=GuardianAnswer(action))
    except BusinessRuleError as error:  # another tab was quicker: the page shows what it did
        messages.error(request, str(error))
