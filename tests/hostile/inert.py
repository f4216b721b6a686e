"""Every text of the training app filled with the same words, and what the portal shows of them, taken apart.

What comes back alive shows in the shape: with harmless words a page has certain elements, attributes and schemes of
addresses; with hostile ones it may have no other.
"""

import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
import pgtrigger
from django.apps import apps
from django.db import IntegrityError, models, transaction

from core.models import OutboxMessage

# What no person types: written by the program, or of a form that a constraint holds fast.
MACHINE = {
    "Course.isced_f": "four digits (form and import)",
    "Course.cup_code": "fifteen capitals and digits (constraint)",
    "Course.search_terms": "made of other texts by course_index",
    "Application.code": "made by the portal",
    "CourseImport.mapping": "names of our own columns",
    "CourseImport.counts": "numbers",
    "CourseImport.error": "our own words",
    "CourseImportRow.note": "our own words",
    "CourseImportRow.problems": "codes of ours beside the cell, which is hostile in `content`",
    "CourseImportRow.before": "keys and states, never shown",
    "CourseImportRow.after": "keys and states, never shown",
    "SavedSearch.address": "a query string, which tests/hostile/test_addresses.py asks for",
    "SavedSearch.token": "made by the portal",
    "SearchWord.word": "made of other texts, never shown",
    "SearchWord.folded": "made of other texts, never shown",
    "ApplicationHistory.pgh_label": "written by the trigger",
    "ApplicationHistory.pgh_context": "written by the trigger",
    "OfferKind.code": "a slug",
}
FIXED = {"mode", "language", "audience", "isced_f", "cup_code", "kind", "starts_on", "ends_on", "enrolment"}
FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
VOID = {"del", "ins", "mark"}  # what differs or was found: how many there are depends on the words


def columns() -> list[tuple[type[models.Model], list[models.Field]]]:
    """The texts that people give, model by model: a new column is here by itself."""
    return [(model, found) for model in apps.get_app_config("training").get_models() if (found := _texts(model))]


def _texts(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and f"{model.__name__}.{field.name}" not in MACHINE
    ]


def fill(words: list[str]) -> set[str]:
    """Write the longest of `words` that fits in each text of each row; the columns that took them come back.

    A text that a constraint wants empty (a reason where nothing was decided) stays so in that row.
    """
    written = set()
    with pgtrigger.ignore():
        for model, fields in columns():
            for row in model._default_manager.all():
                said = {field.name: _worded(field, getattr(row, field.name), row.pk, words) for field in fields}
                for name, value in said.items():
                    if _took(model, row.pk, name, value):
                        written.add(f"{model.__name__}.{name}")
    return written


def _took(model: type[models.Model], pk: int, name: str, value: object) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**{name: value})
    except IntegrityError:
        return False
    return True


def _worded(field: models.Field, value: object, number: int, words: list[str]) -> object:
    if isinstance(field, models.JSONField):
        return _leaves(value, max(words, key=len))
    room = (field.max_length or 10_000) - len(f" {number}")
    return f"{max((word for word in words if len(word) <= room), key=len)} {number}"


def _leaves(value: object, word: str) -> object:
    if isinstance(value, dict):
        return {key: one if key in FIXED else _leaves(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [_leaves(one, word) for one in value]
    return word if isinstance(value, str) else value


class Shape(HTMLParser):
    """The elements of a page, their attributes, the schemes of addresses; structured data is read on its own."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.data: list[str] = []
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_data = tag == "script" and ("type", "application/ld+json") in attrs
        if self._in_data:
            self.data.append("")
        if tag not in VOID:
            self.parts |= {(tag, ""), *((tag, name) for name, _value in attrs)}
        self.parts |= {
            (tag, f"{name}: {scheme[1].lower()}")
            for name, value in attrs
            if name in {"href", "src", "action", "formaction"}
            and (scheme := re.match(r"\s*([a-z]+)\s*:", value or "", re.I))
        }

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data[-1] += data


def shape(content_type: str, body: bytes) -> set[tuple[str, str]]:
    """What an answer is made of, by its kind; ("alive", …) is what must not be in any."""
    kind = content_type.partition(";")[0]
    readers = {
        "text/html": _html, "application/atom+xml": _xml, "text/calendar": _calendar, "text/csv": _csv,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    }  # fmt: skip
    return readers[kind](body) if kind in readers else set()


def _html(body: bytes) -> set[tuple[str, str]]:
    seen = Shape()
    seen.feed(body.decode())
    for data in seen.data:
        json.loads(data)
    return seen.parts | {("alive", "end of a script") for data in seen.data if "<" in data}


def _xml(body: bytes) -> set[tuple[str, str]]:
    return {(one.tag, name) for one in ET.fromstring(body).iter() for name in ("", *one.attrib)}  # noqa: S314


def _calendar(body: bytes) -> set[tuple[str, str]]:
    """Names of the properties: a line break in a text must not begin another one."""
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    return {("line", re.split(r"[;:]", line)[0]) for line in lines if line}


def _csv(body: bytes) -> set[tuple[str, str]]:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")
    return {("alive", f"formula {cell[:20]}") for row in rows for cell in row if FORMULA.match(cell)}


def _xlsx(body: bytes) -> set[tuple[str, str]]:
    sheets = openpyxl.load_workbook(io.BytesIO(body)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return {("alive", f"formula in {cell.coordinate}") for cell in cells if cell.data_type == "f"}


def mail_shape(mail: OutboxMessage) -> set[tuple[str, str]]:
    """A mail has a subject of one line, and in its HTML nothing but what the layout has."""
    found = {("alive", "line in a subject")} if re.search(r"[\r\n]", mail.subject) else set()
    return found | (_html(mail.html.encode()) if mail.html else set())
