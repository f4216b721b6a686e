from django.db import models
from django.utils.translation import gettext_lazy as _


class Horizon(models.IntegerChoices):
    """In how many months a firm will need people."""

    NOW = 0, _("adesso")
    YEAR_1 = 12, _("entro 12 mesi")
    YEAR_2 = 24, _("entro 24 mesi")
    YEAR_3 = 36, _("entro 36 mesi")


class Difficulty(models.IntegerChoices):
    """How hard a firm finds it to meet such people."""

    EASY = 1, _("si trovano")
    HARD = 2, _("si fatica a trovarle")
    RARE = 3, _("quasi introvabili")


class Confidentiality(models.TextChoices):
    """Who reads a need: firms of one consortium compete."""

    PUBLIC = "PUBLIC", _("chiunque")
    PARTNERS = "PARTNERS", _("solo i partner del Polo")
    REFERENT = "REFERENT", _("solo il referente del Polo")


class Contract(models.TextChoices):
    """Kinds of contract, codes of the Italian labour communications (PLUS, TAB_TIPOLOGIA_CONTR)."""

    PERMANENT = "A00", _("tempo indeterminato")
    FIXED_TERM = "A01", _("tempo determinato")
    APPRENTICESHIP = "A02", _("apprendistato")
    INTERNSHIP = "A03", _("tirocinio")


# Contracts whose age the law itself sets (D.Lgs. 81/2015, articles 43-45; regional rules on traineeships).
AGE_BY_LAW = frozenset({Contract.APPRENTICESHIP, Contract.INTERNSHIP})


class DemandState(models.TextChoices):
    DRAFT = "DRAFT", _("bozza")
    PUBLISHED = "PUBLISHED", _("pubblicata")
    PAUSED = "PAUSED", _("in pausa")
    FILLED = "FILLED", _("coperta")
    CLOSED = "CLOSED", _("chiusa")


# The only ways from one state to another; the database refuses the rest (`OPENING_MOVES`, a trigger of the model).
MOVES = frozenset(
    {
        (DemandState.DRAFT, DemandState.PUBLISHED),
        (DemandState.PUBLISHED, DemandState.PAUSED),
        (DemandState.PUBLISHED, DemandState.FILLED),
        (DemandState.PUBLISHED, DemandState.CLOSED),
        (DemandState.PAUSED, DemandState.PUBLISHED),
        (DemandState.PAUSED, DemandState.FILLED),
        (DemandState.PAUSED, DemandState.CLOSED),
    }
)


class Ending(models.TextChoices):
    """How an opening ended: what a firm chooses, then what the portal writes by itself."""

    HERE = "HERE", _("abbiamo assunto persone trovate qui")
    ELSEWHERE = "ELSEWHERE", _("abbiamo assunto persone trovate altrove")
    NOT_FOUND = "NOT_FOUND", _("non abbiamo trovato chi cercavamo")
    NO_NEED = "NO_NEED", _("il posto non serve più")
    OTHER = "OTHER", _("altro motivo")
    EXPIRED = "EXPIRED", _("scaduta: l'impresa non l'ha confermata")
    FIRM_LEFT = "FIRM_LEFT", _("l'impresa è uscita dal Polo")

    @property
    def state(self) -> DemandState:
        return DemandState.FILLED if self in {Ending.HERE, Ending.ELSEWHERE} else DemandState.CLOSED


class Answer(models.TextChoices):
    YES = "YES", _("sì")
    NO = "NO", _("no")
