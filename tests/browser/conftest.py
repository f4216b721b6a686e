import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from polo.demo import ACCOUNTS, PASSWORD
from polo.demo.approvals import APPROVAL_TOKEN
from polo.demo.guardians import GUARDIAN_TOKEN
from polo.demo.members import DEMO_TOKEN
from tests.browser.portal import running_portal
from tests.browser.routes import crawl
from tests.databases import create_database, drop_database, migrated_database

HERE = Path(__file__).parent
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"]
START = [
    "/",
    "/area/",
    "/accesso/login/",
    "/accesso/signup/",
    "/accesso/meno-di-14-anni/",
    "/mappa-del-sito/",
    f"/inviti/{DEMO_TOKEN}/",
    f"/conferma-genitore/{GUARDIAN_TOKEN}/",
    f"/conferma-iscrizione/{APPROVAL_TOKEN}/",
]


def pytest_collection_modifyitems(items):
    """All of them drive the portal of another process."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bombard)


def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if found is None:
        pytest.fail("The browser tests need Chromium on PATH (Debian: apt install chromium).")
    return found


@pytest.fixture(scope="session")
def portal(worker_id):
    """The address of a portal with demo data, served by gunicorn as in production."""
    name = f"polo_browser_{worker_id}_{os.getpid()}"
    database = create_database(settings.DATABASE_URL, name, like=migrated_database())
    with (
        tempfile.TemporaryDirectory(prefix="polo-browser-") as var,
        running_portal(database_url=database, redis_url=settings.REDIS_URL, var=Path(var)) as address,
    ):
        yield address
    drop_database(settings.DATABASE_URL, database)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


def enter_code(page) -> None:
    """The second step of those who have one: the demo shows the code; it may change while it is typed."""
    for _attempt in range(3):
        if "/2fa/authenticate" not in page.url:
            return
        page.fill("input[name=code]", re.search(r"il codice adesso è (\d{6})", page.inner_text("main"))[1])
        page.click("main form:has(input[name=code]) button[type=submit]")


@pytest.fixture(scope="session")
def signed_in(portal, browser):
    """signed_in(email) -> the cookies of that demo person, after a real login."""
    states: dict[str, dict] = {}

    def state(email: str):
        if email not in states:
            context = browser.new_context(java_script_enabled=False)
            page = context.new_page()
            page.goto(f"{portal}/accesso/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            enter_code(page)
            assert "/accesso/" not in page.url, f"{email} cannot log in"
            states[email] = context.storage_state()
            context.close()
        return states[email]

    return state


@pytest.fixture(scope="session")
def pages(portal, browser, signed_in) -> dict[str, tuple[str, str | None]]:
    """{route: (address, e-mail of a persona who reaches it or None)}: everybody crawls, strangers first."""
    found: dict[str, tuple[str, str | None]] = {}
    for email in [None, *(account.email for account in ACCOUNTS)]:
        context = browser.new_context(storage_state=signed_in(email) if email else None)

        def fetch(url, request=context.request):
            response = request.get(url, max_redirects=0)
            is_page = response.headers.get("content-type", "").startswith("text/html")
            return response.status, response.text() if is_page else None, response.headers.get("location", "")

        for route, url in crawl(fetch, portal, start=START).items():
            found.setdefault(route, (url, email))
        context.close()
    return found
