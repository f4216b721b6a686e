"""Templates of the Polo: the referent and the secretariat keep them, schools offer one or start a course from it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from partners.acting import acting_partner
from partners.enums import Permission
from partners.models import Partner
from skills.selectors import Vocabulary
from training import policies
from training.enums import TemplateState
from training.forms.course import taught_formset, with_more_rows
from training.forms.template import ReasonForm, TemplateForm
from training.models import Course, OfferTemplate
from training.selectors import templates as selectors
from training.selectors.course_changes import changes_between
from training.selectors.course_content import marks_of
from training.services import templates as services

ENDED = (TemplateState.REFUSED, TemplateState.WITHDRAWN)


@require_GET
def template_list(request: AuthenticatedRequest) -> HttpResponse:
    """Those in force; below, for who has a part in them, those that wait for an answer and those that have ended."""
    mine = selectors.templates_visible_to(request.user)
    school, keeps = _school(request), policies.can_keep_templates(request.user)
    if not (school or keeps):
        raise Http404
    context = {
        "school": school,
        "can_keep": keeps,
        "templates": selectors.template_list(),
        "waiting": mine.filter(proposed__isnull=False).order_by("updated_at", "pk"),
        "ended": mine.filter(state__in=ENDED).order_by("title", "pk"),
    }
    return render(request, "training/template_list.html", context)


@require_GET
def template_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(selectors.templates_visible_to(request.user), pk=pk)
    return _detail_page(request, template)


@require_http_methods(["GET", "POST"])
def template_create(request: AuthenticatedRequest) -> HttpResponse:
    _keepers_only(request)
    form, formset = _forms(request, Course(), is_new=True)
    if _is_saved(request, form, formset):
        try:
            template = services.template_create(content=form.template_content(formset.taught()), by=request.user)
        except BusinessRuleError as error:
            form.add_error("title", str(error))
        else:
            messages.success(request, _("Il modello è in uso: le scuole possono cominciare un corso da qui."))
            return redirect(template)
    return _form_page(request, form, formset, title=_("Nuovo modello del Polo"))


@require_http_methods(["GET", "POST"])
def template_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A change is a new version at once: schools with a copy are told and choose what to take."""
    template = _kept_template(request, pk)
    form, formset = _forms(request, selectors.template_drawn(template.content), is_new=False)
    context: dict[str, Any] = {"title": _("Cambia il modello"), "template": template}
    if _is_saved(request, form, formset):
        content = form.template_content(formset.taught())
        facts = {"note": form.cleaned_data["note"], "seen": form.cleaned_data["seen"], "by": request.user}
        try:
            services.template_update(template=template, content=content, **facts)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
            template.refresh_from_db()
            context["clash"] = changes_between(template.content, content)
            form.show_again(template.content)
        else:
            messages.success(request, _("Modello salvato. Chi ne ha fatto un corso vede che cosa è cambiato."))
            return redirect(template)
    return _form_page(request, form, formset, **context)


@require_POST
def template_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _with_reason(request, _kept_template(request, pk), "withdraw", _("Modello ritirato."))


@require_POST
def template_resume(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = _kept_template(request, pk)
    try:
        services.template_resume(template=template, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Il modello è di nuovo in uso."))
    return redirect(template)


@require_POST
def template_approve(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = _answerable_template(request, pk)
    try:
        services.template_approve(template=template, by=request.user, seen=request.POST.get("seen", ""))
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Il modello è in uso: le scuole possono cominciare un corso da qui."))
    return redirect(template)


@require_POST
def template_refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = _answerable_template(request, pk)
    return _with_reason(request, template, "refuse", _("Risposta inviata."))


@require_POST
def template_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template, school = get_object_or_404(selectors.templates_visible_to(request.user), pk=pk), _school(request)
    if school is None:
        raise Http404
    try:
        course = services.template_start(template=template, partner=school, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect(template)
    messages.success(request, _("Ecco il tuo corso, in bozza: completa quello che è solo tuo, poi pubblicalo."))
    return redirect("training:course_update", course.pk)


@require_POST
def template_offer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(Course.objects.editable_by(request.user), pk=pk)
    try:
        template = services.template_offer(course=course, by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
        return redirect("training:course_update", pk)
    messages.success(request, _("Proposta inviata: quando il referente risponde ricevi un avviso."))
    return redirect(template)


def _school(request: AuthenticatedRequest) -> Partner | None:
    return acting_partner(request, Permission.EDIT_COURSES)


def _keepers_only(request: AuthenticatedRequest) -> None:
    if not policies.can_keep_templates(request.user):
        raise Http404


def _kept_template(request: AuthenticatedRequest, pk: int) -> OfferTemplate:
    _keepers_only(request)
    return get_object_or_404(OfferTemplate.objects.select_related("partner"), pk=pk, number__gte=1)


def _answerable_template(request: AuthenticatedRequest, pk: int) -> OfferTemplate:
    if not policies.can_approve_template(request.user):
        raise Http404
    return get_object_or_404(OfferTemplate.objects.filter(proposed__isnull=False).select_related("partner"), pk=pk)


def _with_reason(request: AuthenticatedRequest, template: OfferTemplate, name: str, done: str) -> HttpResponse:
    """Withdraw a template or refuse a proposal: both say why."""
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _detail_page(request, template, **{f"{name}_form": form})
    service = services.template_withdraw if name == "withdraw" else services.template_refuse
    try:
        service(template=template, reason=form.cleaned_data["reason"], by=request.user)
    except BusinessRuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(template)


def _forms(request: AuthenticatedRequest, course: Course, *, is_new: bool) -> tuple[TemplateForm, Any]:
    vocabulary = Vocabulary()
    if request.method == "POST":
        data = with_more_rows(request.POST) if "more_rows" in request.POST else request.POST
        form = TemplateForm(data, instance=course, vocabulary=vocabulary, is_new=is_new)
        return form, taught_formset(data=data, vocabulary=vocabulary)
    taught = course.taught.all() if course.pk else ()
    form = TemplateForm(instance=course, vocabulary=vocabulary, is_new=is_new)
    return form, taught_formset(taught=taught, vocabulary=vocabulary)


def _is_saved(request: AuthenticatedRequest, form: TemplateForm, formset: Any) -> bool:
    if request.method != "POST" or "more_rows" in request.POST:
        return False
    return all([form.is_valid(), formset.is_valid()])


def _form_page(request: AuthenticatedRequest, form: TemplateForm, formset: Any, **context: Any) -> HttpResponse:
    if "more_rows" in request.POST:
        for one in (form, *formset.forms):
            one.helper.form_show_errors = False
    template = context.setdefault("template", None)
    context.setdefault("clash", [])
    cancel = template.get_absolute_url() if template else reverse("training:template_list")
    context |= {"form": form, "formset": formset, "cancel_url": cancel}
    return render(request, "training/template_form.html", context)


def _detail_page(request: AuthenticatedRequest, template: OfferTemplate, **forms: ReasonForm) -> HttpResponse:
    keeps = policies.can_keep_templates(request.user)
    context = {
        "template": template,
        "facts": selectors.template_facts(template.content or template.proposed or {}),
        "changes": selectors.template_proposal(template),
        "seen": marks_of(template.proposed or {}),
        "versions": selectors.template_versions(template),
        "school": _school(request),
        "can_keep": keeps,
        "can_approve": policies.can_approve_template(request.user) and template.proposed is not None,
        "schools": selectors.schools_using(template) if keeps else [],
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
    }
    return render(request, "training/template_detail.html", context | forms)
