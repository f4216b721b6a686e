"""The ranking of an edition: its criteria, the points, what is provisional and what is definitive."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look, record_looks
from partners.enums import Permission
from partners.models import Partner
from training.enums import ApplicationState
from training.forms.admission import RankingCriterionForm
from training.forms.ranking import PointsForm
from training.models import Admission, Application, Edition, RankingCriterion, RankingPlace
from training.selectors.ranking import latest_ranking, ranked
from training.services import criteria, ranking
from training.views.desk_applications import SEEN
from training.views.edition_applications import tell_outcome


@require_http_methods(["GET", "POST"])
def criterion_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.owned_by(request.user).select_related("course"), pk=pk)
    form = RankingCriterionForm(
        request.POST if request.method == "POST" else None, instance=RankingCriterion(edition=edition)
    )
    if request.method == "POST" and form.is_valid():
        try:
            criteria.criterion_create(edition=edition, facts=form.cleaned_data, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Criterio aggiunto."))
            return redirect("training:edition_admission", edition.pk)
    context = {
        "form": form,
        "edition": edition,
        "title": _("Aggiungi un criterio"),
        "lead": str(edition),
        "submit_label": _("Aggiungi"),
        "cancel_url": reverse("training:edition_admission", args=[edition.pk]),
    }
    return render(request, "training/edition_admission.html", context)


@require_POST
def criterion_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = RankingCriterion.objects.filter(edition__in=Edition.objects.owned_by(request.user))
    criterion = get_object_or_404(rows, pk=pk)
    words = _("Criterio tolto.")
    return _rules(
        request, criterion.edition_id, words, lambda: criteria.criterion_delete(criterion=criterion, by=request.user)
    )


@require_POST
def criteria_publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.owned_by(request.user), pk=pk)
    words = _("Criteri pubblicati: li legge chi apre la pagina del corso.")
    return _rules(request, pk, words, lambda: criteria.criteria_publish(edition=edition, by=request.user))


@require_POST
def criteria_reopen(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.owned_by(request.user), pk=pk)
    words = _("Criteri riaperti: finché non li pubblichi di nuovo nessuno può fare domanda.")
    return _rules(request, pk, words, lambda: criteria.criteria_reopen(edition=edition, by=request.user))


def _rules(request: AuthenticatedRequest, pk: int, words: str, act: Callable[[], Any]) -> HttpResponse:
    return _acted(request, words, act, reverse("training:edition_admission", args=[pk]))


def _acted(request: AuthenticatedRequest, words: str, act: Callable[[], Any], back: str) -> HttpResponse:
    try:
        act()
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(back)


@require_GET
def edition_ranking(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Provisional until it is published: the school's people look at it, nobody else."""
    edition = _answered(request, pk)
    definitive = latest_ranking(edition)
    rows = ranked(edition)
    record_looks(by=request.user, verb=SEEN, seen=[(row.application.person_id, row.application) for row in rows])
    context = {
        "edition": edition,
        "admission": Admission.of(edition),
        "criteria": edition.criteria.all(),
        "rows": rows,
        "definitive": definitive,
        "published": dict(definitive.places.values_list("application_id", "position")) if definitive else {},
        "missing": sum(not row.is_complete for row in rows),
        "is_answered": all(row.application.state != ApplicationState.SUBMITTED for row in rows),
        "is_closed": edition.applications_close_on is not None
        and timezone.localdate() > edition.applications_close_on,
    }
    return render(request, "training/edition_ranking.html", context)


@require_POST
def ranking_publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = _answered(request, pk)
    words = _("Graduatoria pubblicata: ogni persona riceve un avviso e vede la propria posizione.")
    back = reverse("training:edition_ranking", args=[pk])
    return _acted(request, words, lambda: ranking.ranking_publish(edition=edition, by=request.user), back)


@require_POST
def ranking_assign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = _answered(request, pk)
    try:
        tell_outcome(request, ranking.ranking_assign(edition=edition, by=request.user))
    except BusinessRuleError as error:
        messages.error(request, str(error))
    return redirect("training:edition_applications", pk)


@require_http_methods(["GET", "POST"])
def application_points(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Application.objects.answerable_by(request.user).select_related("person", "edition__course")
    application = get_object_or_404(rows, pk=pk)
    edition = application.edition
    form = PointsForm(
        request.POST if request.method == "POST" else None,
        application=application,
        criteria=list(edition.criteria.all()),
        is_definitive=latest_ranking(edition) is not None,
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            ranking.points_give(application=application, given=form.given(), by=request.user, reason=reason)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Punti salvati."))
            return redirect("training:edition_ranking", edition.pk)
    record_look(by=request.user, person=application.person, target=application, verb=SEEN)
    context = {
        "form": form,
        "application": application,
        "title": _("Punti della domanda"),
        "lead": "",
        "submit_label": _("Salva i punti"),
        "cancel_url": reverse("training:edition_ranking", args=[edition.pk]),
    }
    return render(request, "training/application_points.html", context)


def _answered(request: AuthenticatedRequest, pk: int) -> Edition:
    """Of a school whose applications the person answers, where a ranking decides."""
    schools = Partner.objects.permitting(request.user, Permission.ANSWER_APPLICATIONS)
    editions = Edition.objects.filter(course__partner__in=schools).select_related("course__partner", "admission")
    edition = get_object_or_404(editions, pk=pk)
    if not Admission.of(edition).is_ranked:
        raise Http404
    return edition


@login_not_required
@require_safe
def public_ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the school chose so: positions, points and codes, never a name; until the course ends."""
    shown = Edition.objects.published().filter(
        admission__shows_ranking=True, cancelled_at=None, ends_on__gte=timezone.localdate()
    )
    edition = get_object_or_404(shown.select_related("course__partner", "admission"), pk=pk)
    definitive = latest_ranking(edition)
    if definitive is None:
        raise Http404
    places = RankingPlace.objects.filter(ranking=definitive).exclude(application__code="")
    context = {
        "edition": edition,
        "ranking": definitive,
        "places": places.order_by("position").values("position", "total", "application__code"),
    }
    return render(request, "training/public_ranking.html", context)
