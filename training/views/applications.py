from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from accounts.policies import is_minor, why_waiting
from core.errors import BusinessRuleError
from training import policies, services
from training.enums import ApplicationState, EditionState
from training.forms.applications import ApplicationForm
from training.models import Admission, Application, Edition
from training.selectors.applications import (
    applications_of,
    by_guardian,
    documents_of,
    is_asked,
    standing,
    timeline,
)
from training.selectors.ranking import own_place
from training.services.application_parts import TAKING_DOCUMENTS
from training.views.waiting_lists import moved_on

PAGE_SIZE = 20
SENT = {
    ApplicationState.SUBMITTED: gettext_lazy("Domanda inviata. Ti avvisiamo appena la scuola risponde."),
    ApplicationState.AWAITING: gettext_lazy(
        "Abbiamo scritto al genitore o tutore: appena dice sì la domanda parte da sé."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def application_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Form, preview (a POST with `preview`) and sending (any other POST)."""
    editions = Edition.objects.with_page().with_taken().with_queue().select_related("course__partner", "admission")
    edition = get_object_or_404(editions, pk=pk)
    own = Application.objects.visible_to(request.user).live().filter(edition=edition).first()
    if own:
        messages.info(request, _("Hai già una domanda per questa edizione: eccola."))
        return redirect(own)
    if not policies.can_apply(request.user, edition.course):
        messages.error(request, _("Questo corso è per chi insegna o lavora presso un partner del Polo."))
        return redirect(edition.course)
    form = ApplicationForm(request.POST or None)
    is_preview = False
    if request.method == "POST" and form.is_valid():
        is_preview = "preview" in request.POST
        if not is_preview and (application := _submit(request, edition, form)):
            return redirect(application)
    context = {
        "edition": edition,
        "course": edition.course,
        "form": form,
        "is_preview": is_preview,
        "asked": edition.requested_documents.all(),
        "admission": Admission.of(edition),
        "why_waiting": why_waiting(request.user),
        "is_minor": is_minor(request.user),
    } | _queue(edition)
    return render(request, "training/application_create.html", context)


def _queue(edition: Edition) -> dict[str, Any]:
    """What is told of the waiting list where all seats are given."""
    if edition.state != EditionState.WAITING:
        return {"is_queue": False}
    return {"is_queue": True, "queued": Application.objects.queued().filter(edition=edition).count()}


def _submit(request: AuthenticatedRequest, edition: Edition, form: ApplicationForm) -> Application | None:
    is_draft = "draft" in request.POST
    service = services.application_draft if is_draft else services.application_submit
    try:
        application = service(edition=edition, by=request.user, motivation=form.cleaned_data["motivation"])
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return None
    if is_draft:
        messages.success(request, _("Bozza salvata: quando è pronta, inviala da qui."))
    else:
        messages.success(request, str(SENT[ApplicationState(application.state)]))
    return application


@require_http_methods(["GET", "POST"])
def application_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    drafts = Application.objects.visible_to(request.user).filter(state=ApplicationState.DRAFT)
    application = get_object_or_404(drafts.select_related("edition__course"), pk=pk)
    form = ApplicationForm(request.POST if request.method == "POST" else None, instance=application)
    if request.method == "POST" and form.is_valid():
        try:
            services.application_update(
                application=application, motivation=form.cleaned_data["motivation"], by=request.user
            )
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Bozza salvata: quando è pronta, inviala da qui."))
            return redirect(application)
    context = {
        "form": form,
        "application": application,
        "title": _("Cambia quello che hai scritto"),
        "lead": application.edition.course.title,
        "submit_label": _("Salva"),
        "cancel_url": application.get_absolute_url(),
    }
    return render(request, "training/application_part.html", context)


@require_GET
def application_list(request: AuthenticatedRequest) -> HttpResponse:
    applications = applications_of(Application.objects.visible_to(request.user))
    page = Paginator(applications, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "training/application_list.html", {"page": page})


@require_GET
def application_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = moved_on(request, applications_of(Application.objects.visible_to(request.user)), pk)
    today = timezone.localdate()
    documents, conversation = documents_of(application), list(application.messages.all())
    context = {
        "application": application,
        "standing": standing(application, today),
        "documents": documents,
        "missing": [part.asked.name for part in documents if part.asked.is_required and part.sent is None],
        "is_asked": is_asked(application, documents, conversation),
        "can_send": application.state in TAKING_DOCUMENTS,
        "conversation": conversation,
        "write_url": reverse("training:application_message", args=[application.pk]),
        "steps": timeline(application, today),
        "place": own_place(application),
        "admission": Admission.of(application.edition),
        "is_minor": is_minor(application.person),
        "said_no": by_guardian(application),
    }
    return render(request, "training/application_detail.html", context)


@require_POST
def application_send(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A draft may be older than the reader's work for a partner: for whom the course is, is asked again."""
    application = get_object_or_404(_own(request).select_related("edition__course"), pk=pk)
    if not policies.can_apply(request.user, application.edition.course):
        messages.error(request, _("Questo corso è per chi insegna o lavora presso un partner del Polo."))
        return redirect(application)
    return _done(request, pk, services.application_send, lambda moved: str(SENT[ApplicationState(moved.state)]))


@require_POST
def application_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    words = _("Il posto è tuo: abbiamo avvisato la scuola.")
    return _done(request, pk, services.application_confirm, lambda _moved: words)


@require_POST
def application_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _done(request, pk, services.application_withdraw, _withdrawn)


def _withdrawn(application: Application) -> str:
    if application.submitted_at is None:
        return _("Domanda ritirata: la scuola non l'ha ricevuta.")
    return _("Domanda ritirata: abbiamo avvisato la scuola.")


def _done(
    request: AuthenticatedRequest, pk: int, service: Callable[..., Application], words: Callable[[Application], str]
) -> HttpResponse:
    """One move of the person's own application, told on its page."""
    application = get_object_or_404(_own(request), pk=pk)
    try:
        moved = service(application=application, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words(moved))
    return redirect(application)


def _own(request: AuthenticatedRequest) -> QuerySet[Application]:
    return Application.objects.visible_to(request.user)
