"""Consents are taken back here, and given where they are used: the app that uses one listens and acts."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import Consent, User
from accounts.signals import consent_withdrawn
from core.errors import BusinessRuleError
from core.isolation import Tally, each_apart
from core.services import record_event


@transaction.atomic
def consent_withdraw(*, consent: Consent, by: User) -> Consent:
    """Take a consent back: it has effect before this returns, so that the next request shows nothing."""
    locked = _locked(consent)
    if locked is None or not locked.is_active:
        raise BusinessRuleError(_("Questo consenso era già stato tolto."))
    return _take_back(locked, by=by)


def consents_expire() -> Tally:
    """Take back those whose time is over, and say so."""
    over = {consent.pk: consent for consent in Consent.objects.run_out().order_by("pk")}
    return each_apart("accounts.consent", over, lambda pk: _expire_one(over[pk]))


def _locked(consent: Consent) -> Consent | None:
    """The person's row first: whoever saves the profile, which changes the consent, holds it too."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=consent.person_id)
    rows = Consent.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    return rows.filter(pk=consent.pk).first()


def _expire_one(found: Consent) -> int:
    consent = _locked(found)
    if consent is None or not Consent.objects.run_out().filter(pk=consent.pk).exists():
        return 0
    _take_back(consent, by=None)
    notifications.consent_expired(consent)
    return 1


def _take_back(consent: Consent, *, by: User | None) -> Consent:
    consent_withdrawn.send(sender=Consent, person=consent.person, purpose=consent.purpose, by=by)
    consent.refresh_from_db()
    return consent_close(consent, by=by)


def consent_close(consent: Consent, *, by: User | None) -> Consent:
    """Write that it was taken back, also where nothing stood on it any more and so no app has closed it."""
    if consent.is_active:
        consent.withdrawn_at = max(timezone.now(), consent.given_at)
        consent.save(update_fields=["withdrawn_at"])
    record_event(
        by=by,
        verb="accounts.consent_withdrawn",
        target=consent,
        subject=consent.person,
        after={"purpose": consent.purpose},
    )
    return consent
