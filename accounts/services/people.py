"""What a person says of themselves when they sign up or are asked later."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.ages import OWN_CONSENT, age_of
from accounts.models import GuardianRequest, Notice, User
from accounts.policies import is_minor
from accounts.services.guardians import guardian_ask
from accounts.services.notices import notices_accept
from core.errors import BusinessRuleError
from core.services import record_event


@transaction.atomic
def person_signed_up(
    *,
    user: User,
    first_name: str,
    last_name: str,
    birth_date: datetime.date,
    guardian_email: str,
    notices: Iterable[Notice],
) -> User:
    """The name and the age of a new person, who accepted what was shown of the terms and the notice for that age.

    The guardian of a minor is written to once the person's own address is verified.
    """
    user.first_name, user.last_name, user.birth_date = first_name, last_name, birth_date
    user.full_clean(exclude=["password"])
    user.save(update_fields=["first_name", "last_name", "birth_date"])
    notices_accept(user=user, notices=notices)
    if is_minor(user):
        guardian_ask(minor=user, email=guardian_email, by=user)
    return user


@transaction.atomic
def person_age_told(*, user: User, birth_date: datetime.date, guardian_email: str, by: User) -> User:
    """The birth date of whoever had none; said once, so that nobody comes of age by changing it."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if user.birth_date is not None:
        raise BusinessRuleError(_("La data di nascita c'è già. Se è sbagliata scrivi alla segreteria del Polo."))
    if age_of(birth_date) < OWN_CONSENT:
        raise BusinessRuleError(_("Il portale è per chi ha almeno 14 anni."))
    user.birth_date = birth_date
    user.full_clean(exclude=["password"])
    user.save(update_fields=["birth_date"])
    record_event(by=by, verb="accounts.birth_date_told", target=user)
    if is_minor(user):
        guardian_ask(minor=user, email=guardian_email, by=by)
    return user


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is: what the secretariat may put right."""

    first_name: str
    last_name: str
    birth_date: datetime.date | None


@transaction.atomic
def person_correct(*, person: User, to: Identity, guardian_email: str, by: User, reason: str) -> User:
    """A wrong name or birth date is put right, with a reason, and the person is told; the register keeps no values.

    Whoever turns out to be 14 to 17 needs a guardian's yes from now on: it is asked at once.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    before = {name: getattr(person, name) for name in ("first_name", "last_name", "birth_date")}
    after = {name: value for name in before if (value := getattr(to, name)) != before[name]}
    _refuse_correction(person, to, after)
    for name, value in after.items():
        setattr(person, name, value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(after))
    changed = {name: str(value or "") for name, value in after.items()}
    event = record_event(
        by=by, verb="accounts.person_corrected", target=person, after=changed, reason=reason, subject=person
    )
    notifications.person_corrected(person, event=event.pk, reason=reason)
    if is_minor(person) and not GuardianRequest.objects.current().filter(minor=person).exists():
        if not guardian_email:
            raise BusinessRuleError(_("Con questa data ha meno di 18 anni: serve l'indirizzo di un genitore."))
        guardian_ask(minor=person, email=guardian_email, by=by)
    return person


def _refuse_correction(person: User, to: Identity, after: dict[str, object]) -> None:
    if not after:
        raise BusinessRuleError(_("Non hai cambiato niente: nome e data sono quelli di prima."))
    if person.birth_date and not to.birth_date:
        raise BusinessRuleError(_("La data di nascita c'è già: si corregge, non si toglie."))
    if "birth_date" in after and to.birth_date and age_of(to.birth_date) < OWN_CONSENT:
        raise BusinessRuleError(
            _(
                "Con questa data ha meno di 14 anni e non può avere un account: non la salviamo. Se la data è giusta, "
                "sospendi l'account e accordati con la famiglia o la scuola per cancellarlo."
            )
        )


def sign_up_rehearse(*, password: str, birth_date: datetime.date, guardian_email: str) -> None:
    """Do what a sign-up does, for nobody, and roll it back: a known address must take as long as a new one."""
    with transaction.atomic():
        address = f"{uuid.uuid4().hex}@rehearsal.invalid"
        nobody = User.objects.create_user(address, password)
        EmailAddress.objects.create(user=nobody, email=address, primary=True)
        notices = Notice.objects.current()
        person_signed_up(
            user=nobody,
            first_name="-",
            last_name="-",
            birth_date=birth_date,
            guardian_email=guardian_email,
            notices=notices,
        )
        transaction.set_rollback(True)
