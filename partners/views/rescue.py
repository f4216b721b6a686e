"""For the secretariat: the partners that nobody looks after, and a way to give each somebody who does."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners import policies, services
from partners.enums import Standing
from partners.forms import PartnerNameFilter, RescueForm
from partners.models import Membership, Partner

GROUPS = (
    (gettext_lazy("Partner e sostenitori del Polo"), {Standing.MEMBER, Standing.SUPPORTER}),
    (gettext_lazy("In ingresso"), {Standing.APPLICANT}),
    (gettext_lazy("Esempi dimostrativi"), {Standing.DEMO}),
)


@require_GET
def unmanaged_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who has had a manager and has none now first: somebody may be locked out."""
    _secretariat_only(request)
    asked = PartnerNameFilter(request.GET)
    rows = Partner.objects.unmanaged().with_open_doors().filter(name__icontains=asked.words)
    partners = list(rows.order_by("-had_manager", "name", "pk"))
    groups = [(title, [one for one in partners if one.standing in standings]) for title, standings in GROUPS]
    context = {"filter": asked, "partners": partners, "groups": [group for group in groups if group[1]]}
    return render(request, "partners/unmanaged_list.html", context)


@require_http_methods(["GET", "POST"])
def unmanaged_rescue(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    _secretariat_only(request)
    partner = get_object_or_404(Partner.objects.unmanaged(), slug=slug)
    form = RescueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given = services.partner_rescue(partner=partner, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _given(given))
            return redirect("partners:unmanaged_list")
    context = {
        "form": form,
        "title": _("Una persona responsabile per %(partner)s") % {"partner": partner},
        "lead": _(
            "Chi ha già confermato questo indirizzo ha il ruolo da subito e riceve un avviso. Gli altri ricevono un"
            " invito per e-mail, che vale 14 giorni."
        ),
        "submit_label": _("Dai il ruolo"),
        "cancel_url": reverse("partners:unmanaged_list"),
        "crumbs": [
            (_("La mia area"), reverse("dashboards:desk")),
            (_("Senza responsabile"), reverse("partners:unmanaged_list")),
        ],
    }
    return render(request, "components/form_page.html", context)


def _secretariat_only(request: AuthenticatedRequest) -> None:
    if not policies.can_rescue_partners(request.user):
        raise Http404


def _given(given: object) -> str:
    if isinstance(given, Membership):
        return _("Fatto: %(person)s ora è responsabile e riceve un avviso.") % {"person": given.user}
    return _("Invito mandato: la persona è responsabile appena lo accetta.")
