"""What a file tells, whichever its format."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from core.imports.errors import FileRefusedError
from recruitment.europass import candidate, skills_passport
from recruitment.europass.document import document_of
from recruitment.europass.entries import Entry, without_repeats
from recruitment.europass.skills_passport import ToldSkill

MOST_ENTRIES = 1000
MOST_CHARACTERS = 30_000


@dataclass(frozen=True)
class Told:
    """`text` is where names of skills are looked for."""

    entries: list[Entry]
    skills: list[ToldSkill] = field(default_factory=list)
    text: str = ""


def told_by(content: bytes) -> Told:
    """Raises FileRefusedError with what to bring instead."""
    document = document_of(content)
    if document.name == "SkillsPassport":
        passport = skills_passport.tree_of(document)
        found, skills = skills_passport.entries_of(passport), skills_passport.skills_of(passport)
        text = skills_passport.text_of(passport)
    elif document.name == "Candidate" and document.xml is not None:
        found, skills = candidate.entries_of(document.xml), []
        text = candidate.text_of(document.xml)
    else:
        raise FileRefusedError(
            _("Non è un Europass che sappiamo leggere: scaricalo di nuovo da europass.europa.eu, in PDF o in XML.")
        )
    entries = without_repeats(islice(found, MOST_ENTRIES))
    if not entries and not skills and not text:
        raise FileRefusedError(
            _("In questo Europass non c'è niente da aggiungere: né esperienze, né studi, né lingue.")
        )
    said = "\n".join([*_said(entries), text, *(skill.label for skill in skills)])
    return Told(entries=entries, skills=skills, text=said[:MOST_CHARACTERS])


def _said(entries: list[Entry]) -> Iterator[str]:
    for entry in entries:
        facts: dict[str, Any] = entry.initial
        yield from (facts[name] for name in ("role", "description", "title") if facts.get(name))
