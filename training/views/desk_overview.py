"""The school's desk at a glance, and one change for many courses and editions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from partners.models import Partner
from training.forms.bulk import BulkForm
from training.selectors import desk_overview as overview
from training.services.bulk import Outcome, bulk_preview, bulk_update

REFUSALS_TOLD = 5


@require_GET
def desk_overview(request: AuthenticatedRequest) -> HttpResponse:
    partner, today = _school(request), timezone.localdate()
    clocks = overview.clocks(request.user, today)
    context = {
        "partner": partner,
        "clocks": clocks,
        "overdue": sum(clock.is_overdue for clock in clocks),
        "fillings": overview.fillings(request.user, today),
        "attentions": overview.attentions(request.user, today),
        "dateless": overview.courses_without_dates(request.user, today),
    }
    return render(request, "training/desk_overview.html", context)


@require_http_methods(["GET", "POST"])
def course_bulk(request: AuthenticatedRequest) -> HttpResponse:
    """Choose, see what would happen row by row, then say yes."""
    partner = _school(request)
    form = BulkForm(request.POST if request.method == "POST" else None, user=request.user, partner=partner)
    outcomes: list[Outcome] = []
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        if "confirm" in request.POST:
            _tell(request, bulk_update(change=form.change(), by=request.user))
            return redirect("training:desk_course_list")
        outcomes = bulk_preview(change=form.change(), by=request.user)
    if "again" in request.POST:
        form.helper.form_show_errors = False
    context = {
        "form": form,
        "rows": form.rows(),
        "outcomes": outcomes,
        "is_useful": any(outcome.changes for outcome in outcomes),
        "posted": _posted(request, form) if outcomes else [],
    }
    return render(request, "training/course_bulk.html", context)


def _school(request: AuthenticatedRequest) -> Partner:
    return acting_partner_or_404(request, Permission.EDIT_COURSES)


def _posted(request: AuthenticatedRequest, form: BulkForm) -> list[tuple[str, str]]:
    """What was chosen and typed, to be sent again with the yes."""
    return [(name, value) for name in form.fields for value in request.POST.getlist(name) if value]


def _tell(request: AuthenticatedRequest, outcomes: list[Outcome]) -> None:
    changed = [outcome for outcome in outcomes if outcome.changes]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    messages.success(
        request,
        ngettext("%(n)d riga cambiata.", "%(n)d righe cambiate.", len(changed)) % {"n": len(changed)},
    )
    if any(outcome.is_draft_of_public for outcome in changed):
        messages.info(request, _("I corsi già pubblicati aspettano in bozza: rileggili e pubblicali."))
    for outcome in refused[:REFUSALS_TOLD]:
        messages.warning(request, f"{outcome.row}: {outcome.refusal}")
    if len(refused) > REFUSALS_TOLD:
        rest = len(refused) - REFUSALS_TOLD
        messages.warning(request, ngettext("Altra %(n)d no.", "Altre %(n)d no.", rest) % {"n": rest})
