"""The law behind the words that an advertisement may not use, or had better not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_URN = "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:"


@dataclass(frozen=True)
class Norm:
    """An article and where its text in force is read."""

    name: str | Promise
    url: str


EQUALITY = Norm(
    _("articolo 27 del Codice delle pari opportunità (decreto legislativo 198/2006)"),
    _URN + "decreto.legislativo:2006-04-11;198~art27",
)
EQUAL_TREATMENT = Norm(
    _("articoli 2 e 3 del decreto legislativo 216/2003 (parità di trattamento nel lavoro)"),
    _URN + "decreto.legislativo:2003-07-09;216~art3",
)
ORIGIN = Norm(
    _("articoli 2 e 3 del decreto legislativo 215/2003 (parità senza distinzione di razza e origine etnica)"),
    _URN + "decreto.legislativo:2003-07-09;215~art3",
)
CITIZENSHIP = Norm(
    _("articolo 43 del decreto legislativo 286/1998 (Testo unico sull'immigrazione)"),
    _URN + "decreto.legislativo:1998-07-25;286~art43",
)
INQUIRY = Norm(
    _("articolo 8 della legge 300/1970 (Statuto dei lavoratori)"),
    _URN + "legge:1970-05-20;300~art8",
)
INTERMEDIARIES = Norm(
    _("articolo 10 del decreto legislativo 276/2003 (divieto di indagini su chi cerca lavoro)"),
    _URN + "decreto.legislativo:2003-09-10;276~art10",
)
PAY = Norm(
    _("articolo 5 della direttiva (UE) 2023/970 (trasparenza retributiva)"),
    "https://eur-lex.europa.eu/eli/dir/2023/970/oj",
)
