from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from core import services
from core.languages import path_in
from core.models import Notification

PER_PAGE = 20


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
