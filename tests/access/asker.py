"""Asks every route of a group once: each method, each object, each actor, and keeps what the tests judge."""

import hashlib
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import product

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.signals import got_request_exception
from django.db import connection
from django.db.models import Max
from django.test.testcases import TestCase

from accounts.models import User
from core.models import Notification, OutboxMessage
from tests.access import canaries
from tests.access.table import METHODS, Cell
from tests.access.world import ACTORS, World, build_world
from tests.client import PlainClient, assert_sound, give_second_factor

# A token is masked anew in each response; the length of the page follows the length of its address.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
# What was typed is given back when the page is gone: it is the sender's own, and differs with what was posted.
TYPED = re.compile(rb"readonly>[^<]*</textarea>")
OF_THE_MOMENT = {"x-request-id", "content-length", "set-cookie", "date", "expires", "last-modified"}
WRITTEN = {200, 302}
FIRST_PAGE = "/area/"
CLOSED = {"same-origin", "no-referrer"}  # an address goes to nobody else


@dataclass(frozen=True)
class Answer:
    """What came back for one cell. `face` is the same for two answers that nobody can tell apart."""

    cell: Cell
    status: int
    error: str
    face: str
    leaks: tuple[str, ...]
    headers: tuple[str, ...]


def confirm_identity(client: PlainClient, user: User, *, by: str) -> None:
    """As if they had just typed the code of their app, or the password: some pages ask for it again after a while."""
    give_second_factor(client, user)
    session = client.session
    later = time.time() + 3600  # on a slow machine a walk takes longer than the few minutes this holds
    session[AUTHENTICATION_METHODS_SESSION_KEY][0] |= {"method": by, "reauthenticated": True, "at": later}
    session.save()


@contextmanager
def _savepoint() -> Iterator[None]:
    """One for many cells, each of which goes back to it; without what `transaction.atomic` does beside."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT asked")
        try:
            yield
        finally:
            cursor.execute("RELEASE SAVEPOINT asked")


@contextmanager
def _rolled_back() -> Iterator[None]:
    waiting = [*connection.run_on_commit]
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT asked")
        connection.needs_rollback, connection.run_on_commit = False, waiting


class Asker:
    """The world and one signed-in client per actor; what a request writes is rolled back."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or build_world()
        self.clients = {actor: PlainClient() for actor in ACTORS}
        for actor, user in self.world.users.items():
            if user is not None:
                self.clients[actor].force_login(user)
                confirm_identity(self.clients[actor], user, by="password" if actor == "no_mfa" else "mfa")
        self.cookies = {actor: client.cookies.output(header="") for actor, client in self.clients.items()}
        for client in self.clients.values():
            client.get(FIRST_PAGE)  # after it a session knows whether notices wait: only the first page asks for them
        self.readers = self.world.emails()
        self.sound: set[bytes] = set()
        self.before = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in WRITES}

    def walk(self, routes: Iterable[str]) -> Iterator[Answer]:
        for route in routes:
            kinds = self.world.objects(route)
            yield from self.ask_all(Cell(route, method, *asked) for *asked, method in product(kinds, ACTORS, METHODS))

    def ask_all(self, cells: Iterable[Cell]) -> Iterator[Answer]:
        with _savepoint():
            yield from map(self._ask, cells)

    def ask(self, cell: Cell) -> Answer:
        [answer] = self.ask_all([cell])
        return answer

    def _ask(self, cell: Cell) -> Answer:
        url = self.world.url(cell.route, cell.object)
        with _rolled_back(), self._errors() as errors:
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = self._send(cell, url)
            told = self._told() if cell.method == "POST" and response.status_code in WRITTEN else []
        body = b"".join(response.streaming_content) if response.streaming else response.content
        plain = TOKEN.sub(b"", body)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            self._assert_sound(plain, url)
        return Answer(
            cell=cell,
            status=response.status_code,
            error=", ".join(errors),
            face=_face(response, plain, url),
            leaks=(
                *canaries.leaks(cell.actor, body.decode(errors="replace") + str(response.headers), cell.route),
                *told,
            ),
            headers=tuple(_missing_headers(response, signed_in=self._is_signed_in(cell.actor))),
        )

    def _send(self, cell: Cell, url: str):
        client = self.clients[cell.actor]
        client.cookies = SimpleCookie(self.cookies[cell.actor])  # without messages of the request before
        if cell.method == "POST":
            return client.post(url, self.world.data(cell.route, cell.object))
        return client.get(url, headers={"HX-Request": "true"} if cell.method == "HTMX" else {})

    @contextmanager
    def _errors(self) -> Iterator[list[str]]:
        """What no view caught while a request was answered."""
        found: list[str] = []

        def note(**_signal) -> None:
            found.append(repr(sys.exc_info()[1]))

        got_request_exception.connect(note)
        try:
            yield found
        finally:
            got_request_exception.disconnect(note)

    def _told(self) -> list[str]:
        """Words in mails and notices written by this request that their readers may not read."""
        mails = OutboxMessage.objects.filter(pk__gt=self.before[OutboxMessage]).order_by("pk")
        notices = Notification.objects.filter(pk__gt=self.before[Notification]).select_related("recipient")
        texts = [(mail.to, f"{mail.subject} {mail.body} {mail.html}") for mail in mails]
        texts += [(notice.recipient.email, f"{notice.data} {notice.path}") for notice in notices.order_by("pk")]
        return [
            f"to {self.readers.get(to, to)}: {word}"
            for to, text in texts
            for word in canaries.leaks(self.readers.get(to, to), text)
        ]

    def _assert_sound(self, html: bytes, url: str) -> None:
        """Half of the pages are "not found": each look of a page is read once."""
        look = hashlib.sha256(html.replace(url.encode(), b"")).digest()
        if look not in self.sound:
            assert_sound(html.decode())
            self.sound.add(look)

    def _is_signed_in(self, actor: str) -> bool:
        user = self.world.users[actor]
        return user is not None and user.is_active


WRITES = (OutboxMessage, Notification)


def _face(response, body: bytes, url: str) -> str:
    """Status, headers and body (its tokens are gone), without what was typed and the address asked for."""
    headers = sorted((name.lower(), value) for name, value in response.headers.items())
    kept = [f"{name}: {value.replace(url, '')}" for name, value in headers if name not in OF_THE_MOMENT]
    seen = TYPED.sub(b"", body).replace(url.encode(), b"")
    return hashlib.sha256(f"{response.status_code} {kept}".encode() + seen).hexdigest()


def _missing_headers(response, *, signed_in: bool) -> Iterator[str]:
    """What every answer must carry (`reliability.md` G11), static or not, error or not."""
    policy = response.headers.get("Content-Security-Policy", "")
    for part in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri", "frame-ancestors 'none'"):
        if part not in policy:
            yield f"CSP without {part}"
    if "unsafe-" in policy:
        yield "CSP with unsafe-…"
    wanted = {"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": CLOSED, "X-Frame-Options": {"DENY"}}
    yield from (name for name, values in wanted.items() if response.headers.get(name) not in values)
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    if signed_in and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "no-store"
