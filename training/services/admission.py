"""How a school admits people to an edition."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.models import Admission, Edition
from training.services.criteria import has_applications, require_nobody_applied
from training.services.moves import lock_edition
from training.services.waiting_list import waiting_list_advance

# Who comes first: settled once the criteria are published, for good once somebody has applied.
RULES = ("ordering", "tie_break", "shows_ranking")


@transaction.atomic
def admission_update(*, edition: Edition, facts: dict[str, Any], by: User) -> Admission:
    """Write the rules; deadlines already given to somebody stay as they were told."""
    edition = lock_edition(edition.pk)
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata."))
    admission = Admission.of(edition)
    before = _words(admission) if admission.pk else {}
    if any(getattr(admission, name) != facts.get(name, getattr(admission, name)) for name in RULES):
        _require_rules_open(admission)
    for name, value in facts.items():
        setattr(admission, name, value)
    admission.full_clean()
    admission.save()
    record_event(by=by, verb="training.admission_updated", target=admission, before=before, after=_words(admission))
    waiting_list_advance(edition=edition)
    return admission


def is_settled(admission: Admission) -> bool:
    """Whether the rules of who comes first stay as they are."""
    return admission.criteria_published_at is not None or has_applications(admission.edition)


def _require_rules_open(admission: Admission) -> None:
    require_nobody_applied(admission.edition)
    if admission.criteria_published_at is not None:
        raise BusinessRuleError(_("I criteri sono già pubblicati: per cambiare le regole prima riaprili."))


def _words(admission: Admission) -> dict[str, Any]:
    return {
        "answers_by": admission.answers_by.isoformat() if admission.answers_by else None,
        "takes_when_full": admission.takes_when_full,
        "offer_hours": admission.offer_hours,
        "ordering": admission.ordering,
        "tie_break": admission.tie_break,
        "shows_ranking": admission.shows_ranking,
    }
