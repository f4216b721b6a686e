"""Writes static/img/icons.svg: the icons the portal uses, taken from the sprite of the Bootstrap Italia wheel.

    .venv/bin/python scripts/make_sprite.py

Run again after adding a name to ICONS; tests/polo/test_static.py fails when a template asks for one that is missing.
"""

import importlib.util
import re
from pathlib import Path

ICONS = [
    "arrow-down", "arrow-left", "arrow-right", "arrow-up", "arrow-down-circle", "arrow-right-circle",
    "arrow-up-circle", "ban", "bookmark", "box", "burger", "calendar", "card", "chart-line", "check",
    "check-circle", "chevron-left", "chevron-right", "clip", "clock", "close", "close-circle", "collapse",
    "comment", "copy", "delete", "download", "error", "exchange-circle", "expand", "external-link", "file",
    "file-csv", "file-pdf", "files", "flag", "folder", "funnel", "help", "help-circle", "horn", "inbox",
    "info-circle", "key", "less-circle", "link", "list", "lock", "logout", "mail", "mail-open", "map-marker",
    "map-marker-circle", "minus", "minus-circle", "more-actions", "more-items", "note", "pa", "password-invisible",
    "password-visible", "pencil", "pin", "plus", "plus-circle", "presentation", "print", "refresh", "restore",
    "rss", "search", "settings", "share", "software", "star-full", "star-outline", "telephone", "tool", "unlocked",
    "upload", "user", "warning", "warning-circle", "zoom-in", "zoom-out",
]  # fmt: skip
NOTE = "<!-- Icons of Bootstrap Italia, BSD-3-Clause, https://github.com/italia/bootstrap-italia -->"
OUT = Path(__file__).resolve().parents[1] / "static" / "img" / "icons.svg"


def main() -> None:
    package = Path(importlib.util.find_spec("bootstrap_italia_template").origin).parent
    sprite = (package / "static" / "svg" / "sprites.svg").read_text()
    symbols = dict(re.findall(r'(?s)<symbol id="it-([^"]+)"(.*?</symbol>)', sprite))
    body = "\n".join(f'<symbol id="it-{name}"{symbols[name]}' for name in sorted(ICONS))
    OUT.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{NOTE}\n{body}\n</svg>\n')
    print(f"{OUT.name}: {len(ICONS)} icons, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
