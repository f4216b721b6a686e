"""Every page the resolver knows, with demo data, in both languages, on a phone and on a desk."""

from functools import partial

import pytest
from django.urls import translate_url

from tests.browser.axe import bring_axe, violations
from tests.browser.routes import own_pages

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
LANGUAGES = ("it", "en")
# Answers that are not pages for people: files for machines.
NOT_PAGES = {"robots", "health_live", "health_ready", "sitemap", "sitemap_section", "security_txt", "icon"}
NOT_PAGES |= {"training:edition_calendar", "training:saved_search_feed"}
# Reached from a mail only.
NOT_PAGES |= {"training:saved_search_stop"}
# Parts of a partner's page, looked at where they stand.
# A PDF is saved, not shown.
NOT_PAGES |= {"partners:document_detail"}
# So are the files of applications and of imports.
NOT_PAGES |= {
    "core:list_export_download",
    "training:document_open",
    "training:import_report",
    "training:import_sample",
    "recruitment:opening_import_report",
    "recruitment:opening_import_sample",
}
NOT_PAGES |= {"training:partner_courses", "recruitment:partner_demand"}
# The passport and the CV as files, to keep.
NOT_PAGES |= {"recruitment:passport_pdf_download", "recruitment:passport_europass_download", "recruitment:cv_open"}
# So is what was signed on paper.
NOT_PAGES |= {"recruitment:signature_open"}
NOT_PAGES |= {"recruitment:selection_cv"}
# The list below a box of a form.
NOT_PAGES |= {"skills:concept_options"}
# Reached from the admin, where the crawl does not go; the form is the one of every other page.
NOT_PAGES |= {"partners:person_act", "partners:person_correct", "partners:support_start"}
# Asked who one is again before them; a crawl that takes long comes too late.
NOT_PAGES |= {"accounts:account_erase", "accounts:export_download", "partners:partner_merge", "partners:person_merge"}


def test_every_page_is_reached_by_somebody(pages):
    """A page that nobody can reach in the demo is not finished."""
    assert sorted(own_pages() - set(pages) - NOT_PAGES) == []


def note_error(problems, message):
    if message.type == "error":
        problems.append(f"{message.location.get('url')} console {message.text}")


def note_script_error(problems, error):
    problems.append(f"script {error}")


def findings(page, url):
    """What is wrong with the page as it stands in the browser."""
    problems = [f"axe {found['id']}: {found['nodes'][0]['html'][:160]}" for found in violations(page)]
    if page.locator("h1").count() != 1:
        problems.append(f"{page.locator('h1').count()} h1")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        problems.append(f"scrolls {overflow} px sideways")
    return [f"{url} {problem}" for problem in problems]


def test_what_is_wrong_is_found(browser):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    bring_axe(context)
    page = context.new_page()
    page.goto("data:text/html,<!doctype html><html lang=it><title>Prova</title><main><img src=a.png width=500></main>")

    found = findings(page, "here")

    context.close()
    assert [words for words in ("axe image-alt", "0 h1", "scrolls") if words not in " ".join(found)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_accessible_and_quiet(portal, browser, signed_in, pages, language, width):
    problems = []
    for email in {email for _url, email in pages.values()}:
        state = signed_in(email) if email else None
        context = browser.new_context(storage_state=state, viewport={"width": width, "height": 900})
        bring_axe(context)
        page = context.new_page()
        page.on("console", partial(note_error, problems))
        page.on("pageerror", partial(note_script_error, problems))
        for url in [url for url, reader in pages.values() if reader == email]:
            address = portal + translate_url(url.removeprefix(portal), language)
            response = page.goto(address)
            if response.status != 200:
                problems.append(f"{address} answered {response.status}")
            problems += findings(page, f"{width} px {address}")
        context.close()

    assert problems == []


# How much of a page's text must be there without scripts; the rest are parts that htmx adds beside a plain link.
SHARE_WITHOUT_SCRIPTS = 0.6


def words_of(browser, signed_in, pages, *, scripts):
    """{address: (heading, length of the main text, forms that nothing can send)}, with or without scripts."""
    found = {}
    for email in {email for _url, email in pages.values()}:
        state = signed_in(email) if email else None
        context = browser.new_context(storage_state=state, java_script_enabled=scripts)
        page = context.new_page()
        for url in [url for url, reader in pages.values() if reader == email]:
            page.goto(url)
            heading = " ".join(page.locator("h1").inner_text().split())
            unsendable = page.locator("main form:not(:has(button:not([type=button]), input[type=submit]))").count()
            found[url] = (heading, len(page.locator("main").inner_text()), unsendable)
        context.close()
    return found


def test_pages_work_without_javascript(browser, signed_in, pages):
    """Heading and text of a page are there before any script runs, and every form can be sent."""
    with_scripts = words_of(browser, signed_in, pages, scripts=True)
    without = words_of(browser, signed_in, pages, scripts=False)

    wrong = [
        (url, with_scripts[url], without[url])
        for url in without
        if without[url][0] != with_scripts[url][0]
        or without[url][1] < SHARE_WITHOUT_SCRIPTS * with_scripts[url][1]
        or without[url][2]
    ]
    assert wrong == []


@pytest.mark.parametrize("path", ["/", "/formazione/", "/partner/"])
def test_first_visit_weighs_little(portal, browser, path):
    """At most 250 KB on the wire, of it at most 100 KB of JavaScript."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds, sizes = {}, {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(portal + path, wait_until="networkidle")

    scripts = sum(size for request, size in sizes.items() if kinds.get(request) == "Script")
    assert sum(sizes.values()) <= 250_000
    assert scripts <= 100_000
    assert page.locator("script[src]:not([defer]):not([type=module])").count() == 0
    context.close()
