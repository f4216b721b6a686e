"""The school's desk: courses and their editions. Strangers, and staff of firms, get 404."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.elision import elided
from core.errors import BusinessRuleError
from partners.acting import acting_partner_or_404
from partners.enums import Permission
from partners.models import Partner
from skills.selectors import Vocabulary
from training import policies
from training.forms.course import CourseForm, taught_formset, with_more_rows
from training.forms.edition import EditionCancelForm, EditionForm
from training.models import Course, Edition
from training.selectors import desk
from training.selectors.course_changes import changes_between
from training.selectors.course_content import drawn, with_draft
from training.selectors.legal import Minimums, legal_warnings
from training.selectors.review import review_of
from training.selectors.templates import course_behind
from training.services import courses, editions, publication
from training.services.drafts import CourseClashError

COURSES_PER_PAGE = 20


@require_GET
def desk_course_list(request: AuthenticatedRequest) -> HttpResponse:
    partner = _school(request)
    page = Paginator(desk.desk_courses(request.user), COURSES_PER_PAGE).get_page(request.GET.get("page"))
    minimums = Minimums()
    rows = [
        {
            "course": course,
            "gaps": desk.publication_gaps(course),
            "warnings": legal_warnings(course, minimums),
            "review": review_of(course, timezone.localdate()),
            "behind": course_behind(course),
        }
        for course in page
    ]
    context = {"partner": partner, "page": page, "rows": rows, "waiting": desk.waiting_applications(request.user)}
    return render(request, "training/desk_course_list.html", context)


@require_http_methods(["GET", "POST"])
def course_create(request: AuthenticatedRequest) -> HttpResponse:
    partner = _school(request)
    form, formset = _course_forms(request, Course(), partner)
    if _is_saved(request, form, formset):
        course = courses.course_create(partner=partner, content=form.content(formset.taught()), by=request.user)
        messages.success(request, _("Bozza salvata. Completala e pubblicala quando è pronta."))
        return redirect("training:course_update", course.pk)
    return _course_page(request, form, formset, title=_("Nuovo corso"))


@require_http_methods(["GET", "POST"])
def course_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Of a published course the form shows, and writes, its draft: the public page waits for "Pubblica"."""
    course = get_object_or_404(_editable_courses(request), pk=pk)
    form, formset = _course_forms(request, with_draft(course), course.partner)
    title = _("Modifica il corso")
    if _is_saved(request, form, formset):
        content, seen = form.content(formset.taught()), form.cleaned_data["seen"]
        try:
            saved = courses.course_update(course=course, content=content, by=request.user, seen=seen)
        except CourseClashError as clash:
            return _clash_page(request, course, clash, title=title)
        messages.success(request, _("Bozza salvata.") if saved.is_published else _("Corso salvato."))
        return course_publish(request, pk) if "publish" in request.POST else redirect("training:course_update", pk)
    return _course_page(request, form, formset, title=title, course=with_draft(course))


@require_POST
def course_publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(_editable_courses(request), pk=pk)
    try:
        publication.course_publish(course=course, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect("training:course_update", pk)
    messages.success(request, _("Il corso «%(title)s» ora è pubblicato.") % {"title": course.title})
    return redirect("training:desk_course_list")


@require_POST
def course_unpublish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(_editable_courses(request), pk=pk)
    try:
        publication.course_unpublish(course=course, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Il corso «%(title)s» è di nuovo una bozza.") % {"title": course.title})
    return redirect("training:desk_course_list")


@require_http_methods(["GET", "POST"])
def edition_create(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(_editable_courses(request), pk=pk)
    form = EditionForm(
        request.POST or None,
        partner=course.partner,
        instance=Edition(course=course, site=course.site, mode=course.mode),
    )
    if request.method == "POST" and form.is_valid():
        editions.edition_create(course=course, facts=form.facts(), by=request.user)
        messages.success(request, _("Edizione aggiunta."))
        return redirect("training:desk_course_list")
    return _form_page(
        request,
        "training/edition_create.html",
        form,
        title=_("Nuova edizione"),
        lead=course.title,
        submit_label=_("Aggiungi l'edizione"),
    )


@require_http_methods(["GET", "POST"])
def edition_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(_standing(Edition.objects.editable_by(request.user)), pk=pk)
    form = EditionForm(_typed(request), partner=edition.course.partner, instance=edition)
    if request.method == "POST" and form.is_valid():
        try:
            closes = form.cleaned_data.get("closes_list", False)
            editions.edition_update(edition=edition, facts=form.facts(), by=request.user, closes_list=closes)
        except editions.ListWouldCloseError as error:
            form.ask_to_close_list(error.closing)
        except BusinessRuleError as error:
            form.add_error("seats", str(error))
        else:
            messages.success(request, _("Edizione salvata."))
            return redirect("training:desk_course_list")
    return _form_page(
        request,
        "training/edition_update.html",
        form,
        title=_("Modifica l'edizione"),
        lead=edition.course.title,
        submit_label=_("Salva"),
        edition=edition,
        can_cancel=policies.can_edit_course(request.user, edition.course),
    )


@require_http_methods(["GET", "POST"])
def edition_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """By the school of the course only: whoever holds the edition with it steps back instead."""
    edition = get_object_or_404(_standing(Edition.objects.owned_by(request.user)), pk=pk)
    form = EditionCancelForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            editions.edition_cancel(edition=edition, reason=form.cleaned_data["reason"], by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Edizione annullata: chi si era iscritto riceve un avviso."))
            return redirect("training:desk_course_list")
    return _form_page(
        request,
        "training/edition_cancel.html",
        form,
        title=_("Annulla l'edizione"),
        lead=elided(
            _("%(course)s, dal %(day)s. Chi si è iscritto riceve un avviso con il motivo.")
            % {"course": edition.course.title, "day": f"{edition.starts_on:%d/%m/%Y}"}
        ),
        submit_label=_("Annulla l'edizione"),
        involved=desk.involved_in(edition),
        cancel_label=_("Torna indietro"),
    )


def _typed(request: AuthenticatedRequest):
    return request.POST if request.method == "POST" else None


def _school(request: AuthenticatedRequest) -> Partner:
    """The partner whose courses the person looks after now."""
    return acting_partner_or_404(request, Permission.EDIT_COURSES)


def _editable_courses(request: AuthenticatedRequest):
    return Course.objects.editable_by(request.user).select_related(
        "partner", "kind", "site", "draft", "copied_from__template", "offered_as"
    )


def _standing(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """An edition that was called off stays as it was."""
    return editions.filter(cancelled_at=None).select_related("course__partner")


def _course_forms(request: AuthenticatedRequest, course: Course, partner: Partner):
    vocabulary = Vocabulary()
    if request.method == "POST":
        data = with_more_rows(request.POST) if "more_rows" in request.POST else request.POST
        form = CourseForm(data, instance=course, partner=partner, vocabulary=vocabulary)
        return form, taught_formset(data=data, vocabulary=vocabulary)
    taught = course.taught.all() if course.pk else ()
    form = CourseForm(instance=course, partner=partner, vocabulary=vocabulary)
    return form, taught_formset(taught=taught, vocabulary=vocabulary)


def _clash_page(request: AuthenticatedRequest, course: Course, clash: CourseClashError, *, title: str) -> HttpResponse:
    """The form again, with what was typed and what somebody else saved meanwhile; both texts where they differ."""
    vocabulary = Vocabulary()
    said = drawn(course, clash.merged)
    form = CourseForm(instance=said, partner=course.partner, vocabulary=vocabulary)
    form.show(clash.theirs)
    formset = taught_formset(taught=said.taught.all(), vocabulary=vocabulary)
    context = {
        "clash": clash,
        "both": changes_between(clash.theirs, clash.mine, clash.both),
        "taken": changes_between(clash.mine, clash.theirs, clash.taken),
        "other": desk.last_writer(course),
    }
    return _course_page(request, form, formset, title=title, course=said, **context)


def _is_saved(request: AuthenticatedRequest, form: CourseForm, formset: Any) -> bool:
    if request.method != "POST" or "more_rows" in request.POST:
        return False
    return all([form.is_valid(), formset.is_valid()])


def _course_page(
    request: AuthenticatedRequest,
    form: CourseForm,
    formset: Any,
    *,
    title: str,
    course: Course | None = None,
    **more: Any,
) -> HttpResponse:
    if "more_rows" in request.POST:
        for one in (form, *formset.forms):
            one.helper.form_show_errors = False
    warnings = legal_warnings(course) if course else []
    form.warn(warnings)
    context = {
        "title": title,
        "form": form,
        "formset": formset,
        "course": course,
        "gaps": desk.publication_gaps(course) if course else [],
        "warnings": warnings,
        "cancel_url": reverse("training:desk_course_list"),
        "clash": None,
        "behind": course_behind(course) if course else [],
        "can_offer": course is not None and (course.template_copy is None or hasattr(course, "offered_as")),
    }
    return render(request, "training/course_form.html", context | more)


def _form_page(request: AuthenticatedRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, "cancel_url": reverse("training:desk_course_list"), **context})
