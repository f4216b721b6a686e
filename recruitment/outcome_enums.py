"""The three days, the two sides and the few answers of what became of a hire or a placement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeDay(models.IntegerChoices):
    """How long after a hire, or after the end of a placement, both sides are asked what became of it."""

    MONTH = 30, _("dopo 30 giorni")
    QUARTER = 90, _("dopo 90 giorni")
    HALF_YEAR = 180, _("dopo 180 giorni")


class OutcomeSide(models.TextChoices):
    PERSON = "PERSON", _("la persona")
    FIRM = "FIRM", _("l'impresa")


class OutcomeAnswer(models.TextChoices):
    """What the person says of themselves, then what the firm says."""

    HERE = "HERE", _("lavoro per questa impresa")
    ELSEWHERE = "ELSEWHERE", _("lavoro altrove")
    STUDY = "STUDY", _("studio o seguo un corso")
    SEEKING = "SEEKING", _("cerco lavoro")
    NEITHER = "NEITHER", _("per ora né lavoro né cerco")
    UNSAID = "UNSAID", _("preferisco non dirlo")
    NO_MORE = "NO_MORE", _("non lo dico, e non chiedetemelo più")
    WITH_US = "WITH_US", _("lavora con noi")
    TERM = "TERM", _("il contratto è finito alla scadenza")
    BY_PERSON = "BY_PERSON", _("il lavoro è finito per scelta della persona")
    BY_FIRM = "BY_FIRM", _("il lavoro è finito per scelta nostra")
    NOT_TAKEN = "NOT_TAKEN", _("il percorso è finito e non lavora con noi")


PERSON_OUTCOMES = (
    OutcomeAnswer.HERE, OutcomeAnswer.ELSEWHERE, OutcomeAnswer.STUDY, OutcomeAnswer.SEEKING, OutcomeAnswer.NEITHER,
    OutcomeAnswer.UNSAID, OutcomeAnswer.NO_MORE,
)  # fmt: skip
# After these the firm has nothing more to say.
JOB_ENDS = (OutcomeAnswer.TERM, OutcomeAnswer.BY_PERSON, OutcomeAnswer.BY_FIRM)
HIRE_OUTCOMES = (OutcomeAnswer.WITH_US, *JOB_ENDS, OutcomeAnswer.UNSAID)
PLACEMENT_OUTCOMES = (OutcomeAnswer.WITH_US, OutcomeAnswer.NOT_TAKEN, OutcomeAnswer.UNSAID)
