"""The pages of allauth as they look here: sign-up, log-in, codes, passwords, keys; and no way out of the site."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.accounts.factories import BORN
from tests.browser.routes import ALLAUTH_NAMES, iter_patterns
from tests.hostile import checks
from tests.hostile.posting import bombard

PASSWORD = "una frase abbastanza lunga"
ENOUGH = 150
AWAY = (
    "https://male.example/", "http:male.example", "//male.example", "///male.example",
    "/\\male.example", "\\\\male.example",
    "https:///male.example", "/\t/male.example", "javascript:alert(7)", "data:text/html,<svg onload=alert(7)>",
    "http://testserver@male.example/", "http://testserver.male.example/", "https://male.example%2f@testserver/",
    "//male.example/%2f..", "\u2028//male.example", "x\r\nLocation: https://male.example/", "http://[::1", "%00",
)  # fmt: skip


@pytest.fixture
def pages(asker, settings):
    """The pages of allauth with two more readers: somebody who has just signed up, somebody who waits for a code."""
    settings.ACCOUNT_RATE_LIMITS = False
    newcomer, waiting = Client(raise_request_exception=False), Client(raise_request_exception=False)
    named = {"email": "nuova@example.org", "first_name": "Nuova", "last_name": "Persona"}
    newcomer.post(reverse("account_signup"), named | BORN | {"password1": PASSWORD, "password2": PASSWORD})
    waiting.post(reverse("account_request_login_code"), {"email": asker.world.users["person"].email})
    EmailAddress.objects.create(
        user=asker.world.users["teacher"], email=asker.world.users["teacher"].email, verified=True
    )
    signed_in = Client(raise_request_exception=False)
    signed_in.post(reverse("account_login"), {"login": asker.world.users["teacher"].email, "password": PASSWORD})
    asker.clients = {
        "anonymous": asker.clients["anonymous"],
        "newcomer": newcomer,
        "waiting": waiting,
        "signed in": signed_in,
    }
    names = [name for name, _view in iter_patterns() if name.startswith(ALLAUTH_NAMES) and has_address(name)]
    return asker.pages(names)


def has_address(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return "logout" not in name


def test_every_field_of_the_account_pages_bears_hostile_values(asker, pages):
    forms = [(actor, form) for actor, form in asker.forms_in(pages).values() if "logout" not in form.action]

    posts = bombard(asker, forms)

    print(f"{posts} posts to {sorted({form.action for _actor, form in forms})}; {asker.told()}")  # noqa: T201
    assert asker.wrong == []
    assert posts >= ENOUGH
    asked = {name for _actor, form in forms for name in form.fields}
    assert {"login", "email", "password1", "first_name", "code"} <= asked


@pytest.mark.parametrize(
    "page", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_the_next_page_is_never_another_site(asker, settings, page):
    settings.ACCOUNT_RATE_LIMITS = False
    person = asker.world.users["person"]
    for number, away in enumerate(AWAY):
        address = f"{reverse(page)}?{checks.encoded([('next', away)]).decode()}"
        asker.blame(f"GET {address}", checks.faults(asker.get("anonymous", address)))
        asker.blame(f"signed in {address}", checks.faults(asker.get("person", address)))
        fields = [
            ("next", away), ("login", person.email), ("password", PASSWORD), ("email", f"nuova{number}@example.org"),
            ("first_name", "Nuova"), ("last_name", "Persona"), ("password1", PASSWORD), ("password2", PASSWORD),
            *BORN.items(),
        ]  # fmt: skip
        response = asker.post("anonymous", address, checks.encoded(fields))
        asker.blame(f"POST {address}", checks.faults(response, allowed=checks.WRITTEN))

    assert asker.wrong == []
