"""The box for skills and codes in a browser: keyboard, slips, synonyms, what is told aloud; and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
NEW_COURSE = "/area/corsi/nuovo/"
SCHOOL = "scuola@example.org"
BOX = "#id_skills-0-skill"
LIST = f"{BOX}_list"


@pytest.fixture
def form(portal, browser, signed_in):
    """The form of a new course, at the width of a phone."""
    context = browser.new_context(storage_state=signed_in(SCHOOL), viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(portal + NEW_COURSE)
    yield page
    context.close()


def type_into(page, text, box=BOX):
    page.locator(box).press_sequentially(text)
    page.wait_for_selector(f"{box}_list:not([hidden]) [role=option]")


def test_a_skill_is_chosen_with_the_keyboard(form):
    type_into(form, "saldatura")
    box = form.locator(BOX)
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"
    assert "scegli con le frecce" in form.locator(".polo-picker:has(#id_skills-0-skill) [role=status]").inner_text()

    box.press("ArrowDown")
    marked = form.locator(f"{LIST} [aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    label, key = marked.get_attribute("data-label"), marked.get_attribute("data-key")
    box.press("Enter")

    assert (box.input_value(), box.get_attribute("aria-expanded")) == (label, "false")
    assert form.locator("input[name='skills-0-skill']").input_value() == key
    assert form.url.endswith(NEW_COURSE)


def test_escape_closes_the_list_and_keeps_the_words(form):
    type_into(form, "saldatura")

    form.locator(BOX).press("Escape")

    assert form.locator(LIST).is_hidden()
    assert form.locator(BOX).input_value() == "saldatura"


@pytest.mark.parametrize("text", ["saldatra", "welding", "tig"])
def test_slips_english_and_synonyms_find_something(form, text):
    type_into(form, text)

    assert form.locator(f"{LIST} [data-key]").count() > 0


def test_a_code_is_found_by_its_digits(form):
    type_into(form, "0715", box="#id_isced_f")

    option = form.locator("#id_isced_f_list [data-key]").first
    assert option.get_attribute("data-key") == "0715"
    option.click()
    assert form.locator("input[name=isced_f]").input_value() == "0715"


def test_the_open_list_is_accessible(form):
    type_into(form, "saldatura")
    form.locator(BOX).press("ArrowDown")

    violations = Axe().run(form).response["violations"]

    assert [(found["id"], found["nodes"][0]["html"][:160]) for found in violations] == []
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert form.evaluate(sideways) <= 0


def test_without_scripts_the_form_asks_back(portal, browser, signed_in):
    context = browser.new_context(storage_state=signed_in(SCHOOL), java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/area/attivita/")
    page.fill("#id_activity_1", "pompe")
    page.click("main form:has(#id_activity_1) button[type=submit]")

    page.wait_for_selector("label[for='id_activity_1_choice_1']", state="visible")
    assert "Pompe" in page.inner_text("label[for='id_activity_1_choice_1']").title()
    assert page.locator("#id_activity_1").input_value() == "pompe"
    context.close()
