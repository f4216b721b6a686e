"""Courses and searches that a person keeps; a feed and a way out of the mails for whoever has the secret address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from training.forms.kept import RhythmForm, SavedSearchForm
from training.models import Course, SavedSearch
from training.models.kept import Rhythm
from training.selectors.address import read_catalogue_query
from training.selectors.feed import atom_feed
from training.selectors.saved import bookmarks_of, courses_of
from training.services import kept

FEED_ENTRIES = 50
FEED_SECONDS = 900


@require_GET
def kept_list(request: AuthenticatedRequest) -> HttpResponse:
    searches = SavedSearch.objects.visible_to(request.user)
    context = {
        "bookmarks": bookmarks_of(request.user),
        "searches": [
            {
                "search": search,
                "rhythms": Rhythm.choices,
                "feed": settings.SITE_URL + reverse("training:saved_search_feed", args=[search.token]),
            }
            for search in searches
        ],
    }
    return render(request, "training/kept_list.html", context)


@require_POST
def bookmark_toggle(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.published(), slug=slug)
    if kept.bookmark_toggle(course=course, by=request.user):
        messages.success(request, _("Corso salvato: lo ritrovi fra i tuoi corsi salvati."))
    else:
        messages.info(request, _("Il corso non è più fra quelli salvati."))
    return redirect(course)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_search_create(request: AuthenticatedRequest) -> HttpResponse:
    """The question stands in the address, as in the catalogue; page number and what makes no sense are left out."""
    query, _notices = read_catalogue_query(request.GET)
    form = SavedSearchForm(request.POST or None, initial={"name": query.text or _("Tutti i corsi")})
    if request.method == "POST" and form.is_valid():
        try:
            kept.search_save(address=query.without_map.address(), by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Ricerca salvata."))
            return redirect("training:kept_list")
    context = {
        "form": form,
        "title": _("Salva questa ricerca"),
        "submit_label": _("Salva la ricerca"),
        "cancel_url": reverse("training:course_list") + query.address(),
    }
    return render(request, "training/saved_search_form.html", context)


@require_POST
def saved_search_update(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    form = RhythmForm(request.POST, instance=search)
    if form.is_valid():
        kept.search_change(search=search, rhythm=form.cleaned_data["rhythm"])
        messages.success(request, _("Fatto: da ora gli avvisi seguono il nuovo ritmo."))
    else:
        messages.error(request, _("Scegli ogni quanto vuoi ricevere gli avvisi."))
    return redirect("training:kept_list")


@require_POST
def saved_search_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    kept.search_delete(search=get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk))
    messages.success(request, _("Ricerca tolta."))
    return redirect("training:kept_list")


@login_not_required
@require_safe
def saved_search_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For feed readers, which do not log in: the address is the key."""
    search = get_object_or_404(SavedSearch.objects.filter(person__is_active=True), token=token)
    courses = courses_of(search, timezone.localdate())[:FEED_ENTRIES]
    response = HttpResponse(atom_feed(search, courses), content_type="application/atom+xml; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=FEED_SECONDS)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_search_stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without a log-in. A GET only asks: programs that look at links stop nothing."""
    search = get_object_or_404(SavedSearch.objects.filter(person__is_active=True), token=token)
    if request.method == "POST":
        search = kept.search_change(search=search, rhythm=Rhythm.NEVER)
    return render(request, "training/saved_search_stop.html", {"is_stopped": search.rhythm == Rhythm.NEVER})
