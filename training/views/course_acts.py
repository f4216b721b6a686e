"""What a school does with a whole course or edition at once: confirm it, copy it, hold it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.elision import elided
from core.errors import BusinessRuleError
from training import services
from training.forms.edition import EditionForm
from training.models import Course, Edition
from training.selectors.edition_again import edition_again
from training.services import editions


@require_POST
def course_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(Course.objects.editable_by(request.user), pk=pk)
    try:
        services.course_confirm(course=course, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Grazie: «%(title)s» risulta verificato oggi.") % {"title": course.title})
    return redirect("training:desk_course_list")


@require_POST
def course_clone(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(Course.objects.editable_by(request.user).select_related("partner", "draft"), pk=pk)
    copied = services.course_clone(course=course, by=request.user)
    messages.success(request, _("Ecco la copia, in bozza e senza edizioni: cambia quello che serve."))
    return redirect("training:course_update", copied.pk)


@require_http_methods(["GET", "POST"])
def edition_repeat(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new edition of one's own course like an old one, called off ones too: dates moved on, no applications."""
    old = get_object_or_404(Edition.objects.owned_by(request.user).select_related("course__partner"), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = EditionForm(data, partner=old.course.partner, instance=edition_again(old, timezone.localdate()))
    if data is not None and form.is_valid():
        editions.edition_create(course=old.course, facts=form.facts(), by=request.user)
        messages.success(request, _("Edizione aggiunta."))
        return redirect("training:desk_course_list")
    context = {
        "form": form,
        "title": _("Nuova edizione"),
        "lead": elided(
            _("%(course)s, come l'edizione del %(day)s: controlla le date prima di salvare.")
            % {"course": old.course.title, "day": f"{old.starts_on:%d/%m/%Y}"}
        ),
        "submit_label": _("Aggiungi l'edizione"),
        "cancel_url": reverse("training:desk_course_list"),
    }
    return render(request, "training/edition_repeat.html", context)
