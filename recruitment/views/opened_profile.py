"""The whole profile and the CV of who said yes, opened by the firm during the selection: each look leaves a trace."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from recruitment.models import Interest
from recruitment.selectors import opened_profile, selection
from recruitment.selectors.candidates import CV_OPENED, WHOLE_OPENED
from recruitment.services import interest as interests


@never_cache
@require_GET
def selection_profile(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = get_object_or_404(selection.firms_interests(request.user), pk=pk)
    passport = opened_profile.profile_for_firm(request.user, interest)
    if passport is None:
        return _closed(request, interest)
    interests.profiles_opened(interests=[interest], by=request.user, verb=WHOLE_OPENED)
    context = {
        "interest": interest,
        "opening": interest.opening,
        "passport": passport,
        "headline": interest.profile.headline,
        "has_cv": opened_profile.has_cv(interest),
    }
    return render(request, "recruitment/selection_profile.html", context)


@never_cache
@require_GET
def selection_cv(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = get_object_or_404(selection.firms_interests(request.user), pk=pk)
    cv = opened_profile.cv_for_firm(request.user, interest)
    if cv is None:
        return _closed(request, interest)
    interests.profiles_opened(interests=[interest], by=request.user, verb=CV_OPENED)
    disposition = content_disposition_header(True, cv.file_name) or ""
    return HttpResponse(bytes(cv.content), content_type=cv.media_type, headers={"Content-Disposition": disposition})


def _closed(request: AuthenticatedRequest, interest: Interest) -> HttpResponse:
    """Also of a page that was left open: the card says how the selection stands now."""
    messages.info(request, _("Profilo e CV non si aprono: o il tempo è finito, o la persona non li mostra più."))
    return redirect("recruitment:selection_detail", interest.pk)
