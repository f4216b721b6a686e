from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import AuthenticatedRequest
from skills.enums import SKILL_KINDS, ConceptKind
from skills.selectors import concepts_search

KINDS: dict[str, tuple[ConceptKind, ...]] = {"skill": SKILL_KINDS, "occupation": (ConceptKind.OCCUPATION,)}


@require_GET
def concept_options(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """The list below a picker: a part of a page, for whoever is typing into its box (`name` says which)."""
    if kind not in KINDS:
        raise Http404
    name = request.GET.get("name", "")
    found = concepts_search(request.GET.get(name, ""), kinds=KINDS[kind])
    return render(request, "skills/partials/_concept_options.html", {"found": found, "name": name})
