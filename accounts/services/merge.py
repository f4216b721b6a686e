"""Two accounts of one person become one."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.merge import Line, rows_merge
from core.services import record_event


@dataclass(frozen=True)
class PersonMerge:
    keep: User
    drop: User
    lines: list[Line]
    addresses: list[str]


def user_merge(*, keep: User, drop: User, by: User, reason: str, dry_run: bool) -> PersonMerge:
    """What the second account has goes to the first, the second is closed. A dry run does it all and takes it back.

    Its confirmed addresses become secondary ones of the first, so that the person gets in with either. Rights of the
    Polo's staff are never passed on this way.
    """
    with transaction.atomic():
        done = _merge(keep, drop, by=by, reason=reason)
        if dry_run:
            transaction.set_rollback(True)
    return done


def _merge(keep: User, drop: User, *, by: User, reason: str) -> PersonMerge:
    held = {user.pk: user for user in _locked(keep.pk, drop.pk)}
    keep, drop = held[keep.pk], held[drop.pk]
    _refuse(keep, drop, by)
    lines = rows_merge(keep=keep, drop=drop, by=by)
    addresses = _addresses_move(keep, drop)
    if keep.birth_date is None and drop.birth_date:
        keep.birth_date = drop.birth_date
        keep.save(update_fields=["birth_date"])
    drop.is_active = False
    drop.set_unusable_password()
    if drop.email in addresses:
        drop.email = f"unito-{drop.pk}@account.invalid"
    drop.save(update_fields=["is_active", "password", "email"])
    record_event(
        by=by,
        verb="accounts.user_merged",
        target=drop,
        after={"into": keep.pk, "moved": {line.what: line.moved for line in lines}},
        reason=reason,
        subject=keep,
    )
    return PersonMerge(keep, drop, lines, addresses)


def _locked(*pks: int) -> list[User]:
    """Always in the same order: of two merges of the same accounts at once the second sees what the first did."""
    return list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk"))


def _refuse(keep: User, drop: User, by: User) -> None:
    if keep.pk == drop.pk:
        raise BusinessRuleError(_("Sono lo stesso account: scegline due diversi."))
    if not keep.is_active or not drop.is_active:
        raise BusinessRuleError(_("Uno dei due account è già chiuso: forse qualcuno li ha appena uniti."))
    if by.pk in {keep.pk, drop.pk}:
        raise BusinessRuleError(_("Nessuno unisce i propri account: chiedi a un'altra persona della segreteria."))
    if keep.birth_date and drop.birth_date and keep.birth_date != drop.birth_date:
        raise BusinessRuleError(_("Hanno date di nascita diverse: non sembrano la stessa persona."))
    if drop.is_superuser:
        raise BusinessRuleError(_("L'account da chiudere entra nell'amministrazione: prima togligli questo accesso."))


def _addresses_move(keep: User, drop: User) -> list[str]:
    """The confirmed ones; somebody could have written an unconfirmed one without reading that mailbox."""
    held = {email.lower() for email in EmailAddress.objects.filter(user=keep).values_list("email", flat=True)}
    moving = [
        row
        for row in EmailAddress.objects.filter(user=drop, verified=True).order_by("pk")
        if row.email.lower() not in held
    ]
    for row in moving:
        row.user, row.primary = keep, False
        row.save(update_fields=["user", "primary"])
    return [row.email for row in moving]
