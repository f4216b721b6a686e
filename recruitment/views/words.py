"""Words that either side writes in a selection."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment.models import Interest


def is_written(
    request: AuthenticatedRequest, form: forms.Form, interest: Interest, write: Callable[..., Any], *, done: str
) -> bool:
    """Keep the text of the form with this service; a refusal stands in the form, with what was typed."""
    if not form.is_valid():
        return False
    try:
        write(interest=interest, text=form.cleaned_data["text"], by=request.user)
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, done)
    return True
