"""What a firm does with its needs and openings: write, publish, close."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners.models import Partner
from recruitment import notifications
from recruitment.enums import MAX_SKILLS, MOVES, Confidentiality, DemandState, Ending, Stage
from recruitment.models import Interest, Opening, OpeningQuestion, OpeningSkill, SkillNeed, SkillNeedSkill
from recruitment.models.questions import MAX_QUESTIONS
from recruitment.selectors.publication import names_told, publication_gaps, questions_of, wording_gaps
from recruitment.services import matching, selection

Demand = TypeVar("Demand", bound=SkillNeed | Opening)


@transaction.atomic
def need_save(*, need: SkillNeed, skills: Iterable[SkillNeedSkill], by: User) -> SkillNeed:
    """Write a need and exactly these skills; a published one keeps what publication asked for."""
    created, rows = need.pk is None, list(skills)
    _keep_state(need)
    if need.state == DemandState.PUBLISHED and not rows:
        raise BusinessRuleError(_("Un fabbisogno pubblicato chiede almeno una competenza."))
    if names := names_told(need):
        raise BusinessRuleError(_("Togli dal testo il nome dell'impresa: %(names)s.") % {"names": names})
    if need.state == DemandState.PUBLISHED:
        _refuse_forbidden_words(need)
    need.full_clean()
    need.save()
    need.asked.all().delete()
    SkillNeedSkill.objects.bulk_create(_rows(rows, "need", need))
    verb = "recruitment.need_created" if created else "recruitment.need_updated"
    record_event(by=by, verb=verb, target=need, after={"title": need.title, "head_count": need.head_count})
    return need


@transaction.atomic
def need_publish(*, need: SkillNeed, by: User) -> SkillNeed:
    """From now on the need is read by whom its confidentiality says, and counts in the figures of the Polo."""
    need = locked(need)
    if need.state != DemandState.DRAFT:
        raise BusinessRuleError(_("Questo fabbisogno è già pubblicato."))
    if not need.asked.exists():
        raise BusinessRuleError(_("Aggiungi almeno una competenza prima di pubblicare."))
    _refuse_forbidden_words(need)
    need.state, need.published_at = DemandState.PUBLISHED, timezone.now()
    need.save(update_fields=["state", "published_at", "updated_at"])
    record_event(
        by=by,
        verb="recruitment.need_published",
        target=need,
        before={"state": DemandState.DRAFT},
        after={"state": need.state, "confidentiality": need.confidentiality},
    )
    return need


@transaction.atomic
def need_close(*, need: SkillNeed, by: User, reason: str = "") -> SkillNeed:
    """The people are there, or are needed no more: nobody else reads it and it counts in no figure."""
    need = locked(need)
    if need.state != DemandState.PUBLISHED:
        raise BusinessRuleError(_("Si chiude solo un fabbisogno pubblicato."))
    need.state = DemandState.CLOSED
    need.save(update_fields=["state", "updated_at"])
    record_event(
        by=by,
        verb="recruitment.need_closed",
        target=need,
        before={"state": DemandState.PUBLISHED},
        after={"state": need.state},
        reason=reason,
    )
    return need


@transaction.atomic
def need_delete(*, need: SkillNeed, by: User) -> None:
    """A draft that comes to nothing: nobody else has read it. Openings begun from it stay."""
    _draft_delete(locked(need), verb="recruitment.need_deleted", by=by)


@transaction.atomic
def opening_save(
    *, opening: Opening, skills: Iterable[OpeningSkill], by: User, questions: Sequence[OpeningQuestion] | None = None
) -> Opening:
    """Write an opening and exactly these skills; a published one keeps what publication asked for.

    `questions` are all that it will ask from now on, in order; None leaves those that there are. Who has already
    answered keeps question and answer as they were.
    """
    created = opening.pk is None
    rows = list(skills)
    _keep_state(opening)
    if opening.is_over:
        raise BusinessRuleError(_("Questa offerta è chiusa: non si cambia più."))
    if opening.state != DemandState.DRAFT:
        asked = questions_of(opening) if questions is None else [question.text for question in questions]
        refuse_incomplete(opening, has_skills=bool(rows), questions=asked)
        opening.confirmed_at, opening.confirm_asked_at = timezone.now(), None
    opening.full_clean()
    opening.save()
    opening.asked.all().delete()
    OpeningSkill.objects.bulk_create(_rows(rows, "opening", opening))
    if questions is not None:
        _write_questions(opening, questions)
    verb = "recruitment.opening_created" if created else "recruitment.opening_updated"
    record_event(by=by, verb=verb, target=opening, after=_terms(opening))
    if opening.state == DemandState.PUBLISHED:
        matching.opening_changed(opening)
    return opening


@transaction.atomic
def opening_publish(*, opening: Opening, by: User) -> Opening:
    """Show the opening to everybody and match people to it."""
    opening = locked(opening)
    if opening.state != DemandState.DRAFT:
        raise BusinessRuleError(_("Questa offerta è già stata pubblicata."))
    refuse_incomplete(opening, has_skills=opening.asked.exists(), questions=questions_of(opening))
    opening.state, opening.published_at = DemandState.PUBLISHED, timezone.now()
    opening.save(update_fields=["state", "published_at", "is_pay_waived", "updated_at"])
    record_event(
        by=by,
        verb="recruitment.opening_published",
        target=opening,
        before={"state": DemandState.DRAFT},
        after={"state": opening.state, **_terms(opening)},
    )
    matching.opening_changed(opening)
    return opening


@transaction.atomic
def opening_delete(*, opening: Opening, by: User) -> None:
    """A draft that comes to nothing: nobody was matched to it. A feed that still holds it writes it anew."""
    _draft_delete(locked(opening), verb="recruitment.opening_deleted", by=by)


@transaction.atomic
def opening_close(*, opening: Opening, ended_as: Ending, reason: str, by: User | None) -> Opening:
    """End an opening, filled or not: names are hidden from the next request on, and the people involved are told."""
    opening = locked(opening)
    before = opening.state
    if (before, ended_as.state) not in MOVES:
        raise BusinessRuleError(_("Si chiude solo un'offerta pubblicata."))
    opening.state, opening.ended_as, opening.paused_at = ended_as.state, ended_as, None
    opening.save(update_fields=["state", "ended_as", "paused_at", "updated_at"])
    record_event(
        by=by,
        verb="recruitment.opening_closed",
        target=opening,
        before={"state": before},
        after={"state": opening.state, "ended_as": ended_as},
        reason=reason,
    )
    notifications.opening_closed(opening)
    running = Interest.objects.running().filter(opening=opening).select_for_update(of=("self",), no_key=True)
    rows = running.select_related("opening__partner", "profile__person", "expressed_by").order_by("pk")
    selection.selections_end(interests=rows, stage=Stage.ENDED, by=by)
    return opening


@transaction.atomic
def partner_demand_close(*, partner: Partner, by: User, reason: str) -> int:
    """A firm leaves the Polo: its openings are closed and the people involved told, its needs count no more."""
    running = [DemandState.PUBLISHED, DemandState.PAUSED]
    openings = list(Opening.objects.filter(partner=partner, state__in=running).order_by("pk"))
    for opening in openings:
        opening_close(opening=opening, ended_as=Ending.FIRM_LEFT, reason=reason, by=by)
    needs = list(SkillNeed.objects.filter(partner=partner, state=DemandState.PUBLISHED).order_by("pk"))
    for need in needs:
        need_close(need=need, by=by, reason=reason)
    return len(openings) + len(needs)


def locked(row: Demand) -> Demand:
    """The row as it is now, held until the end; a draft may have been deleted while somebody else was at it."""
    found = type(row).objects.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if not isinstance(found, type(row)):
        raise BusinessRuleError(_("Qualcuno dell'impresa ha cancellato questa bozza: non c'è più."))
    return found


def _draft_delete(row: SkillNeed | Opening, *, verb: str, by: User) -> None:
    """What others may have read is closed and stays: people and figures point to it."""
    if row.state != DemandState.DRAFT:
        raise BusinessRuleError(_("Si cancella solo una bozza: quello che è stato pubblicato si chiude."))
    record_event(by=by, verb=verb, target=row, before={"state": row.state})
    row.delete()


def _keep_state(row: SkillNeed | Opening) -> None:
    """Somebody may publish or close while another person edits: the state in the database wins, until the end."""
    if row.pk is not None:
        today = locked(row)
        row.state, row.published_at = today.state, today.published_at
        if isinstance(row, Opening) and isinstance(today, Opening):
            row.paused_at, row.ended_as = today.paused_at, today.ended_as


def _rows(skills: Iterable[Any], parent: str, row: SkillNeed | Opening) -> list[Any]:
    """Judged here, whoever brings them: a level that there is not is refused in words and not by the database."""
    rows = []
    for skill in skills:
        skill.pk = None
        setattr(skill, parent, row)
        skill.clean_fields(exclude=["skill", parent])
        rows.append(skill)
    if len(rows) > MAX_SKILLS:
        text = _("Si chiedono al massimo %(n)s competenze: tieni quelle che contano.")
        raise BusinessRuleError(text % {"n": MAX_SKILLS})
    return rows


def _write_questions(opening: Opening, questions: Sequence[OpeningQuestion]) -> None:
    if len(questions) > MAX_QUESTIONS:
        raise BusinessRuleError(_("Le domande sono al massimo tre."))
    opening.questions.all().delete()
    for number, question in enumerate(questions, start=1):
        question.pk, question.opening, question.number = None, opening, number
        question.full_clean()
        question.save()


def refuse_incomplete(opening: Opening, *, has_skills: bool, questions: Sequence[str]) -> None:
    opening.is_pay_waived = opening.is_without_pay and not settings.OPENING_PAY_REQUIRED
    if gaps := publication_gaps(opening, has_skills=has_skills, questions=questions):
        raise BusinessRuleError(_("Per pubblicarla manca: %(missing)s.") % {"missing": "; ".join(gaps)})


def _refuse_forbidden_words(need: SkillNeed) -> None:
    """What is said to the referent alone is no advertisement."""
    if need.confidentiality != Confidentiality.REFERENT and (gaps := wording_gaps(need)):
        raise BusinessRuleError(_("Per pubblicarlo manca: %(missing)s.") % {"missing": "; ".join(gaps)})


def _terms(opening: Opening) -> dict[str, Any]:
    return {
        "title": opening.title,
        "contract": opening.contract,
        "ccnl": opening.ccnl,
        "pay_from": opening.pay_from,
        "pay_to": opening.pay_to,
        "closes_on": opening.closes_on.isoformat(),
        "questions": questions_of(opening),
    }
