"""Documents and messages of an application, on the person's side; the file itself for whoever may read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look
from training import services
from training.forms.applications import ApplicationDocumentForm, ApplicationMessageForm
from training.models import Application, ApplicationDocument, RequestedDocument

DOCUMENT_SEEN = "training.document_seen"


@require_http_methods(["GET", "POST"])
def document_send(request: AuthenticatedRequest, pk: int, asked: int) -> HttpResponse:
    application = _own(request, pk)
    wanted = get_object_or_404(RequestedDocument.objects.filter(edition=application.edition_id), pk=asked)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ApplicationDocumentForm(*data)
    if request.method == "POST" and form.is_valid():
        try:
            services.document_store(
                application=application, asked=wanted, file=form.cleaned_data["file"], by=request.user
            )
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Documento salvato."))
            return redirect(application)
    context = {
        "form": form,
        "application": application,
        "title": wanted.name,
        "lead": wanted.note,
        "submit_label": _("Carica"),
        "cancel_url": application.get_absolute_url(),
    }
    return render(request, "training/application_part.html", context)


@require_POST
def document_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    mine = ApplicationDocument.objects.filter(application__person=request.user)
    document = get_object_or_404(mine.select_related("application").defer("content"), pk=pk)
    try:
        services.document_delete(document=document, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Documento tolto."))
    return redirect(document.application)


@require_GET
def document_open(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The file, for the person and for the school's people who answer; their look leaves a trace."""
    documents = ApplicationDocument.objects.visible_to(request.user).select_related("request", "application__person")
    document = get_object_or_404(documents, pk=pk)
    record_look(by=request.user, person=document.application.person, target=document, verb=DOCUMENT_SEEN)
    headers = {
        "Content-Disposition": content_disposition_header(True, document.file_name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(bytes(document.content), content_type=document.media_type, headers=headers)


@require_http_methods(["GET", "POST"])
def application_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    application = _own(request, pk)
    context = {"title": _("Scrivi alla scuola"), "lead": application.edition.course.title}
    return write(request, application, back=application.get_absolute_url(), context=context)


def write(
    request: AuthenticatedRequest, application: Application, *, back: str, context: dict[str, str], draft: str = ""
) -> HttpResponse:
    """The page on which either side writes to the other; `draft` is what the box begins with."""
    form = ApplicationMessageForm(request.POST if request.method == "POST" else None, initial={"text": draft})
    if request.method == "POST" and form.is_valid():
        try:
            services.message_send(application=application, text=form.cleaned_data["text"], by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Messaggio inviato."))
            return redirect(back)
    page = {"form": form, "application": application, "submit_label": _("Invia"), "cancel_url": back}
    return render(request, "training/application_part.html", page | context)


def _own(request: AuthenticatedRequest, pk: int) -> Application:
    applications = Application.objects.visible_to(request.user).select_related("edition__course")
    return get_object_or_404(applications, pk=pk)
