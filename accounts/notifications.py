"""What people are told about their own account, and a guardian about a minor's."""

import datetime
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.devices import device_name
from accounts.enums import SecurityChange
from accounts.models import Consent, DataExport, Erasure, GuardianRequest, User
from core.languages import in_each
from core.models import AuditEvent
from core.outbox import outbox_add
from core.services import notify, notify_address

PARTS = ("subject", "body")


@dataclass(frozen=True)
class Goodbye:
    """Where the last mail goes, remembered only until it is written."""

    address: str
    language: str


def export_ready(export: DataExport) -> None:
    assert export.expires_at is not None  # noqa: S101 - a ready copy has its date (constraint)
    notify(
        kind="export_ready",
        key=f"export_ready:{export.pk}",
        recipients=[export.person],
        data={"until": export.expires_at.isoformat()},
        path=reverse("accounts:privacy_overview"),
    )


def export_failed(export: DataExport) -> None:
    notify(
        kind="export_failed",
        key=f"export_failed:{export.pk}",
        recipients=[export.person],
        path=reverse("accounts:privacy_overview"),
    )


def consent_expired(consent: Consent) -> None:
    notify(
        kind="consent_expired",
        key=f"consent_expired:{consent.pk}",
        recipients=[consent.person],
        data={"purpose": consent.purpose},
        path=reverse("accounts:consent_list"),
    )


def erasure_requested(erasure: Erasure) -> None:
    notify(
        kind="erasure_requested",
        key=f"erasure_requested:{erasure.pk}",
        recipients=[erasure.person],
        data={"due_at": erasure.due_at.isoformat()},
        path=reverse("accounts:account_erase"),
    )


def erasure_cancelled(erasure: Erasure) -> None:
    notify(
        kind="erasure_cancelled",
        key=f"erasure_cancelled:{erasure.pk}",
        recipients=[erasure.person],
        path=reverse("accounts:privacy_overview"),
    )


def person_corrected(person: User, *, event: int, reason: str) -> None:
    """Why, never what: the person reads the values in their own page."""
    notify(
        kind="person_corrected",
        key=f"person_corrected:{event}",
        recipients=[person],
        data={"reason": reason},
        path=reverse("accounts:own_data"),
    )


def security_changed(
    person: User, *, change: SecurityChange, event: AuditEvent, user_agent: str, former_address: str
) -> None:
    """Never the address or the device's network: what a thief could read here would help them."""
    data = in_each("what", lambda: change.label) | in_each("device", lambda: device_name(user_agent))
    data["at"] = event.at.isoformat()
    kind, key, path = "security_changed", f"security-{event.pk}", reverse("accounts:security")
    notify(kind=kind, key=key, recipients=[person], data=data, path=path)
    if former_address:
        language = person.language
        notify_address(kind=kind, key=f"{key}-former", address=former_address, language=language, path=path, data=data)


def inactive_warned(person: User, *, seen: datetime.datetime) -> int:
    """How many were written: one, or none when this absence was already told."""
    written = notify(
        kind="inactive_warned",
        key=f"inactive_warned:{seen.date().isoformat()}",
        recipients=[person],
        path=reverse("accounts:privacy_overview"),
    )
    return len(written)


def person_erased(erasure: Erasure, goodbye: Goodbye) -> None:
    """The last mail: no row stays behind, not even its address. No notice in the portal: nobody is left to read it."""
    with translation.override(goodbye.language):
        words = {part: render_to_string(f"accounts/mail/person_erased.{part}.txt").strip() for part in PARTS}
    message = EmailMessage(subject=" ".join(words["subject"].split()), body=words["body"], to=[goodbye.address])
    outbox_add(message=message, key=f"person_erased:{erasure.pk}", is_fleeting=True)


def guardian_asked(request: GuardianRequest, *, token: str) -> None:
    """The only place where the token is written: the mail, in the language of the minor. Of them, the first name.

    Its row goes as soon as the mail server has taken it, or after a week: the link outlives it in the mailbox alone.
    """
    notify_address(
        kind="guardian_asked",
        key=f"guardian-{request.pk}",
        address=request.email,
        language=request.minor.language,
        path=reverse("accounts:guardian_detail", args=[token]),
        data={"name": request.minor.first_name},
    )


def guardian_answered(request: GuardianRequest) -> None:
    """Said yes, said no, taken back: the minor reads it and finds in their page what to do."""
    notify(
        kind="guardian_answered",
        key=f"guardian-{request.pk}-{request.state.lower()}",
        recipients=[request.minor],
        data={"state": str(request.state)},
        path=reverse("accounts:own_data"),
    )


def accounts_merged(keep: User, *, told: list[str], language: str, event: int) -> None:
    """To both: the account that is kept in the portal too, the mailboxes of the other by mail only."""
    key = f"account-merged-{event}"
    notify(kind="account_merged", key=key, recipients=[keep], path=reverse("accounts:privacy_overview"))
    for number, address in enumerate(told):
        notify_address(
            kind="account_merged",
            key=f"{key}-{number}",
            address=address,
            language=language,
            path=reverse("home"),
            data={"closed": True},
        )
