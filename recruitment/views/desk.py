"""What the views of the firm's desk share: the firm for which the person acts, and a page of form + skill rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from partners.models import Partner
from recruitment.forms.asked import BaseAskedSkillFormSet, asked_formset, formset_with_more_rows, unjudged
from recruitment.models.demand import AskedSkill


def firm_or_404(request: AuthenticatedRequest, permission: Permission = Permission.EDIT_DEMAND) -> Partner:
    """The firm for which the person acts now; a stranger finds no such page."""
    return acting_partner_or_404(request, permission)


@dataclass(frozen=True)
class DemandPage:
    """A need or an opening being written: its form, its rows of skills, and what to do when both are right."""

    template: str
    form: ModelForm
    row_model: type[AskedSkill]
    asked: list[Any]
    store: Callable[[list[Any]], Any]
    done: str
    context: dict[str, Any]


def demand_page(request: HttpRequest, page: DemandPage) -> HttpResponse:
    """Show, grow or save the page; what was typed is never lost."""
    if request.method != "POST":
        return _show(request, page, asked_formset(asked=page.asked))
    if "add_row" in request.POST:
        unjudged(page.form)
        return _show(request, page, formset_with_more_rows(request.POST))
    formset = asked_formset(data=request.POST)
    if page.form.is_valid() & formset.is_valid():
        try:
            saved = page.store(formset.rows(page.row_model))
        except (BusinessRuleError, ValidationError) as error:
            page.form.add_error(None, refusal(error))
        else:
            messages.success(request, page.done)
            return redirect(saved)
    return _show(request, page, formset)


def refusal(error: BusinessRuleError | ValidationError) -> list[str]:
    """What a service says no with, in words for the top of the form (its fields may not be those of the model)."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def _show(request: HttpRequest, page: DemandPage, formset: BaseAskedSkillFormSet) -> HttpResponse:
    return render(request, page.template, {"form": page.form, "formset": formset, **page.context})
