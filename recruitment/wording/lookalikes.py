"""A text as a reader sees it: letters of other alphabets that look like ours are ours, what nobody sees is not there.

Whoever pastes a text brings such letters along without knowing; whoever wants words past the list does so on purpose.
The letters are those of Unicode's confusables (UTS 39) that stand for a letter of Italian; full-width, circled,
mathematical letters and ligatures are undone by NFKC.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "\u2032": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "–": "-", "\u2212": "-",
}  # fmt: skip
# Letters with a shape and no mark on paper, which are neither marks nor format characters for Unicode.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_PAIRS = (
    # Cyrillic
    ("АВЕКМНОРСТУХІЈЅҮԌԚԜӀЬ", "ABEKMHOPCTYXIJSYGQWIb"),
    ("авекмнорстухіјѕүһӏԁԛԝԍьпг", "abekmhopctyxijsyhldqwgbnr"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ", "ABEZHIKMNOPTYXCj"),
    ("αεηικνορτυχϲ", "aenikvoptuxc"),
    # Armenian
    ("օոսհցՕՍ", "onuhgOU"),
    # Latin letters of other tongues and small capitals
    ("ıɑɡɩƅꞵǀℓⅼłŁøØđĐħŧ", "iagibbllllLoOdDht"),
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
)
_ITALIAN = frozenset("àèéìíîòóùúÀÈÉÌÍÎÒÓÙÚ")
_LETTERS = {odd: plain for odds, plains in _PAIRS for odd, plain in zip(odds, plains, strict=True)}
# Letters in black discs, in black squares, and those of which flags are made.
_LETTERS |= {chr(first + n): chr(ord("A") + n) for first in (0x1F150, 0x1F170, 0x1F1E6) for n in range(26)}


@dataclass(frozen=True)
class Seen:
    """The text as it looks; each of its characters comes from `text[start:end]` of the original."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original stands what is seen between these two places; never half a letter."""
        return self.spans[start][0], self.spans[end - 1][1]


def seen(text: str) -> Seen:
    shown: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _letters(text):
        for one in _look(text[start:end]):
            shown.append(one)
            spans.append((start, end))
    return Seen("".join(shown), tuple(spans))


def _letters(text: str) -> list[tuple[int, int]]:
    """From and to of each letter together with the marks that are written on it."""
    starts = [at for at, one in enumerate(text) if at == 0 or not _is_mark(one)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True)) if text else []


@lru_cache(maxsize=4096)
def _is_mark(one: str) -> bool:
    return unicodedata.category(one).startswith("M")


def _look(letter: str) -> str:
    """How a letter looks: none, one or (a ligature) several characters."""
    if len(letter) == 1:
        return _look_of_one(letter)
    return _undone(letter)


@lru_cache(maxsize=4096)
def _look_of_one(letter: str) -> str:
    return letter if letter.isascii() and letter != "`" else _undone(letter)


def _undone(letter: str) -> str:
    letter = "".join(_SIGNS.get(one, one) for one in letter)
    return "".join(_plain(one) for one in unicodedata.normalize("NFKC", letter) if not _is_unseen(one))


def _plain(one: str) -> str:
    """Italian writes some letters with a mark (à is no a); on any other letter a mark says nothing."""
    if one in _ITALIAN:
        return one
    bare = unicodedata.normalize("NFKD", one)[0]
    return _LETTERS.get(one) or _LETTERS.get(bare) or (bare if bare.isascii() and bare.isalpha() else one)


def _is_unseen(one: str) -> bool:
    return one in _BLANKS or unicodedata.category(one) in {"Cf", "Mn", "Me"}
