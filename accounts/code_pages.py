"""allauth's pages for the codes it sends, which send people away without a word once the code has run out.

A code that ran out, was used or was never asked for leads back to the way in; here that comes with the reason.
Asking for another one too soon is said on the page, and asking lasts as long for an address that nobody has.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.adapter import MAIL_SENT, AccountAdapter

WAYS_BACK = ("account_login", "account_request_login_code", "account_email")
TOO_MANY = 429
View = Callable[..., HttpResponseBase]


def explained(view: View) -> View:
    @wraps(view)
    def with_reason(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        signed_in = request.user.is_authenticated
        try:
            response = view(request, *args, **kwargs)
        except ImmediateHttpResponse as early:  # allauth's way of saying: not so often
            response = early.response
        if request.POST.get("action") == "resend":
            response = _sent_again(request, response)
        turned_back = getattr(response, "url", "").partition("?")[0] in {reverse(name) for name in WAYS_BACK}
        if turned_back and not _said_already(request):
            messages.warning(request, _signed_in_words() if signed_in else _stranger_words())
        return response

    return with_reason


def _sent_again(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code == TOO_MANY:
        messages.warning(
            request, _("Te l'abbiamo appena mandato: aspetta qualche secondo prima di chiederlo di nuovo.")
        )
        return redirect(request.get_full_path())
    if not getattr(request, MAIL_SENT, False):
        AccountAdapter(request).resend_rehearse()
    return response


def _said_already(request: HttpRequest) -> bool:
    """Whether allauth has left a message of its own, as it does after a success or too many tries."""
    return getattr(messages.get_messages(request), "added_new", False)


def _signed_in_words() -> str:
    return _(
        "Il codice non vale più: è scaduto oppure l'hai già usato. Controlla qui sotto se l'indirizzo è confermato; se"
        " non lo è, chiedi un altro codice."
    )


def _stranger_words() -> str:
    return _(
        "Il codice non vale più: è scaduto oppure l'hai già usato. Non hai perso nulla: entra, e se serve ti mandiamo"
        " un altro codice."
    )


urlpatterns = [
    path("confirm-email/", explained(views.email_verification_sent), name="account_email_verification_sent"),
    path("login/code/confirm/", explained(views.confirm_login_code), name="account_confirm_login_code"),
]
