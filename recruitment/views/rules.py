"""Rules of the match: proposed, compared with today's on real lists, put in force."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment import policies
from recruitment.forms.rules import RulesForm
from recruitment.matching import rules as versions
from recruitment.models import MatchingRules, Opening
from recruitment.selectors import comparison, register
from recruitment.services import rules as services

PAGE_SIZE = 5  # openings, two lists each


@require_http_methods(["GET", "POST"])
def rules_create(request: AuthenticatedRequest) -> HttpResponse:
    """Starts from today's numbers."""
    if not policies.can_edit_rules(request.user):
        raise Http404
    form = RulesForm(request.POST or None, instance=register.as_rules(versions.current()))
    if request.method == "POST" and form.is_valid():
        try:
            rules = services.rules_propose(rules=form.instance, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposta salvata: guarda come cambierebbero gli elenchi."))
            return redirect("recruitment:rules_detail", rules.pk)
    context = {
        "title": _("Proponi regole nuove"),
        "lead": _("Si pesano solo fatti sulle competenze: nessun dato sulla persona può entrare nel punteggio."),
        "form": form,
        "submit_label": _("Salva e confronta"),
        "cancel_url": reverse("recruitment:matching_register"),
    }
    return render(request, "recruitment/rules_form.html", context)


@require_GET
def rules_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The dry run: for each open opening, today's list beside the one that these rules would give."""
    if not policies.can_read_register(request.user):
        raise Http404
    rules = get_object_or_404(MatchingRules.objects.select_related("author", "started_by"), pk=pk)
    proposed, today = versions.as_policy(rules), versions.current()
    context = {"rules": rules, "version": register.described(proposed, rules), "today": today}
    if rules.started_at is None:
        page = Paginator(Opening.objects.public().order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "comparisons": comparison.comparisons(page.object_list, today=today, proposed=proposed),
            "can_start": policies.can_edit_rules(request.user),
        }
    return render(request, "recruitment/rules_detail.html", context)


@require_POST
def rules_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    if not policies.can_edit_rules(request.user):
        raise Http404
    rules = get_object_or_404(MatchingRules, pk=pk)
    try:
        services.rules_start(rules=rules, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Regole in vigore: gli abbinamenti si ricalcolano adesso."))
    return redirect("recruitment:rules_detail", rules.pk)
