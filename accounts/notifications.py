"""Mails about the guardian's confirmation: to the guardian with the link, to the minor with the answer."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import GuardianRequest, User
from core.outbox import outbox_add
from core.services import notify, render_notification

PARTS = ("subject", "body")


def guardian_asked(request: GuardianRequest, *, token: str) -> None:
    """The only place where the token is written: the mail, in the language of the minor. Of them, the first name."""
    with translation.override(request.minor.language):
        data = {"name": request.minor.first_name}
        subject, text = (render_notification(kind="guardian_asked", part=part, data=data) for part in PARTS)
        url = settings.SITE_URL + reverse("accounts:guardian_detail", args=[token])
        # Not an account: only somebody to greet in the layout of every mail.
        layout = {"recipient": User(email=request.email), "text": text, "url": url}
        body = render_to_string("notifications/layout.txt", layout)
    message = EmailMessage(subject=" ".join(subject.split()), body=body, to=[request.email])
    outbox_add(message=message, key=f"guardian-{request.pk}")


def guardian_answered(request: GuardianRequest) -> None:
    """Said yes, said no, taken back: the minor reads it and finds in their page what to do."""
    notify(
        kind="guardian_answered",
        key=f"guardian-{request.pk}-{request.state.lower()}",
        recipients=[request.minor],
        data={"state": str(request.state)},
        path=reverse("accounts:own_data"),
    )
