"""The person's own pages: profile, declared skills, openings that fit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthenticatedRequest
from accounts.models import Consent, Purpose
from accounts.policies import why_waiting
from core.errors import BusinessRuleError
from recruitment.enums import StudyLevel
from recruitment.forms.people import ClaimForm, ProfileForm
from recruitment.models import CandidateProfile
from recruitment.selectors import story
from recruitment.selectors.candidates import COVERS_WELL, by_coverage, cards, matches_of_person, who_opened
from recruitment.selectors.claims import claim_lines
from recruitment.selectors.turns import DAYS, showings_of
from recruitment.services import profile as profiles
from recruitment.views.desk import refusal
from skills.enums import Evidence
from skills.models import SkillClaim

PAGE_SIZE = 20


@require_GET
def profile_detail(request: AuthenticatedRequest) -> HttpResponse:
    profile = _own_profile(request)
    lines = claim_lines(SkillClaim.objects.visible_to(request.user).select_related("skill"))
    own = story.story_of(request.user, today=timezone.localdate())
    steps = story.steps_of(profile, story=own, skills=len(lines))
    context = {
        "profile": profile,
        "why_waiting": why_waiting(request.user),
        "lines": lines,
        "story": own,
        "steps": steps,
        "done": story.done_of(steps),
        "consent": Consent.objects.visible_to(request.user).active().filter(purpose=Purpose.MATCHING).first(),
        "looks": who_opened(profile) if profile else [],
        "showings": showings_of(profile) if profile else 0,
        "turn_days": DAYS,
        "eqf_label": dict(StudyLevel.choices).get(profile.eqf or 0) if profile else None,
    }
    return render(request, "recruitment/profile_detail.html", context)


@require_http_methods(["GET", "POST"])
def profile_update(request: AuthenticatedRequest) -> HttpResponse:
    profile = _own_profile(request) or CandidateProfile(person=request.user)
    form = ProfileForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.profile_save(profile=form.instance, consent=form.cleaned_data["consent"], by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Profilo salvato."))
            return redirect("recruitment:profile_detail")
    context = {
        "title": _("Il tuo profilo"),
        "lead": _("Poche cose, quelle che servono per trovarti un lavoro vicino e adatto."),
        "form": form,
        "submit_label": _("Salva il profilo"),
        "cancel_url": reverse("recruitment:profile_detail"),
        "why_waiting": why_waiting(request.user),
    }
    return render(request, "recruitment/profile_update.html", context)


@require_http_methods(["GET", "POST"])
def claim_create(request: AuthenticatedRequest) -> HttpResponse:
    form = ClaimForm(request.POST or None, person=request.user)
    return _claim_page(request, form, title=_("Aggiungi una competenza"))


@require_http_methods(["GET", "POST"])
def claim_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    form = ClaimForm(request.POST or None, instance=_own_declared_claim(request, pk), person=request.user)
    return _claim_page(request, form, title=_("Modifica la competenza"))


@require_http_methods(["GET", "POST"])
def claim_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    claim = _own_declared_claim(request, pk)
    if request.method == "POST":
        profiles.claim_delete(claim=claim, by=request.user)
        messages.success(request, _("Competenza tolta dal profilo."))
        return redirect("recruitment:profile_detail")
    return render(request, "recruitment/claim_delete.html", {"claim": claim})


@require_GET
def match_list(request: AuthenticatedRequest) -> HttpResponse:
    page = Paginator(matches_of_person(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": by_coverage(cards(page.object_list)),
        "covers_well": COVERS_WELL,
        "profile": _own_profile(request),
        "why_waiting": why_waiting(request.user),
    }
    return render(request, "recruitment/match_list.html", context)


def _own_profile(request: AuthenticatedRequest) -> CandidateProfile | None:
    return CandidateProfile.objects.visible_to(request.user).select_related("municipality", "person").first()


def _own_declared_claim(request: AuthenticatedRequest, pk: int) -> SkillClaim:
    """Only what the person declares can be changed here: what has a proof is changed by who proved it."""
    claims = SkillClaim.objects.visible_to(request.user).filter(evidence=Evidence.DECLARED)
    return get_object_or_404(claims.select_related("skill", "person"), pk=pk)


def _claim_page(request: AuthenticatedRequest, form: ClaimForm, *, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            profiles.claim_save(claim=form.instance, by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Competenza salvata."))
            return redirect("recruitment:profile_detail")
    context = {
        "title": title,
        "lead": _("Scegli una competenza e il livello a cui la padroneggi oggi."),
        "form": form,
        "submit_label": _("Salva la competenza"),
        "cancel_url": reverse("recruitment:profile_detail"),
    }
    return render(request, "recruitment/claim_form.html", context)
