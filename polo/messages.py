"""The message catalogues, without gettext tools: Babel extracts, merges and compiles.

python -m polo.messages                 collect the texts of code and templates into locale/*/LC_MESSAGES, compile
python -m polo.messages --from DIR      the same, taking translations from the .po files of a folder too
python -m polo.messages --check         change nothing; status 1 when a text has no translation
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
APPS = ["core", "accounts", "partners", "skills", "training", "orientation", "recruitment", "planning", "dashboards"]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sd]|(?<!\{)\{(\w*)\}(?!\})")
CHANGING_HEADERS = re.compile(rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator):.*\n', re.M)
Key = tuple[str, str | None]


def sources() -> Iterator[Path]:
    """The files whose texts people read."""
    for app in [*APPS, "polo"]:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    for suffix in ("html", "txt"):
        yield from (ROOT / "templates").rglob(f"*.{suffix}")


def extract() -> Catalog:
    """Every text of the sources, without translation."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted(sources()):
        name = str(path.relative_to(ROOT))
        for _line, function, texts, _comments in extract_python(_code(path), list(KEYWORDS), [], {}):
            context, text = _text_of(function, texts)
            if text:
                catalogue.add(text, context=context, locations=[(name, None)])
    return catalogue


def merge(*, into: Path, extra: list[Path]) -> Catalog:
    """The texts of today with the translations of the catalogue and, where given, of other files (they win)."""
    translations: dict[Key, Message] = {}
    for path in [into, *extra]:
        for message in read(path):
            if message.id and _is_translated(message):
                translations[_key(message)] = message
    today = extract()
    merged = Catalog(locale=into.parts[-3], charset="utf-8", fuzzy=False, header_comment="# The Polo's portal")
    for message in today:
        if not message.id:
            continue
        known = translations.get(_key(message))
        merged.add(message.id, known.string if known else "", context=message.context, locations=message.locations)
    return merged


def read(path: Path) -> Catalog:
    """A catalogue from its file; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as source:
        return read_po(source, locale=path.parts[-3] if path.parent.name == "LC_MESSAGES" else "en")


def problems(catalogue: Catalog) -> list[str]:
    """Texts without translation, uncertain ones, and translations that lose or invent a placeholder."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        if not _is_translated(message):
            found.append(f"no translation: {message.id}")
        elif message.fuzzy:
            found.append(f"fuzzy: {message.id}")
        elif not _same_placeholders(message):
            found.append(f"other placeholders: {message.id}")
    return found


def write(catalogue: Catalog, path: Path) -> None:
    """Sorted and without dates or line numbers, so that a change shows only what changed."""
    text = io.BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CHANGING_HEADERS.sub(b"", text.getvalue()))


def compile_catalogues() -> list[Path]:
    """Write the .mo beside each .po that is newer; returns what was compiled."""
    done = []
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        part = mo.with_suffix(f".{os.getpid()}.part")  # several processes may compile at once
        with part.open("wb") as target:
            write_mo(target, read(po))
        part.replace(mo)
        done.append(po)
    return done


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m polo.messages", description="Collect and compile the texts.")
    parser.add_argument("--from", dest="folder", type=Path, help="a folder with .po files to take translations from")
    parser.add_argument("--check", action="store_true", help="write nothing, only say what is missing")
    options = parser.parse_args(arguments)
    po = LOCALE / "en" / "LC_MESSAGES" / "django.po"
    catalogue = merge(into=po, extra=sorted(options.folder.glob("*.po")) if options.folder else [])
    if not options.check:
        write(catalogue, po)
        compile_catalogues()
    found = problems(catalogue)
    sys.stdout.write("".join(f"{line}\n" for line in found) + f"{len(catalogue)} texts, {len(found)} problems\n")
    return 1 if options.check and found else 0


def _code(path: Path) -> io.BytesIO:
    """Python as it is; a template as the Python that Django's own makemessages would hand to gettext."""
    text = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize  # noqa: PLC0415 - wants settings, the rest does not

        # Between the texts stand fillers in the shape of the page, which as indentation means nothing to Python.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())


def _text_of(function: str, texts: str | tuple[str | None, ...]) -> tuple[str | None, str | tuple[str, str] | None]:
    """(context, text or (singular, plural)) of one call; no text where an argument is no literal."""
    parts = list(texts) if isinstance(texts, tuple) else [texts]
    context = parts.pop(0) if "pgettext" in function else None
    wanted = 2 if function.lstrip("_").startswith("n") else 1
    parts = parts[:wanted]
    if len(parts) < wanted or not all(parts):
        return None, None
    return context, (parts[0], parts[1]) if wanted == 2 else parts[0]  # noqa: PLR2004 - singular and plural


def _key(message: Message) -> Key:
    return (message.id[0] if isinstance(message.id, (tuple, list)) else message.id), message.context


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return bool(texts) and all(texts)


def _same_placeholders(message: Message) -> bool:
    """The singular may leave out the number, so of plurals every form may use what any form of the source uses."""
    if isinstance(message.id, (tuple, list)):
        allowed = set().union(*(_placeholders(text) for text in message.id))
        return all(_placeholders(text) <= allowed for text in message.string)
    return _placeholders(message.id) == _placeholders(message.string)


def _placeholders(text: str) -> set[str]:
    return {found.group(0) for found in PLACEHOLDER.finditer(text)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.dev")
    sys.exit(main())
