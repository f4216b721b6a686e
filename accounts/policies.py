"""Who may take part: enrol in courses, be matched and be placed. Browsing and guidance are open to everybody."""

from django.utils.translation import gettext as _

from accounts.ages import ADULT, OWN_CONSENT, age_of
from accounts.enums import NoticeKind, Participation
from accounts.models import User


def participation(user: User) -> Participation:
    """From the birth date and, for whoever is 14 to 17, the guardian's answer, as they stand now."""
    if user.birth_date is None:
        return Participation.UNKNOWN_AGE
    age = age_of(user.birth_date)
    if age >= ADULT:
        return Participation.ADULT
    if age < OWN_CONSENT:
        return Participation.TOO_YOUNG
    # .all(): lists prefetch the requests, so that they ask once for everybody.
    confirmed = any(request.is_in_force for request in user.guardian_requests.all())
    return Participation.CONFIRMED if confirmed else Participation.WAITING


def may_take_part(user: User) -> bool:
    """The one-object form of `User.objects.able_to_take_part()`; the SQL of the match says the same."""
    return participation(user) in {Participation.ADULT, Participation.CONFIRMED}


def is_minor(user: User) -> bool:
    """Certainly under 18: of whom the age is unknown nothing is said."""
    return user.birth_date is not None and age_of(user.birth_date) < ADULT


def notice_kinds(user: User) -> tuple[NoticeKind, ...]:
    """What somebody has to read: the terms, and the privacy notice for their age."""
    return NoticeKind.TERMS, NoticeKind.YOUTH if is_minor(user) else NoticeKind.PRIVACY


def why_waiting(user: User) -> str:
    """What to tell the person themselves when they may not take part yet, and what they can do."""
    words = {
        Participation.UNKNOWN_AGE: _("Prima ci serve la tua data di nascita: indicala in «I tuoi dati»."),
        Participation.TOO_YOUNG: _(
            "Il portale è per chi ha almeno 14 anni: fino ad allora parla con la tua scuola o con chi fa orientamento."
        ),
        Participation.WAITING: _(
            "Hai meno di 18 anni: serve la conferma di un genitore o di chi ne fa le veci. "
            "In «I tuoi dati» vedi a che punto è e puoi chiederla di nuovo."
        ),
    }
    return words.get(participation(user), "")
