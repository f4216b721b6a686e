"""The life of an opening after publication: pause, confirm, copy; and the clock that asks whether it is true."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.isolation import each_apart
from core.services import record_event
from recruitment import notifications
from recruitment.enums import DemandState, Ending
from recruitment.models import Opening, OpeningQuestion, OpeningSkill
from recruitment.models.demand import CONFIRM_WITHIN
from recruitment.selectors.publication import publication_gaps, questions_of
from recruitment.services import demand, matching

COPIED = (
    "partner", "need", "site", "occupation", "title", "description", "positions", "contract", "ccnl", "pay_from",
    "pay_to", "monthly_cap", "min_eqf", "licences", "is_demo",
)  # fmt: skip
COPY_OPEN_FOR_DAYS = 30


@transaction.atomic
def opening_pause(*, opening: Opening, by: User) -> Opening:
    """Nobody reads it and names are hidden until the firm takes it up again."""
    opening = demand.locked(opening)
    if opening.state != DemandState.PUBLISHED:
        raise BusinessRuleError(_("Si mette in pausa solo un'offerta pubblicata."))
    return _pause(opening, by=by)


@transaction.atomic
def opening_confirm(*, opening: Opening, by: User) -> Opening:
    """The firm says that the job is still free: an opening on pause is read again."""
    opening = demand.locked(opening)
    if opening.state not in {DemandState.PUBLISHED, DemandState.PAUSED}:
        raise BusinessRuleError(_("Si conferma un'offerta pubblicata o in pausa."))
    if gaps := publication_gaps(opening, has_skills=opening.asked.exists(), questions=questions_of(opening)):
        raise BusinessRuleError(_("Per pubblicarla manca: %(missing)s.") % {"missing": "; ".join(gaps)})
    before = opening.state
    opening.state, opening.confirmed_at = DemandState.PUBLISHED, timezone.now()
    opening.confirm_asked_at = opening.paused_at = None
    opening.save(update_fields=["state", "confirmed_at", "confirm_asked_at", "paused_at", "updated_at"])
    record_event(
        by=by, verb="recruitment.opening_confirmed", target=opening, before={"state": before},
        after={"state": opening.state},
    )  # fmt: skip
    if before == DemandState.PAUSED:
        matching.opening_changed(opening)
    return opening


@transaction.atomic
def opening_copy(*, opening: Opening, by: User) -> Opening:
    """A new draft with the same words, terms, skills and questions; its days are new."""
    copy = Opening(**{name: getattr(opening, name) for name in COPIED})
    copy.closes_on = timezone.localdate() + datetime.timedelta(days=COPY_OPEN_FOR_DAYS)
    rows = [
        OpeningSkill(skill=row.skill, importance=row.importance, level=row.level, is_trainable=row.is_trainable)
        for row in opening.asked.select_related("skill")
    ]
    asked = [OpeningQuestion(text=row.text, is_required=row.is_required) for row in opening.questions.all()]
    return demand.opening_save(opening=copy, skills=rows, questions=asked, by=by)


def openings_review() -> dict[str, int]:
    """Every night: ask firms for a word, take out what nobody confirmed, end what is long over. Safe to run twice."""
    now, counted = timezone.now(), {}
    steps = (
        ("ended", Opening.objects.to_end(now), _end),
        ("paused", Opening.objects.to_pause(now), _pause_unconfirmed),
        ("asked", Opening.objects.to_ask(now), _ask),
    )
    for name, due, act in steps:
        done = each_apart(f"openings_{name}", list(due.order_by("pk").values_list("pk", flat=True)), act)
        counted[name] = done.done
        counted["failed"] = counted.get("failed", 0) + done.failed
    return counted


def _end(pk: int) -> int:
    opening = demand.locked(Opening(pk=pk))
    if not Opening.objects.to_end(timezone.now()).filter(pk=pk).exists():
        return 0  # somebody was faster
    notifications.opening_expired(opening)
    reason = _("Nessuno dell'impresa l'ha confermata in tempo.")
    demand.opening_close(opening=opening, ended_as=Ending.EXPIRED, reason=reason, by=None)
    return 1


def _pause_unconfirmed(pk: int) -> int:
    opening = demand.locked(Opening(pk=pk))
    if not Opening.objects.to_pause(timezone.now()).filter(pk=pk).exists():
        return 0
    notifications.opening_paused(_pause(opening, by=None))
    return 1


def _ask(pk: int) -> int:
    opening = demand.locked(Opening(pk=pk))
    if not Opening.objects.to_ask(timezone.now()).filter(pk=pk).exists():
        return 0
    opening.confirm_asked_at = timezone.now()
    opening.save(update_fields=["confirm_asked_at", "updated_at"])
    until = timezone.localdate(opening.confirm_asked_at + CONFIRM_WITHIN)
    notifications.opening_to_confirm(opening, until=until)
    return 1


def _pause(opening: Opening, *, by: User | None) -> Opening:
    opening.state, opening.paused_at, opening.confirm_asked_at = DemandState.PAUSED, timezone.now(), None
    opening.save(update_fields=["state", "paused_at", "confirm_asked_at", "updated_at"])
    record_event(
        by=by, verb="recruitment.opening_paused", target=opening, before={"state": DemandState.PUBLISHED},
        after={"state": opening.state},
    )  # fmt: skip
    return opening
