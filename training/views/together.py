"""Editions that several partners hold together: the school asks, the other answers, either steps back."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.elision import elided
from core.errors import BusinessRuleError
from training.forms.together import TogetherForm
from training.models import Edition, EditionPartner
from training.services import together


@require_http_methods(["GET", "POST"])
def edition_together(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who holds the edition: only the school of the course asks others."""
    edition = get_object_or_404(_own_editions(request), pk=pk)
    form = TogetherForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            together.together_ask(edition=edition, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error("partner", str(error))
        else:
            messages.success(request, _("Richiesta inviata: la pagina lo dirà quando l'altro partner dice di sì."))
            return redirect("training:edition_together", pk)
    context = {
        "edition": edition,
        "form": form,
        "rows": edition.together.select_related("partner").order_by("pk"),
        "title": _("Chi tiene l'edizione"),
        "lead": elided(
            _("%(course)s, dal %(day)s") % {"course": edition.course.title, "day": f"{edition.starts_on:%d/%m/%Y}"}
        ),
        "submit_label": _("Chiedi di tenerla insieme"),
        "cancel_url": reverse("training:desk_course_list"),
        "cancel_label": _("Torna ai miei corsi"),
    }
    return render(request, "training/edition_together.html", context)


@require_GET
def together_list(request: AuthenticatedRequest) -> HttpResponse:
    """What other partners ask of mine, and what we hold together."""
    rows = EditionPartner.objects.answerable_by(request.user).select_related("edition__course__partner", "partner")
    return render(
        request, "training/together_list.html", {"rows": rows.order_by(F("agreed_at").asc(nulls_first=True), "-pk")}
    )


@require_POST
def together_agree(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EditionPartner.objects.answerable_by(request.user), pk=pk)
    together.together_agree(asked=asked, by=request.user)
    messages.success(request, _("Fatto: la pagina del corso ora dice che la tenete insieme."))
    return redirect("training:together_list")


@require_POST
def together_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """By the partner that was asked, or by the school of the course."""
    mine = EditionPartner.objects.answerable_by(request.user)
    own = EditionPartner.objects.filter(edition__in=_own_editions(request))
    asked = get_object_or_404(mine | own, pk=pk)
    is_asked = mine.filter(pk=asked.pk).exists()
    together.together_end(asked=asked, by=request.user)
    messages.success(request, _("Fatto: l'edizione non è più tenuta insieme."))
    return redirect("training:together_list") if is_asked else redirect("training:edition_together", asked.edition_id)


def _own_editions(request: AuthenticatedRequest):
    rows = Edition.objects.owned_by(request.user).filter(cancelled_at=None)
    return rows.select_related("course__partner")
