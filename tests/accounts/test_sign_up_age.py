"""The age gate of the sign-up: each way through it, and what is kept of whom it turns away."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import GuardianRequest, User
from core.models import AuditEvent, OutboxMessage
from tests.accounts.factories import UserFactory, years_ago

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"
ADDRESS = "/accesso/signup/"
TOO_YOUNG = "/accesso/meno-di-14-anni/"


def born(day: datetime.date) -> dict[str, str]:
    return {
        "birth_date_day": str(day.day), "birth_date_month": str(day.month), "birth_date_year": str(day.year),
    }  # fmt: skip


def sign_up(client, **fields):
    form = {
        "email": "nuova@example.org", "first_name": "Nuova", "last_name": "Persona", "password1": PASSWORD,
        "password2": PASSWORD, "accepts": "on", **born(years_ago(30)),
    }  # fmt: skip
    return client.post(ADDRESS, form | fields)


def errors(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_an_adult_signs_up_and_no_guardian_is_kept(client):
    response = sign_up(client, guardian_email="genitore@example.org")

    user = User.objects.get(email="nuova@example.org")
    assert response.status_code == 302
    assert (user.first_name, user.birth_date) == ("Nuova", years_ago(30))
    assert not GuardianRequest.objects.exists()


@pytest.mark.parametrize("day", [years_ago(9), years_ago(14) + datetime.timedelta(days=1), years_ago(0)])
def test_under_14_is_turned_away_and_nothing_is_kept(client, day, caplog):
    response = sign_up(client, **born(day), guardian_email="genitore@example.org")

    assert (response.status_code, response.url) == (302, TOO_YOUNG)
    assert (User.objects.count(), EmailAddress.objects.count(), GuardianRequest.objects.count()) == (0, 0, 0)
    assert (OutboxMessage.objects.count(), AuditEvent.objects.count(), Session.objects.count()) == (0, 0, 0)
    assert client.cookies.keys() <= {"csrftoken"}
    assert "nuova@example.org" not in caplog.text
    assert str(day.year) not in "".join(getattr(record, "msg", "") if isinstance(record.msg, str) else ""
                                        for record in caplog.records)  # fmt: skip


def test_under_14_is_turned_away_whatever_else_is_wrong(client):
    response = sign_up(client, **born(years_ago(9)), password1="corta", password2="altra", email="non un indirizzo")

    assert response.url == TOO_YOUNG


def test_under_14_with_the_address_of_somebody_known_learns_nothing(client):
    person = UserFactory()

    assert sign_up(client, **born(years_ago(9)), email=person.email).url == TOO_YOUNG
    assert not OutboxMessage.objects.exists()


def test_the_page_for_under_14_says_where_to_go_and_is_never_stored(client):
    response = client.get(TOO_YOUNG)

    text = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "parla con la tua scuola" in text
    assert 'href="/orientamento/"' in text


def test_14_today_signs_up_and_the_guardian_is_written_to_after_the_code(client):
    sign_up(client, **born(years_ago(14)), guardian_email="genitore@example.org")

    asked = GuardianRequest.objects.get()
    assert (asked.email, asked.state, asked.minor.birth_date) == ("genitore@example.org", "TO_SEND", years_ago(14))
    assert [mail.to for mail in OutboxMessage.objects.all()] == ["nuova@example.org"]

    code = OutboxMessage.objects.get().body
    found = next(line.strip() for line in code.splitlines() if line.strip().replace("-", "").isalnum()
                 and line.strip().isupper())  # fmt: skip
    client.post("/accesso/confirm-email/", {"code": found})

    asked.refresh_from_db()
    assert asked.state == "WAITING"
    assert OutboxMessage.objects.get(to="genitore@example.org").subject == "Nuova chiede la tua conferma"


@pytest.mark.parametrize("address", ["nuova@example.org", "NUOVA@example.org", "nuova+mamma@example.org"])
def test_a_minor_cannot_be_their_own_guardian(client, address):
    response = sign_up(client, **born(years_ago(16)), guardian_email=address)

    assert errors(response) == {"guardian_email": ["Questo è il tuo indirizzo: serve quello di un genitore."]}
    assert not User.objects.exists()


def test_a_minor_needs_a_guardian_and_what_was_typed_stays(client):
    response = sign_up(client, **born(datetime.date(timezone.localdate().year - 16, 1, 1)))

    assert list(errors(response)) == ["guardian_email"]
    text = response.content.decode()
    assert 'value="nuova@example.org"' in text
    assert f'value="{timezone.localdate().year - 16}"' in text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("", "", "", "Scrivi giorno"),
        ("7", "", "2001", "Scrivi giorno"),
        ("31", "2", "2001", "Questa data non esiste"),
        ("29", "2", "2001", "Questa data non esiste"),
        ("0", "1", "2001", "Questa data non esiste"),
        ("7", "13", "2001", "Questa data non esiste"),
        ("7", "marzo", "2001", "Questa data non esiste"),
        ("-7", "3", "2001", "Questa data non esiste"),
        ("٧", "3", "2001", "Questa data non esiste"),
        ("7", "3", "9" * 5000, "Questa data non esiste"),
        ("7", "3", "2001; DROP TABLE", "Questa data non esiste"),
        ("7", "3", "08", "quattro cifre"),
        ("7", "3", "1899", "quattro cifre"),
        ("7", "3", "2999", "nel futuro"),
    ],
)
def test_a_date_that_cannot_be_is_told_next_to_the_field(client, day, month, year, says):
    response = sign_up(client, birth_date_day=day, birth_date_month=month, birth_date_year=year)

    [message] = errors(response)["birth_date"]
    assert says in message
    assert not User.objects.exists()


def test_the_three_boxes_have_labels_and_the_numeric_keyboard(client):
    text = client.get(ADDRESS).content.decode()

    for number, label in enumerate(("Giorno", "Mese", "Anno")):
        assert f'<label for="id_birth_date_{number}">{label}</label>' in text
    assert text.count('inputmode="numeric"') == 3
    assert 'autocomplete="bday-year"' in text
    assert "Non la mostriamo a nessuno" in text
