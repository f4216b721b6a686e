"""For schools: which needs of firms their courses answer."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from recruitment.selectors.course_needs import need_answers

NEEDS_PER_PAGE = 20


@require_GET
def course_need_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = acting_partner_or_404(request, Permission.EDIT_COURSES)
    answers = need_answers(request.user)
    context = {
        "partner": partner,
        "page": Paginator(answers, NEEDS_PER_PAGE).get_page(request.GET.get("page")),
        "answered": sum(row.is_touched for row in answers),
        "total": len(answers),
    }
    return render(request, "recruitment/course_need_list.html", context)
