"""The admin's lists at 100,000 rows: each page against the same page at 1,000 rows, in the same run."""

import logging
import os
import statistics
import time
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from accounts.models import User
from benchmarks.figure import Figure
from benchmarks.scratch import scratch_database
from core.admin import prepared
from core.admin.export import AT_ONCE
from core.models import FileKind, ListExport
from tests.client import give_second_factor

SMALL, LARGE = 1_000, 100_000
EDITIONS = 200  # those of a few years: 500 applications each
ROUNDS, ASKED, GROWTH = 3, 7, 3
EXPORTED, REQUEST_SECONDS = ("accounts.user", "training.application"), 15  # gunicorn's, in the Procfile
PAGES = {
    "persons": "accounts/user/",
    "persons, search by name": "accounts/user/?q=cognome1000777",
    "persons, search by address": "accounts/user/?q=persona1000777",
    "persons, filter": "accounts/user/?is_active__exact=0",
    "audit": "core/auditevent/",
    "audit, search": "core/auditevent/?q=cognome1000777",
    "audit, filter": "core/auditevent/?verb=prova.rara",
    "mail": "core/outboxmessage/",
    "mail, search": "core/outboxmessage/?q=persona1000777",
    "mail, filter": "core/outboxmessage/?stato=dead",
    "notices": "core/notification/",
    "notices, search": "core/notification/?q=cognome1000777",
    "notices, filter": "core/notification/?kind=prova_rara",
    "applications": "training/application/",
    "applications, search": "training/application/?q=cognome1000777",
    "applications, filter": "training/application/?state__exact=REFUSED",
}
# One row in ten is of the rare kind that the filters ask for: a full page of them at either size.
ROWS = """
INSERT INTO accounts_user (id, password, is_superuser, email, first_name, last_name, language, is_active, is_staff,
    date_joined) SELECT n, '', false, 'persona' || n || '@example.org', 'Nome' || n, 'Cognome' || n, 'it',
    n % 10 <> 0, false, now() - n * interval '1 minute' FROM generate_series({first}, {last}) n;
INSERT INTO core_auditevent (at, actor_id, verb, target_type, target_id, before, after, reason)
    SELECT now() - n * interval '1 minute', n, CASE WHEN n % 10 = 0 THEN 'prova.rara' ELSE 'prova.' || n % 30 END,
    'accounts.user', n, '{{}}', '{{}}', '' FROM generate_series({first}, {last}) n;
INSERT INTO core_outboxmessage (key, message_id, "to", subject, body, html, reply_to, created_at, due_at, attempts,
    last_error, is_fleeting, sent_at, dead_at)
    SELECT n, n, 'persona' || n || '@example.org', 'Una lettera', '', '', '',
    now() - n * interval '1 minute', now(), 1, '', false,
    CASE WHEN n % 10 <> 0 THEN now() END,
    CASE WHEN n % 10 = 0 THEN now() END FROM generate_series({first}, {last}) n;
INSERT INTO core_notification (recipient_id, kind, key, data, path, created_at)
    SELECT n, CASE WHEN n % 10 = 0 THEN 'prova_rara' ELSE 'prova_' || n % 30 END, 'k', '{{}}', '',
    now() - n * interval '1 minute' FROM generate_series({first}, {last}) n;
INSERT INTO training_application (created_at, updated_at, submitted_at, code, person_id, edition_id, state, motivation,
    refusal_reason, message, decided_at, decided_by_id)
    SELECT now() - n * interval '1 minute', now(), now() - n * interval '1 minute', '', n,
    (ARRAY{editions})[1 + n % {many}],
    CASE WHEN n % 10 = 0 THEN 'REFUSED' ELSE 'SUBMITTED' END, '', CASE WHEN n % 10 = 0 THEN 'OTHER' ELSE '' END, '',
    CASE WHEN n % 10 = 0 THEN now() END, CASE WHEN n % 10 = 0 THEN n END FROM generate_series({first}, {last}) n;
"""


def run() -> Iterable[Figure]:
    logging.getLogger("polo.requests").setLevel(logging.WARNING)
    with scratch_database("admin"):
        client, editions = _staff(), _editions()
        _add(editions, 1_000_001, 1_000_000 + SMALL)
        small = _measure(client)
        _add(editions, 1_000_001 + SMALL, 1_000_000 + LARGE)
        large = _measure(client)
        rate = _rows_a_second()
    load = f"load {os.getloadavg()[0]:.1f}"
    for page in PAGES:
        grown = large[page] / small[page]
        yield Figure(
            name=f"admin: growth from {SMALL:,} to {LARGE:,} rows, {page}",
            value=grown,
            reference=f"p50 {large[page]:.1f} ms / {small[page]:.1f} ms, {load}",
            bar=f"<= {GROWTH}",
            ok=grown <= GROWTH,
        )
    for label, rows in rate.items():
        at_once = AT_ONCE / rows
        yield Figure(
            name=f"admin: share of a request's {REQUEST_SECONDS} s that {AT_ONCE:,} rows of {label} as a file take",
            value=at_once / REQUEST_SECONDS,
            reference=f"{LARGE / rows:.1f} s for {LARGE:,} by the worker, {load}",
            bar="<= 0.5",
            ok=at_once <= REQUEST_SECONDS / 2,
        )


def _staff() -> Client:
    staff, client = User.objects.create_superuser("admin@example.org"), Client()
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(staff)
    give_second_factor(client, staff)
    return client


def _editions() -> list[int]:
    from tests.training.factories import EditionFactory

    return [edition.pk for edition in EditionFactory.create_batch(EDITIONS)]


def _add(editions: list[int], first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ROWS.format(editions=editions, many=len(editions), first=first, last=last))
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _rows_a_second() -> dict[str, float]:
    """How fast the worker writes long lists as files, looks included."""
    staff, rates = User.objects.get(email="admin@example.org"), {}
    for label in EXPORTED:
        export = ListExport.objects.create(requested_by=staff, list=label, kind=FileKind.CSV, rows=LARGE)
        start = time.perf_counter()
        assert prepared.list_exports_build(limit=1) == 1, label
        rates[label] = LARGE / (time.perf_counter() - start)
        export.delete()
    return rates


def _measure(client: Client) -> dict[str, float]:
    rounds = [{page: _p50(client, f"/amministrazione/{path}") for page, path in PAGES.items()} for _ in range(ROUNDS)]
    return {page: statistics.median(one[page] for one in rounds) for page in PAGES}


def _p50(client: Client, address: str) -> float:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert b'id="result_list"' in answer.content, f"{address}: no rows"
    times = []
    for _number in range(ASKED):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
