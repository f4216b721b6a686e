"""XML, with entities, external references and remote schemas refused; what it says is told by its format's reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from core.imports.errors import FileRefusedError
from core.imports.table import Clock, Table, table_from_records

Records = Callable[[Element], Iterator[Mapping[str, Any]]]
ANY_FORMAT = "*"
MAX_DEPTH = 60


def xml_table(source: IO[bytes], *, formats: Mapping[str, Records], clock: Clock) -> Table:
    """`formats`: name of the outermost element, or ANY_FORMAT -> what reads the records below it."""
    root = xml_root(source)
    records = formats.get(local_name(root)) or formats.get(ANY_FORMAT)
    if records is None:
        raise FileRefusedError(
            _("Questo XML non è di un tipo conosciuto: qui si legge XCRI-CAP, oppure CSV, Excel e JSON.")
        )
    return table_from_records(records(root), clock=clock)


def xml_root(source: IO[bytes]) -> Element:
    try:
        return ElementTree.parse(source, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        raise FileRefusedError(
            _("Il file XML contiene rimandi a entità o file esterni, che qui non si leggono: toglili e riprova.")
        ) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise FileRefusedError(_("Il file XML è rovinato: esportalo di nuovo e riprova.")) from error


def local_name(element: Element) -> str:
    """Without its namespace: versions of a format differ by it."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *names: str) -> list[Element]:
    return [child for child in element if local_name(child) in names]


def words(element: Element | None) -> str:
    """All that stands inside, blocks on their own lines."""
    if element is None:
        return ""
    return "\n".join(" ".join(piece.split()) for piece in _pieces(element, 0) if piece.strip())


def _pieces(element: Element, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    line = element.text or ""
    for child in element:
        inner = list(_pieces(child, depth + 1))
        if local_name(child) in {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4"}:
            yield line
            yield from inner
            line = child.tail or ""
        else:
            line += " ".join(inner) + (child.tail or "")
    yield line
