"""Italian elides an article before a number that is read with a vowel: "l'8 novembre", "dall'11/11", "all'80 %".

Texts are written with "il" or "dal" before a value, whatever day it will be: templates get the elision from
`{% blocktranslate %}` (templatetags/polo.py), code asks for it once the value stands in the text.
"""

import re

from django.utils.translation import get_language

# The article; the space or one tag after it; a number that begins with 8, or that is 11.
BEFORE_A_VOWEL = re.compile(r"\b(il|al|dal|del|nel|sul)(?:\s+|\s*(</?[a-z][^<>]*>)\s*)(?=0?8|11(?!\d))", re.IGNORECASE)


def elided(text: str) -> str:
    """The text as Italian says it; in other languages as it is."""
    if (get_language() or "it") != "it":
        return text
    return BEFORE_A_VOWEL.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    article, tag = found.group(1), found.group(2) or ""
    if article.lower() == "il":
        return f"{'L' if article[0] == 'I' else 'l'}'{tag}"
    return f"{article}l'{tag}"
