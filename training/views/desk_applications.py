"""The school's desk: applications to answer. The school reads the names of those who applied to it, nobody else's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look, record_looks
from partners.enums import Permission
from partners.policies import has_permission_anywhere
from training import services
from training.enums import ApplicationState
from training.forms.edition import ApplicationAcceptForm, ApplicationFilterForm, ApplicationRefuseForm
from training.models import Admission, Application
from training.selectors import desk
from training.selectors.applications import documents_of, timeline_at_school
from training.selectors.desk_overview import is_overdue
from training.services.application_parts import TAKING_DOCUMENTS
from training.views.application_parts import write
from training.views.waiting_lists import moved_on

APPLICATIONS_PER_PAGE = 20
SEATED = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)
SEEN = "training.application_seen"


@require_GET
def desk_application_list(request: AuthenticatedRequest) -> HttpResponse:
    if not has_permission_anywhere(request.user, Permission.ANSWER_APPLICATIONS):
        raise Http404
    data = request.GET if "state" in request.GET or "edition" in request.GET else {"state": ApplicationState.SUBMITTED}
    form = ApplicationFilterForm(data, user=request.user)
    applications = desk.desk_applications(request.user)
    if form.is_valid():
        filters = {name: value for name, value in form.cleaned_data.items() if value}
        applications = applications.filter(**filters)
    page = Paginator(applications, APPLICATIONS_PER_PAGE).get_page(request.GET.get("page"))
    record_looks(by=request.user, verb=SEEN, seen=[(application.person_id, application) for application in page])
    context = {
        "form": form,
        "page": page,
        "rows": [_row(application) for application in page],
        "waiting": desk.waiting_applications(request.user),
    }
    return render(request, "training/desk_application_list.html", context)


@require_GET
def desk_application_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything about one application: what was sent, what was written, what happened."""
    application = moved_on(request, desk.desk_applications(request.user), pk)
    record_look(by=request.user, person=application.person, target=application, verb=SEEN)
    context = {
        "application": application,
        "row": _row(application),
        "documents": documents_of(application),
        "can_ask": application.state in TAKING_DOCUMENTS,
        "conversation": application.messages.all(),
        "write_url": reverse("training:desk_application_message", args=[application.pk]),
        "steps": timeline_at_school(application, timezone.localdate()),
    }
    return render(request, "training/desk_application_detail.html", context)


@require_http_methods(["GET", "POST"])
def desk_application_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = _answerable(request, pk)
    record_look(by=request.user, person=application.person, target=application, verb=SEEN)
    context = {"title": _("Scrivi a %(name)s") % {"name": application.person.get_full_name()}, "lead": ""}
    back = reverse("training:desk_application_detail", args=[application.pk])
    draft = _asking(application, request.GET.get("documento", ""))
    return write(request, application, back=back, context=context, draft=draft)


def _asking(application: Application, asked: str) -> str:
    """The words that ask for a document, or for it again: the school completes them before they are sent."""
    part = next((part for part in documents_of(application) if str(part.asked.pk) == asked), None)
    if part is None:
        return ""
    if part.sent:
        words = _(
            "Il documento «%(name)s» non va ancora bene. Puoi mandarlo di nuovo: apri la tua domanda e, "
            "accanto al documento, premi «Sostituisci». Che cosa manca:"
        )
    else:
        words = _(
            "Ci serve anche il documento «%(name)s». Puoi mandarlo dalla pagina della tua domanda: "
            "accanto al documento, premi «Carica»."
        )
    return words % {"name": part.asked.name} + " "


@require_http_methods(["GET", "POST"])
def application_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = _answerable(request, pk)
    form = ApplicationAcceptForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        "training/application_accept.html",
        application,
        {
            "form": form,
            "title": _("Accogli la domanda"),
            "lead": _("La persona riceve subito un avviso."),
            "submit_label": _("Accogli"),
        },
        lambda: services.application_accept(
            application=application, by=request.user, message=form.cleaned_data["message"]
        ),
    )


@require_http_methods(["GET", "POST"])
def application_refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = _answerable(request, pk)
    form = ApplicationRefuseForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        "training/application_refuse.html",
        application,
        {"form": form, "title": _("Non accogliere la domanda"), "submit_label": _("Invia la risposta")},
        lambda: services.application_refuse(
            application=application,
            by=request.user,
            reason=form.cleaned_data["reason"],
            message=form.cleaned_data["message"],
        ),
    )


@require_http_methods(["GET", "POST"])
def application_waitlist(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = _answerable(request, pk)
    form = ApplicationAcceptForm(request.POST if request.method == "POST" else None)
    return _answer(
        request,
        "training/application_accept.html",
        application,
        {
            "form": form,
            "title": _("Metti in lista d'attesa"),
            "lead": _("Quando si libera un posto il portale lo offre da sé a chi è in cima alla lista."),
            "submit_label": _("Metti in lista"),
        },
        lambda: services.application_waitlist(
            application=application, by=request.user, message=form.cleaned_data["message"]
        ),
    )


@require_POST
def application_complete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    words = _("Percorso concluso: le competenze valutate entrano nel profilo della persona.")
    return _ended(request, pk, services.application_complete, words)


@require_POST
def application_not_complete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _ended(request, pk, services.application_not_complete, _("Segnato: il percorso non è stato concluso."))


def _ended(request: AuthenticatedRequest, pk: int, service: Callable[..., Application], words: str) -> HttpResponse:
    application = _answerable(request, pk)
    try:
        service(application=application, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("training:desk_application_list")


def _answerable(request: AuthenticatedRequest, pk: int) -> Application:
    rows = Application.objects.answerable_by(request.user).select_related("person", "edition__course")
    return get_object_or_404(rows, pk=pk)


def _answer(
    request: AuthenticatedRequest,
    template: str,
    application: Application,
    context: dict[str, Any],
    answer: Callable[[], Any],
) -> HttpResponse:
    """The page of an answer, or the answer given."""
    form = context["form"]
    if request.method == "POST" and form.is_valid():
        try:
            answer()
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Risposta inviata: la persona riceve un avviso."))
            return redirect("training:desk_application_list")
    record_look(by=request.user, person=application.person, target=application, verb=SEEN)
    cancel_url = reverse("training:desk_application_list")
    return render(request, template, {"lead": "", **context, "application": application, "cancel_url": cancel_url})


def _row(application: Any) -> dict[str, Any]:
    """What the page says of one application (with the annotations of `desk_applications`)."""
    return {
        "application": application,
        "days": desk.days_since(application.submitted_at),
        "is_overdue": is_overdue(application, timezone.localdate()),
        "seats_left": application.edition.seats_left(application.edition_taken or 0),
        "can_answer": application.state == ApplicationState.SUBMITTED,
        "is_to_rank": Admission.of(application.edition).is_ranked and not application.has_ranking,
        "can_waitlist": application.state == ApplicationState.SUBMITTED
        and timezone.localdate() < application.edition.starts_on,
        "has_seat": application.state in SEATED,
        "can_end": application.state in SEATED and timezone.localdate() >= application.edition.ends_on,
    }
