"""A CV comes in, the worker looks for names of skills in it, the person says which are theirs."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports import queue
from core.imports.states import ImportState
from core.services import record_event
from recruitment.enums import CvRefusal, CvType
from recruitment.models import Cv, CvProposal
from recruitment.selectors.cv_skills import skills_named
from recruitment.services.profile import claim_save, one_at_a_time
from skills.enums import Evidence
from skills.models import SkillClaim

log = structlog.get_logger(__name__)
SCRIPT = Path(__file__).with_name("cv_text.py")
PATIENCE = 30  # seconds, of the clock on the wall


@dataclass(frozen=True)
class Reading:
    """The text of a file, or why it has none for us."""

    text: str = ""
    refusal: str = ""


@transaction.atomic
def cv_upload(*, content: bytes, media_type: CvType, by: User) -> Cv:
    """A new CV takes the place of the one before, with what that one proposed; the worker reads it soon."""
    one_at_a_time(by)
    Cv.objects.filter(person=by).delete()
    cv = Cv(person=by, content=content, media_type=media_type)
    cv.full_clean()
    cv.save()
    record_event(by=by, verb="recruitment.cv_submitted", target=cv)
    return cv


@transaction.atomic
def cv_delete(*, cv: Cv, by: User) -> None:
    """The file and what it proposed go; skills that were confirmed stay."""
    record_event(by=by, verb="recruitment.cv_deleted", target=cv)
    cv.delete()


@transaction.atomic
def cv_confirm(*, cv: Cv, levels: Mapping[int, int], by: User) -> int:
    """Declare the skills that the person chose, by proposal and level; the rest of what the CV said is forgotten."""
    one_at_a_time(by)
    proposals = list(CvProposal.objects.filter(cv=cv).select_related("skill"))
    if not proposals:
        raise BusinessRuleError(_("Hai già risposto a queste proposte."))
    declared = set(SkillClaim.objects.filter(person=by, evidence=Evidence.DECLARED).values_list("skill_id", flat=True))
    chosen = [row for row in proposals if row.pk in levels and row.skill_id not in declared]
    for row in chosen:
        claim_save(claim=SkillClaim(person=by, skill=row.skill, level=levels[row.pk]), by=by)
    CvProposal.objects.filter(cv=cv).delete()
    record_event(by=by, verb="recruitment.cv_confirmed", target=cv, after={"skills": len(chosen)})
    return len(chosen)


def cvs_read() -> int:
    """Read what waits, oldest first; what a killed worker left is refused. Returns how many were read."""
    for left in queue.stuck(Cv.objects.all()):
        _refuse(left, CvRefusal.BROKEN)
    done = 0
    while (cv := queue.take(Cv.objects.all())) is not None:
        _read_one(cv)
        done += 1
    return done


def _read_one(cv: Cv) -> None:
    reading = text_of(bytes(cv.content))
    if reading.refusal:
        _refuse(cv, CvRefusal(reading.refusal))
    else:
        _propose(cv, reading.text)


def text_of(content: bytes, *what: str, seconds: float | None = None) -> Reading:
    """Asks a process with limits of its own, so that no file can hold up the worker or read what it knows."""
    try:
        run = subprocess.run(  # noqa: S603 - our own script, the file goes in as data
            [sys.executable, "-I", str(SCRIPT), *what],
            input=content, capture_output=True, timeout=seconds or PATIENCE, check=True, env={}, cwd="/",
        )  # fmt: skip
        told = json.loads(run.stdout)
    except (subprocess.SubprocessError, ValueError) as fault:
        log.warning("cv_unreadable", fault=type(fault).__name__)
        return Reading(refusal=CvRefusal.BROKEN)
    return Reading(text=told.get("text", ""), refusal=told.get("refusal", ""))


@transaction.atomic
def _propose(cv: Cv, text: str) -> None:
    claims = SkillClaim.objects.filter(person=cv.person_id).values_list("skill_id", flat=True)
    if not _end(cv, state=ImportState.DONE):
        return
    CvProposal.objects.bulk_create(
        CvProposal(cv=cv, skill_id=named.skill, words=named.words) for named in skills_named(text, without=set(claims))
    )


@transaction.atomic
def _refuse(cv: Cv, why: CvRefusal) -> None:
    cv.content = b""
    cv.refusal = why
    if _end(cv, state=ImportState.REFUSED):
        log.info("cv_refused", why=why.value)


def _end(cv: Cv, *, state: ImportState) -> bool:
    """False where the person has taken the file away, or brought another one, while it was read."""
    cv.state, cv.finished_at = state, timezone.now()
    fields = {"state": cv.state, "finished_at": cv.finished_at, "refusal": cv.refusal}
    if state == ImportState.REFUSED:
        fields["content"] = b""
    return bool(Cv.objects.filter(pk=cv.pk).update(**fields))
