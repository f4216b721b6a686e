"""What an opening still lacks before anybody may read it: one list, for the desk and for the refusal alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from recruitment.enums import AGE_BY_LAW
from recruitment.models import Opening, SkillNeed
from recruitment.wording.checker import Reading, read

LEGAL_FORMS = frozenset({"spa", "srl", "srls", "snc", "sas", "scarl", "scrl", "sapa", "coop"})


def publication_gaps(opening: Opening, *, has_skills: bool, questions: Sequence[str]) -> list[str]:
    """Empty when it can be published. Pay and agreement: directive EU 2023/970, article 5."""
    gaps = []
    if opening.needs_pay and opening.pay_from is None:
        gaps.append(_("la retribuzione"))
    if opening.needs_pay and not opening.ccnl:
        gaps.append(_("il contratto collettivo (CCNL)"))
    if not has_skills:
        gaps.append(_("almeno una competenza, per trovare le persone"))
    if opening.closes_on < timezone.localdate():
        gaps.append(_("un ultimo giorno per le candidature che non sia già passato"))
    return gaps + wording_gaps(opening, questions)


def names_told(need: SkillNeed) -> str:
    """Names of the firm, old and new, in the words of a need that is to be told without them; empty when none."""
    if not need.is_masked:
        return ""
    text = _squeezed(f"{need.title} {need.description}")
    names = {need.partner.name, *need.partner.names.values_list("name", flat=True)}
    return ", ".join(sorted(f"«{name}»" for name in names if _squeezed(name) and _squeezed(name) in text))


def _squeezed(text: str) -> str:
    """Letters and digits alone, without the legal form: "Rossi S.p.A." and "ROSSI" are one name."""
    plain = "".join(one if one.isalnum() else " " for one in text.casefold().replace(".", "")).split()
    return f" {' '.join(word for word in plain if word not in LEGAL_FORMS)} " if plain else ""


@dataclass(frozen=True)
class FieldReading:
    """A field of an advertisement and what was found in its words."""

    name: str
    label: str | Promise
    reading: Reading


def wording_readings(demand: SkillNeed | Opening, questions: Sequence[str] = ()) -> list[FieldReading]:
    """The title, the description and the questions to who says yes, where there is something to change."""
    has_age_by_law = isinstance(demand, Opening) and demand.contract in AGE_BY_LAW
    texts = [("title", _("titolo"), demand.title), ("description", _("descrizione"), demand.description)]
    texts += [(f"question_{n}", _("domanda %(n)s") % {"n": n}, text) for n, text in enumerate(questions, start=1)]
    read_ones = [FieldReading(name, label, read(text, has_age_by_law=has_age_by_law)) for name, label, text in texts]
    return [one for one in read_ones if one.reading.findings]


def wording_gaps(demand: SkillNeed | Opening, questions: Sequence[str] = ()) -> list[str]:
    """Words of the texts that others read that the law forbids in an advertisement and in a question."""
    found = [finding for one in wording_readings(demand, questions) for finding in one.reading.forbidden]
    words = ", ".join(f"«{one.words}»" for one in found)
    return [_("un testo senza parole che la legge vieta (%(words)s)") % {"words": words}] if found else []


def questions_of(opening: Opening) -> list[str]:
    """What it asks who says yes, read now."""
    return list(opening.questions.order_by("number").values_list("text", flat=True))
