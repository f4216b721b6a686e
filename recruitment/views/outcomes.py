"""What became of a hire or a placement: each side answers its own question, with one button."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment import policies
from recruitment.forms.outcomes import OutcomeForm
from recruitment.models import Outcome
from recruitment.outcome_enums import OutcomeSide
from recruitment.selectors import outcome_totals as totals
from recruitment.selectors import outcomes as found
from recruitment.services import outcomes as services
from recruitment.services.interest import profiles_opened
from recruitment.services.placement import placements_opened


@require_GET
def outcome_list(request: AuthenticatedRequest) -> HttpResponse:
    """One's own questions, and those of the firm for which somebody acts."""
    lists = {
        "own": found.open_lines(request.user, OutcomeSide.PERSON),
        "own_past": found.past_lines(request.user, OutcomeSide.PERSON),
        "firms": found.open_lines(request.user, OutcomeSide.FIRM),
        "firms_past": found.past_lines(request.user, OutcomeSide.FIRM),
    }
    _looked(request, lists["firms"])
    return render(request, "recruitment/outcome_list.html", lists)


@require_http_methods(["GET", "POST"])
def outcome_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The question with its buttons; past its time, or no longer wanted, a kind word instead."""
    outcome = get_object_or_404(found.whole(Outcome.objects.visible_to(request.user)), pk=pk)
    if request.method == "POST":
        form = OutcomeForm(request.POST, choices=outcome.choices)
        if _is_answered(request, outcome, form):
            return redirect(outcome)
        outcome.refresh_from_db()
    is_open = Outcome.objects.open().filter(pk=pk).exists()
    line = found.Line(outcome)
    if is_open and outcome.side == OutcomeSide.FIRM:
        line = found.with_names(request.user, [outcome])[0]
        _looked(request, [line])
    context = {"line": line, "outcome": outcome, "is_open": is_open}
    return render(request, "recruitment/outcome_detail.html", context)


@require_GET
def outcome_totals(request: AuthenticatedRequest) -> HttpResponse:
    """What the work of the Polo leads to, in totals that point at nobody."""
    if not policies.can_read_register(request.user):
        raise Http404
    context = {"tables": totals.tables(), "courses": totals.after_courses()}
    return render(request, "recruitment/outcome_totals.html", context)


def _is_answered(request: AuthenticatedRequest, outcome: Outcome, form: OutcomeForm) -> bool:
    if not form.is_valid():
        messages.error(request, _("Scegli una risposta."))
        return False
    try:
        services.outcome_answer(outcome=outcome, answer=form.cleaned_data["answer"], by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, _("Grazie! Se cambia qualcosa, fino all'ultimo giorno puoi rispondere di nuovo."))
    return True


def _looked(request: AuthenticatedRequest, lines: list[found.Line]) -> None:
    """A name on the page is a look at it."""
    named = [line.outcome for line in lines if line.name]
    profiles_opened(interests=[row.interest for row in named if row.interest], by=request.user)
    placements_opened(placements=[row.placement for row in named if row.placement], by=request.user)
