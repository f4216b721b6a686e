"""Which column holds what: guessed from the names, to be put right by a person."""

from collections.abc import Callable, Mapping, Sequence

from core.imports.cells import folded

BELOW = " · "  # between a wide header and one of those below it
Synonyms = Mapping[str, Sequence[str]]


def known_headers(synonyms: Synonyms) -> Callable[[str], bool]:
    """Whether a cell is the name of a column: asked of every cell of the first rows."""
    names = {folded(word) for words in synonyms.values() for word in words}
    return lambda header: folded(header) in names


def guess(headers: Sequence[str], synonyms: Synonyms, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """{header: field}: as it was said last time, by the same words (of a header below a wider one, its own too), then
    by words inside; each field once."""
    found: dict[str, str] = {}
    for header in headers:
        field = (remembered or {}).get(header, "")
        if field in synonyms and field not in found.values():
            found[header] = field
    ours = {name: [folded(word) for word in words] for name, words in synonyms.items()}
    for said, fits in ((folded, _same), (_own, _same), (folded, _inside)):
        for header in headers:
            if header in found or header in (remembered or {}):
                continue
            words = said(header)
            field = next((name for name in ours if name not in found.values() and fits(words, ours[name])), "")
            if field:
                found[header] = field
    return found


def _own(header: str) -> str:
    """Without the wider header above it."""
    return folded(header.rsplit(BELOW, 1)[-1])


def _same(header: str, words: list[str]) -> bool:
    return header in words


def _inside(header: str, words: list[str]) -> bool:
    """Long names only: two letters are inside of everything."""
    return any(f" {word} " in f" {header} " for word in words if len(word) > len("anno"))
