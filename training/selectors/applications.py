"""Where an application stands, told as steps."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.enums import ApplicationState
from training.models import Application


@dataclass(frozen=True)
class Step:
    label: str | Promise
    day: datetime.date | None
    is_done: bool


def applications_of(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With what a list of one's own applications shows, the latest first."""
    return applications.select_related(
        "edition__course__partner", "edition__site__municipality", "edition__course__site__municipality"
    ).order_by("-created_at", "-pk")


def timeline(application: Application, today: datetime.date) -> list[Step]:
    """From sending to the end of the course; what is left out will not happen any more."""
    sent = Step(_("Domanda inviata"), timezone.localdate(application.created_at), is_done=True)
    state, edition = application.state, application.edition
    answered = timezone.localdate(application.decided_at) if application.decided_at else None
    last = timezone.localdate(application.updated_at)
    if state == ApplicationState.WITHDRAWN:
        accepted = [Step(_("Domanda accolta: hai un posto"), answered, is_done=True)] if answered else []
        return [sent, *accepted, Step(_("Hai ritirato la domanda"), last, is_done=True)]
    if state == ApplicationState.REFUSED:
        return [sent, Step(_("Domanda non accolta"), answered, is_done=True)]
    answer = _("Domanda accolta: hai un posto") if answered else _("Risposta della scuola")
    is_complete = state == ApplicationState.COMPLETED
    return [
        sent,
        Step(answer, answered, is_done=answered is not None),
        Step(_("Inizio del corso"), edition.starts_on, is_done=answered is not None and today >= edition.starts_on),
        Step(_("Fine del corso"), edition.ends_on, is_done=answered is not None and today > edition.ends_on),
        Step(_("Percorso concluso"), last if is_complete else None, is_done=is_complete),
    ]
