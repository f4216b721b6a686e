"""A course that was started from a template of the Polo: what changed there since, what the school takes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from training.enums import TemplateChoice
from training.forms.template import TakeForm
from training.models import Course
from training.selectors.course_content import content_of, marks_of, only
from training.selectors.templates import behind, differences
from training.services import template_copies as services


@require_http_methods(["GET", "POST"])
def template_compare(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Field by field: what the course says, what the template says now, and whether both have written."""
    course = _copied_course(request, pk)
    copy, content = course.copied_from, content_of(course) | course.pending
    waiting = behind(copy, content)
    initial = {"number": copy.template.number, "seen": marks_of(only(content, waiting))}
    told = differences(copy, content, waiting)
    form = TakeForm(request.POST if request.method == "POST" else None, differences=told, initial=initial)
    if request.method == "POST":
        if form.is_valid():
            return _take(request, course, form)
        messages.error(request, _("Le scelte sono arrivate incomplete e non è cambiato nulla: riprova da qui."))
        return redirect("training:template_compare", pk)
    context = {"course": course, "template": copy.template, "copy": copy, "form": form, "rows": form.rows()}
    context["notes"] = copy.template.versions.filter(number__gt=copy.number).exclude(note="").order_by("number")
    return render(request, "training/template_compare.html", context)


@require_POST
def template_leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = _copied_course(request, pk)
    try:
        services.template_leave(course=course, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Da adesso questo corso va per la sua strada: il modello non lo riguarda più."))
    return redirect("training:course_update", pk)


def _take(request: AuthenticatedRequest, course: Course, form: TakeForm) -> HttpResponse:
    take, keep = form.chosen(TemplateChoice.TAKE), form.chosen(TemplateChoice.KEEP)
    seen = {"number": form.cleaned_data["number"], "seen": form.cleaned_data["seen"]}
    try:
        left = services.template_take(course=course, take=take, keep=keep, **seen, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect("training:template_compare", course.pk)
    messages.success(request, _told(len(take), course))
    return redirect("training:template_compare" if left else "training:course_update", course.pk)


def _told(taken: int, course: Course) -> str:
    if not taken:
        return _("Fatto: il corso resta com'è.")
    told = ngettext("Fatto: un campo ripreso dal modello.", "Fatto: %(number)s campi ripresi dal modello.", taken)
    waits = _("È nella bozza: quando va bene, pubblicala.") if course.is_published else ""
    return f"{told % {'number': taken}} {waits}".strip()


def _copied_course(request: AuthenticatedRequest, pk: int) -> Course:
    courses = Course.objects.editable_by(request.user).filter(copied_from__isnull=False)
    rows = courses.select_related("partner", "kind", "site", "draft", "copied_from__template")
    return get_object_or_404(rows, pk=pk)
