"""The criteria of a ranking: written, published before anybody applies, settled once somebody has."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.models import Admission, Application, Edition, RankingCriterion
from training.services.moves import lock_edition

MOST_CRITERIA = 10


@transaction.atomic
def criterion_create(*, edition: Edition, facts: dict[str, Any], by: User) -> RankingCriterion:
    """One more thing to give points for."""
    edition = lock_edition(edition.pk)
    _require_unpublished(edition)
    if edition.criteria.count() >= MOST_CRITERIA:
        raise BusinessRuleError(_("Dieci criteri bastano: togline uno prima di aggiungerne un altro."))
    criterion = RankingCriterion(edition=edition, **facts)
    criterion.full_clean()
    criterion.save()
    record_event(by=by, verb="training.criterion_created", target=criterion, after=_words(criterion))
    return criterion


@transaction.atomic
def criterion_delete(*, criterion: RankingCriterion, by: User) -> None:
    edition = lock_edition(criterion.edition_id)
    _require_unpublished(edition)
    record_event(by=by, verb="training.criterion_deleted", target=criterion, before=_words(criterion))
    criterion.delete()


@transaction.atomic
def criteria_publish(*, edition: Edition, by: User) -> Admission:
    """From now on everybody reads by what the ranking is made, and applications are taken."""
    edition = lock_edition(edition.pk)
    admission = Admission.of(edition)
    _require_unpublished(edition)
    if not edition.criteria.exists():
        raise BusinessRuleError(_("Prima scrivi almeno un criterio."))
    admission.criteria_published_at = timezone.now()
    admission.full_clean()
    admission.save()
    facts = {"criteria": [_words(criterion) for criterion in edition.criteria.all()]}
    record_event(by=by, verb="training.criteria_published", target=admission, after=facts)
    return admission


@transaction.atomic
def criteria_reopen(*, edition: Edition, by: User) -> Admission:
    """Back to writing them, as long as nobody has applied by them."""
    edition = lock_edition(edition.pk)
    admission = Admission.of(edition)
    if admission.criteria_published_at is None:
        raise BusinessRuleError(_("I criteri non sono pubblicati: puoi già cambiarli."))
    require_nobody_applied(edition)
    admission.criteria_published_at = None
    admission.full_clean()
    admission.save()
    record_event(by=by, verb="training.criteria_unpublished", target=admission)
    return admission


def has_applications(edition: Edition) -> bool:
    """Whether somebody has asked for a seat by the rules as they are; a draft is not sent yet."""
    return Application.objects.filter(edition=edition, submitted_at__isnull=False).exists()


def require_nobody_applied(edition: Edition) -> None:
    if has_applications(edition):
        raise BusinessRuleError(_("Qualcuno ha già mandato la domanda con queste regole: non si cambiano più."))


def _require_unpublished(edition: Edition) -> None:
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata."))
    admission = Admission.of(edition)
    if not admission.is_ranked:
        raise BusinessRuleError(_("Prima scegli che le domande si ordinano con una graduatoria."))
    require_nobody_applied(edition)
    if admission.criteria_published_at is not None:
        raise BusinessRuleError(_("I criteri sono già pubblicati: per cambiarli prima riaprili."))


def _words(criterion: RankingCriterion) -> dict[str, Any]:
    return {"name": criterion.name, "max_points": criterion.max_points, "weight": criterion.weight}
