"""Known and unknown addresses at the four doors of the account pages: one that takes longer gives people away."""

import logging
import os
import random
import statistics
import time
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from accounts.models import User
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database

PAIRS, WARM_UP = 60, 4
BAR = 0.10
PASSWORD = "tre barche verdi al molo"  # noqa: S105  (of people who live as long as the benchmark)
# As in production: the test settings hash with something far cheaper, which would hide what is slow.
HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]


def run() -> Iterable[Figure]:
    logging.getLogger("polo.requests").setLevel(logging.WARNING)
    with (
        scratch_database("accounts"),
        override_settings(PASSWORD_HASHERS=HASHERS, ACCOUNT_RATE_LIMITS=False),
    ):
        known = _people(PAIRS + WARM_UP)
        measured = {door: _measure(door, known) for door in DOORS}
    for door, (known_times, unknown_times) in measured.items():
        ratio = statistics.median(known_times) / statistics.median(unknown_times)
        yield Figure(
            name=f"accounts: {door}, known against unknown address, {PAIRS} pairs",
            value=ratio,
            reference=f"p50 {_ms(known_times)} / {_ms(unknown_times)}, load {os.getloadavg()[0]:.1f}",
            bar=f"within {BAR:.0%}",
            ok=abs(ratio - 1) <= BAR,
        )


def _people(count: int) -> list[str]:
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"nota{n:03}@example.org", first_name="Nota", last_name="Persona", password=password)
        for n in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return [user.email for user in users]


def _login(email: str) -> tuple[str, dict[str, Any]]:
    return "/accesso/login/", {"login": email, "password": "non è questa la password"}


def _sign_up(email: str) -> tuple[str, dict[str, Any]]:
    told = {"first_name": "Nuova", "last_name": "Persona", "password1": PASSWORD, "password2": PASSWORD}
    born = {"birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "2000", "accepts": "on"}
    return "/accesso/signup/", {"email": email, **told, **born}


def _reset(email: str) -> tuple[str, dict[str, Any]]:
    return "/accesso/password/reset/", {"email": email}


def _code(email: str) -> tuple[str, dict[str, Any]]:
    return "/accesso/login/code/", {"email": email}


DOORS = {"log-in": _login, "sign-up": _sign_up, "reset": _reset, "log-in by code": _code}


def _measure(door: str, known: list[str]) -> tuple[list[float], list[float]]:
    """Seconds of each answer; who goes first in a pair is left to chance, so that neither warms up for the other."""
    chance = random.Random(20261123)
    times: tuple[list[float], list[float]] = ([], [])
    for number, email in enumerate(known):
        pair = [(0, email), (1, email.replace("nota", f"{door[:3]}a"))]
        chance.shuffle(pair)
        for side, address in pair:
            seconds = _seconds(*DOORS[door](address))
            if number >= WARM_UP:
                times[side].append(seconds)
    return times


def _seconds(path: str, data: dict[str, Any]) -> float:
    client = Client()
    start = time.perf_counter()
    answer = client.post(path, data)
    seconds = time.perf_counter() - start
    assert answer.status_code == (200 if path == "/accesso/login/" else 302), f"{path}: {answer.status_code}"
    return seconds


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.1f} ms"
