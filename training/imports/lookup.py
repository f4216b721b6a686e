"""What the words of a file stand for: kinds, sites, filiere, skills. Loaded once, names of concepts in one query."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import override

from core.imports.cells import folded
from core.imports.errors import CellError, Trouble
from partners.models import Filiera, Partner, Site
from skills.enums import SKILL_KINDS, ConceptKind, ConceptStatus, Level
from training.enums import Audience, Language, Mode, TermList
from training.imports.enums import RowTrouble
from training.isced_f import isced_f_name
from training.models import OfferKind, Term

MAX_SKILLS, MAX_OCCUPATIONS = 40, 3  # as many as the form of a course has room for
SEPARATOR = re.compile(r"[;|\n]+")
LEVEL = re.compile(r"^(?P<name>.*?)\s*(?:\((?:livello |level )?(?P<level>[1-4])\))?\s*(?P<assessed>\*)?$")
CUP = re.compile(r"^[A-Z0-9]{15}$")
EQF = re.compile(r"^(?:eqf|qnq|livello)?\s*([1-8])$")
CONCEPTS = """
    SELECT lower(unaccent(asked)), c.id, c.kind FROM unnest(%(asked)s::text[]) AS asked
    JOIN skills_conceptname n ON n.folded = lower(unaccent(asked)) JOIN skills_concept c ON c.id = n.concept_id
    WHERE c.status = %(released)s ORDER BY n.is_label, c.id DESC
"""
FOLDED = "SELECT asked, lower(unaccent(asked)) FROM unnest(%(asked)s::text[]) AS asked"
AUDIENCES = {
    Audience.STUDENTS: ("studenti", "studentesse", "diplomati", "diplomandi", "students"),
    Audience.UNEMPLOYED: ("disoccupati", "inoccupati", "chi cerca lavoro", "unemployed", "neet"),
    Audience.WORKERS: ("lavoratori", "occupati", "dipendenti", "workers"),
    Audience.ADULTS: ("adulti", "tutti", "persone adulte", "adults"),
    Audience.TEACHERS: ("docenti", "formatori", "insegnanti", "teachers"),
}
MODES = {
    Mode.ONSITE: ("presenza", "in presenza", "aula", "in aula", "on site", "onsite", "campus"),
    Mode.ONLINE: ("distanza", "a distanza", "online", "on line", "fad", "dad", "e learning", "webinar"),
    Mode.BLENDED: ("mista", "misto", "blended", "ibrida", "ibrido", "blended learning"),
}


@dataclass(frozen=True)
class Words:
    """Words that stand for one thing, and the ones to name when nothing fits."""

    meaning: dict[str, Any]
    known: tuple[str, ...]

    def find(self, words: str, code: str) -> Any:
        if (found := self.meaning.get(folded(words))) is None:
            raise CellError(code, value=words, known=", ".join(self.known))
        return found


class Lookup:
    """All that rows of one partner may name. Concepts are asked for by `learn`, before rows are read."""

    def __init__(self, partner: Partner) -> None:
        self.kinds = list(OfferKind.objects.in_force())
        self.sites = list(
            Site.objects.filter(partner=partner).select_related("municipality").order_by("-is_main", "pk")
        )
        self._kind = _kinds(self.kinds)
        self._audience, self._mode = _choices(AUDIENCES), _choices(MODES)
        self._language = _choices({language: (str(language.value),) for language in Language})
        self._terms = {(term.collection, folded(word)): term.pk for term in Term.objects.in_force().order_by("-pk")
                       for word in (term.name_en, term.name_it, term.code) if word}  # fmt: skip
        self._filiera = _filiere()
        self._site = _site_words(self.sites)
        self._concepts: dict[tuple[str, bool], int] = {}
        self._folded: dict[str, str] = {}

    @property
    def main_site(self) -> int | None:
        return self.sites[0].pk if self.sites else None

    def learn(self, cells: Iterable[str]) -> None:
        """The concepts that these lists of names speak of."""
        asked = sorted({LEVEL.match(name)["name"] for cell in cells for name in pieces(cell)})  # type: ignore[index]
        with connection.cursor() as cursor:
            cursor.execute(FOLDED, {"asked": asked})
            self._folded = dict(cursor.fetchall())
            cursor.execute(CONCEPTS, {"asked": asked, "released": ConceptStatus.RELEASED})
            for name, pk, kind in cursor.fetchall():
                if kind in SKILL_KINDS or kind == ConceptKind.OCCUPATION:
                    self._concepts[name, kind == ConceptKind.OCCUPATION] = pk

    def kind(self, words: str) -> int:
        return self._kind.find(words, RowTrouble.KIND)

    def audience(self, words: str) -> str:
        return self._audience.find(words, RowTrouble.CHOICE)

    def mode(self, words: str) -> str:
        return self._mode.find(words, RowTrouble.CHOICE)

    def site(self, words: str) -> int:
        found = self._site.get(folded(words), set())
        if len(found) > 1:
            raise CellError(RowTrouble.SITE_UNCLEAR, value=words)
        if not found:
            known = ", ".join(dict.fromkeys(str(site) for site in self.sites))
            raise CellError(RowTrouble.SITE, value=words, known=known)
        return next(iter(found))

    def language(self, words: str) -> str:
        return self._language.find(words, RowTrouble.CHOICE)

    def figure(self, words: str) -> int:
        return self._term(TermList.FIGURE, words)

    def attestation(self, words: str) -> int:
        return self._term(TermList.ATTESTATION, words)

    def funding(self, words: str) -> int:
        return self._term(TermList.FUNDING, words)

    def cup_code(self, words: str) -> str:
        code = words.upper()
        if not CUP.match(code):
            raise CellError(RowTrouble.CUP)
        return code

    def eqf(self, words: str) -> int:
        found = EQF.match(folded(words))
        if not found:
            raise CellError(RowTrouble.EQF)
        return int(found[1])

    def isced_f(self, words: str) -> str:
        """Excel loses the zeros in front."""
        code = words.split(maxsplit=1)[0].rpartition("/")[2].zfill(4)
        if len(code) != len("0715") or not isced_f_name(code):
            raise CellError(RowTrouble.ISCED, value=words)
        return code

    def filiere(self, cell: str) -> list[int]:
        names = [name for piece in pieces(cell) for name in piece.split(",")]
        return sorted({self._filiera.find(name, RowTrouble.FILIERA) for name in names if name.strip()})

    def occupations(self, cell: str) -> list[int]:
        found = {self._concept(name, RowTrouble.OCCUPATION, is_occupation=True) for name in pieces(cell)}
        return sorted(_not_more(found, MAX_OCCUPATIONS))

    def taught(self, cell: str) -> list[list[Any]]:
        """[skill, level, whether it is assessed], as plain contents of courses have them; the last word wins."""
        found = {}
        for piece in pieces(cell):
            said = LEVEL.match(piece)
            skill = self._concept(said["name"], RowTrouble.SKILL, is_occupation=False)  # type: ignore[index]
            level = int(said["level"] or Level.INDEPENDENT)  # type: ignore[index]
            found[skill] = [skill, level, bool(said["assessed"])]  # type: ignore[index]
        return sorted(_not_more(found.values(), MAX_SKILLS))

    def _term(self, collection: TermList, words: str) -> int:
        if (pk := self._terms.get((collection, folded(words)))) is None:
            raise CellError(RowTrouble.TERM, value=words)
        return pk

    def _concept(self, name: str, code: str, *, is_occupation: bool) -> int:
        pk = self._concepts.get((self._folded.get(name, ""), is_occupation))
        if pk is None:
            raise CellError(code, value=name)
        return pk


def pieces(cell: str) -> list[str]:
    return [piece.strip() for piece in SEPARATOR.split(cell) if piece.strip()]


def _not_more(found: Any, limit: int) -> Any:
    if len(found) > limit:
        raise CellError(Trouble.TOO_BIG if limit < 1 else RowTrouble.TOO_MANY, value=len(found), limit=limit)
    return found


def _kinds(kinds: list[OfferKind]) -> Words:
    meaning = {folded(word): kind.pk for kind in kinds for word in (kind.name_en, kind.name_it, kind.code)}
    return Words(meaning, tuple(kind.code for kind in kinds))


def _filiere() -> Words:
    rows = list(Filiera.objects.order_by("pk"))
    meaning = {folded(word): row.pk for row in rows for word in (row.slug, row.name_en, row.name_it)}
    return Words(meaning, tuple(row.name_it for row in rows))


def _choices(synonyms: dict[Any, tuple[str, ...]]) -> Words:
    """The values, their labels in both languages and what else they are called."""
    meaning = {}
    for choice, words in synonyms.items():
        for language in ("it", "en"):
            with override(language):
                meaning[folded(str(choice.label))] = choice.value
        meaning |= {folded(word): choice.value for word in (*words, choice.value)}
    return Words(meaning, tuple(words[0] for words in synonyms.values()))


def _site_words(sites: list[Site]) -> dict[str, set[int]]:
    """A name or a code says more than a town: it wins where it stands for one site only."""
    exact: dict[str, set[int]] = defaultdict(set)
    towns: dict[str, set[int]] = defaultdict(set)
    for site in sites:
        for word in filter(None, (site.name, site.school_code, site.address, str(site))):
            exact[folded(word)].add(site.pk)
        towns[folded(site.municipality.name)].add(site.pk)
    return {**towns, **exact}
