"""Roles given, changed and ended. The partner's row is locked first, so that of two at once the second sees the first.

A database trigger (migration 0007) holds the same rule against whoever writes past these services.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners import notifications, policies
from partners.enums import ACCOUNT_CLOSED, Role, Standing
from partners.models import Membership, Partner


@transaction.atomic
def membership_create(*, user: User, partner: Partner, role: str, by: User, reason: str) -> Membership:
    """Give a role. Refused when the person has it already."""
    partner_lock(partner.pk)
    if Membership.objects.active().filter(user=user, partner=partner, role=role).exists():
        raise BusinessRuleError(_("La persona ha già questo ruolo presso questo partner."))
    membership = Membership.objects.create(user=user, partner=partner, role=role)
    record_event(
        by=by,
        verb="partners.membership_created",
        target=membership,
        after={"user": user.pk, "role": role},
        reason=reason,
    )
    return membership


@transaction.atomic
def member_end(*, membership: Membership, by: User, reason: str) -> Membership:
    """The person works no more for the partner in this role; rights end at their next request."""
    membership = _end(membership, by=by, reason=reason)
    notifications.membership_ended(membership, reason=reason)
    return membership


@transaction.atomic
def member_update(*, membership: Membership, role: str, by: User, reason: str) -> Membership:
    """Another role instead of this one: the old stays as history, so that "since when" is true of each."""
    if role == membership.role:
        raise BusinessRuleError(_("È già il suo ruolo: scegline un altro."))
    ended = _end(membership, by=by, reason=reason)
    changed = membership_create(user=ended.user, partner=ended.partner, role=role, by=by, reason=reason)
    notifications.membership_changed(changed, reason=reason)
    return changed


@transaction.atomic
def require_leavable(*, person: User) -> None:
    """Refuse when somebody would be left alone: a partner without a manager, the Polo without who holds an office."""
    held = Membership.objects.active().filter(user=person).select_related("partner").order_by("partner", "pk")
    partners_lock(held.values("partner"))
    for membership in held:
        if is_last_manager(membership):
            raise BusinessRuleError(
                _(
                    "Sei l'unica persona responsabile di «%(partner)s»: prima dai questo ruolo a qualcun altro. Se non"
                    " puoi, scrivi alla segreteria del Polo."
                )
                % {"partner": membership.partner.name}
            )
    if policies.has_office_ahead(person):
        raise BusinessRuleError(
            _("Hai un incarico del Polo, o stai per averlo: prima passalo a un'altra persona, con la segreteria.")
        )


@transaction.atomic
def roles_give_back(*, person: User, by: User) -> None:
    """End every role of a person who leaves the portal; refused like `require_leavable`."""
    require_leavable(person=person)
    for membership in Membership.objects.active().filter(user=person).order_by("partner_id", "pk"):
        _end(membership, by=by, reason=ACCOUNT_CLOSED)


@transaction.atomic
def memberships_close(*, partner: Partner, by: User, reason: str) -> list[Membership]:
    """End every role at a partner that has left the Polo."""
    rows = Membership.objects.active().filter(partner=partner).order_by("pk")
    return [_end(membership, by=by, reason=reason) for membership in rows]


def partner_lock(pk: int) -> Partner:
    """Whoever changes the people of a partner holds its row until the end of the transaction."""
    return Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def partners_lock(pks: Any) -> list[Partner]:
    """`partner_lock` of several, always in the order of their numbers: two who lock the same ones never cross."""
    rows = Partner.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=pks).order_by("pk"))


def is_last_manager(membership: Membership) -> bool:
    """Whether the partner would be left with nobody to look after its people. Who has left the Polo needs nobody."""
    if membership.role != Role.MANAGER or membership.ended_at:
        return False
    if Partner.objects.filter(pk=membership.partner_id, standing=Standing.FORMER).exists():
        return False
    return not Membership.objects.managing(membership.partner_id).exclude(pk=membership.pk).exists()


def _end(membership: Membership, *, by: User, reason: str) -> Membership:
    partner_lock(membership.partner_id)
    membership = Membership.objects.select_related("user", "partner").get(pk=membership.pk)
    if membership.ended_at:
        raise BusinessRuleError(_("Questo incarico è già stato chiuso da un'altra persona."))
    if is_last_manager(membership):
        raise BusinessRuleError(
            _(
                "È l'unica persona responsabile: prima dai questo ruolo a qualcun altro. Se non puoi, scrivi alla"
                " segreteria del Polo."
            )
        )
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at", "updated_at"])
    record_event(
        by=by,
        verb="partners.membership_ended",
        target=membership,
        before={"user": membership.user_id, "role": membership.role},
        reason=reason,
    )
    return membership
