"""A page with one form: shown, sent to one service, and back; what a rule refuses is said by the form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError, RefusedLinesError
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from partners.models import Partner


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """Which template, where to go back to, and what is said when it is done."""

    template: str
    back: Callable[[], str]
    done: Callable[[Any], str]

    def answer(
        self, request: AuthenticatedRequest, context: dict[str, Any], service: Callable[[], Any]
    ) -> HttpResponse:
        """Show the form; on a good POST call the service and go back, on a refusal say why."""
        form = context["form"]
        if request.method == "POST" and form.is_valid():
            try:
                row = service()
            except RefusedLinesError as error:
                form.add_error(error.parameter, error.reasons)
            except BusinessRuleError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, self.done(row))
                return redirect(self.back())
        return render(request, self.template, context)


def state_told(row: Any) -> str:
    facts = {"what": capfirst(row._meta.verbose_name), "state": row.get_state_display()}
    return _("Fatto. %(what)s: %(state)s.") % facts


def managed_partner(request: AuthenticatedRequest) -> Partner:
    """The partner acted for, of whoever looks after its people; nobody else finds it."""
    return acting_partner_or_404(request, Permission.MANAGE_MEMBERS)


def posted(request: AuthenticatedRequest) -> tuple[Any, Any]:
    """What a form with files takes: nothing before it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
