"""A small file that shows how a file of courses may look."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from core.imports.examples import example

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


def sample(kind: str) -> bytes:
    """The same two invented courses in each format."""
    return example(kind, headers=HEADERS, rows=ROWS, title="Corsi", xml=_xcri)


def _xcri() -> str:
    return XCRI.format(courses="".join(_xcri_courses()))


def _xcri_courses() -> Iterator[str]:
    for row in ROWS:
        if row[1]:
            said = dict(zip(HEADERS, map(str, row), strict=True))
            title = escape(said["Che cosa si ottiene"])
            rest = f"<dc:type>{escape(said['Tipo'])}</dc:type>\n<abstract>{escape(said['In breve'])}</abstract>\n"
            rest += f"<mlo:qualification><dc:title>{title}</dc:title></mlo:qualification>\n"
            yield COURSE.format(code=escape(said["Codice"]), title=escape(said["Titolo"]), rest=rest)
