"""A person contests a match, somebody of the Polo answers. Both are kept, and told to the other side."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment import notifications
from recruitment.enums import ContestOutcome
from recruitment.models import Match, MatchContest

FROZEN = ("opening", "profile", "score", "weight_total", "focus", "policy_version", "inputs", "inputs_digest")


@transaction.atomic
def contest_create(*, match: Match, text: str, by: User) -> MatchContest:
    """The facts are copied as they are now: the answer speaks of what the person saw."""
    match = (
        Match.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening", "profile")
        .get(pk=match.pk)
    )
    if MatchContest.objects.waiting().filter(opening=match.opening, profile=match.profile).exists():
        raise BusinessRuleError(_("Hai già contestato questo abbinamento: aspetta la risposta."))
    contest = MatchContest(text=text, **{name: getattr(match, name) for name in FROZEN})
    contest.full_clean()
    contest.save()
    record_event(by=by, verb="recruitment.matchcontest_created", target=contest)
    notifications.contest_created(contest)
    return contest


@transaction.atomic
def contest_answer(*, contest: MatchContest, outcome: ContestOutcome, answer: str, by: User) -> MatchContest:
    """Given once, by somebody who is not the person."""
    rows = MatchContest.objects.select_for_update(of=("self",), no_key=True).select_related(
        "opening", "profile__person"
    )
    contest = rows.get(pk=contest.pk)
    if contest.outcome:
        raise BusinessRuleError(_("Qualcuno ha già risposto."))
    if contest.profile.person_id == by.pk:
        raise BusinessRuleError(_("Risponde un'altra persona: questa contestazione è tua."))
    contest.outcome, contest.answer = outcome, answer
    contest.answered_at, contest.answered_by = timezone.now(), by
    contest.full_clean()
    contest.save(update_fields=["outcome", "answer", "answered_at", "answered_by", "updated_at"])
    record_event(
        by=by, verb="recruitment.matchcontest_answered", target=contest, subject=contest.profile.person,
        after={"outcome": outcome},
    )  # fmt: skip
    notifications.contest_answered(contest)
    return contest
