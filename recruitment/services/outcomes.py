"""Asking what became of hires and placements, and writing down what each side answers."""

import datetime
from itertools import product
from typing import NamedTuple, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.isolation import each_apart
from core.services import record_event
from recruitment import notifications
from recruitment.models import Interest, Outcome, Placement
from recruitment.outcome_enums import OutcomeAnswer, OutcomeDay, OutcomeSide
from recruitment.selectors import outcomes as found

ANSWER_DAYS = datetime.timedelta(days=30)


class Question(NamedTuple):
    """One to be asked: about the hire or the placement with this number."""

    origin: type[Interest] | type[Placement]
    pk: int
    day: OutcomeDay
    side: OutcomeSide


def outcomes_review() -> dict[str, int]:
    """Each morning: ask what is due, remind once of what waits. Safe to run twice."""
    asked = each_apart("outcomes_asked", _due(), _ask)
    waiting = found.outcomes_to_remind().order_by("pk").values_list("pk", flat=True)
    reminded = each_apart("outcomes_reminded", list(waiting), _remind)
    return {"asked": asked.done, "reminded": reminded.done, "failed": asked.failed + reminded.failed}


@transaction.atomic
def outcome_answer(*, outcome: Outcome, answer: OutcomeAnswer, by: User) -> Outcome:
    """Write the answer, or another one in its place while there is time."""
    outcome = _locked(outcome.pk)
    if not Outcome.objects.open().filter(pk=outcome.pk).exists():
        raise BusinessRuleError(_("Il tempo per rispondere è finito, e va bene così."))
    if answer not in outcome.choices:
        raise BusinessRuleError(_("Scegli una delle risposte di questa pagina."))
    if outcome.answer == answer:
        return outcome
    is_first = outcome.answer == ""
    outcome.answer, outcome.answered_at = answer, timezone.now()
    outcome.full_clean()
    outcome.save(update_fields=["answer", "answered_at", "updated_at"])
    record_event(
        by=by, verb="recruitment.outcome_answered", target=outcome, after={"is_first": is_first},
        subject=outcome.person,
    )  # fmt: skip
    return outcome


def _due() -> list[Question]:
    questions = []
    for day, side in product(OutcomeDay, OutcomeSide):
        for rows in (found.hires_to_ask(day, side), found.placements_to_ask(day, side)):
            keys = rows.order_by("pk").values_list("pk", flat=True)
            questions += [Question(rows.model, pk, day, side) for pk in keys]
    return questions


def _ask(question: Question) -> int:
    """The hire or the placement is held: of two that ask at once the second finds the question of the first."""
    about = question.origin.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    rows: QuerySet[Interest] | QuerySet[Placement] = (
        found.hires_to_ask(question.day, question.side)
        if isinstance(about, Interest)
        else found.placements_to_ask(question.day, question.side)
    )
    if not rows.filter(pk=about.pk).exists():
        return 0
    due_on = _happened_on(about) + datetime.timedelta(days=question.day)
    outcome = Outcome(
        interest=about if isinstance(about, Interest) else None,
        placement=about if isinstance(about, Placement) else None,
        day=question.day, side=question.side, due_on=due_on, answer_until=due_on + ANSWER_DAYS,
    )  # fmt: skip
    outcome.full_clean()
    outcome.save()
    record_event(by=None, verb="recruitment.outcome_asked", target=outcome, subject=outcome.person)
    notifications.outcome_asked(outcome)
    return 1


def _remind(pk: int) -> int:
    outcome = _locked(pk)
    if not found.outcomes_to_remind().filter(pk=pk).exists():
        return 0
    outcome.reminded_at = timezone.now()
    outcome.save(update_fields=["reminded_at", "updated_at"])
    notifications.outcome_reminder(outcome)
    return 1


def _happened_on(about: Interest | Placement) -> datetime.date:
    """The civil day in Rome."""
    if isinstance(about, Placement):
        return cast(datetime.date, about.ended_on)
    return timezone.localdate(about.hire_confirmed_at)


def _locked(pk: int) -> Outcome:
    return found.whole(Outcome.objects.select_for_update(of=("self",), no_key=True)).get(pk=pk)
