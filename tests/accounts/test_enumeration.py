"""Nobody learns from the account pages who has an account (reliability goal G10), nor guesses passwords for long."""

import itertools
import re
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import GuardianRequest
from core.models import OutboxMessage
from tests.accounts.factories import BORN, UserFactory, years_ago
from tests.accounts.test_sign_up_age import born
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
KNOWN, UNKNOWN, UNVERIFIED = "persona.nota@example.org", "persona.zero@example.org", "persona.meta@example.org"
SIGN_UP = {"first_name": "Nuova", "last_name": "Persona", "password1": PASSWORD, "password2": PASSWORD, **BORN}
DOORS = {
    "/accesso/login/": ("login", {"password": "non è la password giusta"}),
    "/accesso/signup/": ("email", SIGN_UP),
    "/accesso/password/reset/": ("email", {}),
    "/accesso/login/code/": ("email", {}),
}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
RANDOM_HEADERS = {"X-Request-ID", "Content-Length", "Expires"}


@pytest.fixture
def people():
    for email, verified in ((KNOWN, True), (UNVERIFIED, False)):
        user = UserFactory(email=email, password=PASSWORD)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    return KNOWN


def seen(client, response, email):
    """Everything that comes back, without what differs from one answer to the next anyway."""
    headers = {name: value for name, value in response.headers.items() if name not in RANDOM_HEADERS}
    # The cookie of messages is compressed: its length hangs on the letters of the address. Its words are compared on
    # the page that shows them.
    cookies = {
        name: {key: value for key, value in morsel.items() if key != "expires"}
        | {"length": len(morsel.value) if name != "messages" else None}
        for name, morsel in response.cookies.items()
    }
    return response.status_code, headers, cookies, TOKEN.sub("", response.content.decode()).replace(email, "@")


def answers(door, email, *, prefix=""):
    """The answer to the form, the page it leads to, and what a wrong code gets there, thrice."""
    field, rest = DOORS[door]
    client = StrictClient()
    response = client.post(prefix + door, {field: email, **rest})
    found = [seen(client, response, email)]
    address = response.headers.get("Location")
    if address:
        found.append(seen(client, client.get(address), email))
        wrong = range(4) if "confirm" in address else ()
        found += [seen(client, client.post(address, {"code": "ABCD-2345"}), email) for _attempt in wrong]
    return found


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_known_and_unknown_addresses_get_the_same_answer(people, settings, door, prefix):
    settings.ACCOUNT_RATE_LIMITS = False

    known, unknown = (answers(door, email, prefix=prefix) for email in (KNOWN, UNKNOWN))

    assert known == unknown
    assert len(known) >= 1 + (known[0][0] == 302)


def test_an_address_waiting_for_its_code_is_like_a_new_one(people, settings):
    settings.ACCOUNT_RATE_LIMITS = False

    assert answers("/accesso/password/reset/", UNVERIFIED) == answers("/accesso/password/reset/", UNKNOWN)
    assert answers("/accesso/login/", UNVERIFIED) == answers("/accesso/login/", UNKNOWN)
    assert answers("/accesso/signup/", UNVERIFIED) == answers("/accesso/signup/", UNKNOWN)


@pytest.mark.parametrize("door", [door for door in DOORS if door != "/accesso/login/"])
def test_each_gets_one_letter(people, settings, door):
    """The work is the same too: a letter is written for both, and says what the page does not."""
    settings.ACCOUNT_RATE_LIMITS = False

    for email in (KNOWN, UNKNOWN):
        answers(door, email)

    letters = OutboxMessage.objects.order_by("pk").values_list("to", flat=True)
    assert [address for to in letters for address in ([to] if isinstance(to, str) else to)] == [KNOWN, UNKNOWN]


def test_a_code_costs_the_same_statements_for_both(people, settings):
    """Timed on a quiet machine by benchmarks/bench_accounts.py; here by what the database is asked."""
    settings.ACCOUNT_RATE_LIMITS = False
    asked = {}

    for email in (KNOWN, UNKNOWN, KNOWN, UNKNOWN):  # the first round fills what is remembered
        with CaptureQueriesContext(connection) as captured:
            StrictClient().post("/accesso/login/code/", {"email": email})
        asked[email] = Counter(kind(query["sql"]) for query in captured)

    assert asked[KNOWN] == asked[UNKNOWN]


def test_a_minor_s_sign_up_asks_for_a_guardian_for_both(people, settings):
    """For a known address too, and taken back: the guardian's row would tell by its time."""
    settings.ACCOUNT_RATE_LIMITS = False
    minor = SIGN_UP | born(years_ago(16)) | {"guardian_email": "genitore@example.org", "accepts": "on"}
    written = {}

    for email in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as captured:
            StrictClient().post("/accesso/signup/", minor | {"email": email})
        written[email] = sum('INSERT INTO "accounts_guardianrequest"' in query["sql"] for query in captured)

    assert written == {KNOWN: 1, UNKNOWN: 1}
    assert [asked.minor.email for asked in GuardianRequest.objects.select_related("minor")] == [UNKNOWN]


def kind(sql):
    """What is done to which tables."""
    return sql.split(maxsplit=1)[0], *sorted(set(re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)))


def tries(email, count=6):
    """Texts of the answers to wrong passwords, the address written a little differently each time."""
    spellings = itertools.cycle([email, email.upper(), email.title(), f" {email} "])
    for number, spelling in zip(range(count), spellings, strict=False):
        data = {"login": spelling, "password": f"tentativo sbagliato numero {number}"}
        yield StrictClient().post("/accesso/login/", data).content.decode()


TOO_MANY = "Troppi tentativi"


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_sixth_wrong_password_is_refused(people, email):
    refused = [TOO_MANY in text for text in tries(email)]

    assert refused == [False] * 5 + [True]
    response = StrictClient().post("/accesso/login/", {"login": email, "password": PASSWORD})
    assert TOO_MANY in response.content.decode()


def test_the_limit_holds_while_the_cache_is_down(people, redis_down):
    assert [TOO_MANY in text for text in tries(KNOWN)] == [False] * 5 + [True]


def test_the_session_key_changes_at_log_in(people):
    client = StrictClient()
    stranger = client.session
    stranger["seen"] = "before"
    stranger.save()
    before = stranger.session_key

    client.post("/accesso/login/", {"login": KNOWN, "password": PASSWORD})

    assert client.get("/area/").status_code == 200
    assert before != client.session.session_key
    assert not client.session.exists(before)


def test_who_is_disabled_is_out_at_the_next_request(people):
    client = StrictClient()
    client.post("/accesso/login/", {"login": KNOWN, "password": PASSWORD})
    assert client.get("/area/").status_code == 200

    user = EmailAddress.objects.get(email=KNOWN).user
    user.is_active = False
    user.save()

    assert client.get("/area/").headers["Location"].startswith("/accesso/login/")
    again = client.post("/accesso/login/", {"login": KNOWN, "password": PASSWORD})
    assert again.headers["Location"] == "/accesso/inactive/"
