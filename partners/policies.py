"""Who may do what for a partner or for the Polo: one question each, no queries in a loop."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from partners.enums import (
    PERMISSION_CATEGORIES,
    ROLE_PERMISSIONS,
    Category,
    Office,
    Permission,
    PersonAct,
    Role,
)
from partners.models import Handover, Invitation, Mandate, Membership, Partner


def has_permission(user: User, permission: Permission, partner: Partner) -> bool:
    """The one-object form of `Partner.objects.permitting(user, permission)`."""
    return Partner.objects.permitting(user, permission).filter(pk=partner.pk).exists()


def has_permission_anywhere(user: User, permission: Permission) -> bool:
    return Partner.objects.permitting(user, permission).exists()


def people_permitted(permission: Permission, partner: Partner) -> QuerySet[User]:
    """Who holds a permission in a partner today: those for whom `has_permission` says yes while they act for it."""
    return User.objects.filter(pk__in=memberships_permitting(permission, [partner]).values("user"))


def memberships_permitting(permission: Permission, partners: Iterable[Partner]) -> QuerySet[Membership]:
    """`people_permitted` for many partners at once: by what each person holds the permission there."""
    return Membership.objects.granting().filter(
        partner__in=[partner.pk for partner in partners],
        partner__category__in=PERMISSION_CATEGORIES.get(permission, frozenset(Category)),
        role__in=[role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions],
        user__is_active=True,
    )


def permissions_in(user: User, partner: Partner) -> set[Permission]:
    """Everything the person may do for one partner, in one query; agrees with `has_permission` for each."""
    roles = Membership.objects.of(user).filter(partner=partner).values_list("role", flat=True)
    held = set().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))
    if user.acting_partner_id not in {None, partner.pk}:
        return set()
    return {p for p in held if Category(partner.category) in PERMISSION_CATEGORIES.get(p, frozenset(Category))}


def offices_held(user: User) -> frozenset[Office]:
    """The offices of the Polo that the person holds today."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    offices = Mandate.objects.in_force().filter(user=user).values_list("office", flat=True)
    return frozenset(Office(office) for office in offices)


def holds_office(user: User, *offices: Office) -> bool:
    """True while a mandate of the person for one of the offices is in force."""
    return not offices_held(user).isdisjoint(offices)


def can_see_dashboard(user: User) -> bool:
    """Demand against supply of the whole Polo: the referent, the secretariat and superusers."""
    return user.is_superuser or holds_office(user, Office.REFERENT, Office.SECRETARIAT)


def can_rescue_partners(user: User) -> bool:
    """Giving a manager to a partner that has none is the secretariat's."""
    return user.is_superuser or holds_office(user, Office.SECRETARIAT)


def can_merge_doubles(user: User) -> bool:
    """Making one of two partners, or of two accounts of one person, is the secretariat's."""
    return can_rescue_partners(user)


def may_accept(user: User, invitation: Invitation) -> bool:
    """The one-object form of `Invitation.objects.addressed_to(user)`: for whoever reads that mailbox."""
    return Invitation.objects.addressed_to(user).filter(pk=invitation.pk).exists()


# Those whose holders look into the admin.
ADMIN_OFFICES = (Office.REFERENT, Office.SECRETARIAT)


def with_admin_entry(people: QuerySet[User]) -> QuerySet[Any]:
    """Each person with `admin_entry`: a mandate of referent or secretariat in force today, or a superuser.

    Django's `is_staff` opens nothing: a flag outlives the office, a mandate ends by itself.
    """
    offices = Mandate.objects.in_force().filter(user=OuterRef("pk"), office__in=ADMIN_OFFICES)
    return people.annotate(admin_entry=Q(is_superuser=True) | Exists(offices.order_by()))


def may_enter_admin(user: User) -> bool:
    """The one-object form of `with_admin_entry`, of active people; no query for who came in with this request."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.enters_admin is None:
        return with_admin_entry(User.objects.filter(pk=user.pk)).filter(admin_entry=True).exists()
    return user.enters_admin


# What counts as a second factor: recovery codes alone do not.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_mfa_duty(people: QuerySet[User]) -> QuerySet[Any]:
    """Each person with `mfa_duty` (must they?), `mfa_factor` (do they?) and `admin_entry`, in the same statement.

    Secretariat, referent, superusers and managers of a partner reach other people's data: a password is not enough.
    """
    managed = Membership.objects.granting().filter(user=OuterRef("pk"), role=Role.MANAGER)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return with_admin_entry(people).annotate(
        mfa_duty=Q(admin_entry=True) | Exists(managed.order_by()), mfa_factor=Exists(factors)
    )


def mfa_reasons(user: User) -> list[str]:
    """The roles that bind the person to a second factor, in words: the same three as `with_mfa_duty`."""
    reasons = [str(_("amministrazione del portale"))] if user.is_superuser else []
    reasons += sorted(str(office.label) for office in offices_held(user) & {Office.REFERENT, Office.SECRETARIAT})
    managed = Membership.objects.granting().filter(user=user, role=Role.MANAGER).select_related("partner")
    names = sorted({str(membership.partner) for membership in managed})
    return reasons + [_("responsabile di %(partner)s") % {"partner": name} for name in names]


def must_use_mfa(user: User) -> bool:
    """The one-object form of `with_mfa_duty`; no query for who came in with this request (partners.second_factor)."""
    if not user.is_authenticated:
        return False
    if user.must_use_mfa is None:
        return with_mfa_duty(User.objects.filter(pk=user.pk)).filter(mfa_duty=True).exists()
    return user.must_use_mfa


def lacks_second_factor(user: User) -> bool:
    """Whoever must use a second factor and has none may only set one up."""
    if not must_use_mfa(user):
        return False
    if user.has_second_factor is None:
        return not Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists()
    return not user.has_second_factor


def may_remove_factor(user: User, authenticator: Authenticator) -> bool:
    """The last second factor stays for as long as the person must use one."""
    others = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exclude(pk=authenticator.pk)
    return authenticator.type not in SECOND_FACTORS or others.exists() or not must_use_mfa(user)


def people_looked_after_by(user: User) -> QuerySet[User]:
    """Whose accounts the person may act on (`acts_on`): nobody's but for the secretariat and superusers.

    Nobody acts on themselves; only a superuser acts on another superuser, or on who holds an office of the Polo or
    soon will. An account that was merged into another is nobody's any more.
    """
    others = User.objects.filter(merged_into=None).exclude(pk=user.pk)
    if user.is_active and user.is_superuser:
        return others
    return _without_power(others) if holds_office(user, Office.SECRETARIAT) else others.none()


def people_supportable_by(user: User) -> QuerySet[User]:
    """Through whose eyes the person may look at the portal to help: nobody with power over the Polo."""
    return _without_power(people_looked_after_by(user)).filter(is_active=True)


def _without_power(people: QuerySet[User]) -> QuerySet[User]:
    people = people.filter(is_superuser=False)
    mandates, asked = Mandate.objects.not_over().exclude(user=None), Handover.objects.waiting()
    return people.exclude(pk__in=mandates.values("user")).exclude(pk__in=asked.values("successor"))


def has_office_ahead(user: User) -> bool:
    """Holds an office of the Polo, or will hold one."""
    return Mandate.objects.not_over().filter(user=user).exists()


def acts_on(user: User, person: User) -> list[PersonAct]:
    """What the person may do now to somebody's account."""
    if not people_looked_after_by(user).filter(pk=person.pk).exists():
        return []
    if not person.is_active:
        return [PersonAct.RESTORE]
    has_factors = Authenticator.objects.filter(user=person).exists()
    return [PersonAct.SUSPEND, PersonAct.SIGN_OUT, *([PersonAct.FORGET_FACTORS] if has_factors else [])]


def can_look_after_consortium(user: User) -> bool:
    """Check who asks to come in, record who leaves: the secretariat and superusers."""
    return user.is_superuser or holds_office(user, Office.SECRETARIAT)


def can_approve_accession(user: User) -> bool:
    """Let an organisation in or say no: the referent and superusers."""
    return user.is_superuser or holds_office(user, Office.REFERENT)


def can_hand_over(user: User, mandate: Mandate) -> bool:
    """The one-object form of `Mandate.objects.handed_over_by(user)`."""
    return Mandate.objects.handed_over_by(user).filter(pk=mandate.pk).exists()
