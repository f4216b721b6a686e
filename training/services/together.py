"""Two or more partners hold one edition: the school of the course asks, the other says yes, either may step back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners.models import Partner
from training import notifications
from training.models import Edition, EditionPartner


@transaction.atomic
def together_ask(*, edition: Edition, partner: Partner, part: str, by: User) -> EditionPartner:
    """Nothing is shown until the other partner agrees."""
    edition = Edition.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=edition.pk)
    if partner.pk == edition.course.partner_id:
        raise BusinessRuleError(_("Il corso è già di questo partner: scegline un altro."))
    if EditionPartner.objects.filter(edition=edition, partner=partner).exists():
        raise BusinessRuleError(_("Questo partner c'è già."))
    asked = EditionPartner.objects.create(edition=edition, partner=partner, part=part)
    record_event(by=by, verb="training.edition_together_asked", target=edition, after={"partner": partner.pk})
    notifications.together_asked(asked)
    return asked


@transaction.atomic
def together_agree(*, asked: EditionPartner, by: User) -> EditionPartner:
    """From now on the page names both, and both look after the edition."""
    asked = _lock(asked)
    if asked.is_agreed:
        return asked
    asked.agreed_at, asked.agreed_by = timezone.now(), by
    asked.save(update_fields=["agreed_at", "agreed_by", "updated_at"])
    record_event(by=by, verb="training.edition_together_accepted", target=asked.edition, after=_whose(asked))
    notifications.together_answered(asked, kind="together_agreed")
    return asked


@transaction.atomic
def together_end(*, asked: EditionPartner, by: User) -> None:
    """The other says no, or one of the two steps back; the school of the course is told."""
    asked = _lock(asked)
    record_event(by=by, verb="training.edition_together_ended", target=asked.edition, before=_whose(asked))
    notifications.together_answered(asked, kind="together_ended")
    asked.delete()


def _lock(asked: EditionPartner) -> EditionPartner:
    rows = EditionPartner.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("edition__course__partner", "partner").get(pk=asked.pk)


def _whose(asked: EditionPartner) -> dict[str, int]:
    return {"partner": asked.partner_id}
