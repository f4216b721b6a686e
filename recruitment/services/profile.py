"""What a person does with the profile by which firms may find them, and with the skills they declare."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from core.models import Notification
from core.services import record_event
from recruitment import notifications
from recruitment.enums import Stage
from recruitment.models import CandidateProfile, Interest
from recruitment.models.interest import NAMED
from recruitment.services import selection
from skills.enums import Evidence
from skills.models import SkillClaim


@transaction.atomic
def profile_save(*, profile: CandidateProfile, consent: bool, by: User) -> CandidateProfile:
    """Write the profile; `consent` is the person's yes or no to being matched, today.

    A first yes keeps its date. A no takes effect at once: matches are deleted and what firms asked is closed.
    """
    one_at_a_time(profile.person)
    created = profile.pk is None
    profile.matching_consent_at = None if created else _consent_today(profile)
    had_consent = profile.matching_consent_at is not None
    if consent and not may_take_part(profile.person):
        text = _("Intanto puoi salvare il profilo senza consenso: quello che hai scritto resta.")
        raise BusinessRuleError(f"{why_waiting(profile.person)} {text}")
    if consent != had_consent:
        profile.matching_consent_at = timezone.now() if consent else None
    profile.full_clean()
    profile.save()
    verb = "recruitment.profile_created" if created else "recruitment.profile_updated"
    record_event(by=by, verb=verb, target=profile)
    if consent != had_consent:
        verb = "recruitment.matching_consent_given" if consent else "recruitment.matching_consent_withdrawn"
        record_event(by=by, verb=verb, target=profile)
    if not consent and had_consent:
        _forget_matches(profile, by=by)
    return profile


@transaction.atomic
def matching_stop(*, person: User, by: User | None) -> None:
    """Take the person out of what firms find, now: matches go, what firms asked is closed and they are told."""
    profiles = CandidateProfile.objects.select_for_update(of=("self",), no_key=True)
    profile = profiles.filter(person=person, matching_consent_at__isnull=False).first()
    if profile is None:
        return
    profile.matching_consent_at = None
    profile.save(update_fields=["matching_consent_at", "updated_at"])
    record_event(by=by, verb="recruitment.matching_consent_withdrawn", target=profile, subject=person)
    _forget_matches(profile, by=by)


@transaction.atomic
def birth_dates_ask() -> int:
    """Tell whoever said yes to being matched before the portal asked for birth dates; a year later, again."""
    told = Notification.objects.filter(kind=notifications.BIRTH_DATE_MISSING).values("recipient")
    unknown = CandidateProfile.objects.filter(
        matching_consent_at__isnull=False, person__birth_date=None, person__is_active=True
    )
    rows = unknown.exclude(person__in=told).select_related("person").order_by("pk")
    return notifications.birth_date_missing(rows)


@transaction.atomic
def claim_save(*, claim: SkillClaim, by: User) -> SkillClaim:
    """Write a skill that the person declares: one with a proof behind it is changed only by who proved it."""
    if claim.evidence != Evidence.DECLARED:
        raise BusinessRuleError(_("Questa competenza ha una prova: la cambia solo chi l'ha verificata."))
    one_at_a_time(claim.person)
    created = claim.pk is None
    if not created:
        claim.source_type = ""  # what the person writes over a file is theirs
    claim.full_clean()
    claim.save()
    verb = "recruitment.claim_created" if created else "recruitment.claim_updated"
    record_event(by=by, verb=verb, target=claim, after={"skill": claim.skill_id, "level": claim.level})
    return claim


@transaction.atomic
def claim_delete(*, claim: SkillClaim, by: User) -> None:
    """Take back a declared skill."""
    if claim.evidence != Evidence.DECLARED:
        raise BusinessRuleError(_("Questa competenza ha una prova: la cambia solo chi l'ha verificata."))
    record_event(by=by, verb="recruitment.claim_deleted", target=claim, before={"skill": claim.skill_id})
    claim.delete()


def one_at_a_time(person: User) -> None:
    """A button pressed twice: the second press waits, then meets what the first one wrote."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _consent_today(profile: CandidateProfile) -> datetime.datetime | None:
    """As it stands now: it may have been taken back in another window since the form was read."""
    return CandidateProfile.objects.values_list("matching_consent_at", flat=True).get(pk=profile.pk)


def _forget_matches(profile: CandidateProfile, *, by: User | None) -> None:
    profile.matches.all().delete()
    interests = list(
        Interest.objects.live()
        .filter(profile=profile)
        .select_for_update(of=("self",), no_key=True)
        .select_related("opening__partner", "profile__person", "expressed_by")
        .order_by("pk")
    )
    told = [interest for interest in interests if _concerns_firm(interest)]
    running = [interest for interest in interests if interest.is_running]
    selection.selections_end(interests=running, stage=Stage.WITHDRAWN, by=by)
    for interest in interests:
        interest.closed_at = timezone.now()
        interest.save(update_fields=["closed_at", "updated_at"])
    for interest in told:
        notifications.interest_closed(interest)


def _concerns_firm(interest: Interest) -> bool:
    """The firm still waits, or reads the name. To tell it of a no, too, would say who it was that had said no."""
    if interest.answer == "":
        return not interest.is_lapsed and not interest.opening.is_over
    return interest.stage in NAMED and not interest.is_out_of_time
