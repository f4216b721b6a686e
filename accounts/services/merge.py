"""Two accounts of one person become one."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import Erasure, User
from accounts.selectors import addresses_of
from core.errors import BusinessRuleError
from core.merge import Line, rows_merge
from core.privacy import Anonymise, rules_of
from core.services import record_event


@dataclass(frozen=True)
class PersonMerge:
    keep: User
    drop: User
    lines: list[Line]
    addresses: list[str]


def user_merge(*, keep: User, drop: User, by: User, reason: str, dry_run: bool) -> PersonMerge:
    """What the second account has goes to the first, the second is closed. A dry run does it all and takes it back.

    Its keys go, its addresses too: whoever merges is not who reads those mailboxes, so their owner adds them to the
    first if they want. It stays nameless, and leads to the first for copies and erasure. Both mailboxes are told.
    Rights of the Polo's staff are never passed on this way.
    """
    with transaction.atomic():
        done = _merge(keep, drop, by=by, reason=reason)
        if dry_run:
            transaction.set_rollback(True)
    return done


def users_lock(*people: User) -> list[User]:
    """Always in the same order: of two merges of the same accounts at once the second sees what the first did."""
    rows = User.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    held = {user.pk: user for user in rows.filter(pk__in=[person.pk for person in people])}
    return [held[person.pk] for person in people]


def _merge(keep: User, drop: User, *, by: User, reason: str) -> PersonMerge:
    keep, drop = users_lock(keep, drop)
    _refuse(keep, drop, by)
    addresses, told = addresses_of(drop), _mailboxes(drop)
    lines = rows_merge(keep=keep, drop=drop, by=by)
    if keep.birth_date is None and drop.birth_date:
        keep.birth_date = drop.birth_date
        keep.save(update_fields=["birth_date"])
    _close(drop, into=keep)
    event = record_event(
        by=by,
        verb="accounts.user_merged",
        target=drop,
        after={"into": keep.pk, "moved": {line.what: line.moved for line in lines}},
        reason=reason,
        subject=keep,
    )
    notifications.accounts_merged(keep, told=told, language=drop.language, event=event.pk)
    return PersonMerge(keep, drop, lines, addresses)


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
    if Erasure.objects.open().filter(person__in=[keep, drop]).exists():
        raise BusinessRuleError(_("Per uno dei due è in corso la cancellazione: prima va annullata o conclusa."))


def _mailboxes(drop: User) -> list[str]:
    """Where somebody reads: the account's address and the confirmed ones."""
    confirmed = EmailAddress.objects.filter(user=drop, verified=True).values_list("email", flat=True)
    return sorted({drop.email.lower(), *(email.lower() for email in confirmed)})


def _close(drop: User, *, into: User) -> None:
    """As an erasure leaves it, with the way to the other; those that led here lead there."""
    own = rules_of(User)
    assert own is not None and isinstance(own.erasure, Anonymise)  # noqa: PT018, S101 - declared by User
    drop.groups.clear()
    drop.user_permissions.clear()
    User.objects.filter(merged_into=drop).update(merged_into=into)
    User.objects.filter(pk=drop.pk).update(**own.erasure.values, merged_into=into)
    drop.is_active = False
