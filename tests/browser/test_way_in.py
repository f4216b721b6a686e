"""The ways in that need a browser: a refused passkey says so, and a demo shows the codes it sends."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "words"), [("", "Il browser non accetta passkey a questo indirizzo"), ("/en", "takes no passkeys")]
)
def test_a_refused_passkey_is_said_beside_the_title(portal, browser, language, words):
    """The portal under test is served at an IP address, which is no domain of passkeys."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{portal}{language}/accesso/login/")
    assert page.locator("[data-passkey-refusal]").is_hidden()

    page.click("#passkey_login")

    page.wait_for_selector("[data-passkey-refusal]:not([hidden])")
    assert words in page.inner_text("main")
    assert page.locator("[data-passkey-refusal] [data-reason]:visible").count() == 1
    assert page.evaluate("document.activeElement.hasAttribute('data-passkey-refusal')")
    context.close()


def test_a_code_is_found_on_the_demo_s_page_of_mails(portal, browser):
    """Nobody outside the portal's own machine reads its mails: the code stands on a page."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{portal}/accesso/login/code/")
    page.fill("main input[name=email]", "persona@example.org")
    page.click("main form:has(input[name=email]) button[type=submit]")
    assert page.locator("main a[href='/posta-di-prova/']").count() == 1

    mail = context.new_page()
    mail.goto(f"{portal}/posta-di-prova/")
    code = mail.locator("article").first.inner_text().split("aperta:")[1].split()[0]
    page.fill("main input[name=code]", code)
    page.click("main form:has(input[name=code]) button[type=submit]")

    page.wait_for_url("**/area/**")
    context.close()
