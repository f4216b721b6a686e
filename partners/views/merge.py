"""For the secretariat: two partners, or two accounts, that are one. First what would happen, then the yes."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedRequest
from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_looks
from partners import policies, services
from partners.forms import MergeConfirmForm, PartnerMergeForm, PersonMergeForm


@require_http_methods(["GET", "POST"])
def partner_merge(request: AuthenticatedRequest) -> HttpResponse:
    words = {
        "title": _("Due partner che sono uno"),
        "lead": _("Scegli chi tenere e chi unire: prima di confermare vedi che cosa succede."),
        "other": "partners:person_merge",
        "other_label": _("Sono due account della stessa persona"),
    }
    if not policies.can_merge_doubles(request.user):
        raise Http404
    return _merge(request, PartnerMergeForm, services.partner_merge, words)


@require_http_methods(["GET", "POST"])
def person_merge(request: AuthenticatedRequest) -> HttpResponse:
    """Whoever may not, finds nothing; whoever may, proves first that it is really them."""
    if not policies.can_merge_doubles(request.user):
        raise Http404
    return _person_merge(request)


@reauthentication_required
def _person_merge(request: AuthenticatedRequest) -> HttpResponse:
    words = {
        "title": _("Due account della stessa persona"),
        "lead": _("Scegli quale tenere e quale chiudere: prima di confermare vedi che cosa succede."),
        "other": "partners:partner_merge",
        "other_label": _("Sono due partner che sono uno"),
    }
    return _merge(request, PersonMergeForm, services.person_merge, words)


def _merge(
    request: AuthenticatedRequest, choice: type[forms.Form], service: Callable[..., Any], words: dict[str, str]
) -> HttpResponse:
    """The choice is posted, and again with the yes: what is asked about people stands in no address."""
    posted = request.POST if request.method == "POST" else None
    chosen = choice(posted)
    confirm = MergeConfirmForm(posted if posted and "reason" in posted else None)
    context: dict[str, Any] = {"form": chosen, "confirm": confirm, **words}
    if chosen.is_valid():
        pair = {**chosen.cleaned_data, "by": request.user}
        _leave_the_look(request, chosen.cleaned_data.values())
        try:
            if confirm.is_valid():
                done = service(**pair, **confirm.cleaned_data, dry_run=False)
                text = _("Fatto: %(drop)s ora è parte di %(keep)s.")
                messages.success(request, text % {"drop": chosen.cleaned_data["drop"], "keep": done.keep})
                return redirect(request.path)
            context["outcome"] = service(**pair, reason="", dry_run=True)
        except BusinessRuleError as error:
            chosen.add_error(None, str(error))
    return render(request, "partners/merge.html", context)


def _leave_the_look(request: AuthenticatedRequest, pair: Any) -> None:
    """Before the answer: a refusal too says something about the two."""
    people = [one for one in pair if isinstance(one, User)]
    record_looks(by=request.user, verb="accounts.user_seen", seen=[(person.pk, person) for person in people])
