"""The copy of everything about a person: one zip with a page to read, a file per table for machines, and the files."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import Section, exported_fields, rows_to_take, sections_about
from core.privacy import Rules

LANGUAGES = ("it", "en")
FORMAT = "polo-personal-data/1"


def archive_of(person: User) -> bytes:
    """The zip as bytes, in the language of the person."""
    with translation.override(person.language):
        parts = [(section, list(rows_to_take(section, person))) for section in sections_about(person)]
        page = render_to_string(
            "accounts/archive.html", {"person": person, "tables": _tables(parts), **_frame(person)}
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("schema.json", _json(schema_of([section for section, _rows in parts])))
        for section, rows in parts:
            archive.writestr(f"data/{section.slug}.json", _json({"table": section.slug, "rows": rows}))
        for name, content in _files(parts):
            archive.writestr(name, content)
    return buffer.getvalue()


def schema_of(sections: list[Section]) -> dict[str, Any]:
    """What each file and field of the copy means, in both languages; what is left out, and why."""
    return {
        "format": FORMAT,
        "values": {
            "key": {"id": "number of the row pointed to", "label": "its name; null when it is about somebody else"},
            "choice": {"value": "code", "label": "its words"},
            "person": {"person": "me, or somebody else"},
            "time": "ISO 8601",
        },
        "tables": {
            section.slug: {
                "file": f"data/{section.slug}.json",
                "name": _both(section.rules.title),
                "purpose": _both(section.rules.purpose),
                "kept": _both(section.rules.retention.why if section.rules.retention else ""),
                "fields": {one.name: _both(section.rules.label_of(one)) for one in exported_fields(section.rules)},
                "left_out": {name: _both(why) for name, why in section.rules.withheld.items()},
            }
            for section in sections
        },
    }


def _frame(person: User) -> dict[str, Any]:
    return {"language": person.language, "made_at": timezone.now()}


def _both(words: Any) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words)
    return said


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _tables(parts: list[tuple[Section, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """What the readable page shows: labels and values, without numbers of rows."""
    tables = []
    for section, rows in parts:
        rules = section.rules
        fields = [one for one in exported_fields(rules) if not one.primary_key]
        shown = [one for one in fields if one.name not in rules.unshown]
        technical = [one for one in fields if one.name in rules.unshown]
        tables.append(
            {
                "title": section.title,
                "slug": section.slug,
                "purpose": rules.purpose,
                "kept": rules.retention.why if rules.retention else "",
                "left_out": list(rules.withheld.values()),
                "rows": [(_told(rules, shown, row), _told(rules, technical, row)) for row in rows],
            }
        )
    return tables


def _has(value: Any) -> bool:
    return value not in (None, "", [], {})


def _told(rules: Rules, fields: list[Any], row: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Labels and values of what the row has."""
    return [(rules.label_of(one), _shown(rules, one.name, row)) for one in fields if _has(row.get(one.name))]


def _shown(rules: Rules, name: str, row: dict[str, Any]) -> Any:
    return rules.words[name](row) if name in rules.words else _words(row[name])


def _words(value: Any) -> Any:
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, dict) and "person" in value:
        return _("tu") if value["person"] == "me" else _("un'altra persona")
    if isinstance(value, dict) and "label" in value:
        return value["label"] or _("dato di un'altra persona")
    if isinstance(value, list):
        return ", ".join(str(_words(one)) for one in value)
    return _json(value) if isinstance(value, dict) else value


def _files(parts: list[tuple[Section, list[dict[str, Any]]]]) -> list[tuple[str, bytes]]:
    return [
        (f"files/{section.slug}/{row.pk}/{name}", content)
        for section, _rows in parts
        for row, name, content in _bytes_of(section)
    ]


def _bytes_of(section: Section) -> Iterator[tuple[Any, str, bytes]]:
    """Files on the disk and files in the database, with the name under which they are handed out."""
    fields = [one for one in section.rules.fields if one.name not in section.rules.withheld]
    on_disk = [one.name for one in fields if isinstance(one, models.FileField)]
    in_rows = [one.name for one in fields if isinstance(one, models.BinaryField)]
    for row in section.rows.order_by("pk") if on_disk or in_rows else ():
        for name in on_disk:
            stored = getattr(row, name)
            if stored:
                with stored.open("rb") as source:
                    yield row, stored.name.rsplit("/", 1)[-1], source.read()
        for name in in_rows:
            if content := bytes(getattr(row, name) or b""):  # a row without a copy has no file
                yield row, getattr(row, "file_name", name), content
