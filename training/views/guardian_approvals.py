"""The guardian's side of one application: what the link of the mail opens; and the minor who asks again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import GuardianAnswer, GuardianState
from accounts.forms import GuardianAnswerForm
from accounts.http import AuthenticatedRequest
from accounts.policies import is_minor
from core.errors import BusinessRuleError
from training.models import Application, GuardianApproval
from training.services import guardian_approvals

GONE, NOT_FOUND = 410, 404


@require_POST
def approval_ask(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Another mail to the guardian."""
    application = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    try:
        guardian_approvals.approval_ask(application=application, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Richiesta mandata al genitore o tutore: vale il collegamento più recente."))
    return redirect(application)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_approval(request: HttpRequest, token: str) -> HttpResponse:
    """Reading changes nothing: programs that check mail open links too."""
    rows = GuardianApproval.objects.with_token(token).select_related(
        "guardian", "application__person", "application__edition__course__partner",
        "application__edition__site__municipality", "application__edition__course__site__municipality",
    )  # fmt: skip
    approval = rows.first()
    if approval is None:
        return render(request, "accounts/guardian_unknown.html", status=NOT_FOUND)
    if request.method == "POST":
        _answer(request, approval)
        return redirect("training:guardian_approval", token)
    person = approval.application.person
    is_over = approval.state in {GuardianState.REPLACED, GuardianState.EXPIRED} or not is_minor(person)
    context = {
        "approval": approval,
        "application": approval.application,
        "edition": approval.application.edition,
        "name": person.first_name,
        "is_minor": is_minor(person),
    }
    return render(request, "training/guardian_approval.html", context, status=GONE if is_over else 200)


def _answer(request: HttpRequest, approval: GuardianApproval) -> None:
    form = GuardianAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scegli una delle risposte."))
        return
    action = form.cleaned_data["action"]
    try:
        if action == "WITHDRAW":
            guardian_approvals.approval_withdraw(approval=approval)
        else:
            guardian_approvals.approval_answer(approval=approval, answer=GuardianAnswer(action))
    except BusinessRuleError as error:  # another tab was quicker, or the window has closed
        messages.error(request, str(error))
