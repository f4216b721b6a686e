"""How many mails one person, or one partner, can make the portal send in a day. Counted on the rows themselves, under
the lock of the partner or of the person: nothing to lose when the cache is down, nothing to count twice.
"""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import BusinessRuleError
from partners.models import Accession, Invitation, JoinRequest, Partner

WINDOW = datetime.timedelta(days=1)
INVITATIONS_BY_PERSON, INVITATIONS_OF_PARTNER = 60, 120
REQUESTS_BY_PERSON, REQUESTS_TO_PARTNER = 5, 60
ACCESSIONS_BY_PERSON = 3


def refuse_too_many_invitations(*, partner: Partner, by: User, more: int = 1) -> None:
    """Those sent again count: each is a mail to somebody. `more` is how many are asked for."""
    today = Invitation.objects.filter(created_at__gt=timezone.now() - WINDOW)
    left = min(
        INVITATIONS_BY_PERSON - today.filter(invited_by=by).count(),
        INVITATIONS_OF_PARTNER - today.filter(partner=partner).count(),
    )
    if 0 < left < more:
        raise BusinessRuleError(
            ngettext(
                "Per oggi puoi mandare ancora %(left)s invito: togli gli altri indirizzi e riprova domani.",
                "Per oggi puoi mandare ancora %(left)s inviti: togli gli altri indirizzi e riprova domani.",
                left,
            )
            % {"left": left}
        )
    if left < more:
        raise BusinessRuleError(
            _("Per oggi gli inviti sono già molti: riprova domani. Se ti servono subito, scrivi alla segreteria.")
        )


def refuse_too_many_requests(*, partner: Partner, by: User) -> None:
    """Those withdrawn count: each has told the partner's managers."""
    today = JoinRequest.objects.filter(created_at__gt=timezone.now() - WINDOW)
    if _reached(today, Q(person=by), REQUESTS_BY_PERSON):
        raise BusinessRuleError(_("Per oggi hai già chiesto abbastanza volte: riprova domani."))
    if _reached(today, Q(partner=partner), REQUESTS_TO_PARTNER):
        raise BusinessRuleError(_("Per oggi questo partner ha ricevuto molte richieste: riprova domani."))


def refuse_too_many_accessions(*, by: User) -> None:
    """Those withdrawn count: each has told the secretariat."""
    today = Accession.objects.filter(created_at__gt=timezone.now() - WINDOW)
    if _reached(today, Q(contact=by), ACCESSIONS_BY_PERSON):
        raise BusinessRuleError(_("Per oggi hai già mandato abbastanza domande di ingresso: riprova domani."))


def _reached(rows: QuerySet, whose: Q, limit: int) -> bool:
    return rows.filter(whose).count() >= limit
