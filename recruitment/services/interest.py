"""A firm asks, a person answers: the only way by which names appear."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent
from core.services import record_event
from recruitment import notifications
from recruitment.enums import Answer
from recruitment.models import CandidateProfile, Interest, Match, Opening
from recruitment.selectors.candidates import OPENED


@transaction.atomic
def interest_create(*, match: Match, message: str, by: User) -> Interest:
    """The firm would like to know the person behind an anonymous match."""
    opening = Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=match.opening_id)
    profile = CandidateProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=match.profile_id)
    if not opening.is_open:
        raise BusinessRuleError(_("L'offerta non è più aperta: non si può chiedere a nuove persone."))
    if profile.matching_consent_at is None:
        raise BusinessRuleError(_("Questa persona non è più disponibile."))
    if Interest.objects.live().filter(opening=opening, profile=profile).exists():
        raise BusinessRuleError(_("Hai già chiesto a questa persona."))
    interest = Interest(opening=opening, profile=profile, expressed_by=by, message=message)
    interest.full_clean()
    interest.save()
    record_event(by=by, verb="recruitment.interest_created", target=interest)
    notifications.interest_asked(interest)
    return interest


@transaction.atomic
def interest_answer(*, interest: Interest, answer: Answer, by: User) -> Interest:
    """The person's yes or no, given once. No reason is asked for."""
    interest = (
        Interest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__partner", "profile", "expressed_by")
        .get(pk=interest.pk)
    )
    if interest.answer:
        raise BusinessRuleError(_("Hai già risposto a questa richiesta."))
    if not interest.is_pending:
        raise BusinessRuleError(_("L'offerta non è più aperta: non serve più rispondere."))
    interest.answer, interest.answered_at = answer, timezone.now()
    interest.save(update_fields=["answer", "answered_at", "updated_at"])
    record_event(by=by, verb="recruitment.interest_answered", target=interest, after={"answer": answer})
    notifications.interest_answered(interest)
    return interest


@transaction.atomic
def profiles_opened(*, interests: list[Interest], by: User) -> list[AuditEvent]:
    """Leave the trace of a look of a firm's person at named profiles: each of those people reads it on their own page.

    Once per firm's person, profile and day: the second look of a morning tells nothing new.
    """
    if not interests:
        return []
    # The rows are locked, in one order, so that two windows opened together leave one trace.
    profiles = CandidateProfile.objects.filter(pk__in=[interest.profile_id for interest in interests])
    locked = {row.pk: row for row in profiles.select_for_update(of=("self",), no_key=True).order_by("pk")}
    seen = AuditEvent.objects.filter(
        verb=OPENED,
        target_type=CandidateProfile._meta.label_lower,
        target_id__in=locked,
        actor=by,
        at__date=timezone.localdate(),
    )
    told = set(seen.values_list("target_id", "after__partner"))
    return [
        record_event(
            by=by,
            verb=OPENED,
            target=locked[interest.profile_id],
            after={"partner": interest.opening.partner_id, "opening": interest.opening_id},
        )
        for interest in interests
        if (interest.profile_id, interest.opening.partner_id) not in told
    ]
