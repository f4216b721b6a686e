"""What the rows of the audit about a person are called: the course applied for, the partner asked, the day booked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.models import AuditEvent
from core.templatetags.polo import local
from orientation.models import Appointment
from partners.models import Accession, Handover, JoinRequest, Mandate, Membership
from training.models import Application

Key = tuple[str, int]


@dataclass(frozen=True)
class Kind:
    model: type[Model]
    related: str
    name: Callable[[Any], str]


def _appointment(row: Appointment) -> str:
    return f"{local(row.slot.service, 'name')}, {date_format(localtime(row.slot.starts_at), 'j F Y')}"


KINDS = (
    Kind(Application, "edition__course", lambda row: row.edition.course.title),
    Kind(Appointment, "slot__service", _appointment),
    Kind(Membership, "partner", lambda row: f"{row.get_role_display()}, {row.partner.name}"),
    Kind(JoinRequest, "partner", lambda row: row.partner.name),
    Kind(Accession, "partner", lambda row: row.partner.name),
    Kind(Mandate, "partner", lambda row: row.get_office_display()),
    Kind(Handover, "outgoing", lambda row: row.outgoing.get_office_display()),
)


def things_named(rows: Iterable[AuditEvent]) -> dict[Key, str]:
    """By kind and number, one query for each kind that occurs. What is no longer there has no name."""
    asked = {(row.target_type, row.target_id) for row in rows}
    return {
        (kind.model._meta.label_lower, thing.pk): kind.name(thing)
        for kind in KINDS
        if (numbers := [number for label, number in asked if label == kind.model._meta.label_lower])
        for thing in kind.model._default_manager.select_related(kind.related).filter(pk__in=numbers)
    }
