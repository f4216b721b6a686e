"""Notices of this app. None carries the name, the address or the words of a candidate."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.services import notify
from partners.enums import Office, Permission
from partners.notifications import holders_of
from partners.policies import people_permitted
from recruitment.enums import RUNNING, Answer, DemandState, Party, Stage
from recruitment.models import (
    CandidateProfile,
    Interest,
    InterestMessage,
    MatchContest,
    Opening,
    Outcome,
    Placement,
    PlacementAssessment,
)
from recruitment.outcome_enums import OutcomeSide

BIRTH_DATE_MISSING = "birth_date_missing"


def interest_asked(interest: Interest) -> None:
    """To the person: which firm, for which job, in the firm's words."""
    notify(
        kind="interest_asked",
        key=f"interest_asked:{interest.pk}",
        recipients=[interest.profile.person],
        data={**_about(interest.opening), "message": interest.message},
        path=reverse("recruitment:interest_list"),
    )


def interest_answered(interest: Interest) -> None:
    """To the firm: yes or no, never a name."""
    _tell_firm("interest_accepted" if interest.answer == Answer.YES else "interest_declined", interest)


def interest_closed(interest: Interest) -> None:
    """To the firm: the person is no longer looking."""
    _tell_firm("interest_closed", interest)


def guardian_withdrew(interest: Interest, *, occasion: int) -> None:
    """To the firm: a minor who had said yes may not go on, and their name is hidden again."""
    _tell_firm("interest_guardian_withdrew", interest, occasion=f":{occasion}")


def birth_date_missing(profiles: Iterable[CandidateProfile]) -> int:
    """To people whom no firm finds because the portal does not know their age; how many were told, each once."""
    written = notify(
        kind=BIRTH_DATE_MISSING,
        key=BIRTH_DATE_MISSING,
        recipients=[profile.person for profile in profiles],
        path=reverse("accounts:own_data"),
    )
    return len(written)


def contest_created(contest: MatchContest) -> None:
    """To who answers for the matching: which opening, never who."""
    notify(
        kind="contest_created",
        key=f"contest_created:{contest.pk}",
        recipients=holders_of(Office.REFERENT, Office.SECRETARIAT),
        data={"opening": contest.opening.title},
        path=reverse("recruitment:contest_detail", args=[contest.pk]),
    )


def contest_answered(contest: MatchContest) -> None:
    """To the person: read the answer in the portal."""
    notify(
        kind="contest_answered",
        key=f"contest_answered:{contest.pk}",
        recipients=[contest.profile.person],
        data={"opening": contest.opening.title},
        path=reverse("recruitment:contest_detail", args=[contest.pk]),
    )


def opening_closed(opening: Opening) -> None:
    """To the people who still waited for something; not to who was hired, where the job is filled."""
    over = Interest.objects.live().filter(opening=opening)
    asked = Q(answer="") & (Q(answer_by=None) | Q(answer_by__gte=timezone.localdate()))
    named = [*RUNNING] if opening.state == DemandState.FILLED else [*RUNNING, Stage.HIRED]
    interests = over.filter(asked | Q(stage__in=named))
    notify(
        kind="opening_closed",
        key=f"opening_closed:{opening.pk}",
        recipients=[interest.profile.person for interest in interests.select_related("profile__person")],
        data=_about(opening),
        path=reverse("recruitment:interest_list"),
    )


def selection_moved(interest: Interest) -> None:
    """To the person: where they stand, with the reason where it goes no further; a hire asks for their word."""
    data = {**_about(interest.opening), "stage": interest.stage, "reason": interest.not_selected_for}
    notify(
        kind="selection_moved",
        key=f"selection_moved:{interest.pk}:{interest.version}",
        recipients=[interest.profile.person],
        data=data,
        path=reverse("recruitment:interest_detail", args=[interest.pk]),
    )


def selection_ended(interest: Interest) -> None:
    """To the firm when the person ended it or time did; to the person when time did. A closed opening tells itself."""
    if interest.stage == Stage.ENDED or interest.profile.matching_consent_at is None:
        return
    _tell_firm("selection_left" if interest.stage != Stage.EXPIRED else "selection_expired", interest)
    if interest.stage == Stage.EXPIRED:
        selection_moved(interest)


def answer_asked(interest: Interest) -> None:
    """To the firm, once: somebody who said yes is waiting for a word."""
    _tell_firm("selection_unanswered", interest)


def hire_denied(interest: Interest) -> None:
    """To the firm: the person says that it is not so."""
    _tell_firm("hire_denied", interest, occasion=f":{interest.version}", stage=interest.stage)


def selection_message(message: InterestMessage) -> None:
    """To the other side, without the words: they are read on the portal, while names are open."""
    interest = message.interest
    if message.is_from_firm:
        notify(
            kind="selection_message",
            key=f"selection_message:{message.pk}",
            recipients=[interest.profile.person],
            data=_about(interest.opening),
            path=reverse("recruitment:interest_detail", args=[interest.pk]),
        )
    else:
        _tell_firm("selection_message", interest, occasion=f":{message.pk}")


def opening_to_confirm(opening: Opening, *, until: datetime.date) -> None:
    """To the firm: is the job still free? Without an answer the opening leaves the list."""
    _tell_editors("opening_to_confirm", opening, data={"until": f"{until:%d/%m/%Y}"})


def opening_paused(opening: Opening) -> None:
    """To the firm: nobody confirmed it, so nobody reads it until somebody does."""
    _tell_editors("opening_paused", opening, data={})


def opening_expired(opening: Opening) -> None:
    """To the firm: the portal closed it."""
    _tell_editors("opening_expired", opening, data={})


def placement_to_sign(placement: Placement) -> None:
    """To the person: read it, and sign if it is right."""
    _tell_of_placement("placement_to_sign", placement, [placement.person])


def placement_shared(placement: Placement) -> None:
    """To the other partner, once the person has signed: it is your turn."""
    partner, permission = (placement.sender, Permission.ANSWER_APPLICATIONS)
    if not placement.prepared_by_host:
        partner, permission = placement.host, Permission.EDIT_DEMAND
    if partner is not None:
        _tell_of_placement("placement_shared", placement, people_permitted(permission, partner))


def placement_in_force(placement: Placement) -> None:
    """To everybody: every signature is there."""
    _tell_of_placement("placement_in_force", placement, _all_of(placement))


def placement_over(placement: Placement, *, by: User | None) -> None:
    """To everybody else: it has ended, or why it was broken off."""
    people = [one for one in _all_of(placement) if by is None or one.pk != by.pk]
    _tell_of_placement("placement_over", placement, people)


def assessment_to_confirm(assessment: PlacementAssessment, *, side: Party) -> None:
    """To the other tutor: read what was written, and confirm it."""
    placement = assessment.placement
    other = placement.school_tutor if side == Party.HOST else placement.company_tutor
    _tell_of_assessment("assessment_to_confirm", assessment, [other] if other else [])


def assessment_ready(assessment: PlacementAssessment) -> None:
    """To the person: both tutors have confirmed it."""
    _tell_of_assessment("assessment_ready", assessment, [assessment.placement.person])


def assessment_commented(assessment: PlacementAssessment) -> None:
    """To the tutors: the person has said something, perhaps that they do not agree."""
    placement = assessment.placement
    tutors = [tutor for tutor in (placement.company_tutor, placement.school_tutor) if tutor]
    _tell_of_assessment("assessment_commented", assessment, tutors)


def assessment_answered(assessment: PlacementAssessment) -> None:
    """To the person: there is an answer."""
    _tell_of_assessment("assessment_answered", assessment, [assessment.placement.person])


def outcome_asked(outcome: Outcome) -> None:
    """To the side that is asked: which hire or placement, never a name."""
    _tell_of_outcome("outcome_asked", outcome)


def outcome_reminder(outcome: Outcome) -> None:
    """To the same people, once: there is still time."""
    _tell_of_outcome("outcome_reminder", outcome)


def _tell_of_outcome(kind: str, outcome: Outcome) -> None:
    """In a firm to whoever may answer: for a hire to who asked the person, while they work there."""
    people: Iterable[User] = [outcome.person]
    if outcome.side == OutcomeSide.FIRM:
        permission = Permission.SEE_CANDIDATES if outcome.interest else Permission.EDIT_DEMAND
        staff = people_permitted(permission, outcome.firm).order_by("pk")
        people = staff.filter(pk=outcome.interest.expressed_by_id) or staff if outcome.interest else staff
    data = {
        "side": outcome.side,
        "firm": outcome.firm.name,
        "opening": outcome.interest.opening.title if outcome.interest else "",
        "day": outcome.day,
        "until": f"{outcome.answer_until:%d/%m/%Y}",
    }
    notify(kind=kind, key=f"{kind}:{outcome.pk}", recipients=people, data=data, path=outcome.get_absolute_url())


def _tell_of_assessment(kind: str, assessment: PlacementAssessment, people: Iterable[User]) -> None:
    """Once for each change: what was written last is in the key."""
    moment = assessment.answered_at or assessment.commented_at
    notify(
        kind=kind,
        key=f"{kind}:{assessment.pk}:{assessment.version}:{moment.isoformat() if moment else ''}",
        recipients=people,
        data={"firm": assessment.placement.host.name, "contested": assessment.is_contested},
        path=reverse("recruitment:assessment_detail", args=[assessment.placement_id]),
    )


def _all_of(placement: Placement) -> list[User]:
    """The person, and of each partner that may read it who runs placements and the tutor; each once."""
    sides = [(placement.host, Permission.EDIT_DEMAND, placement.prepared_by_host)]
    if placement.sender is not None:
        sides.append((placement.sender, Permission.ANSWER_APPLICATIONS, not placement.prepared_by_host))
    staff = [
        person
        for partner, permission, is_preparer in sides
        if is_preparer or placement.shared_at
        for person in people_permitted(permission, partner).order_by("pk")
    ]
    tutors = [tutor for tutor in (placement.company_tutor, placement.school_tutor) if tutor and placement.shared_at]
    return list({one.pk: one for one in [placement.person, *staff, *tutors]}.values())


def _tell_of_placement(kind: str, placement: Placement, people: Iterable[User]) -> None:
    notify(
        kind=kind,
        key=f"{kind}:{placement.pk}",
        recipients=people,
        data={
            "firm": placement.host.name,
            "sender": placement.sender.name if placement.sender else "",
            "state": placement.state,
            "reason": placement.broken_for,
        },
        path=placement.get_absolute_url(),
    )


def _tell_editors(kind: str, opening: Opening, *, data: dict[str, str]) -> None:
    """To everybody who may act on it, once for each time that it happens."""
    moment = opening.paused_at or opening.confirm_asked_at
    notify(
        kind=kind,
        key=f"{kind}:{opening.pk}:{moment.isoformat() if moment else ''}",
        recipients=people_permitted(Permission.EDIT_DEMAND, opening.partner),
        data={"opening": opening.title, **data},
        path=opening.get_absolute_url(),
    )


def _tell_firm(kind: str, interest: Interest, *, occasion: str = "", **more: str) -> None:
    """To who asked; to their colleagues when that person no longer works there."""
    staff = people_permitted(Permission.SEE_CANDIDATES, interest.opening.partner)
    notify(
        kind=kind,
        key=f"{kind}:{interest.pk}{occasion}",
        recipients=staff.filter(pk=interest.expressed_by_id) or staff,
        data=_about(interest.opening) | more,
        path=_firms_page(interest),
    )


def _about(opening: Opening) -> dict[str, str]:
    return {"opening": opening.title, "firm": opening.partner.name}


def _firms_page(interest: Interest) -> str:
    """The card of a selection that runs; else the list of people."""
    if interest.stage in RUNNING:
        return reverse("recruitment:selection_detail", args=[interest.pk])
    return reverse("recruitment:candidate_list", args=[interest.opening_id])
