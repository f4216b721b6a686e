"""Addresses by which a person shows their passport to whom they like."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from core.services import record_event, record_look
from recruitment.models import PassportLink
from recruitment.services.profile import one_at_a_time

SEEN = "recruitment.passport_seen"


@transaction.atomic
def passport_link_create(*, link: PassportLink, days: int, by: User) -> PassportLink:
    """A new address, for a few days. Whoever is under 18 needs a parent's yes first: it shows their name."""
    if not may_take_part(by):
        raise BusinessRuleError(why_waiting(by))
    one_at_a_time(by)
    if PassportLink.objects.visible_to(by).live().count() >= PassportLink.MOST:
        raise BusinessRuleError(_("Hai già %d link aperti: togline uno prima.") % PassportLink.MOST)
    link.person, link.expires_at = by, PassportLink.ending(days)
    link.full_clean()
    link.save()
    record_event(by=by, verb="recruitment.passportlink_created", target=link)
    return link


@transaction.atomic
def passport_link_revoke(*, link: PassportLink, by: User) -> PassportLink:
    """From the next request nobody opens it."""
    if link.revoked_at is not None:
        raise BusinessRuleError(_("Questo link era già stato tolto."))
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at", "updated_at"])
    record_event(by=by, verb="recruitment.passportlink_revoked", target=link)
    return link


@transaction.atomic
def passport_opened(*, link: PassportLink, by: User | None) -> None:
    """Count that somebody opened it; of whoever is signed in the person reads who it was. One's own look is none."""
    if by == link.person:
        return
    PassportLink.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=timezone.now())
    if by is not None:
        record_look(by=by, person=link.person, target=link, verb=SEEN)
