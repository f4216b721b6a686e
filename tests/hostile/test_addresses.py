"""Every page of ours that can be read, with hostile parameters and hostile paths: a page, a way on, or a refusal."""

import re
from itertools import cycle, islice

import pytest
from django.urls import reverse

from recruitment.models.interest import CARDS
from tests.hostile import checks
from tests.hostile.asker import OK, READERS, routes
from tests.hostile.pages import parameters_of
from tests.hostile.payloads import IN_ADDRESS, NUMBERS_IN_PATH, QUERIES, SLUGS_IN_PATH, TOO_LONG_QUERY

ALWAYS = ("page", "q", "next", "sconosciuto", "chiave[]")
FEW, MANY = 2, 7
PARTS = 3  # for the workers to share
FOUND, NOT_FOUND, BAD_REQUEST = 302, 404, 400
# Asks first who one is, whatever the number.
ASKS_AGAIN = {"accounts:export_download"}
# Whatever the link of a mail says, the page of the invitation tells it.
LEADS_ON = {"partners:invitation_turn_down"}
# Opened by the secretariat or by the successor of a hand-over, who are none of the readers here.
FOR_ANOTHER = {
    "core:list_export_download", "partners:accession_check", "partners:accession_start", "partners:handover_answer",
    "partners:leave_confirm", "partners:person_act", "partners:person_correct", "partners:support_start",
}  # fmt: skip

# Addresses with a word for their number.
DISGUISED = {"recruitment:match_detail", "recruitment:interest_create", "recruitment:contest_create"}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_parameter_bears_hostile_values(asker, part):
    turn, queries, used = cycle(IN_ADDRESS.items()), cycle(QUERIES), set()

    for actor, url, html in islice(first_readers(asker), part, None, PARTS):
        known = parameters_of(html, url)
        for parameter in sorted({*known, *ALWAYS}):
            for name, raw in islice(turn, MANY if parameter in known else FEW):
                used.add(name)
                ask(asker, actor, f"{url}?{checks.encoded([(parameter, raw)]).decode()}")
        for query in islice(queries, FEW):
            ask(asker, actor, f"{url}?{query}")

    print(asker.told())  # noqa: T201  (a figure of the run)
    assert asker.wrong == []
    assert used == set(IN_ADDRESS)


def first_readers(asker):
    """Each page once, by the first person who may open it."""
    seen = set()
    for actor, url, html in asker.own_pages:
        if url not in seen:
            seen.add(url)
            yield actor, url, html


def ask(asker, actor: str, url: str) -> None:
    asker.blame(f"GET {url[:120]} as {actor}", checks.faults(asker.get(actor, url)))


def test_a_query_that_is_too_long_is_refused(asker):
    assert asker.get("anonymous", f"{reverse('training:course_list')}?{TOO_LONG_QUERY}").status_code == BAD_REQUEST


def test_numbers_in_paths_may_be_of_any_size(asker):
    found, unopened = {}, set()
    for route, argument in arguments(asker, int):
        if route in DISGUISED:
            continue
        actor = opener(asker, route)
        unopened |= set() if actor else {route}
        for number in NUMBERS_IN_PATH:
            url = asker.url(route).replace(f"/{argument}/", f"/{number}/")
            statuses = {ask_status(asker, actor or "referent", method, url) for method in methods(route)}
            if statuses != {FOUND if route in ASKS_AGAIN else NOT_FOUND}:
                found[f"{route} {number[:24]}"] = statuses

    assert found == {}
    assert unopened == FOR_ANOTHER


def test_odd_slugs_are_not_found(asker):
    found = {}
    disguised = [(route, CARDS.word(number)) for route, number in arguments(asker, int) if route in DISGUISED]
    assert {route for route, _word in disguised} == DISGUISED
    for route, argument in [*arguments(asker, str), *disguised]:
        for slug in SLUGS_IN_PATH:
            url = asker.url(route).replace(argument, slug)
            status = ask_status(asker, "referent", methods(route)[0], url)
            if status not in {NOT_FOUND, BAD_REQUEST, FOUND if route in LEADS_ON else NOT_FOUND}:
                found[f"{route} {slug[:24]}"] = status

    assert found == {}


def arguments(asker, kind: type):
    named = {*routes("GET"), *routes("POST")}
    pairs = [(route, values[0]) for route, values in asker.world.arguments.items() if route in named]
    return [(route, value) for route, value in pairs if isinstance(value, kind)]


def opener(asker, route: str) -> str | None:
    """Somebody whom the true address does not turn away: to them only the number is wrong."""
    method = methods(route)[0]
    signed_in = [actor for actor in READERS if actor != "anonymous"]
    answers = ((actor, ask_status(asker, actor, method, asker.url(route))) for actor in signed_in)
    return next((actor for actor, status in answers if status != NOT_FOUND), None)


def methods(route: str) -> list[str]:
    return [method for method in ("GET", "POST") if route in routes(method)]


def ask_status(asker, actor: str, method: str, url: str) -> int:
    response = asker.get(actor, url) if method == "GET" else asker.post(actor, url, b"")
    asker.blame(url, checks.faults(response))
    return response.status_code


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/%ff%fe", "/%ED%A0%80/", "/..%2f..%2fetc/passwd", "//male.example/%2e%2e",
        "/" + "x" * 5_000, "/%3Csvg%20onload=alert(7)%3E", "/en/%0d%0aSet-Cookie:%20a=1", "/static/../manage.py",
        "/static/%00", "/formazione/corsi/%E2%80%AE/",
    ],
)  # fmt: skip
def test_unknown_addresses_are_not_found(asker, path):
    response = asker.clients["anonymous"].get(path)

    assert checks.faults(response) == []
    assert response.status_code in {NOT_FOUND, BAD_REQUEST}
    assert not re.search("Set-Cookie: a=1", str(response.headers))
    assert response.status_code != OK
