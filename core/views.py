from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from core import outbox, services
from core.admin import prepared
from core.admin.export import file_response
from core.languages import path_in
from core.models import ListExport, Notification, OutboxMessage

PER_PAGE = 20
DEMO_MAILS = 50


@never_cache
@login_not_required
@require_safe
def demo_mail_list(request: HttpRequest) -> HttpResponse:
    """The mails of a demo portal, for everybody: without them no visitor gets past a code or an invitation.

    Real people's mails are never here: elsewhere (`DEMO_MAILBOX` off, or a mail server) the page does not exist.
    """
    if not outbox.is_read_by_all():
        raise Http404
    return render(request, "core/demo_mail_list.html", {"mails": OutboxMessage.objects.all()[:DEMO_MAILS]})


@require_GET
def list_export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """A long list that the worker has written, for whoever asked for it and still reads that list."""
    ready = ListExport.objects.visible_to(request.user).recent().exclude(ready_at=None).defer(None)
    export = get_object_or_404(ready, pk=pk)
    if not prepared.may_take(export, request):
        raise Http404
    return file_response(export)


@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    paginator = Paginator(Notification.objects.visible_to(request.user), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    notices = [(notice, services.notification_words(notification=notice)) for notice in page]
    return render(request, "core/notification_list.html", {"page": page, "notices": notices})


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it tells about, in the language of the reader."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    services.notification_read(notification=notification)
    if notification.path:
        return redirect(path_in(notification.path, language=get_language()))
    return redirect("core:notification_list")
