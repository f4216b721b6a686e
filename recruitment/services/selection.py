"""From the yes of a person to a hire or a kind end: moves, messages, notes, and who may end it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment import notifications
from recruitment.enums import FIRM_MOVES, RUNNING, NotSelected, Stage
from recruitment.models import Interest, InterestMessage, InterestNote, Opening
from recruitment.models.interest import NAMED

MESSAGES_A_DAY = 20


class StaleCardError(BusinessRuleError):
    """A colleague was faster: what they did is told, and nothing of theirs is undone."""


@transaction.atomic
def interest_move(*, interest: Interest, to: Stage, version: int, by: User, reason: str = "") -> Interest:
    """The firm takes a card on. `version` is what the firm had read: if the card has moved since, nothing is done."""
    interest = locked(interest)
    if interest.version != version:
        raise StaleCardError(
            _("Intanto qualcuno ha già cambiato questa selezione, forse in un'altra finestra: adesso è «%(stage)s».")
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
    rows = _open_of_person(interest)
    every = [row for row in rows if row.is_running and (found_elsewhere or row.pk == interest.pk)]
    if not any(row.pk == interest.pk for row in every):
        raise BusinessRuleError(_("Questa selezione è già finita."))
    if not found_elsewhere:
        return selections_end(interests=every, stage=Stage.WITHDRAWN, by=by)
    return _found_work(rows, by=by)


@transaction.atomic
def hire_answer(*, interest: Interest, is_true: bool, by: User) -> Interest:
    """The firm says that it has hired the person; only the person's word closes all else that firms asked them.

    The opening is held first, as by an answer and a closing: a hire that is not true goes on where there is still a
    job, and ends where the firm has closed it meanwhile.
    """
    Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=interest.opening_id)
    rows = _open_of_person(interest)
    found = next((row for row in rows if row.pk == interest.pk), None)
    if found is None or found.stage != Stage.HIRED or found.hire_confirmed_at is not None:
        raise BusinessRuleError(_("Non c'è un'assunzione da confermare."))
    interest = found
    if not is_true:
        _stage(interest, Stage.OFFER, by=by)
        if interest.opening.is_over:
            _stage(interest, Stage.ENDED, by=by)
        notifications.hire_denied(interest)
        return interest
    interest.hire_confirmed_at = timezone.now()
    interest.version += 1
    interest.save(update_fields=["hire_confirmed_at", "version", "updated_at"])
    record_event(by=by, verb="recruitment.hire_confirmed", target=interest)
    _found_work([row for row in rows if row.pk != interest.pk], by=by)
    return interest


def _found_work(rows: Iterable[Interest], *, by: User) -> int:
    """Selections end and questions without an answer close; each firm is told, none learns where the job is."""
    running = [row for row in rows if row.is_running]
    for interest in (row for row in rows if row.answer == ""):
        interest.closed_at = interest.found_work_at = timezone.now()
        interest.save(update_fields=["closed_at", "found_work_at", "updated_at"])
        record_event(by=by, verb="recruitment.interest_closed", target=interest)
        notifications.interest_closed(interest)
    return selections_end(interests=running, stage=Stage.ELSEWHERE, by=by)


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


def _open_of_person(interest: Interest) -> list[Interest]:
    """All that firms asked the same person and that is not over, locked by number as everywhere else."""
    questions, selections = Interest.objects.unanswered(), Interest.objects.live().filter(stage__in=NAMED)
    mine = Q(pk__in=questions.values("pk")) | Q(pk__in=selections.values("pk"))
    rows = Interest.objects.filter(mine, profile=interest.profile_id)
    rows = rows.select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("opening__partner", "profile__person", "expressed_by").order_by("pk"))


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
