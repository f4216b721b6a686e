"""What the Polo's staff does to somebody's account: each with a reason, an event and a notice to the person.

Nobody sets a password or makes a superuser here. Rights and sessions end at the person's next request.
"""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners import notifications, policies
from partners.enums import PersonAct, Role
from partners.models import Membership
from partners.services.memberships import is_last_manager, partners_lock

CHANGES: dict[PersonAct, dict[str, bool]] = {
    PersonAct.SUSPEND: {"is_active": False},
    PersonAct.RESTORE: {"is_active": True},
    PersonAct.SIGN_OUT: {},
    PersonAct.FORGET_FACTORS: {},
}
SIGNS_OUT = frozenset({PersonAct.SUSPEND, PersonAct.SIGN_OUT, PersonAct.FORGET_FACTORS})


@transaction.atomic
def person_act(*, person: User, act: PersonAct, by: User, reason: str) -> User:
    """Do one of the acts. Refused when a partner would be left without a manager who can sign in."""
    person = _held(person, by)
    _begin(act, person)
    after = CHANGES[act]
    before = {name: getattr(person, name) for name in after}
    if after and before == after:
        raise BusinessRuleError(_("È già così: forse l'ha fatto un'altra persona poco fa."))
    verb = f"accounts.user_{act.name.lower()}"
    event = record_event(by=by, verb=verb, target=person, before=before, after=after, reason=reason)
    if person.is_active:  # a closed account gets no notices: the last one comes before
        notifications.account_changed(person, act=act, event=event.pk, reason=reason)
    for name, value in after.items():
        setattr(person, name, value)
    if after:
        person.save(update_fields=list(after))
    if act in SIGNS_OUT:
        sessions_end(person=person)
    if act == PersonAct.RESTORE:
        notifications.account_changed(person, act=act, event=event.pk, reason=reason)
    return person


def require_another_superuser(*, person: User) -> None:
    """Somebody must be left who can give rights to others. All are locked: of two who go at once, one stays."""
    if not person.is_superuser:
        return
    in_charge = User.objects.select_for_update(of=("self",), no_key=True).filter(is_superuser=True, is_active=True)
    if [one.pk for one in in_charge.order_by("pk")] == [person.pk]:
        raise BusinessRuleError(
            _("È l'ultimo account che può tutto: prima crea un'altra persona amministratrice del portale.")
        )


def sessions_end(*, person: User) -> int:
    """Sign the person out everywhere; returns of how many browsers."""
    sessions = list(UserSession.objects.filter(user=person).order_by("pk"))
    for session in sessions:
        session.end()
    return len(sessions)


def _held(person: User, by: User) -> User:
    """The account, locked; meanwhile the person may have been given an office that puts them out of reach."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not by.is_superuser and not policies.people_looked_after_by(by).filter(pk=person.pk).exists():
        raise BusinessRuleError(_("Questo account lo cambia solo chi gestisce il portale."))
    return person


def _begin(act: PersonAct, person: User) -> None:
    """What an act refuses, or does beyond the account's own row."""
    if act == PersonAct.SUSPEND:
        _keep_managers(person)
        require_another_superuser(person=person)
    if act == PersonAct.FORGET_FACTORS:
        _forget_factors(person)


def _forget_factors(person: User) -> None:
    """Telephone and recovery codes are lost: app, passkeys and codes go, and whoever must have one sets it up anew."""
    deleted, _tables = Authenticator.objects.filter(user=person).delete()
    if not deleted:
        raise BusinessRuleError(_("Questo account non ha un secondo passaggio."))


def _keep_managers(person: User) -> None:
    """The person's row is held already; then the partners' in order, as whoever changes their people does."""
    managed = Membership.objects.active().filter(user=person, role=Role.MANAGER).order_by("partner")
    partners_lock(managed.values("partner"))
    alone = [row.partner.name for row in managed.select_related("partner") if is_last_manager(row)]
    if alone:
        raise BusinessRuleError(
            _("È l'unica persona responsabile di: %(partners)s. Prima dai questo ruolo a qualcun altro.")
            % {"partners": ", ".join(alone)}
        )
