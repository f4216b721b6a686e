"""What somebody had typed into a form that is no longer there for them, given back instead of lost.

Rights can end while a form is open: its answer is then "not found", the same for whatever the person may not see, so
what is given back comes from the request alone. So it is when the session has ended meanwhile: nothing is kept for
somebody whom the portal no longer knows, the page itself holds the words until they have signed in again.
Files, secrets and choices are left out: choosing again is quick.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from core.forms import PoloFormMixin

SECRET = re.compile(r"pass|token|secret|otp", re.IGNORECASE)
TECHNICAL = {"csrfmiddlewaretoken", "next", "action"}
# What a box or a list sends, where no form of ours tells what the field is.
CHOSEN = re.compile(r"on|\d+|[A-Z_]+")
NOT_TYPED = (forms.ChoiceField, forms.BooleanField, forms.FileField)
HIDDEN = (forms.PasswordInput, forms.HiddenInput)


@dataclass(frozen=True)
class TypedText:
    label: str
    text: str


def typed_text(request: HttpRequest) -> list[TypedText]:
    """The words of the form, in its order. Nothing for strangers, other people's views and what no view received.

    A request that reached a view passed the check of its token: no other site can put words on this page.
    """
    return words_sent(request) if request.user.is_authenticated else []


def words_sent(request: HttpRequest) -> list[TypedText]:
    """The same for whoever sent them; the caller has seen to it that the request passed the check of its token."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not _is_readable(request):
        return []
    fields = _fields(match.func.__module__.split(".")[0], sent={_key(name) for name in request.POST})
    return [
        TypedText(str(fields[_key(name)].label or "") if _key(name) in fields else "", value.strip())
        for name, values in request.POST.lists()
        for value in values
        if _is_typed(name, value, fields)
    ]


def _is_readable(request: HttpRequest) -> bool:
    """False for a body that is no form (cut short, too large): nobody typed it."""
    try:
        return bool(request.POST)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return False


def _key(name: str) -> str:
    """The field's own name, without the row of a formset before it."""
    return name.rsplit("-", 1)[-1]


def _is_typed(name: str, value: str, fields: dict[str, forms.Field]) -> bool:
    key = _key(name)
    if not value.strip() or name in TECHNICAL or key.isupper() or SECRET.search(name):
        return False
    if field := fields.get(key):
        return not isinstance(field, NOT_TYPED) and not isinstance(field.widget, HIDDEN)
    return not CHOSEN.fullmatch(value)


def _fields(app: str, *, sent: set[str]) -> dict[str, forms.Field]:
    """The fields of an app's forms by name; where two forms share one, that of the form most like what was sent."""
    found: list[dict[str, forms.Field]] = [
        form.base_fields for form in _forms(PoloFormMixin) if form.__module__.split(".")[0] == app
    ]
    fields: dict[str, forms.Field] = {}
    for held in sorted(found, key=lambda held: len(sent & held.keys()) - len(held.keys() - sent)):
        fields |= held
    return fields


def _forms(parent: Any) -> Iterator[Any]:
    for form in parent.__subclasses__():
        if hasattr(form, "base_fields"):
            yield form
        yield from _forms(form)
