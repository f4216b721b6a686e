"""What is changed in a published course before it is published, and what was published before."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.policies import can_see_dashboard
from training import policies, services
from training.models import Course
from training.selectors import course_changes
from training.selectors.course_content import content_of, content_read, marks_of, plain, with_draft
from training.selectors.desk import publication_gaps
from training.selectors.legal import legal_warnings

VERSIONS_PER_PAGE = 10
COURSES_PER_PAGE = 20
LATEST = 10


@require_GET
def course_compare(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The published page and the draft side by side, for the school and for who looks after the Polo."""
    course = get_object_or_404(_reviewable(request), pk=pk)
    now, draft = content_of(course), with_draft(course)
    context = {
        "course": course,
        "changes": course_changes.changes_between(now, now | course.pending),
        "gaps": publication_gaps(draft),
        "warnings": legal_warnings(draft),
        "can_edit": policies.can_edit_course(request.user, course),
    }
    return render(request, "training/course_compare.html", context)


@require_GET
def course_history(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(_reviewable(request), pk=pk)
    versions = course_changes.version_query(course)
    page = Paginator(versions, VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "course": course,
        "page": page,
        "rows": course_changes.version_changes(course, list(page)),
        "latest": page.paginator.count if course.is_published else None,
        "can_edit": policies.can_edit_course(request.user, course),
    }
    return render(request, "training/course_history.html", context)


@require_http_methods(["GET", "POST"])
def course_restore(request: AuthenticatedRequest, pk: int, number: int) -> HttpResponse:
    """What an old version would change in the course, and the button that writes it in the draft."""
    course = get_object_or_404(_editable(request), pk=pk)
    version = get_object_or_404(course.versions.select_related("published_by"), number=number)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            services.course_restore(course=course, version=version, by=request.user, seen=seen)
        except BusinessRuleError as error:
            messages.error(request, str(error))
            return redirect("training:course_restore", pk, number)
        messages.success(request, _("Ecco la versione di prima: controllala, poi pubblica."))
        return redirect("training:course_update", pk)
    now = content_of(course) | course.pending
    context = {
        "course": course,
        "version": version,
        "changes": course_changes.changes_between(now, plain(content_read(course, version.content))),
        "seen": marks_of(now),
    }
    return render(request, "training/course_restore.html", context)


@require_POST
def course_discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(_editable(request), pk=pk)
    services.course_draft_discard(course=course, by=request.user)
    messages.success(request, _("Modifiche scartate: resta il corso come è pubblicato."))
    return redirect("training:course_update", pk)


@require_GET
def course_change_list(request: AuthenticatedRequest) -> HttpResponse:
    """For who looks after the Polo: what schools are changing and what they have just published again."""
    if not can_see_dashboard(request.user):
        raise Http404
    drafts = Paginator(course_changes.courses_being_changed(), COURSES_PER_PAGE)
    context = {
        "page": drafts.get_page(request.GET.get("page")),
        "versions": course_changes.latest_versions()[:LATEST],
    }
    return render(request, "training/course_change_list.html", context)


def _editable(request: AuthenticatedRequest):
    return Course.objects.editable_by(request.user).select_related("partner", "kind", "site", "draft")


def _reviewable(request: AuthenticatedRequest):
    return course_changes.reviewable_courses(request.user).select_related("partner", "kind", "site", "draft")
