"""Who may do what with needs, openings, matches and names: one question each, the twin of a QuerySet's scope."""

from django.conf import settings

from accounts.models import User
from partners.enums import Office, Permission
from partners.policies import can_see_dashboard, has_permission, holds_office
from recruitment.enums import Party
from recruitment.models import Interest, Match, Opening, Placement, SkillNeed


def can_edit_need(user: User, need: SkillNeed) -> bool:
    """Twin of `SkillNeed.objects.editable_by(user)`."""
    return has_permission(user, Permission.EDIT_DEMAND, need.partner)


def can_edit_opening(user: User, opening: Opening) -> bool:
    """Twin of `Opening.objects.editable_by(user)`."""
    return has_permission(user, Permission.EDIT_DEMAND, opening.partner)


def can_see_candidates(user: User, opening: Opening) -> bool:
    return has_permission(user, Permission.SEE_CANDIDATES, opening.partner)


def is_intermediation_declared() -> bool:
    """Article 6 of D.Lgs. 276/2003 lets a site bring people and firms together if it says who answers for it."""
    return bool(settings.INTERMEDIARY_SUBJECT and settings.INTERMEDIARY_LEGAL_REPRESENTATIVE)


def can_read_register(user: User) -> bool:
    """The register of the matching is for who oversees it."""
    return can_see_dashboard(user)


def can_edit_rules(user: User) -> bool:
    """The rules of the match are the referent's."""
    return user.is_superuser or holds_office(user, Office.REFERENT)


def can_answer_contests(user: User) -> bool:
    """A person answers who contests a match: whoever oversees the matching."""
    return can_read_register(user)


def is_own_match(user: User, match: Match) -> bool:
    """The person's side of a match page; everybody else who may open it stands on the firm's side."""
    return match.profile.person_id == user.pk


def can_open_profile(user: User, interest: Interest) -> bool:
    """Experience, studies, languages, licences, skills with their proof and the CV: where the name is, after a yes
    that was given knowing so. Asked at each request, like the name."""
    return interest.opens_profile and can_see_name(user, interest)


def can_see_name(user: User, interest: Interest) -> bool:
    """Names and addresses of both sides: only the two sides, only after both said yes, only while the opening is open.

    Asked at each request, never remembered: when the opening closes or the person takes the consent back, the next
    page shows nothing. Twin of `Interest.objects.disclosing()` within `visible_to(user)` or `followed_by(user)`.
    """
    if not interest.is_disclosing:
        return False
    return interest.profile.person_id == user.pk or can_see_candidates(user, interest.opening)


# What each partner answers for in a placement.
PART_FIELDS = {
    Party.HOST: ("company_tutor", "has_safety_training"),
    Party.SENDER: ("school_tutor", "is_insured"),
}


def placement_sides(user: User, placement: Placement) -> list[Party]:
    """The partners on whose behalf somebody may sign and name the tutor: who runs placements there."""
    sides = []
    if has_permission(user, Permission.EDIT_DEMAND, placement.host):
        sides.append(Party.HOST)
    if placement.sender and has_permission(user, Permission.ANSWER_APPLICATIONS, placement.sender):
        sides.append(Party.SENDER)
    return sides


def tutor_side(user: User, placement: Placement) -> Party | None:
    """For which partner somebody is the tutor, while they work there."""
    if not Placement.objects.tutored_by(user).filter(pk=placement.pk).exists():
        return None
    return Party.HOST if placement.company_tutor_id == user.pk else Party.SENDER


def signing_parties(user: User, placement: Placement, sides: list[Party]) -> list[Party]:
    """Whose signature somebody may write: their own, their partner's; a parent's where they prepared the paper."""
    preparer = Party.HOST if placement.prepared_by_host else Party.SENDER
    may = {
        Party.PERSON: placement.person_id == user.pk,
        Party.GUARDIAN: preparer in sides,
        Party.HOST: Party.HOST in sides,
        Party.SENDER: Party.SENDER in sides,
    }
    return [party for party in placement.parties if may[party]]
