"""The judges of this folder see what they are for: a view with planted faults is flagged, its sound sister is not."""

import sys
from types import ModuleType

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path
from django.utils.html import escape

import polo.urls
from tests.hostile import checks
from tests.hostile.asker import URLENCODED
from tests.hostile.pages import Field, Form
from tests.hostile.payloads import PAYLOADS

PAGE = (
    '<form method="post" action="{action}"><input name="title" value="{title}"><textarea name="why">\n{why}</textarea>'
    '</form><div class="invalid-feedback">no</div>'
)
PAIRS = [("title", PAYLOADS["svg"]), ("why", "perché sì")]


@login_not_required
def planted(request, fault: str):
    title, why = request.POST.get("title", ""), request.POST.get("why", "")
    if fault == "crash":
        return HttpResponse(int(title))
    if fault == "away":
        return HttpResponseRedirect("//male.example/")
    if fault == "link":
        return HttpResponse('<a href="https://male.example/">qui</a>')
    page = PAGE.format(
        action=request.path,
        title=title if fault == "echo" else escape(title),
        why="" if fault == "forgets" else escape(why),
    )
    return HttpResponse(page.split("<div")[0] if fault == "silent" else page)


@pytest.fixture
def answer(settings):
    module = ModuleType("tests.hostile.planted_urls")
    # The portal's own routes too: the page of a server error links home.
    module.urlpatterns = [path("v/<str:fault>/", planted), *polo.urls.urlpatterns]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    settings.MIDDLEWARE = []
    yield lambda fault: Client(raise_request_exception=False).generic(
        "POST", f"/v/{fault}/", checks.encoded(PAIRS), URLENCODED
    )
    del sys.modules[module.__name__]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("crash", ["status 500"]),
        ("echo", ["unescaped '<svg onload'"]),
        ("away", ["leads to //male.example/"]),
        ("link", ["links to another site"]),
        ("none", []),
    ],
)
def test_a_planted_fault_is_flagged(answer, fault, words):
    assert checks.faults(answer(fault), allowed=checks.WRITTEN) == words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("forgets", ["lost why='perché sì', shown ['']"]),
        ("silent", ["refused without a message"]),
        ("none", []),
    ],
)
def test_lost_words_and_silence_are_flagged(answer, fault, words):
    form = Form("post", f"/v/{fault}/", {"title": Field("title", "text"), "why": Field("why", "textarea")})

    assert checks.lost(answer(fault), form=form, pairs=PAIRS) == words
