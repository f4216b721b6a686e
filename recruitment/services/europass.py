"""A Europass comes in and becomes a draft; the person says which lines go into the profile, and the draft is gone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports.errors import FileRefusedError
from core.services import record_event
from recruitment.enums import CvRefusal
from recruitment.europass import CLAIM_SOURCE
from recruitment.europass.document import is_pdf
from recruitment.europass.entries import Entry
from recruitment.europass.told import Told, told_by
from recruitment.models import EuropassDraft
from recruitment.models.background import Background
from recruitment.selectors.europass_rows import key_of, keys_of
from recruitment.selectors.europass_skills import fields_in_use, skills_told
from recruitment.selectors.story import story_of
from recruitment.services.background import background_save
from recruitment.services.cv import text_of
from recruitment.services.profile import claim_save, one_at_a_time
from skills.models import SkillClaim

MOST_LINES = 60
PDF_SECONDS = 8  # of the clock on the wall: somebody waits for the page


def europass_read(*, content: bytes) -> Told:
    """What a file tells; nothing is written. Raises FileRefusedError with what to bring instead."""
    return told_by(_document(content))


@transaction.atomic
def europass_upload(*, told: Told, by: User) -> EuropassDraft:
    """Keep what a file tells as a draft, in the place of the one before. Nothing enters the profile."""
    one_at_a_time(by)
    held = set(SkillClaim.objects.filter(person=by).values_list("skill_id", flat=True))
    skills, left = skills_told(told.skills, text=told.text, held=held)
    if not told.entries and not skills:
        raise FileRefusedError(
            _("In questo Europass non c'è niente da aggiungere: né esperienze, né studi, né lingue.")
        )
    EuropassDraft.objects.filter(person=by).delete()
    new, known = _new_and_known(told.entries, by)
    lines = _plain(told.entries if len(told.entries) <= MOST_LINES else [*new, *known][:MOST_LINES])
    draft = EuropassDraft(person=by, entries=lines, skills=skills, left_out=left + len(new[MOST_LINES:]))
    draft.full_clean()
    draft.save()
    record_event(by=by, verb="recruitment.europassdraft_submitted", target=draft)
    return draft


@transaction.atomic
def europass_confirm(*, draft: EuropassDraft, rows: Iterable[Background], levels: Mapping[int, int], by: User) -> int:
    """Add the lines that the person chose and declare the skills they gave a level to; all or nothing, and something.

    The rest is forgotten with the draft. What the profile says already stays as it is.
    """
    one_at_a_time(by)
    if not EuropassDraft.objects.filter(pk=draft.pk, person=by).exists():
        raise BusinessRuleError(_("Questa bozza non c'è più: forse hai già risposto in un'altra finestra."))
    added = [background_save(row=row, by=by) for row in rows]
    held = set(SkillClaim.objects.filter(person=by).values_list("skill_id", flat=True))
    chosen = [row["skill"] for row in draft.skills if row["skill"] in levels and row["skill"] not in held]
    for skill in chosen:
        claim = SkillClaim(person=by, skill_id=skill, level=levels[skill], source_type=CLAIM_SOURCE)
        claim_save(claim=claim, by=by)
    done = len(added) + len(chosen)
    if not done:
        raise BusinessRuleError(_("Spunta almeno una riga, o da' un livello a una competenza."))
    record_event(by=by, verb="recruitment.europassdraft_confirmed", target=draft, after={"lines": done})
    draft.delete()
    return done


@transaction.atomic
def europass_discard(*, draft: EuropassDraft, by: User) -> None:
    """Nothing of the file enters the profile."""
    record_event(by=by, verb="recruitment.europassdraft_deleted", target=draft)
    EuropassDraft.objects.filter(pk=draft.pk).delete()


def _document(content: bytes) -> bytes:
    """The XML or JSON itself; of a PDF the Europass that it carries, taken out by a process with limits of its own."""
    if not is_pdf(content):
        return content
    reading = text_of(content, "europass", seconds=PDF_SECONDS)
    if reading.refusal == CvRefusal.EMPTY:
        raise FileRefusedError(
            _("Questo PDF non porta dentro un Europass: serve quello scaricato da europass.europa.eu, mai ristampato.")
        )
    if reading.refusal:
        raise FileRefusedError(_("Questo PDF %s.") % CvRefusal(reading.refusal).label)
    return reading.text.encode("latin-1")


def _new_and_known(entries: list[Entry], person: User) -> tuple[list[Entry], list[Entry]]:
    """By whether the profile says them already: a file too long for one look goes on where the last one ended."""
    there = keys_of(story_of(person, today=timezone.localdate()))
    new: list[Entry] = []
    known: list[Entry] = []
    for entry in entries:
        (known if key_of(entry.section, entry.initial) in there else new).append(entry)
    return new, known


def _plain(entries: list[Entry]) -> list[dict[str, Any]]:
    """Fields of study that the classification has not are left out: nobody has to say one."""
    known = fields_in_use({entry.initial["isced_f"] for entry in entries if entry.initial.get("isced_f")})
    return [_with_field(entry, known).plain() for entry in entries]


def _with_field(entry: Entry, known: set[str]) -> Entry:
    if entry.initial.get("isced_f", "") in known:
        return entry
    return Entry(entry.section, {k: v for k, v in entry.initial.items() if k != "isced_f"}, entry.notes)
