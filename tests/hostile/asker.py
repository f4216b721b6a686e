"""Sends requests as the persons of the access world; each is undone, and an exception becomes a status 500."""

from copy import copy
from functools import cached_property
from urllib.parse import urlsplit

from django.db import transaction
from django.test.testcases import TestCase
from django.urls import reverse

from tests.access.world import build_world
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import PlainClient, give_second_factor
from tests.hostile import checks
from tests.hostile.pages import Field, Form, posts_of

READERS = ("anonymous", "person", "teacher", "counsellor", "school", "firm", "referent")
BARE = "partner"  # the field of a form that no page of the world shows
URLENCODED = "application/x-www-form-urlencoded"
OK, NOT_FOUND = 200, 404
# Forms that a page shows only where its object stands so: it is opened for the object of the form's route as well.
ON_PAGE = {
    "training:template_approve": "training:template_detail",
    "training:template_refuse": "training:template_detail",
    "training:template_resume": "training:template_detail",
    "training:template_offer": "training:course_update",
    "training:import_confirm": "training:import_detail",
    "recruitment:opening_import_confirm": "recruitment:opening_import_detail",
}


def routes(method: str) -> list[str]:
    return [
        name
        for name, view in iter_patterns()
        if view.__module__.split(".")[0] in OWN and method in allowed_methods(view)
    ]


class HostileAsker:
    """The world, one client per person, and what went wrong so far."""

    def __init__(self):
        self.world = build_world()
        self.clients = {actor: PlainClient() for actor in READERS}
        self.sent, self.statuses, self.wrong = 0, {}, []
        for actor in READERS:
            if self.world.users[actor] is not None:
                self.clients[actor].force_login(self.world.users[actor])
                give_second_factor(self.clients[actor], self.world.users[actor])

    def url(self, route: str) -> str:
        return self.world.url(route)

    def get(self, actor: str, url: str):
        return self._undone(actor, lambda client: client.generic("GET", url))

    def post(self, actor: str, url: str, data: bytes, content_type: str = URLENCODED, *, then=None):
        """`then(client, response)` runs before everything is undone: to look at what was stored."""
        return self._undone(actor, lambda client: client.generic("POST", url, data, content_type), then)

    def _undone(self, actor: str, ask, then=None):
        client = self.clients[actor]
        cookies = copy(client.cookies)
        with transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = ask(client)
            if then is not None:
                then(client, response)
            transaction.set_rollback(True)
        client.cookies = cookies
        self.sent += 1
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        return response

    def blame(self, where: str, found: list[str]) -> None:
        self.wrong += [f"{where}: {fault}" for fault in found]

    def pages(self, names: list[str]) -> list[tuple[str, str, str]]:
        """(actor, address, HTML) of the named pages, for each client that may open them."""
        return self.opened([self.url(route) for route in names])

    def opened(self, urls: list[str]) -> list[tuple[str, str, str]]:
        found = []
        for url in urls:
            for actor in self.clients:
                response = self.get(actor, url)
                if response.status_code == OK:
                    found.append((actor, url, checks.body(response)))
        return found

    @cached_property
    def own_pages(self) -> list[tuple[str, str, str]]:
        more = [reverse(page, args=self.world.arguments_for(route, "own")) for route, page in ON_PAGE.items()]
        return [*self.pages(routes("GET")), *self.opened(more)]

    @cached_property
    def own_forms(self) -> list[tuple[str, Form]]:
        """Every form of our own pages once, with a person who sees it."""
        found = self.forms_in(self.own_pages)
        found = {key: pair for key, pair in found.items() if not pair[1].action.startswith("/accesso/")}
        met = {urlsplit(form.action).path for _actor, form in found.values()}
        unmet = [self.url(route) for route in routes("POST") if self.url(route) not in met]
        seen = [(actor, form.shortened()) for actor, form in found.values()]
        return [*seen, *(self._bare(url) for url in unmet)]

    @staticmethod
    def forms_in(pages: list[tuple[str, str, str]]) -> dict[tuple, tuple[str, Form]]:
        found: dict[tuple, tuple[str, Form]] = {}
        for actor, url, html in pages:
            for form in posts_of(html, url):
                found.setdefault(form.key, (actor, form))
        return found

    def _bare(self, url: str) -> tuple[str, Form]:
        """A form for an address that no page of this world leads to, with somebody whom it does not turn away."""
        answers = {actor: self.post(actor, url, b"").status_code for actor in READERS if actor != "anonymous"}
        actor = next((actor for actor, status in answers.items() if status != NOT_FOUND), "firm")
        return actor, Form("post", url, fields={BARE: Field(BARE, "text")})

    def told(self) -> str:
        return f"{self.sent} requests, answers {dict(sorted(self.statuses.items()))}"
