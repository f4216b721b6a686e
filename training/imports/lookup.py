"""What the words of a file stand for: kinds, sites, filiere, skills. Loaded once, names of concepts in one query."""

import re
from collections.abc import Iterable
from typing import Any

from core.imports.cells import folded
from core.imports.errors import CellError, Trouble
from core.imports.words import Words, choice_words, pieces
from core.templatetags.polo import local
from partners.models import Filiera, Partner, Site
from partners.site_words import site_words
from skills.enums import Level
from skills.selectors.by_name import ConceptsByName
from training.enums import Audience, Language, Mode, TermList
from training.imports.enums import RowTrouble
from training.isced_f import isced_f_name
from training.models import OfferKind, Term

MAX_SKILLS, MAX_OCCUPATIONS = 40, 3  # as many as the form of a course has room for
LEVEL = re.compile(r"^(?P<name>.*?)\s*(?:\((?:livello |level )?(?P<level>[1-4])\))?\s*(?P<assessed>\*)?$")
CUP = re.compile(r"^[A-Z0-9]{15}$")
EQF = re.compile(r"^(?:eqf|qnq|livello)?\s*([1-8])$")
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


class Lookup:
    """All that rows of one partner may name. Concepts are asked for by `learn`, before rows are read."""

    def __init__(self, partner: Partner) -> None:
        self.kinds = list(OfferKind.objects.in_force())
        self.sites = list(
            Site.objects.filter(partner=partner).select_related("municipality").order_by("-is_main", "pk")
        )
        self._kind = _kinds(self.kinds)
        self._audience, self._mode = choice_words(AUDIENCES), choice_words(MODES)
        self._language = choice_words({language: (str(language.value),) for language in Language})
        self._terms = {(term.collection, folded(word)): term.pk for term in Term.objects.in_force().order_by("-pk")
                       for word in (term.name_en, term.name_it, term.code) if word}  # fmt: skip
        self._filiera = _filiere()
        self._site = site_words(self.sites)
        self._named = ConceptsByName([])

    @property
    def main_site(self) -> int | None:
        return self.sites[0].pk if self.sites else None

    def learn(self, cells: Iterable[str]) -> None:
        """The concepts that these lists of names speak of."""
        names = (LEVEL.match(name)["name"] for cell in cells for name in pieces(cell))  # type: ignore[index]
        self._named = ConceptsByName(names)

    def kind(self, words: str) -> int:
        return self._kind.find(words, RowTrouble.KIND)

    def audience(self, words: str) -> str:
        return self._audience.find(words, Trouble.CHOICE)

    def mode(self, words: str) -> str:
        return self._mode.find(words, Trouble.CHOICE)

    def site(self, words: str) -> int:
        found = self._site.get(folded(words), set())
        if len(found) > 1:
            raise CellError(RowTrouble.SITE_UNCLEAR, value=words)
        if not found:
            known = ", ".join(dict.fromkeys(str(site) for site in self.sites))
            raise CellError(RowTrouble.SITE, value=words, known=known)
        return next(iter(found))

    def language(self, words: str) -> str:
        return self._language.find(words, Trouble.CHOICE)

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
            raise CellError(Trouble.EQF)
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
        found = {_known(self._named.occupation(name), name, RowTrouble.OCCUPATION) for name in pieces(cell)}
        return sorted(_not_more(found, MAX_OCCUPATIONS))

    def taught(self, cell: str) -> list[list[Any]]:
        """[skill, level, whether it is assessed], as plain contents of courses have them; the last word wins."""
        found = {}
        for piece in pieces(cell):
            said = LEVEL.match(piece)
            name = said["name"]  # type: ignore[index]
            skill = _known(self._named.skill(name), name, RowTrouble.SKILL)
            level = int(said["level"] or Level.INDEPENDENT)  # type: ignore[index]
            found[skill] = [skill, level, bool(said["assessed"])]  # type: ignore[index]
        return sorted(_not_more(found.values(), MAX_SKILLS))

    def _term(self, collection: TermList, words: str) -> int:
        if (pk := self._terms.get((collection, folded(words)))) is None:
            raise CellError(RowTrouble.TERM, value=words)
        return pk


def _known(pk: int | None, name: str, code: str) -> int:
    if pk is None:
        raise CellError(code, value=name)
    return pk


def _not_more(found: Any, limit: int) -> Any:
    if len(found) > limit:
        raise CellError(Trouble.TOO_BIG if limit < 1 else Trouble.TOO_MANY, value=len(found), limit=limit)
    return found


def _kinds(kinds: list[OfferKind]) -> Words:
    return Words({folded(word): kind.pk for kind in kinds for word in (kind.name_en, kind.name_it, kind.code)})


def _filiere() -> Words:
    rows = list(Filiera.objects.order_by("pk"))
    return Words({folded(word): row.pk for row in rows for word in (row.slug, row.name_en, row.name_it)})


def known_words() -> dict[str, str]:
    """What may stand in a column whose list belongs to the Polo, as it is today and in the reader's language."""
    return {
        RowTrouble.KIND: ", ".join(local(kind, "name") for kind in OfferKind.objects.in_force().order_by("code")),
        RowTrouble.FILIERA: ", ".join(local(row, "name") for row in Filiera.objects.order_by("pk")),
    }
