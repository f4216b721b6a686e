"""The person's side: what firms ask, the answer, and the selection that may follow a yes."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthenticatedRequest
from accounts.policies import why_waiting
from core.errors import BusinessRuleError
from recruitment.enums import Answer, Stage
from recruitment.forms.people import AnswerForm
from recruitment.forms.questions import RepliesForm
from recruitment.forms.selection import HireForm, LeaveForm, MessageForm
from recruitment.models import Interest, Match
from recruitment.selectors import candidates, selection
from recruitment.services import interest as interests
from recruitment.services import selection as services
from recruitment.views.words import is_written


@require_GET
def interest_list(request: AuthenticatedRequest) -> HttpResponse:
    rows = list(candidates.interests_of_person(request.user))
    pending = [row for row in rows if row.is_pending]
    contacts = candidates.firm_contacts(request.user, rows)
    habits = selection.habits_of(row.opening.partner_id for row in pending)
    context = {
        "why_waiting": why_waiting(request.user),
        "pending": [(row, habits[row.opening.partner_id]) for row in pending],
        "access_end": interests.access_end(),
        "hires": [row for row in rows if row.is_hire_to_confirm],
        "running": [(row, contacts.get(row.pk)) for row in rows if row.is_running],
        "others": [row for row in rows if not (row.is_pending or row.is_running or row.is_hire_to_confirm)],
    }
    return render(request, "recruitment/interest_list.html", context)


@require_GET
def interest_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _page(request, _interest(request, pk))


@require_POST
def interest_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli sì oppure no."))
        return redirect("recruitment:interest_list")
    answer = Answer(form.cleaned_data["answer"])
    replies = _replies_form(interest, request.POST)
    if answer == Answer.YES and interest.is_pending and not replies.is_valid():
        return _page(request, interest, replies=replies)
    given = replies.replies() if answer == Answer.YES and replies.is_valid() else {}
    try:
        interests.interest_answer(interest=interest, answer=answer, replies=given, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _answered(answer))
    return redirect("recruitment:interest_list")


@require_POST
def interest_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = MessageForm(request.POST, prefix="message")
    if is_written(request, form, interest, services.message_send, done=_("Messaggio inviato.")):
        return redirect("recruitment:interest_detail", interest.pk)
    return _page(request, interest, form=form)


@require_POST
def interest_leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    interest = _interest(request, pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli che cosa è successo."))
        return redirect("recruitment:interest_detail", interest.pk)
    elsewhere = form.cleaned_data["why"] == Stage.ELSEWHERE
    try:
        services.interest_leave(interest=interest, found_elsewhere=elsewhere, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Fatto: l'impresa è avvisata e non vede più il tuo nome."))
    return redirect("recruitment:interest_detail", interest.pk)


@require_POST
def interest_hire(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The person's word on a hire that the firm has told."""
    interest = _interest(request, pk)
    form = HireForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli se è vero oppure no."))
        return redirect("recruitment:interest_detail", interest.pk)
    is_true = form.cleaned_data["is_true"] == "yes"
    try:
        interest = services.hire_answer(interest=interest, is_true=is_true, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _hired(interest))
    return redirect("recruitment:interest_detail", interest.pk)


def _page(request: AuthenticatedRequest, interest: Interest, **given: Form) -> HttpResponse:
    """The request, with whatever form was sent and could not be taken: its words stay."""
    partner = interest.opening.partner_id
    context = {
        "interest": interest,
        "opening": interest.opening,
        "match": Match.objects.of_person(request.user).filter(opening=interest.opening_id).first(),
        "contact": candidates.firm_contact(request.user, interest),
        "habits": selection.habits_of([partner])[partner],
        "access_end": interests.access_end(),
        "conversation": selection.conversation(interest),
        "replies": list(interest.replies.all()),
        "can_write": interest.is_running and interest.is_disclosing,
        "message_form": given.get("form") or MessageForm(prefix="message"),
    }
    if interest.is_pending:
        context["replies_form"] = given.get("replies") or _replies_form(interest)
    return render(request, "recruitment/interest_detail.html", context)


def _replies_form(interest: Interest, data: QueryDict | None = None) -> RepliesForm:
    return RepliesForm(data, prefix="replies", questions=list(interest.opening.questions.all()))


def _interest(request: AuthenticatedRequest, pk: int) -> Interest:
    return get_object_or_404(selection.persons_interests(request.user), pk=pk)


def _answered(answer: Answer) -> str:
    if answer == Answer.YES:
        return _(
            "Hai detto sì: da adesso tu e l'impresa vedete nome e indirizzo e-mail, e lei anche il profilo completo e "
            "il CV, per il tempo della selezione."
        )
    return _("Hai detto no, grazie della risposta. L'impresa non saprà chi sei.")


def _hired(interest: Interest) -> str:
    if interest.hire_confirmed_at:
        return _("Congratulazioni! Le altre selezioni in corso sono chiuse e le imprese avvisate.")
    if not interest.is_running:
        return _("Grazie: l'impresa è avvisata. Aveva già chiuso l'offerta, quindi la selezione finisce qui.")
    return _("Grazie: la selezione torna alla proposta e l'impresa è avvisata.")
