"""Finds in a text the expressions of `phrases.py` and `questions.py`; pure functions, no database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from recruitment.wording.lookalikes import seen
from recruitment.wording.phrases import PHRASES, Ground, Phrase, Verdict
from recruitment.wording.questions import QUESTIONS

AROUND = 45  # characters on each side in which an innocent meaning is looked for


@dataclass(frozen=True)
class Finding:
    """Words of the text between `start` and `end`, and the entry of the list that they answer to."""

    start: int
    end: int
    words: str
    phrase: Phrase
    is_forbidden: bool


@dataclass(frozen=True)
class Reading:
    """A text with what was found in it, from left to right, never one inside another."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def forbidden(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_forbidden)

    def segments(self) -> Iterator[tuple[str, Finding | None]]:
        """The whole text cut in pieces: plain ones, and those to mark."""
        at = 0
        for finding in self.findings:
            yield self.text[at : finding.start], None
            yield finding.words, finding
            at = finding.end
        yield self.text[at:], None


def read(text: str, *, has_age_by_law: bool = False) -> Reading:
    """What to change in a text. Where the law itself sets an age (apprentices, trainees) a limit is only doubtful."""
    look = seen(text)
    found = [
        _finding(text, look.place(match.start(), match.end()), phrase, has_age_by_law)
        for phrase in (*PHRASES, *QUESTIONS)
        for match in _pattern(phrase.pattern).finditer(look.text)
        if not _is_innocent(phrase, look.text, match)
    ]
    return Reading(text=text, findings=tuple(_apart(found)))


def _finding(text: str, place: tuple[int, int], phrase: Phrase, has_age_by_law: bool) -> Finding:
    start, end = place
    return Finding(start, end, text[start:end], phrase, _is_forbidden(phrase, has_age_by_law))


def _is_forbidden(phrase: Phrase, has_age_by_law: bool) -> bool:
    return phrase.verdict == Verdict.FORBIDDEN and not (has_age_by_law and phrase.ground == Ground.AGE)


def _is_innocent(phrase: Phrase, text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - AROUND) : match.end() + AROUND]
    return bool(phrase.unless) and _pattern(phrase.unless, whole=False).search(around) is not None


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """Of findings that overlap, the forbidden one counts first, then the longest."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (not one.is_forbidden, one.start - one.end, one.start)):
        if all(finding.end <= other.start or finding.start >= other.end for other in kept):
            kept.append(finding)
    yield from sorted(kept, key=lambda one: one.start)


@cache
def _pattern(source: str, *, whole: bool = True) -> re.Pattern[str]:
    """A space of the list stands for any blank, line end or hyphen ("␣?" for none too); words are whole."""
    source = source.replace(" ?", r"[\s\-]*").replace(" ", r"[\s\-]+")
    return re.compile(rf"(?<!\w)(?:{source})(?!\w)" if whole else source, re.IGNORECASE)
