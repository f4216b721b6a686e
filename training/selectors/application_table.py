"""The applications to one edition as a table: what the school's page and its files show."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from training.enums import ApplicationState
from training.models import Application, Edition, in_order

# Whose place is sure: from then on the school may write to them outside the portal.
SEAT_GIVEN = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)
COLUMNS: tuple[str | Promise, ...] = (
    _("Nome"), _("E-mail"), _("Stato"), _("Inviata il"), _("Risposta del"), _("Motivo"), _("Posto tenuto fino al"),
    _("Documenti mandati"), _("Perché vuole fare questo corso"), _("Codice della domanda"),
    _("Posizione in graduatoria"),
)  # fmt: skip


def applications_to(user: User, edition: Edition) -> QuerySet[Application]:
    """Those that the person may answer, in the order of the ranking, or who asked first first."""
    rows = Application.objects.answerable_by(user).filter(edition=edition).select_related("person")
    return in_order(rows.annotate(files=Count("documents")))


def lines_of(applications: QuerySet[Application]) -> Iterator[list[Any]]:
    """One line for each; an e-mail address only where the seat is given, as on the page."""
    for row in applications.iterator(chunk_size=500):
        yield [
            row.person.get_full_name(),
            row.person.email if row.state in SEAT_GIVEN else "",
            row.get_state_display(),
            _local(row.submitted_at),
            _local(row.decided_at),
            row.get_refusal_reason_display(),
            _local(row.offer_until),
            row.files,  # type: ignore[attr-defined]
            row.motivation,
            row.code,
            row.rank,  # type: ignore[attr-defined]
        ]


def _local(moment: datetime.datetime | None) -> datetime.datetime | None:
    return timezone.localtime(moment) if moment else None
