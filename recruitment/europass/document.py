"""A file as a tree of plain values, whichever of the formats it is in: no entities, no remote parts, no depths."""

import io
import json
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from core.imports.errors import FileRefusedError
from core.imports.xml_file import local_name, xml_root

MAX_DEPTH = 40
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Document:
    """`name` is the outermost element or key; XML stays XML, since the two formats nest in their own ways."""

    name: str
    xml: Element | None
    tree: Any


def is_pdf(content: bytes) -> bool:
    return content[:1024].lstrip().startswith(b"%PDF-")


def document_of(content: bytes) -> Document:
    start = _start(content)
    if start == b"<":
        root = xml_root(io.BytesIO(content))
        _refuse_deep(root)
        return Document(local_name(root), root, None)
    if start == b"{":
        told = _json(content)
        return Document("SkillsPassport" if "SkillsPassport" in told else "", None, told)
    raise FileRefusedError(_("Serve un Europass in PDF, XML o JSON: questo file non lo è."))


def _start(content: bytes) -> bytes:
    """The first character that is no space, whatever the mark and the width of the letters."""
    head = content[:4096]
    for mark in MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip()[:1]


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(_("Il file JSON è rovinato: esportalo di nuovo e riprova.")) from error
    return told if isinstance(told, dict) else {}


def _refuse_deep(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise FileRefusedError(_("Il file XML è rovinato: esportalo di nuovo e riprova."))
        level = [child for one in level for child in one]
