"""The report of an import as a file, and a small file that shows how one may look."""

import csv
import html
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core.admin.export import safe
from core.admin.workbook import workbook

HEADERS = ["Codice", "Titolo", "Tipo", "In breve", "Che cosa si ottiene", "Ore", "Costo", "Modalità", "Competenze",
           "Inizio", "Fine", "Posti", "Iscrizioni entro"]  # fmt: skip
ROWS = [
    ["TIG-01", "Saldatura TIG per principianti", "LIB", "Si impara a saldare a TIG, dalle basi al primo giunto.",
     "Attestato di frequenza", 40, "gratuito", "in presenza", "", "10/02/2027", "24/03/2027", 15, "31/01/2027"],
    ["TIG-01", "", "", "", "", "", "", "", "", "14/04/2027", "26/05/2027", 15, "31/03/2027"],
    ["CNC-02", "Programmazione CNC", "LIB", "Dal disegno al pezzo finito, con una macchina vera.",
     "Attestato di frequenza", 60, "120,00", "in presenza", "", "1 marzo 2027", "30 aprile 2027", 12, "15/02/2027"],
]  # fmt: skip
XCRI = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<catalog xmlns="http://xcri.org/profiles/1.2/catalog" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:mlo="http://purl.org/net/mlo">\n<provider>\n{courses}'
    "</provider>\n</catalog>\n"
)
COURSE = "<course>\n<dc:identifier>{code}</dc:identifier>\n<dc:title>{title}</dc:title>\n{rest}</course>\n"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "xml": "application/xml",
}


def sample(kind: str) -> bytes:
    """The same two invented courses in each format."""
    if kind == "csv":
        return _csv([HEADERS, *ROWS])
    if kind == "xlsx":
        with workbook(title="Corsi", labels=HEADERS, lines=ROWS) as file:
            return file.read()
    if kind == "json":
        records = [dict(zip(HEADERS, row, strict=True)) for row in ROWS]
        return json.dumps({"corsi": records}, ensure_ascii=False, indent=1).encode()
    return XCRI.format(courses="".join(_xcri_courses())).encode()


def report_csv(rows: Iterable[Any]) -> bytes:
    """Row, title, what it does, what became of it, each change and each error; nothing that acts as a formula."""
    lines = [[_("riga"), _("titolo"), _("che cosa fa"), _("esito"), _("colonna"), _("prima"), _("dopo o errore")]]
    for shown in rows:
        row = shown.row
        head = [row.number or "", row.title, row.get_action_display(), row.get_outcome_display()]
        lines += [[*head, change.label, _text(change.before), _text(change.after)] for change in shown.changes]
        lines += [[*head, problem.column, "", problem.words] for problem in shown.problems]
        if row.note or not (shown.changes or shown.problems):
            lines.append([*head, "", "", row.note])
    return _csv(lines)


def _csv(lines: Iterable[Iterable[Any]]) -> bytes:
    """As Excel in Italy opens it with a double click."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    for line in lines:
        writer.writerow([safe(str(value)) for value in line])
    return target.getvalue().encode("utf-8-sig")


def _text(marked: str) -> str:
    return html.unescape(strip_tags(marked))


def _xcri_courses() -> Iterator[str]:
    for row in ROWS:
        if row[1]:
            said = dict(zip(HEADERS, map(str, row), strict=True))
            title = escape(said["Che cosa si ottiene"])
            rest = f"<abstract>{escape(said['In breve'])}</abstract>\n"
            rest += f"<mlo:qualification><dc:title>{title}</dc:title></mlo:qualification>\n"
            yield COURSE.format(code=escape(said["Codice"]), title=escape(said["Titolo"]), rest=rest)
