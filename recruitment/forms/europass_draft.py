"""The draft as a page: each line with its tick, its fields, and what the profile already says in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.templatetags.polo import local
from recruitment.enums import EuropassNote, Language, LicenceKind
from recruitment.forms.background import BackgroundForm
from recruitment.forms.europass import ENTRY_FORMS, DraftNumberForm, EuropassSkillsForm, TickForm
from recruitment.models import EuropassDraft
from recruitment.selectors.europass_rows import key_of, keys_of
from recruitment.selectors.story import Story
from skills.models import Concept, SkillClaim

Data = Mapping[str, Any] | None
TITLES = {
    "esperienze": gettext_lazy("Esperienze"),
    "studi": gettext_lazy("Studi"),
    "lingue": gettext_lazy("Lingue"),
    "patenti": gettext_lazy("Patenti e patentini"),
}


@dataclass
class Line:
    """One line of the file: its tick, its fields, and what to look at."""

    section: str
    title: str
    tick: TickForm
    form: BackgroundForm
    notes: list[str]
    is_open: bool

    @property
    def is_taken(self) -> bool:
        return self.tick.is_bound and self.tick.is_valid() and self.tick.cleaned_data["take"]


@dataclass(frozen=True)
class Group:
    """The lines of one section of the profile."""

    title: Any
    lines: list[Line]


@dataclass
class Draft:
    """What the page shows and what comes back from it."""

    number: DraftNumberForm
    lines: list[Line]
    skills: EuropassSkillsForm
    held: list[str]
    left_out: int

    @property
    def groups(self) -> list[Group]:
        found = [Group(title, [line for line in self.lines if line.section == name]) for name, title in TITLES.items()]
        return [group for group in found if group.lines]

    @property
    def taken(self) -> list[Line]:
        return [line for line in self.lines if line.is_taken]

    def is_valid(self) -> bool:
        """What is not ticked may be wrong: it is shown again as it was typed, without complaint."""
        for line in self.lines:
            if not line.is_taken:
                line.form.errors.clear()
        fine = [line.form.is_valid() for line in self.taken]
        for line in self.taken:
            line.is_open = line.is_open or bool(line.form.errors)
        return self.skills.is_valid() and all(fine)


def draft_page(draft: EuropassDraft, *, person: User, story: Story, data: Data = None) -> Draft:
    skills = {row["skill"]: row for row in draft.skills}
    concepts = Concept.objects.in_use().filter(pk__in=skills).order_by("pk")
    claimed = set(SkillClaim.objects.filter(person=person, skill__in=skills).values_list("skill_id", flat=True))
    ordered = sorted(concepts, key=lambda one: list(skills).index(one.pk))
    return Draft(
        number=DraftNumberForm(data, initial={"draft": draft.pk}, auto_id=False),
        lines=_lines(draft, person, story, data),
        skills=EuropassSkillsForm(data, skills=[(one, skills[one.pk]) for one in ordered if one.pk not in claimed]),
        held=[local(one, "label") for one in ordered if one.pk in claimed],
        left_out=draft.left_out,
    )


def _lines(draft: EuropassDraft, person: User, story: Story, data: Data) -> list[Line]:
    there, seen = keys_of(story), set()
    lines = []
    for number, entry in enumerate(draft.entries):
        key = key_of(entry["section"], entry["initial"])
        notes = [*entry["notes"], *([{"code": EuropassNote.TWICE, "value": ""}] if key[1] and key in seen else [])]
        lines.append(_line(f"{number}", entry, notes, person=person, is_there=key in there, data=data))
        seen.add(key)
    return lines


def _line(
    number: str, entry: dict[str, Any], notes: list[dict[str, str]], *, person: User, is_there: bool, data: Data
) -> Line:
    section = entry["section"]
    codes = [EuropassNote(note["code"]) for note in notes]
    is_mended = any(code.is_mended_first for code in codes)
    form = ENTRY_FORMS[section](
        data, prefix=f"r{number}", initial=entry["initial"], person=person, use_required_attribute=False
    )
    if entry["initial"].get("isced_f"):
        form.instance.isced_f = entry["initial"]["isced_f"]
    take = not is_there and not is_mended and EuropassNote.TWICE not in codes
    title, told = (
        _title(section, entry["initial"], notes),
        _("C'è già nel tuo profilo: resta com'è.") if is_there else "",
    )
    tick = TickForm(data, prefix=f"t{number}", initial={"take": take}, label=title, help_text=told)
    words = [str(code.label) % {"value": note["value"] or "?"} for code, note in zip(codes, notes, strict=True)]
    return Line(section, title, tick, form, words, is_open=is_mended and not is_there)


def _title(section: str, facts: Mapping[str, Any], notes: list[dict[str, str]]) -> str:
    """The line in few words, in the reader's language; what nobody knows is called as the file calls it."""
    if section == "esperienze":
        said = [facts["role"] or _("esperienza senza nome"), facts["employer"], _period(facts)]
    elif section == "studi":
        said = [facts["title"] or _("titolo senza nome"), facts["school"], str(facts["year"] or "")]
    elif section == "lingue":
        said = [_named(Language, facts["language"]) or _unknown(notes) or _("lingua da scegliere"), *_levels(facts)]
    else:
        said = [_named(LicenceKind, facts["kind"]) or _unknown(notes) or _("patente da scegliere"), facts["name"]]
    words = ", ".join(str(one) for one in said if one)
    return words[:1].upper() + words[1:]


def _named(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _unknown(notes: list[dict[str, str]]) -> str:
    codes = {EuropassNote.LANGUAGE, EuropassNote.LICENCE}
    return next((note["value"] for note in notes if note["code"] in codes), "")


def _levels(facts: Mapping[str, Any]) -> list[str]:
    if facts["is_mother_tongue"]:
        return [_("lingua madre")]
    told = [str(facts[name]) for name in ("overall", "listening", "reading", "interaction", "production", "writing")
            if facts.get(name)]  # fmt: skip
    return [" · ".join(dict.fromkeys(told))]


def _period(facts: Mapping[str, Any]) -> str:
    start, end = (parse_date(facts[name]) if facts[name] else None for name in ("started_on", "ended_on"))
    if start is None:
        return ""
    return f"{date_format(start, 'F Y')} – {date_format(end, 'F Y') if end else _('oggi')}"
