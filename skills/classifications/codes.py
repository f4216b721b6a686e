"""A code with its words, two codes that correspond, and which code stands above another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    code: str
    parent: str  # empty for the top level
    label_it: str
    label_en: str = ""


@dataclass(frozen=True)
class Correspondence:
    """Of an earlier edition's code to a later one's, as `MappingRelation` says it."""

    earlier: str
    later: str
    relation: str


def parent_code(code: str, section: str) -> str:
    """ATECO: 28.13.00 < 28.13.0 < 28.13 < 28.1 < 28 < its section; ISCED-F: 0715 < 071 < 07."""
    if not code[0].isdigit():
        return ""
    if code.isdigit() and len(code) == len("28"):
        return section
    return code[:-1].rstrip(".")
