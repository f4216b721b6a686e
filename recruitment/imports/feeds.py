"""XML feeds of vacancies: every job board has its own, so records are found by what repeats."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from core.imports.xml_file import ANY_FORMAT, Records
from core.imports.xml_lists import repeated_records

NAMES = frozenset(
    {
        "job", "jobposting", "vacancy", "position", "offer", "offerta", "annuncio", "vacanza", "posizione", "item",
        "offre", "offre_emploi", "opening",
    }
)  # fmt: skip


def _records(root: Element) -> Iterator[Mapping[str, Any]]:
    return repeated_records(root, NAMES)


FORMATS: dict[str, Records] = {ANY_FORMAT: _records}
