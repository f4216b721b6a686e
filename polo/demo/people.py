"""Sixty invented persons and the accounts with a role: users, verified addresses, roles, offices."""

import datetime
import hashlib

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.ages import born_by
from accounts.models import User
from partners.enums import Office
from partners.models import Mandate, Membership, Partner
from partners.policies import with_mfa_duty
from polo.demo.accounts import ACCOUNTS, PASSWORD
from polo.demo.bodies import SOURCE
from polo.demo.clock import day, moment
from polo.demo.upsert import Row, keep

DOMAIN = "@example.org"
FIRST_NAMES = (
    "Amina", "Luca", "Yasmin", "Davide", "Chen", "Giulia", "Mehdi", "Sofia", "Andrei", "Fatou", "Matteo", "Elena",
    "Kofi", "Marta", "Rashid", "Beatrice", "Dragan", "Ling", "Tommaso", "Ines", "Samuel", "Anita", "Igor", "Nadia",
    "Pietro", "Blessing", "Ivan", "Carla", "Youssef", "Greta", "Bogdan", "Aurora", "Ravi", "Silvia", "Emeka",
    "Noemi", "Stefan", "Leila", "Bruno", "Zoe", "Hamza", "Lucia", "Milan", "Rosa", "Jamal", "Viola", "Petru",
    "Miriam", "Nicola", "Soraya", "Ettore", "Olena", "Diego", "Priya", "Simone", "Adele", "Karim", "Irene", "Vasil",
    "Linda",
)  # fmt: skip
LAST_NAMES = (
    "Esempio", "Prova", "Modello", "Campione", "Fittizio", "Inventati", "Bozza", "Segnaposto", "Simulati",
    "Immaginari", "Traccia", "Maschera",
)  # fmt: skip


def people_build(partners: dict[str, Partner]) -> dict[str, User]:
    """Everybody by e-mail address."""
    password = make_password(PASSWORD)
    rows = [*_account_rows(), *_person_rows()]
    users = keep(among=User.objects.filter(email__endswith=DOMAIN), key=["email"], rows=rows)
    fresh = [user for user in users if not user.password]
    for user in fresh:  # one hash for all: deriving each would take longer than all the rest
        user.password = password
    User.objects.bulk_update(fresh, ["password"])
    _verify(users)
    people = {user.email: user for user in users}
    _roles(people, partners)
    _offices(people)
    _second_factors()
    return people


def persons() -> list[str]:
    """Addresses of the sixty, in a fixed order."""
    return [_address(first, _last_name(place)) for place, first in enumerate(FIRST_NAMES)]


def _account_rows() -> list[Row]:
    return [
        {
            "email": account.email,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "birth_date": _birth_date(account.age, account.first_name),
            "is_staff": account.is_staff,
            "is_superuser": account.is_superuser,
            "date_joined": moment(-120),
        }
        for account in ACCOUNTS
    ]


def _person_rows() -> list[Row]:
    people = [(first, _last_name(place)) for place, first in enumerate(FIRST_NAMES)]
    return [
        {
            "email": _address(first, last),
            "first_name": first,
            "last_name": last,
            "birth_date": _birth_date(18 + _number(first, last) % 35, first, last),
            "is_staff": False,
            "is_superuser": False,
            "date_joined": moment(-10 - _number(last, first) % 100),
        }
        for first, last in people
    ]


def _last_name(place: int) -> str:
    return LAST_NAMES[place % len(LAST_NAMES)]


def _address(first: str, last: str) -> str:
    return f"{first}.{last}{DOMAIN}".lower()


def _number(*words: str) -> int:
    """A number that looks like chance and is the same everywhere, always."""
    return int(hashlib.sha256(".".join(words).encode()).hexdigest()[:8], 16)


def _birth_date(age: int, *words: str) -> datetime.date:
    """A day on which somebody was born who is of that age now, and for some months to come."""
    return born_by(age, on=day(0)) - datetime.timedelta(days=20 + _number(*words) % 180)


def _verify(users: list[User]) -> None:
    rows = [{"user_id": user.pk, "email": user.email, "verified": True, "primary": True} for user in users]
    keep(among=EmailAddress.objects.filter(email__endswith=DOMAIN), key=["email"], rows=rows)


def _roles(people: dict[str, User], partners: dict[str, Partner]) -> None:
    rows = [
        {"user_id": people[account.email].pk, "partner_id": partners[slug].pk, "role": role}
        for account in ACCOUNTS
        for slug, role in account.roles
    ]
    mine = Membership.objects.filter(user__email__endswith=DOMAIN, partner__in=partners.values())
    keep(among=mine, key=["user_id", "partner_id", "role"], rows=rows)


def _offices(people: dict[str, User]) -> None:
    """No start is told: on the public pages the referent of the founding text stays the first one."""
    rows = [
        {
            "user_id": people[account.email].pk,
            "office": account.office,
            "holder_name": f"{people[account.email].get_full_name()} (esempio)",
            "title_it": f"{Office(account.office).label.capitalize()}, persona di esempio",
            "title_en": "Invented example",
            "source": SOURCE,
        }
        for account in ACCOUNTS
        if account.office
    ]
    keep(among=Mandate.objects.filter(source=SOURCE), key=["user_id", "office"], rows=rows)


def _second_factors() -> None:
    """Whoever must use a second factor has one; without the demo's secret (in production) they are asked to set it up.

    The code is shown where it is asked for: nobody needs an app to look around.
    """
    if not settings.DEMO_TOTP_SECRET:
        return
    bound = with_mfa_duty(User.objects.filter(email__endswith=DOMAIN)).filter(mfa_duty=True)
    data = {"secret": settings.DEMO_TOTP_SECRET}
    rows = [{"user_id": user.pk, "type": Authenticator.Type.TOTP, "data": data} for user in bound.order_by("pk")]
    keep(
        among=Authenticator.objects.filter(user__email__endswith=DOMAIN, type=Authenticator.Type.TOTP),
        key=["user_id"],
        rows=rows,
    )
