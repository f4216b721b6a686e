"""The end of an account: asked for, thought over, carried out by what each model declares (core/privacy.py)."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.models import Erasure, ErasureCause, GuardianRequest, User
from accounts.selectors import addresses_of
from accounts.signals import erasure_requested, person_leaving
from core.errors import BusinessRuleError
from core.isolation import Tally, each_apart
from core.models import OutboxMessage
from core.privacy import Anonymise, Delete, Rules, Treatment, rules_about_people
from core.services import record_event


@transaction.atomic
def erasure_request(*, by: User) -> Erasure:
    """Ask to be erased: out of what others find at once, gone after two weeks, unless called off meanwhile."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if Erasure.objects.open().filter(person=by).exists():
        raise BusinessRuleError(_("Hai già chiesto di cancellare l'account."))
    erasure_requested.send(sender=User, person=by, by=by)
    now = timezone.now()
    erasure = Erasure.objects.create(person=by, requested_at=now, due_at=now + Erasure.GRACE)
    record_event(by=by, verb="accounts.erasure_requested", target=erasure, subject=by)
    notifications.erasure_requested(erasure)
    return erasure


@transaction.atomic
def erasure_cancel(*, by: User) -> Erasure:
    """Think again: the account stays."""
    erasure = Erasure.objects.open().filter(person=by).select_for_update(of=("self",), no_key=True).first()
    if erasure is None:
        raise BusinessRuleError(_("Nessuna cancellazione in corso: il tuo account resta com'è."))
    erasure.cancelled_at = timezone.now()
    erasure.save(update_fields=["cancelled_at"])
    record_event(by=by, verb="accounts.erasure_cancelled", target=erasure, subject=by)
    notifications.erasure_cancelled(erasure)
    return erasure


def erasures_carry_out() -> Tally:
    """Erase the accounts whose time has come, each apart; those that a rule holds wait for a night."""
    due = dict(Erasure.objects.due().order_by("pk").values_list("pk", "person"))
    return each_apart("accounts.erasure", due, lambda pk: _carry_out(pk, person=due[pk]))


@transaction.atomic
def inactive_erase(*, person: User) -> int:
    """Erase an account that nobody uses any more; refused when a rule of the trade holds it."""
    now = timezone.now()
    erasure_requested.send(sender=User, person=person, by=None)
    erasure = Erasure.objects.create(person=person, cause=ErasureCause.INACTIVE, requested_at=now, due_at=now)
    return _carry_out(erasure.pk, person=person.pk)


def _carry_out(pk: int, *, person: int) -> int:
    """The person's row is locked before any other, as everywhere."""
    leaver = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person)
    erasure = Erasure.objects.due().filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if erasure is None:  # called off, or done by another worker, in this very moment
        return 0
    return _erase(erasure, leaver)


def _erase(erasure: Erasure, person: User) -> int:
    person_leaving.send(sender=User, person=person, by=person)
    goodbye = notifications.Goodbye(address=person.email, language=person.language)
    _forget_packages(person)
    _apply(rules_about_people(), person)
    erasure.done_at = timezone.now()
    erasure.save(update_fields=["done_at"])
    record_event(by=None, verb="accounts.person_erased", target=person, subject=person, after={"cause": erasure.cause})
    notifications.person_erased(erasure, goodbye)
    return 1


def _forget_packages(person: User) -> None:
    """What names the person without a key: sessions, and the admin's log of changes to the account."""
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    person.groups.clear()
    person.user_permissions.clear()
    # The mails to a guardian say the minor's first name.
    asked = GuardianRequest.objects.filter(minor=person).values_list("pk", flat=True)
    about = Q(pk__in=[])
    for pk in asked:  # the request itself, and what training asks the same guardian about one application
        about |= Q(key=f"guardian-{pk}") | Q(key__startswith=f"guardian-{pk}:")
    OutboxMessage.objects.filter(about).delete()
    account = ContentType.objects.get_for_model(User)
    shown = LogEntry.objects.filter(content_type=account, object_id__in=[str(key) for key in person.keys])
    shown.update(object_repr="", change_message="")


def _apply(declared: list[Rules], person: User) -> None:
    """First what is anonymised, then what goes, last the person: until then keys and addresses find the rows."""
    addresses = addresses_of(person)
    others = [rules for rules in declared if rules.model is not User]
    scopes = [scope for rules in others for scope in _scopes(rules, person, addresses)]
    for model, treatment, keys in scopes:
        if isinstance(treatment, Anonymise):
            model._default_manager.filter(pk__in=keys).update(**treatment.values)
    for model, treatment, keys in reversed(scopes):
        if isinstance(treatment, Delete):
            model._default_manager.filter(pk__in=keys).delete()
    [own] = [rules for rules in declared if rules.model is User]
    assert isinstance(own.erasure, Anonymise)  # noqa: S101 - others' rows point to the account: it stays, nameless
    User.objects.filter(pk__in=person.keys).update(**own.erasure.values)


def _scopes(rules: Rules, person: User, addresses: list[str]) -> list[tuple[type[Model], Treatment | None, set[int]]]:
    """The rows about the person, and apart those that only name an address of theirs: these may be somebody else's."""
    own = set(rules.rows_about(person).values_list("pk", flat=True))
    named = set(rules.rows_about(person, addresses).values_list("pk", flat=True)) - own
    return [(rules.model, rules.erasure, own), (rules.model, rules.by_address, named)]
