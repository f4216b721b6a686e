"""What the person tells of themselves and the CV, as the firm may open them after a yes that comprises them."""

from accounts.models import User
from core.imports.states import ImportState
from recruitment import policies
from recruitment.models import Cv, Interest
from recruitment.selectors.passport import Passport, passport_of


def profile_for_firm(user: User, interest: Interest) -> Passport | None:
    """The passport, read anew: nothing of it is kept with the selection."""
    return passport_of(interest.profile.person) if policies.can_open_profile(user, interest) else None


def cv_for_firm(user: User, interest: Interest) -> Cv | None:
    """The CV, if it was read and found in order; in one statement with the right to it, so never a moment late."""
    opened = Interest.objects.followed_by(user).disclosing().filter(pk=interest.pk, opens_profile=True)
    people = opened.values("profile__person")
    return Cv.objects.filter(person__in=people, state=ImportState.DONE).first()


def has_cv(interest: Interest) -> bool:
    return Cv.objects.filter(person=interest.profile.person_id, state=ImportState.DONE).exists()
