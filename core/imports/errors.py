"""What can be wrong with a file, or with one cell of it: said in words that help to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import BusinessRuleError

MAX_PARAM = 300


class FileRefusedError(BusinessRuleError):
    """The file cannot be read as a table; the message says what to bring instead."""


class Trouble(models.TextChoices):
    """Why a cell cannot be used. `%(value)s` is what stands there. Kept as a code, told in the reader's language."""

    DATE = "DATE", _("«%(value)s» non è una data: scrivi per esempio 31/12/2026.")
    DATE_RANGE = "DATE_RANGE", _("La data %(value)s è fuori dagli anni possibili: controlla il formato della cella.")
    WHOLE = "WHOLE", _("«%(value)s» non è un numero intero.")
    MONEY = "MONEY", _("«%(value)s» non è un importo in euro: scrivi per esempio 120,50.")
    YES_NO = "YES_NO", _("«%(value)s» non è né sì né no.")
    FORMULA = "FORMULA", _("C'è una formula senza risultato: apri il file, salvalo di nuovo, oppure scrivi il valore.")
    CELL_ERROR = "CELL_ERROR", _("La cella mostra un errore (%(value)s): scrivi il valore.")
    TOO_LONG = "TOO_LONG", _("Testo troppo lungo: al massimo %(limit)s caratteri, qui sono %(value)s.")
    TOO_BIG = "TOO_BIG", _("«%(value)s» è un numero troppo grande.")
    MISSING = "MISSING", _("Manca: scrivilo in questa colonna.")
    CHOICE = "CHOICE", _("«%(value)s» non è fra i valori possibili: %(known)s.")
    TOO_MANY = "TOO_MANY", _("Sono troppi: al massimo %(limit)s, qui sono %(value)s.")
    EQF = "EQF", _("Il livello EQF va da 1 a 8.")
    TWICE = "TWICE", _("C'è già alla riga %(value)s: tienila una volta sola.")


class CellError(ValueError):
    """One cell cannot be used: `code` of an enumeration of troubles, with what its sentence names."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = str(code), {name: str(value)[:MAX_PARAM] for name, value in params.items()}


@dataclass(frozen=True)
class Problem:
    """`column` is the header in the file; the sentence is made of `code` when somebody reads it."""

    column: str
    code: str
    params: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "params": self.params}


@dataclass(frozen=True)
class Told:
    """Something wrong: in which column, and what would be right."""

    column: str
    words: str


def told(problem: Mapping[str, Any], troubles: Iterable[type[models.TextChoices]], known: Mapping[str, str]) -> Told:
    """The sentence of a problem in the reader's language. `known` names what a code would take, as it is today."""
    code = problem["code"]
    kinds: list[type[models.TextChoices]] = [*troubles, Trouble]
    trouble = next(kind(code) for kind in kinds if code in kind.values)
    named = {"value": "", "known": known.get(code, ""), "limit": ""} | problem["params"]
    return Told(problem["column"], str(trouble.label) % named)
