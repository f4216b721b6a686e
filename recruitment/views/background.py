"""The small steps of a profile: add, change and take away one row of a section."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment.forms.background import BackgroundForm, ExperienceForm, LanguageSkillForm, LicenceForm, StudyTitleForm
from recruitment.models.background import Background
from recruitment.services import background
from recruitment.views.desk import refusal


@dataclass(frozen=True)
class Section:
    """One kind of row: its form and what its page says."""

    form: type[BackgroundForm]
    title: Any
    lead: Any


# By the word that stands in the address.
SECTIONS = {
    "esperienze": Section(
        ExperienceForm,
        gettext_lazy("Un'esperienza"),
        gettext_lazy("Lavori, stage, volontariato, ma anche quello che fai per passione o in famiglia."),
    ),
    "studi": Section(
        StudyTitleForm,
        gettext_lazy("Un titolo di studio"),
        gettext_lazy("Un diploma, una qualifica, un attestato. Anche quello per cui stai studiando."),
    ),
    "lingue": Section(
        LanguageSkillForm,
        gettext_lazy("Una lingua"),
        gettext_lazy("Le lingue che parli a casa contano quanto quelle imparate a scuola."),
    ),
    "patenti": Section(
        LicenceForm,
        gettext_lazy("Una patente o un patentino"),
        gettext_lazy("Patenti di guida e abilitazioni a un lavoro, con la data in cui scadono."),
    ),
}


@require_http_methods(["GET", "POST"])
def background_create(request: AuthenticatedRequest, section: str) -> HttpResponse:
    kind = _section_or_404(section)
    form = kind.form(request.POST or None, person=request.user)
    return _row_page(request, kind, form, anchor=section)


@require_http_methods(["GET", "POST"])
def background_update(request: AuthenticatedRequest, pk: int, section: str) -> HttpResponse:
    kind = _section_or_404(section)
    form = kind.form(request.POST or None, instance=_own_row(request, kind, pk), person=request.user)
    return _row_page(request, kind, form, anchor=section)


@require_http_methods(["GET", "POST"])
def background_delete(request: AuthenticatedRequest, pk: int, section: str) -> HttpResponse:
    row = _own_row(request, _section_or_404(section), pk)
    if request.method == "POST":
        background.background_delete(row=row, by=request.user)
        messages.success(request, _("Tolto dal profilo."))
        return redirect(_back(section))
    return render(request, "recruitment/background_delete.html", {"row": row, "back_url": _back(section)})


def _section_or_404(section: str) -> Section:
    if section not in SECTIONS:
        raise Http404
    return SECTIONS[section]


def _own_row(request: AuthenticatedRequest, kind: Section, pk: int) -> Background:
    rows = kind.form._meta.model.objects.visible_to(request.user).select_related("person")
    return get_object_or_404(rows, pk=pk)


def _back(section: str) -> str:
    return f"{reverse('recruitment:profile_detail')}#{section}"


def _row_page(request: AuthenticatedRequest, kind: Section, form: BackgroundForm, *, anchor: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            background.background_save(row=form.instance, by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Salvato."))
            return redirect(_back(anchor))
    context = {
        "title": kind.title,
        "lead": kind.lead,
        "form": form,
        "submit_label": _("Salva"),
        "cancel_url": _back(anchor),
    }
    return render(request, "recruitment/background_form.html", context)
