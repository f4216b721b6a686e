from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.services import partner_activities_update
from partners.services.activities import CLASSIFICATION
from partners.views.form_page import managed_partner
from skills.enums import CODED_KINDS, SKILL_KINDS, ConceptKind
from skills.forms import PartnerActivitiesForm
from skills.selectors import concepts_search, corresponding

KINDS: dict[str, tuple[ConceptKind, ...]] = {
    "skill": SKILL_KINDS,
    "occupation": (ConceptKind.OCCUPATION,),
    **{kind.value: (kind,) for kind in CODED_KINDS},
}


@require_GET
def concept_options(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """The list below a picker: a part of a page, for whoever is typing into its box (`name` says which)."""
    if kind not in KINDS:
        raise Http404
    name = request.GET.get("name", "")
    found = concepts_search(request.GET.get(name, ""), kinds=KINDS[kind])
    return render(request, "skills/partials/_concept_options.html", {"found": found, "name": name})


@require_http_methods(["GET", "POST"])
def partner_activities(request: AuthenticatedRequest) -> HttpResponse:
    """Its managers say what the partner does, in codes of ATECO 2025; of older codes they see what stands for them."""
    partner = managed_partner(request)
    form = PartnerActivitiesForm(request.POST if request.method == "POST" else None, partner=partner)
    if request.method == "POST" and form.is_valid():
        try:
            partner_activities_update(partner=partner, codes=form.codes(), by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Attività salvate."))
            return redirect("partners:adhesion_own")
    is_old = partner.ateco_classification != CLASSIFICATION
    context = {
        "form": form,
        "title": _("Che cosa fate"),
        "lead": _("Le attività economiche del vostro ente, con i codici ATECO 2025: prima quella principale."),
        "submit_label": _("Salva"),
        "cancel_url": reverse("partners:adhesion_own"),
        "old": corresponding(ConceptKind.ATECO_2007, partner.ateco, ConceptKind.ATECO_2025) if is_old else [],
    }
    return render(request, "skills/partner_activities.html", context)
