"""The firm's side of a selection: the board of an opening, a person's card, what is done with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.enums import Permission
from partners.models import Partner
from recruitment.enums import Stage
from recruitment.forms.selection import BatchForm, MessageForm, MoveForm, NoteForm
from recruitment.models import Interest, Opening, Placement
from recruitment.selectors import selection
from recruitment.selectors.placement import FROM_STAGES
from recruitment.services import interest as interests
from recruitment.services import selection as services
from recruitment.views.words import is_written


@require_GET
def selection_board(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _board(request, _opening(request, pk), form=None)


@require_POST
def selection_batch(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One step for many: whoever cannot take it stays where they are, and the page says why."""
    opening = _opening(request, pk)
    rows = {row.pk: row for row in selection.firms_interests(request.user).filter(opening=opening)}
    asked = [(value, value) for value in request.POST.getlist("cards") if _of_card(value)[0] in rows]
    form = BatchForm(request.POST, cards=asked)
    if not form.is_valid():
        return _board(request, opening, form=form)
    moved = 0
    for value in form.cleaned_data["cards"]:
        number, version = _of_card(value)
        to, reason = Stage(form.cleaned_data["to"]), form.cleaned_data["reason"]
        try:
            services.interest_move(interest=rows[number], to=to, version=version, by=request.user, reason=reason)
        except BusinessRuleError as error:
            who = selection.card_of(_interest(request, number)).who
            messages.error(request, _("%(who)s: %(why)s") % {"who": who, "why": error})
        else:
            moved += 1
    if moved:
        said = ngettext("%(n)s persona spostata e avvisata.", "%(n)s persone spostate e avvisate.", moved)
        messages.success(request, said % {"n": moved})
    return redirect("recruitment:selection_board", opening.pk)


@require_GET
def selection_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _card(request, _interest(request, pk))


@require_POST
def selection_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = MoveForm(request.POST, moves=selection.moves_of(interest.stage))
    if not form.is_valid():
        if "to" in form.errors and "to" in request.POST:  # a step that is no longer there: somebody was faster
            messages.error(request, _("Questo passo non c'è più: guarda a che punto è adesso la selezione."))
            return redirect("recruitment:selection_detail", interest.pk)
        return _card(request, interest, move=form)
    to, given = Stage(form.cleaned_data["to"]), form.cleaned_data
    try:
        services.interest_move(
            interest=interest, to=to, version=given["version"], by=request.user, reason=given["reason"]
        )
    except services.StaleCardError as error:
        messages.error(request, str(error))
        return redirect("recruitment:selection_detail", interest.pk)
    except BusinessRuleError as error:
        form.add_error(None, str(error))
        return _card(request, interest, move=form)
    messages.success(request, _("Fatto: la persona è avvisata."))
    return redirect("recruitment:selection_detail", interest.pk)


@require_POST
def selection_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = MessageForm(request.POST, prefix="message")
    if is_written(request, form, interest, services.message_send, done=_("Messaggio inviato.")):
        return redirect("recruitment:selection_detail", interest.pk)
    return _card(request, interest, message=form)


@require_POST
def selection_note(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if is_written(request, form, interest, services.note_add, done=_("Appunto salvato.")):
        return redirect("recruitment:selection_detail", interest.pk)
    return _card(request, interest, note=form)


def _board(request: AuthenticatedRequest, opening: Opening, *, form: BatchForm | None) -> HttpResponse:
    found = selection.board(request.user, opening)
    interests.profiles_opened(interests=found.named, by=request.user)
    context = {"opening": opening, "board": found, "form": form or BatchForm(cards=[])}
    return render(request, "recruitment/selection_board.html", context)


def _card(request: AuthenticatedRequest, interest: Interest, **given: forms.Form) -> HttpResponse:
    """The card, with whatever form was sent and could not be done: its words stay."""
    card = selection.card_of(interest)
    context: dict[str, Any] = {
        "card": card, "interest": interest, "opening": interest.opening, "is_refused": bool(given)
    }  # fmt: skip
    if card.contact:
        interests.profiles_opened(interests=[interest], by=request.user)
        if interest.stage in FROM_STAGES:
            context["placement"] = _placement(request, interest)
        context |= {
            "conversation": selection.conversation(interest),
            "notes": selection.notes(interest),
            "replies": list(interest.replies.all()),
            "can_write": interest.is_running,
            "move_form": given.get("move")
            or (MoveForm(moves=card.moves, initial={"version": interest.version}) if card.moves else None),
            "message_form": given.get("message") or MessageForm(prefix="message"),
            "note_form": given.get("note") or NoteForm(prefix="note"),
        }
    return render(request, "recruitment/selection_detail.html", context)


def _placement(request: AuthenticatedRequest, interest: Interest) -> Placement | None:
    """What was begun out of this selection, for who may read it."""
    return Placement.objects.visible_to(request.user).filter(interest=interest).order_by("-pk").first()


def _opening(request: AuthenticatedRequest, pk: int) -> Opening:
    firms = Partner.objects.permitting(request.user, Permission.SEE_CANDIDATES)
    return get_object_or_404(Opening.objects.filter(partner__in=firms).select_related("partner"), pk=pk)


def _interest(request: AuthenticatedRequest, pk: int) -> Interest:
    return get_object_or_404(selection.firms_interests(request.user), pk=pk)


def _of_card(value: str) -> tuple[int, int]:
    """`12:3` is card 12 as it was at its third change; anything else is no card."""
    number, _colon, version = value.partition(":")
    parts = (number, version)
    is_card = all(part.isascii() and part.isdigit() and len(part) < len(str(2**63)) for part in parts)
    return (int(number), int(version)) if is_card else (0, 0)
