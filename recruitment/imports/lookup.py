"""What the words of a feed stand for: sites, contracts, pay, skills. What the portal does not know is a remark."""

import re
from collections.abc import Callable, Iterable

from core.imports import cells
from core.imports.cells import folded
from core.imports.errors import CellError, Trouble
from core.imports.words import Words, choice_words, pieces
from partners.models import Partner, Site
from partners.site_words import site_words
from recruitment.enums import MAX_SKILLS, Contract, LicenceKind
from recruitment.imports.enums import FeedTrouble, Remark
from skills.selectors.by_name import ConceptsByName

Say = Callable[..., None]  # a remark: its code and what its sentence names
MAX_PAY = 10_000_000
LEAST_A_YEAR = 5_000  # below it a figure is of a month or an hour
TO = re.compile(r"\s*(?:[-–—]|\bfino a\b|\bto\b|\ba\b|/)\s*", re.IGNORECASE)
EQF = re.compile(r"^(?:eqf|qnq|livello)?\s*([1-8])$")
EQF_WORDS = (
    (2, ("licenza media", "terza media", "scuola media")),
    (3, ("qualifica", "qualifica professionale")),
    (4, ("diploma", "maturita", "diploma di scuola superiore", "high school", "professional certificate")),
    (5, ("its", "its academy", "associate degree", "diploma its")),
    (6, ("laurea", "laurea triennale", "laurea breve", "bachelor degree", "bachelor")),
    (7, ("laurea magistrale", "laurea specialistica", "postgraduate degree", "master degree")),
    (8, ("dottorato", "dottorato di ricerca", "phd")),
)
YEAR = frozenset({"year", "anno", "annua", "annuo", "yearly", "annual", "per year", "annuale", "ral", ""})
UNSAID = frozenset(
    {"full time", "part time", "tempo pieno", "tempo parziale", "other", "per diem", "altro", "temps plein"}
)
CONTRACTS = {
    Contract.PERMANENT: ("indeterminato", "contratto a tempo indeterminato", "t indeterminato", "permanent", "cdi"),
    Contract.FIXED_TERM: (
        "determinato", "contratto a tempo determinato", "t determinato", "temporary", "contractor", "fixed term",
        "cdd", "stagionale", "somministrazione a tempo determinato",
    ),
    Contract.APPRENTICESHIP: (
        "apprendistato professionalizzante", "contratto di apprendistato", "apprendista", "apprenticeship",
        "apprentissage", "alternance", "alternating", "contrat d apprentissage", "contrat d alternance",
    ),
    Contract.INTERNSHIP: ("stage", "tirocinio extracurriculare", "intern", "internship", "tirocinio curriculare"),
}  # fmt: skip
CONTRACT_PARTS = re.compile(
    r"\s[-–|]\s|[,;/()]"
)  # "Apprendistato - tempo pieno", "Contrat d'alternance (apprentissage)"
SIGNED_FOR_A_TERM = {Contract.FIXED_TERM, Contract.APPRENTICESHIP}
LICENCES = {
    LicenceKind.B: ("patente b", "b", "permis b"),
    LicenceKind.C: ("patente c", "c"),
    LicenceKind.CQC: ("cqc", "carta di qualificazione del conducente"),
    LicenceKind.FORKLIFT: ("muletto", "carrello elevatore", "carrelli elevatori", "patentino muletto"),
    LicenceKind.PLATFORM: ("ple", "piattaforme elevabili"),
    LicenceKind.WELDING: ("patentino di saldatura", "iso 9606", "patentino saldatore"),
    LicenceKind.STCW: ("stcw",),
    LicenceKind.CRANE: ("gruista", "patentino gru"),
}
NOT_OFFERED = frozenset({LicenceKind.OTHER})


class FeedLookup:
    """All that rows of one firm may name. Concepts are asked for by `learn`, before rows are read."""

    def __init__(self, partner: Partner) -> None:
        self.sites = list(
            Site.objects.filter(partner=partner).select_related("municipality").order_by("-is_main", "pk")
        )
        self._site = site_words(self.sites)
        self._contract = choice_words(CONTRACTS)
        kinds = [kind for kind in LicenceKind if kind not in NOT_OFFERED]
        self._licence: Words = choice_words({kind: LICENCES.get(kind, ()) for kind in kinds})
        self._eqf = {folded(word): level for level, words in EQF_WORDS for word in words}
        self._named = ConceptsByName([])

    @property
    def main_site(self) -> int | None:
        return self.sites[0].pk if self.sites else None

    def learn(self, names: Iterable[str]) -> None:
        self._named = ConceptsByName(names)

    def occupation(self, words: str) -> int | None:
        return self._named.occupation(words)

    def site(self, words: str, say: Say) -> int | None:
        found = self._site.get(folded(words), set())
        if len(found) != 1:
            say(Remark.SITE, value=words)
            return None
        return next(iter(found))

    def contract(self, words: str, say: Say) -> str | None:
        """Full or part time is told in the same column by some feeds: it says nothing about the contract."""
        if folded(words) in UNSAID:
            return None
        told = {self._contract.meaning.get(folded(part)) for part in CONTRACT_PARTS.split(words)} - {None}
        if told == SIGNED_FOR_A_TERM:
            return Contract.APPRENTICESHIP
        return told.pop() if len(told) == 1 else self._contract.find(words, FeedTrouble.CONTRACT)

    def skills(self, cell: str, say: Say) -> list[int]:
        names = list(dict.fromkeys(pieces(cell)))
        found = {name: self._named.skill(name) for name in names}
        if unknown := [name for name, pk in found.items() if pk is None]:
            say(Remark.SKILL, value=", ".join(unknown))
        kept = sorted({pk for pk in found.values() if pk is not None})
        if len(kept) > MAX_SKILLS:
            raise CellError(Trouble.TOO_MANY, value=len(kept), limit=MAX_SKILLS)
        return kept

    def min_eqf(self, words: str, say: Say) -> int | None:
        if found := EQF.match(folded(words)):
            return int(found[1])
        if (level := self._eqf.get(folded(words))) is None:
            say(Remark.EQF_LEVEL, value=words)
        return level

    def licences(self, cell: str, say: Say) -> list[str]:
        kept = set()
        for name in (one for piece in pieces(cell) for one in piece.split(",")):
            if (kind := self._licence.meaning.get(folded(name))) is not None:
                kept.add(str(kind))
            elif name.strip():
                say(Remark.LICENCE, value=name.strip())
        return sorted(kept)


def pay_range(least: str, most: str, unit: str, say: Say) -> tuple[int | None, int | None]:
    """Whole euros a year; one cell may hold both ends. What is told by the month or the hour is left to a person."""
    ends = [_euros(end) for end in (TO.split(least, 1) if not most else [least, most]) if end]
    if None in ends or not ends:
        say(Remark.PAY, value=least or most)
        return None, None
    amounts = [end for end in ends if end is not None]
    if folded(unit) not in YEAR or max(amounts) < LEAST_A_YEAR:
        say(Remark.PAY_UNIT, value=" ".join(filter(None, [least, most, unit])))
        return None, None
    if max(amounts) > MAX_PAY:
        raise CellError(Trouble.TOO_BIG, value=max(amounts))
    if len(amounts) > 1 and amounts[1] < amounts[0]:
        raise CellError(FeedTrouble.PAY_ORDER)
    return amounts[0], amounts[1] if len(amounts) > 1 else None


def _euros(words: str) -> int | None:
    """Whole euros; None where there is no figure."""
    try:
        found = cells.cents(
            re.sub(r"\b(?:lordi|lorde|lordo|all'anno|annui|annue|ral)\b", "", words, flags=re.IGNORECASE)
        )
    except CellError:
        return None
    return found // 100 if found else None
