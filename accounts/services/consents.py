"""Consents are taken back here, and given where they are used: the app that uses one listens and acts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import Consent, User
from accounts.signals import consent_withdrawn
from core.errors import BusinessRuleError
from core.services import record_event


@transaction.atomic
def consent_withdraw(*, consent: Consent, by: User) -> Consent:
    """Take a consent back: it has effect before this returns, so that the next request shows nothing."""
    consent = Consent.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=consent.pk)
    if not consent.is_active:
        raise BusinessRuleError(_("Questo consenso era già stato tolto."))
    return _take_back(consent, by=by)


def consents_expire() -> int:
    """Take back those whose time is over, and say so; returns how many."""
    expired = 0
    for pk in Consent.objects.run_out().order_by("pk").values_list("pk", flat=True):
        expired += _expire_one(pk)
    return expired


@transaction.atomic
def _expire_one(pk: int) -> int:
    locked = Consent.objects.run_out().select_for_update(of=("self",), no_key=True).select_related("person")
    consent = locked.filter(pk=pk).first()
    if consent is None:
        return 0
    _take_back(consent, by=None)
    notifications.consent_expired(consent)
    return 1


def _take_back(consent: Consent, *, by: User | None) -> Consent:
    consent_withdrawn.send(sender=Consent, person=consent.person, purpose=consent.purpose, by=by)
    consent.refresh_from_db()
    if consent.is_active:
        raise RuntimeError(f"nobody took back the consent to {consent.purpose}")
    record_event(
        by=by,
        verb="accounts.consent_withdrawn",
        target=consent,
        subject=consent.person,
        after={"purpose": consent.purpose},
    )
    return consent
