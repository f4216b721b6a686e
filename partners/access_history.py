"""What the audit says about who got into a partner and out of it, in words: who, what, when, why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import AuditEvent
from core.privacy import subject_key
from partners.enums import ACCOUNT_CLOSED, MERGED
from partners.models import Invitation, JoinRequest, Membership, Partner

WORDS: dict[str, str | Promise] = {
    "partners.membership_created": _("Ruolo dato"),
    "partners.membership_updated": _("Ruolo corretto dalla segreteria"),
    "partners.membership_ended": _("Ruolo tolto"),
    "partners.invitation_created": _("Invito mandato"),
    "partners.invitation_revoked": _("Invito ritirato"),
    "partners.invitation_accepted": _("Invito accettato"),
    "partners.invitation_declined": _("Invito rifiutato"),
    "partners.join_request_created": _("Richiesta di entrare"),
    "partners.join_request_accepted": _("Richiesta accolta"),
    "partners.join_request_refused": _("Richiesta non accolta"),
    "partners.join_request_withdrawn": _("Richiesta ritirata"),
}
MODELS: tuple[type[models.Model], ...] = (Membership, Invitation, JoinRequest)
REASONS: dict[str, Promise] = {
    ACCOUNT_CLOSED: _("L'account è stato chiuso."),
    MERGED: _("Due partner, o due account, erano in realtà uno: la segreteria li ha uniti."),
}
# How services note what led to what; the other row of the same moment says it in words.
NOTED_BY_THE_PORTAL = re.compile(r"(instead of )?(invitation|join request|accession) \d+( of person \d+)?")


@dataclass(frozen=True)
class AccessChange:
    at: datetime
    what: str | Promise
    whom: str
    role: str
    by: str
    reason: str | Promise
    person: int | None
    target: models.Model


def access_events(partner: Partner) -> QuerySet[AuditEvent]:
    """Every change of the partner's memberships, invitations and requests, newest first; looks are not changes."""
    about = Q()
    for model in MODELS:
        rows = model._default_manager.filter(partner=partner).values("pk")
        about |= Q(target_type=model._meta.label_lower, target_id__in=rows)
    return AuditEvent.objects.filter(about, verb__in=WORDS).select_related("actor").order_by("-at", "-pk")


def access_changes(events: Iterable[AuditEvent]) -> list[AccessChange]:
    """A page of events in words; three queries whatever its length."""
    page = list(events)
    targets = {
        (model._meta.label_lower, row.pk): row
        for model in MODELS
        for row in model._default_manager.select_related(*_person(model)).filter(
            pk__in=[event.target_id for event in page if event.target_type == model._meta.label_lower]
        )
    }
    return [_in_words(event, targets[event.target_type, event.target_id]) for event in page]


def _person(model: type[models.Model]) -> list[str]:
    fields: dict[type[models.Model], list[str]] = {Membership: ["user"], JoinRequest: ["person"]}
    return fields.get(model, [])


def _in_words(event: AuditEvent, target: Any) -> AccessChange:
    whom = getattr(target, "user", None) or getattr(target, "person", None) or getattr(target, "email", "")
    return AccessChange(
        at=event.at,
        what=WORDS[event.verb],
        whom=str(whom),
        role=target.get_role_display() if getattr(target, "role", "") else "",
        by=str(event.actor or ""),
        person=subject_key(target),
        target=target,
        reason=_told(event.reason),
    )


def _told(reason: str) -> str | Promise:
    return "" if NOTED_BY_THE_PORTAL.fullmatch(reason) else REASONS.get(reason, reason)
