"""A partner leaves the Polo: whoever asked for a seat in its courses is answered, whoever has one is told."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners.models import Partner
from training.enums import PENDING_APPLICATION_STATES, ApplicationState, RefusalReason
from training.models import Application, Edition
from training.notifications import tell_applicant
from training.services.applications import application_refuse
from training.services.editions import edition_cancel


@transaction.atomic
def partner_editions_close(*, partner: Partner, by: User, reason: str) -> int:
    """Editions still to begin are called off; of those under way, who waits is refused and who attends is told.

    Every edition is locked first: who is sending an application at this moment is seen here, or sees that it is late.
    """
    today = timezone.localdate()
    rows = Edition.objects.select_for_update(of=("self",), no_key=True).filter(
        course__partner=partner, cancelled_at=None, ends_on__gte=today
    )
    editions = list(rows.order_by("pk"))
    for edition in editions:
        if edition.starts_on > today:
            edition_cancel(edition=edition, reason=reason, by=by)
        else:
            _close_running(edition, by=by, reason=reason)
    return len(editions)


def _close_running(edition: Edition, *, by: User, reason: str) -> None:
    live = Application.objects.filter(edition=edition, state__in=PENDING_APPLICATION_STATES)
    for application in live.select_related("person", "edition__course__partner").order_by("pk"):
        if application.state in {ApplicationState.SUBMITTED, ApplicationState.WAITLISTED}:
            application_refuse(application=application, by=by, reason=RefusalReason.OTHER, message=reason)
        else:
            tell_applicant(kind="application_partner_left", application=application)
