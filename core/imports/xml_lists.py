"""XML of a format that nobody described: the elements that repeat are its records, their parts its columns."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from core.imports.xml_file import local_name, words

MAX_DEPTH = 6


def repeated_records(root: Element, names: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    """Elements called by one of `names` (in small letters), else the longest list of alike ones, as flat records."""
    for element in _named(root, names) or _longest(root):
        yield dict(_flat(element, "", 0))


def _named(root: Element, names: frozenset[str]) -> list[Element]:
    """Those on the first level on which any is called so: what is inside of them may be called so too."""
    level = [root]
    for _depth in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if found := [element for element in level if len(element) and local_name(element).casefold() in names]:
            return found
    return []


def _longest(root: Element) -> list[Element]:
    best: list[Element] = []
    level = [root]
    for _depth in range(MAX_DEPTH):
        for element in level:
            counted = Counter(local_name(child) for child in element if len(child))
            name, count = next(iter(counted.most_common(1)), ("", 0))
            if count > len(best):
                best = [child for child in element if local_name(child) == name]
        level = [child for element in level for child in element]
    return best


def _flat(element: Element, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    """Parts with parts of their own as "a.b"; what is said several times in one cell."""
    said: dict[str, list[str]] = {}
    for child in element:
        name = f"{prefix}{local_name(child)}"
        if len(child) and depth < MAX_DEPTH and not _is_formatted(child):
            for path, value in _flat(child, f"{name}.", depth + 1):
                said.setdefault(path, []).append(value)
        else:
            said.setdefault(name, []).append(words(child))
    for name, values in said.items():
        yield name, "; ".join(filter(None, values)) if len(values) > 1 else values[0]


def _is_formatted(element: Element) -> bool:
    """Text with marks in it, not a group of parts."""
    return any(
        local_name(child) in {"p", "div", "br", "ul", "ol", "b", "i", "em", "strong", "span"} for child in element
    )
