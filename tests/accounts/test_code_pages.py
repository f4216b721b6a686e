"""Codes and links of the account pages that ran out or were used: a page says what happened, nothing changes."""

import html
import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from core.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
NEW = {"email": "nuova@example.org", "first_name": "Nuova", "last_name": "Persona"}
NEW |= {"password1": PASSWORD, "password2": PASSWORD}
NEW |= {"birth_date_day": "6", "birth_date_month": "5", "birth_date_year": "1990", "accepts": "on"}
VERIFY = "account_email_verification_sent"
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
OVER = "Il codice non vale più"


@pytest.fixture
def person():
    user = UserFactory(email="persona@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def last_code():
    return CODE.search(OutboxMessage.objects.latest("pk").body).group(1)


def later(monkeypatch, seconds):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


def texts(response):
    return " ".join(response.content.decode().split())


def sign_up(client):
    assert client.post(reverse("account_signup"), NEW).url.startswith(reverse(VERIFY))


def test_sign_up_code_that_ran_out_says_so_and_loses_nothing(client, monkeypatch):
    sign_up(client)
    code = last_code()
    with monkeypatch.context() as clock:
        later(clock, 16 * 60)

        page = client.post(reverse(VERIFY), {"code": code}, follow=True)
        person = User.objects.get(email=NEW["email"])
        assert not EmailAddress.objects.get(user=person).verified
        answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert answer.url == reverse(VERIFY)
        client.post(reverse(VERIFY), {"code": last_code()})

    assert page.redirect_chain[-1][0] == reverse("account_login")
    assert OVER in texts(page)
    assert EmailAddress.objects.get(user=person).verified


def test_sign_up_code_used_twice_says_so(client):
    sign_up(client)
    code = last_code()
    assert client.post(reverse(VERIFY), {"code": code}).status_code == 302

    page = client.post(reverse(VERIFY), {"code": code}, follow=True)

    assert OVER in texts(page)
    assert EmailAddress.objects.filter(email=NEW["email"], verified=True).count() == 1


def test_a_good_code_comes_without_a_warning(client):
    sign_up(client)

    assert OVER not in texts(client.post(reverse(VERIFY), {"code": last_code()}, follow=True))


def test_login_code_that_ran_out_says_so(client, person, monkeypatch):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = last_code()
    with monkeypatch.context() as clock:
        later(clock, 60 * 60)

        page = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)

    assert OVER in texts(page)
    assert not page.context["user"].is_authenticated


def test_too_many_wrong_login_codes_keep_allauth_s_own_words(client, person):
    client.post(reverse("account_request_login_code"), {"email": person.email})

    for _try in range(3):
        page = client.post(reverse("account_confirm_login_code"), {"code": "SBAGLIATO"}, follow=True)

    assert "Troppi tentativi" in texts(page)
    assert OVER not in texts(page)


@pytest.mark.parametrize(("prefix", "words"), [("", OVER), ("/en", "The code is no longer valid")])
def test_confirmation_page_without_anything_to_confirm(client, prefix, words):
    assert words in texts(client.get(f"{prefix}/accesso/confirm-email/", follow=True))


def reset_link(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    return re.search(r"(/accesso/password/reset/key/\S+)", OutboxMessage.objects.latest("pk").body).group(1)


@pytest.mark.parametrize("case", ["expired", "used", "broken"])
def test_reset_link_that_opens_nothing_says_what_to_do(client, person, settings, case):
    link = reset_link(client, person)
    if case == "expired":
        settings.PASSWORD_RESET_TIMEOUT = -1
    if case == "used":
        page = client.get(link, follow=True)
        assert "Scegli una nuova password" in texts(page)
        new = {"password1": "un'altra frase molto lunga", "password2": "un'altra frase molto lunga"}
        assert client.post(page.request["PATH_INFO"], new).status_code == 302
    if case == "broken":
        link = link[:-5] + "xxxx/"
    before = User.objects.get(pk=person.pk).password

    page = client.get(link, follow=True)

    assert "Il collegamento non vale più" in texts(page)
    assert f'href="{reverse("account_reset_password")}"' in texts(page)
    assert User.objects.get(pk=person.pk).password == before


RESEND = {"action": "resend"}


@pytest.mark.parametrize(
    ("prefix", "again", "spam"), [("", "Manda di nuovo", "posta indesiderata"), ("/en", "Send again", "spam")]
)
def test_the_pages_of_codes_say_how_long_and_how_to_get_another(client, person, prefix, again, spam):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    login = texts(client.get(f"{prefix}/accesso/login/code/confirm/"))
    client.post(reverse("account_signup"), NEW)
    sign_up = texts(client.get(f"{prefix}/accesso/confirm-email/"))

    for page, address, minutes in ((login, person.email, "10 minut"), (sign_up, NEW["email"], "15 minut")):
        assert address in page
        assert minutes in page
        assert again in page
        assert spam in page


def test_a_sign_up_code_is_sent_again_and_the_new_one_counts(client, monkeypatch):
    sign_up(client)
    first = last_code()
    too_soon = client.post(reverse(VERIFY), RESEND, follow=True)
    assert "aspetta qualche secondo" in texts(too_soon)
    assert last_code() == first

    later(monkeypatch, 15)
    page = client.post(reverse(VERIFY), RESEND, follow=True)

    assert OVER not in texts(page)
    assert last_code() != first
    assert "Copia quello dell'ultimo messaggio" in html.unescape(texts(client.post(reverse(VERIFY), {"code": first})))
    client.post(reverse(VERIFY), {"code": last_code()})
    assert EmailAddress.objects.get(email=NEW["email"]).verified


def test_a_login_code_is_sent_again_twice_and_no_more(client, person):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    pages = [texts(client.post(reverse("account_confirm_login_code"), RESEND, follow=True)) for _turn in range(2)]

    assert ["Manda di nuovo" in page for page in pages] == [True, False]
    client.post(reverse("account_confirm_login_code"), {"code": last_code()})
    assert client.get("/area/").status_code == 200


def test_a_login_code_still_counts_after_nine_minutes(client, person, monkeypatch):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    with monkeypatch.context() as clock:
        later(clock, 9 * 60)
        client.post(reverse("account_confirm_login_code"), {"code": last_code()})

    assert client.get("/area/").status_code == 200


def test_an_unknown_address_is_sent_nothing_again_and_looks_the_same(person):
    """The mail of a rehearsal is rolled back: whoever compares pages, or times, learns nothing."""
    pages = []
    for address in ("nessuno@example.org", person.email):
        client = StrictClient()
        client.post(reverse("account_request_login_code"), {"email": address})
        before = OutboxMessage.objects.filter(to=address).count()
        page = texts(client.post(reverse("account_confirm_login_code"), RESEND, follow=True))
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(address, ""))
        assert OutboxMessage.objects.filter(to=address).count() - before == (address == person.email)

    assert pages[0].split() == pages[1].split()
    assert not OutboxMessage.objects.filter(to__endswith="rehearsal.invalid").exists()


def test_the_demo_leads_from_the_code_to_its_mails(client, person, settings):
    client.post(reverse("account_request_login_code"), {"email": person.email})
    page = reverse("account_confirm_login_code")
    assert "posta-di-prova" not in texts(client.get(page))

    settings.DEMO_MAILBOX, settings.EMAIL_HOST = True, ""

    assert texts(client.get(page)).count('href="/posta-di-prova/"') == 2
