"""A small file that shows how a feed of vacancies may look."""

from xml.sax.saxutils import escape

from core.imports.examples import example

HEADERS = ["Codice", "Titolo", "Professione", "Descrizione", "Comune", "Contratto", "CCNL", "RAL da", "RAL a", "Posti",
           "Competenze", "Titolo di studio", "Scadenza"]  # fmt: skip
ROWS = [
    ["OFF-101", "Saldatrice o saldatore TIG", "saldatore/saldatrice", "Saldatura di tubazioni in officina.",
     "La Spezia", "tempo indeterminato", "metalmeccanica industria", 24000, 29000, 2, "",
     "qualifica professionale", "31/03/2027"],
    ["OFF-102", "Addetta o addetto al magazzino", "magazziniere/magazziniera", "Carico, scarico e inventario.",
     "Sarzana", "tempo determinato", "logistica, trasporto merci", "22.000", "25.000", 1, "", "", "15 aprile 2027"],
]  # fmt: skip
TAGS = ("id", "title", "occupation", "description", "city", "contract", "ccnl", "salary_min", "salary_max",
        "positions", "skills", "education", "deadline")  # fmt: skip


def sample(kind: str) -> bytes:
    """The same two invented openings in each format."""
    return example(kind, headers=HEADERS, rows=ROWS, title="Offerte", xml=_xml)


def _xml() -> str:
    jobs = "".join(f"<job>\n{_parts(row)}</job>\n" for row in ROWS)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<jobs>\n{jobs}</jobs>\n'


def _parts(row: list) -> str:
    cells = zip(TAGS, row, strict=True)
    return "".join(f"<{tag}>{escape(str(value))}</{tag}>\n" for tag, value in cells if value != "")
