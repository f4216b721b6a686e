"""Notices of this app. None carries the name, the address or the words of a candidate."""

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.services import notify
from recruitment.enums import Answer
from recruitment.models import Interest, Opening


def interest_asked(interest: Interest) -> None:
    """To the person: which firm, for which job, in the firm's words."""
    person = interest.profile.person
    notify(
        kind="interest_asked",
        key=f"interest_asked:{interest.pk}",
        recipients=[person],
        data={**_about(interest.opening), "message": interest.message},
        path=_path(person, "recruitment:interest_list"),
    )


def interest_answered(interest: Interest) -> None:
    """To who asked for the firm: yes or no, never a name."""
    _tell_firm("interest_accepted" if interest.answer == Answer.YES else "interest_declined", interest)


def interest_closed(interest: Interest) -> None:
    """To who asked for the firm: the person is no longer looking."""
    _tell_firm("interest_closed", interest)


def opening_closed(opening: Opening) -> None:
    """To the people who were asked and did not say no: the job is gone and their name is hidden again."""
    interests = Interest.objects.live().filter(opening=opening).exclude(answer=Answer.NO)
    for interest in interests.select_related("profile__person"):
        person = interest.profile.person
        notify(
            kind="opening_closed",
            key=f"opening_closed:{opening.pk}",
            recipients=[person],
            data=_about(opening),
            path=_path(person, "recruitment:interest_list"),
        )


def _tell_firm(kind: str, interest: Interest) -> None:
    notify(
        kind=kind,
        key=f"{kind}:{interest.pk}",
        recipients=[interest.expressed_by],
        data=_about(interest.opening),
        path=_path(interest.expressed_by, "recruitment:candidate_list", interest.opening_id),
    )


def _about(opening: Opening) -> dict[str, str]:
    return {"opening": opening.title, "firm": opening.partner.name}


def _path(reader: User, name: str, *args: int) -> str:
    """The address of a page in the reader's language, not in that of who acts."""
    with translation.override(reader.language):
        return reverse(name, args=args)
