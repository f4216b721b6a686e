"""axe in a page: handed to the browser once per context instead of with every look, and only what is wrong comes back.

`axe_playwright_python` sends half a megabyte of script for each page and fetches everything that is right as well.
"""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def bring_axe(context: BrowserContext) -> None:
    """Every page that opens from now on has it."""
    context.add_init_script(SCRIPT)


def violations(page: Page) -> list[dict[str, Any]]:
    return page.evaluate(RUN)
