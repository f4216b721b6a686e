"""A firm asks, a person answers: the only way by which names appear."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from core.services import record_event, record_looks
from recruitment import notifications, policies
from recruitment.enums import Answer, Stage
from recruitment.models import CandidateProfile, Interest, Match, Opening, QuestionReply
from recruitment.selectors.candidates import OPENED


@transaction.atomic
def interest_create(*, match: Match, message: str, by: User) -> Interest:
    """The firm would like to know the person behind an anonymous match."""
    opening = Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=match.opening_id)
    profile = CandidateProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=match.profile_id)
    if not policies.is_intermediation_declared():
        raise BusinessRuleError(_("Non si può ancora: il Polo deve prima scrivere chi svolge l'intermediazione."))
    if not opening.is_open:
        raise BusinessRuleError(_("L'offerta non è più aperta: non si può chiedere a nuove persone."))
    if profile.matching_consent_at is None or not may_take_part(profile.person):
        raise BusinessRuleError(_("Questa persona non è più disponibile."))
    before = Interest.objects.live().filter(opening=opening, profile=profile).first()
    if before and not before.is_lapsed:
        raise BusinessRuleError(_("Hai già chiesto a questa persona."))
    if opening.monthly_cap and _asked_this_month(opening) >= opening.monthly_cap:
        raise BusinessRuleError(_("Questo mese hai già contattato tutte le persone che avevi previsto."))
    if before:  # not answered in time: the new question takes its place
        before.closed_at = timezone.now()
        before.save(update_fields=["closed_at", "updated_at"])
    interest = Interest(
        opening=opening, profile=profile, expressed_by=by, message=message,
        answer_by=timezone.localdate() + datetime.timedelta(days=settings.INTEREST_ANSWER_DAYS),
    )  # fmt: skip
    interest.full_clean()
    interest.save()
    record_event(by=by, verb="recruitment.interest_created", target=interest)
    notifications.interest_asked(interest)
    return interest


@transaction.atomic
def interest_answer(
    *, interest: Interest, answer: Answer, by: User, replies: Mapping[str, str] | None = None
) -> Interest:
    """The person's yes or no, given once. No reason is asked for; a no is taken from whoever may not take part too.

    With a yes go the `replies`: each question of the firm as the person read it, with what they answered.
    The opening is held first: of a yes and a closing that meet, the second sees what the first one did.
    """
    opening = Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=interest.opening_id)
    interest = (
        Interest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__partner", "profile", "expressed_by")
        .get(pk=interest.pk)
    )
    if interest.answer:
        raise BusinessRuleError(_("Hai già risposto a questa richiesta."))
    if interest.is_lapsed:
        raise BusinessRuleError(_("Il tempo per rispondere è finito: l'impresa può chiedertelo di nuovo."))
    if not interest.is_pending:
        raise BusinessRuleError(_("L'offerta non è più aperta: non serve più rispondere."))
    if answer == Answer.YES and not may_take_part(by):
        raise BusinessRuleError(why_waiting(by))
    interest.answer, interest.answered_at = answer, timezone.now()
    if answer == Answer.YES:
        interest.stage, interest.stage_at, interest.access_until = Stage.ACCEPTED, interest.answered_at, access_end()
        interest.opens_profile = True
    interest.save(
        update_fields=["answer", "answered_at", "stage", "stage_at", "access_until", "opens_profile", "updated_at"]
    )
    if answer == Answer.YES:
        _keep_replies(interest, opening=opening, replies=replies or {})
    record_event(by=by, verb="recruitment.interest_answered", target=interest, after={"answer": answer})
    notifications.interest_answered(interest)
    return interest


def _keep_replies(interest: Interest, *, opening: Opening, replies: Mapping[str, str]) -> None:
    """Questions and answers as they are today; a yes to questions that are no longer those is not taken."""
    questions = list(opening.questions.all())
    if set(replies) != {question.text for question in questions}:
        raise BusinessRuleError(_("L'impresa ha cambiato le domande: rileggile, poi rispondi."))
    for question in questions:
        text = replies[question.text].strip()
        if question.is_required and not text:
            raise BusinessRuleError(_("A questa domanda serve una risposta: %(question)s") % {"question": question})
        if text:
            reply = QuestionReply(interest=interest, number=question.number, question=question.text, text=text)
            reply.full_clean()
            reply.save()


def access_end() -> datetime.date:
    """The last day on which names are open after a yes given today: told to both before and after it."""
    return timezone.localdate() + datetime.timedelta(days=settings.INTEREST_ACCESS_DAYS)


def _asked_this_month(opening: Opening) -> int:
    """Closed questions count too: those people were contacted."""
    begun = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Interest.objects.filter(opening=opening, created_at__gte=begun).count()


def profiles_opened(*, interests: list[Interest], by: User, verb: str = OPENED) -> None:
    """Leave the trace of a look at named profiles: each of those people reads it on their own page."""
    seen = [(interest.profile.person_id, interest.profile) for interest in interests]
    record_looks(by=by, verb=verb, seen=seen)
