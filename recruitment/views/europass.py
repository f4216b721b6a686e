"""A Europass in the person's own hands: bring it, look at each line, add those that are right, or throw it away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from recruitment.forms.europass import DraftNumberForm, EuropassForm
from recruitment.forms.europass_draft import Draft, draft_page
from recruitment.models import EuropassDraft
from recruitment.selectors.story import story_of
from recruitment.services import europass as europasses
from recruitment.views.desk import refusal


@require_GET
def europass_detail(request: AuthenticatedRequest) -> HttpResponse:
    return _page(request, EuropassForm(), _own(request))


@require_POST
def europass_upload(request: AuthenticatedRequest) -> HttpResponse:
    form = EuropassForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            told = europasses.europass_read(content=form.cleaned_data["file"])
            europasses.europass_upload(told=told, by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            form.add_error("file", refusal(error))
        else:
            messages.success(request, _("File letto: guarda riga per riga e aggiungi quello che vuoi."))
            return redirect("recruitment:europass_detail")
    return _page(request, form, _own(request))


@require_POST
def europass_confirm(request: AuthenticatedRequest) -> HttpResponse:
    draft = _shown(request)
    if draft is None:
        return redirect("recruitment:europass_detail")
    page = _draft_page(request, draft, bound=True)
    if page.is_valid():
        rows = [line.form.instance for line in page.taken]
        try:
            added = europasses.europass_confirm(draft=draft, rows=rows, levels=page.skills.levels(), by=request.user)
        except (BusinessRuleError, ValidationError) as error:
            messages.error(request, _("Non abbiamo aggiunto niente. %s") % " ".join(refusal(error)))
            if _own(request) is None:
                return redirect("recruitment:europass_detail")
        else:
            messages.success(request, _("Aggiunte al tuo profilo: %d. La bozza non c'è più.") % added)
            return redirect("recruitment:profile_detail")
    else:
        messages.error(request, _("Non abbiamo aggiunto niente: correggi le righe segnate qui sotto."))
    return _page(request, EuropassForm(), draft, page)


@require_POST
def europass_discard(request: AuthenticatedRequest) -> HttpResponse:
    draft = _shown(request)
    if draft is not None:
        europasses.europass_discard(draft=draft, by=request.user)
        messages.success(request, _("Bozza buttata via: nel profilo non è cambiato niente."))
    return redirect("recruitment:europass_detail")


def _own(request: AuthenticatedRequest) -> EuropassDraft | None:
    return EuropassDraft.objects.visible_to(request.user).first()


def _shown(request: AuthenticatedRequest) -> EuropassDraft | None:
    """The draft that the posted page showed, or none with a word why: it may have been answered in another window."""
    number = DraftNumberForm(request.POST)
    draft = _own(request)
    if draft is not None and number.is_valid() and number.cleaned_data["draft"] == draft.pk:
        return draft
    if draft is None:
        messages.error(request, _("Questa bozza non c'è più: forse hai già risposto in un'altra finestra."))
    else:
        messages.error(request, _("Intanto in un'altra finestra è arrivato un altro file: ecco la sua bozza."))
    return None


def _draft_page(request: AuthenticatedRequest, draft: EuropassDraft, *, bound: bool) -> Draft:
    story = story_of(request.user, today=timezone.localdate())
    return draft_page(draft, person=request.user, story=story, data=request.POST if bound else None)


def _page(
    request: AuthenticatedRequest, form: EuropassForm, draft: EuropassDraft | None, page: Draft | None = None
) -> HttpResponse:
    if draft is not None and page is None:
        page = _draft_page(request, draft, bound=False)
    context = {"form": form, "draft": draft, "page": page}
    return render(request, "recruitment/europass_detail.html", context)
