"""For schools: which needs of firms their courses answer."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from partners.enums import Permission
from partners.models import Partner
from recruitment.selectors.course_needs import need_answers

NEEDS_PER_PAGE = 20


@require_GET
def course_need_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.permitting(request.user, Permission.EDIT_COURSES).order_by("pk")[:1])
    answers = need_answers(request.user)
    context = {
        "partner": partner,
        "page": Paginator(answers, NEEDS_PER_PAGE).get_page(request.GET.get("page")),
        "answered": sum(row.is_touched for row in answers),
        "total": len(answers),
    }
    return render(request, "recruitment/course_need_list.html", context)
