"""From the yes of a person to a hire or a kind end: moves, messages, notes, and who may end it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment import notifications
from recruitment.enums import FIRM_MOVES, RUNNING, NotSelected, Stage
from recruitment.models import Interest, InterestMessage, InterestNote

MESSAGES_A_DAY = 20


class StaleCardError(BusinessRuleError):
    """A colleague was faster: what they did is told, and nothing of theirs is undone."""


@transaction.atomic
def interest_move(*, interest: Interest, to: Stage, version: int, by: User, reason: str = "") -> Interest:
    """The firm takes a card on. `version` is what the firm had read: if the card has moved since, nothing is done."""
    interest = locked(interest)
    if interest.version != version:
        raise StaleCardError(
            _("Intanto una tua collega o un tuo collega ha cambiato questa selezione: adesso è «%(stage)s».")
            % {"stage": interest.get_stage_display()}
        )
    _refuse_hidden(interest)
    if to not in FIRM_MOVES.get(interest.stage, ()):
        raise BusinessRuleError(_("Da «%(stage)s» non si passa lì.") % {"stage": interest.get_stage_display()})
    if to == Stage.NOT_SELECTED and not reason:
        raise BusinessRuleError(_("Scegli perché la selezione non prosegue: la persona lo legge."))
    interest.not_selected_for = NotSelected(reason) if to == Stage.NOT_SELECTED else ""
    if interest.firm_answered_at is None:
        interest.firm_answered_at = timezone.now()
    _stage(interest, to, by=by)
    notifications.selection_moved(interest)
    return interest


@transaction.atomic
def interest_leave(*, interest: Interest, found_elsewhere: bool, by: User) -> int:
    """The person ends this selection, or all of them having found a job elsewhere. How many have ended."""
    every = _running_of(interest) if found_elsewhere else _running_of(interest).filter(pk=interest.pk)
    if not any(row.pk == interest.pk for row in every):
        raise BusinessRuleError(_("Questa selezione è già finita."))
    stage = Stage.ELSEWHERE if found_elsewhere else Stage.WITHDRAWN
    return selections_end(interests=every, stage=stage, by=by)


@transaction.atomic
def hire_answer(*, interest: Interest, is_true: bool, by: User) -> Interest:
    """The firm says that it has hired the person; only the person's word closes their other selections."""
    others = list(_running_of(interest).exclude(pk=interest.pk))
    interest = locked(interest)
    if interest.stage != Stage.HIRED or interest.hire_confirmed_at is not None:
        raise BusinessRuleError(_("Non c'è un'assunzione da confermare."))
    if not is_true:
        _stage(interest, Stage.OFFER, by=by)
        notifications.hire_denied(interest)
        return interest
    interest.hire_confirmed_at = timezone.now()
    interest.version += 1
    interest.save(update_fields=["hire_confirmed_at", "version", "updated_at"])
    record_event(by=by, verb="recruitment.hire_confirmed", target=interest)
    selections_end(interests=others, stage=Stage.ELSEWHERE, by=by)
    return interest


@transaction.atomic
def message_send(*, interest: Interest, text: str, by: User) -> InterestMessage:
    """One side writes to the other, while names are open. A first message of the firm is its answer."""
    interest = locked(interest)
    _refuse_hidden(interest)
    if interest.messages.filter(author=by, created_at__date=timezone.localdate()).count() >= MESSAGES_A_DAY:
        raise BusinessRuleError(_("Per oggi hai scritto abbastanza messaggi qui: riprova domani."))
    message = InterestMessage(
        interest=interest, author=by, text=text, is_from_firm=by.pk != interest.profile.person_id
    )
    message.full_clean()
    message.save()
    if message.is_from_firm and interest.firm_answered_at is None:
        interest.firm_answered_at = timezone.now()
        interest.save(update_fields=["firm_answered_at", "updated_at"])
    record_event(by=by, verb="recruitment.message_submitted", target=message)
    notifications.selection_message(message)
    return message


@transaction.atomic
def note_add(*, interest: Interest, text: str, by: User) -> InterestNote:
    """A note that only the firm reads in the portal, while names are open."""
    interest = locked(interest)
    _refuse_hidden(interest)
    note = InterestNote(interest=interest, author=by, text=text)
    note.full_clean()
    note.save()
    record_event(by=by, verb="recruitment.note_added", target=note)
    return note


@transaction.atomic
def selections_end(*, interests: Iterable[Interest], stage: Stage, by: User | None) -> int:
    """End running selections, locked by the caller, and tell the side that did not end them."""
    ended = 0
    for interest in interests:
        _stage(interest, stage, by=by)
        notifications.selection_ended(interest)
        ended += 1
    return ended


def locked(interest: Interest) -> Interest:
    """The row as it is now, held until the end: who comes second finds what the first one did."""
    rows = Interest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("opening__partner", "profile__person", "expressed_by").get(pk=interest.pk)


def _running_of(interest: Interest) -> QuerySet[Interest]:
    """Every running selection of the same person, locked by number."""
    rows = Interest.objects.running().filter(profile=interest.profile_id)
    rows = rows.select_for_update(of=("self",), no_key=True)
    return rows.select_related("opening__partner", "profile__person", "expressed_by").order_by("pk")


def _refuse_hidden(interest: Interest) -> None:
    if interest.stage not in RUNNING:
        raise BusinessRuleError(_("Questa selezione è finita: non si cambia più."))
    if not interest.is_disclosing:
        raise BusinessRuleError(_("I nomi non sono più visibili: l'offerta è ferma o il tempo è finito."))


def _stage(interest: Interest, to: Stage, *, by: User | None) -> None:
    before = interest.stage
    interest.stage, interest.stage_at = to, timezone.now()
    interest.version += 1
    interest.save(update_fields=["stage", "stage_at", "version", "not_selected_for", "firm_answered_at", "updated_at"])
    record_event(
        by=by, verb="recruitment.interest_changed", target=interest, before={"stage": before},
        after={"stage": to, "not_selected_for": interest.not_selected_for},
    )  # fmt: skip
