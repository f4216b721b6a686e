"""Public pages about the consortium: is it composed as the law asks, its agreement, its bodies, its documents."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners import policies
from partners.composition import composition_ok
from partners.enums import AdhesionRole, AgreementKind, Category
from partners.models import Adhesion, Agreement, Body, BodyMember, Document


@login_not_required
@require_safe
def composition(request: HttpRequest) -> HttpResponse:
    context = {"composition": composition_ok(), "today": timezone.localdate()}
    return render(request, "partners/composition.html", context)


@login_not_required
@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """The network agreement in force first, then what came before and the other agreements."""
    rows = list(Agreement.objects.public().with_parts())
    current = next((row for row in rows if row.kind == AgreementKind.NETWORK and row.is_current), None)
    context = {
        "current": current,
        "groups": _by_category(current),
        "others": [row for row in rows if row is not current],
        "documents": _readable(request),
    }
    return render(request, "partners/agreement.html", context)


@login_not_required
@require_safe
def body_list(request: HttpRequest) -> HttpResponse:
    members = BodyMember.objects.in_force().select_related("partner")
    bodies = Body.objects.prefetch_related(Prefetch("members", queryset=members, to_attr="members_today"))
    return render(request, "partners/body_list.html", {"bodies": bodies, "today": timezone.localdate()})


@login_not_required
@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, for whoever may read it; for the others there is no such document."""
    document = get_object_or_404(_readable(request), pk=pk)
    with document.file.open("rb") as file:  # ten megabytes at most
        headers = {"Content-Disposition": content_disposition_header(True, document.file_name)}
        response = HttpResponse(file.read(), content_type="application/pdf", headers=headers)
    if not document.is_public:
        response["Cache-Control"] = "private, no-store"
    return response


def _readable(request: HttpRequest) -> Any:
    """The Polo's staff read every document."""
    if request.user.is_authenticated and policies.can_see_dashboard(request.user):
        return Document.objects.all()
    return Document.objects.visible_to(request.user)


def _by_category(current: Agreement | None) -> list[tuple[str, list[Adhesion]]]:
    """Those who take part today: partners by category in the order of the agreement, then the supporters."""
    if current is None:
        return []
    today = timezone.localdate()
    rows = [row for row in current.adhesions.all() if row.is_in_force_on(today)]
    partners = [row for row in rows if row.role != AdhesionRole.SUPPORTER]
    groups = [(str(label), [row for row in partners if row.category == value]) for value, label in Category.choices]
    groups.append((_("Sostenitori"), [row for row in rows if row.role == AdhesionRole.SUPPORTER]))
    return [(label, found) for label, found in groups if found]
