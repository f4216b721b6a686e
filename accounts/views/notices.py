"""Terms and privacy notices: every version for everybody, and the page that asks to read a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import notices, services
from accounts.enums import NoticeKind
from accounts.forms import NoticesForm
from accounts.http import AuthenticatedRequest
from accounts.middleware import remember
from accounts.models import Notice

KINDS = {kind.slug: kind for kind in NoticeKind}


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/notice_list.html", {"kinds": notices.versions_by_kind()})


@login_not_required
@require_safe
def notice_detail(request: HttpRequest, kind: str, version: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    notice = get_object_or_404(Notice.objects.published(), kind=KINDS[kind], version=version)
    context = {
        "notice": notice,
        "blocks": notices.blocks(_words(notice, "text")),
        "changes": _words(notice, "changes"),
        "is_current": Notice.objects.current().filter(pk=notice.pk).exists(),
    }
    return render(request, "accounts/notice_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_accept(request: AuthenticatedRequest) -> HttpResponse:
    """What waits to be read; accepting it leads on to where the person was going."""
    if request.method == "POST":
        form = NoticesForm(request.POST)
        if form.is_valid() and services.notices_accept(user=request.user, notices=form.cleaned_data["notice"]):
            messages.success(request, _("Grazie, abbiamo segnato che hai letto."))
        if not remember(request, request.user):
            return redirect(_way_on(request))
    awaiting = list(notices.notices_awaiting(request.user))
    if not awaiting:
        return redirect(_way_on(request))
    context = {
        "notices": [(notice, _words(notice, "changes")) for notice in awaiting],
        "next": _way_on(request),
    }
    return render(request, "accounts/notice_accept.html", context)


def _words(notice: Notice, field: str) -> str:
    return str(getattr(notice, f"{field}_{get_language()}"))


def _way_on(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("dashboards:desk")
