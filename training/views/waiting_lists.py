"""Whoever looks finds the waiting list where it stands now, not where the last minute left it."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.http import AuthenticatedRequest
from training import services
from training.models import Application


def moved_on(request: AuthenticatedRequest, applications: QuerySet[Application], pk: int) -> Application:
    """One of these applications (or 404), after an offer that nobody answered has gone on.

    Support only reads: it sees what is written.
    """
    application = applications.filter(pk=pk).first()
    if application is None:
        raise Http404
    late = Application.objects.overdue(timezone.now()).filter(edition=application.edition_id)
    if getattr(request.user, "supported_by", None) is None and late.exists():
        services.waiting_list_advance(edition=application.edition)
        return applications.get(pk=pk)
    return application
