"""What a person reads and says of their own age after the sign-up."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import GuardianRequest, User
from core.models import AuditEvent, OutboxMessage
from tests.accounts.factories import BORN, GuardianRequestFactory, UserFactory, years_ago
from tests.accounts.test_sign_up_age import born

pytestmark = pytest.mark.django_db
PAGE = "/area/i-tuoi-dati/"
ASK = "/area/i-tuoi-dati/genitore/"


@pytest.fixture
def page_of(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def test_own_data_of_an_adult_shows_the_date_and_asks_nothing(page_of):
    text = page_of(UserFactory()).get(PAGE).content.decode()

    assert "17 maggio 2000" in text
    assert '<form method="post" class="polo-form">' not in text
    assert "genitore" not in text


def test_own_data_asks_whoever_has_no_birth_date_once(page_of):
    user = UserFactory(ageless=True)
    browser = page_of(user)

    assert "Quando sei nato o nata?" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, BORN).url == PAGE
    user.refresh_from_db()
    assert user.birth_date.isoformat() == "2000-05-17"
    assert AuditEvent.objects.get(verb="accounts.birth_date_told").target_id == user.pk


def test_own_data_cannot_be_changed_to_come_of_age(page_of):
    minor = UserFactory(minor=True)

    response = page_of(minor).post(PAGE, BORN)

    assert response.url == PAGE
    minor.refresh_from_db()
    assert minor.birth_date == years_ago(16)


def test_own_data_told_in_two_tabs_counts_once(page_of, monkeypatch):
    """The second tab was opened before the first was sent."""
    from accounts import services
    from core.errors import BusinessRuleError

    user = UserFactory(ageless=True)
    services.person_age_told(user=user, birth_date=years_ago(20), guardian_email="", by=user)

    with pytest.raises(BusinessRuleError, match="c'è già"):
        services.person_age_told(user=user, birth_date=years_ago(40), guardian_email="", by=user)
    assert User.objects.get().birth_date == years_ago(20)


def test_own_data_of_under_14_is_not_kept(page_of):
    user = UserFactory(ageless=True)

    response = page_of(user).post(PAGE, born(years_ago(12)))

    assert response.url == "/accesso/meno-di-14-anni/"
    user.refresh_from_db()
    assert user.birth_date is None


def test_own_data_of_a_minor_asks_the_guardian_at_once(page_of):
    user = verified(UserFactory(ageless=True))

    page_of(user).post(PAGE, born(years_ago(15)) | {"guardian_email": "genitore@example.org"})

    assert GuardianRequest.objects.get(minor=user).state == "WAITING"
    assert OutboxMessage.objects.get().to == "genitore@example.org"


def test_own_data_refuses_ones_own_address_as_guardian(page_of):
    user = UserFactory(ageless=True)

    response = page_of(user).post(PAGE, born(years_ago(15)) | {"guardian_email": user.email.upper()})

    assert list(response.context["form"].errors) == ["guardian_email"]
    assert not GuardianRequest.objects.exists()


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        ({"unsent": True}, "appena avrai confermato il tuo indirizzo"),
        ({}, "aspettiamo la risposta"),
        ({"expired": True}, "la richiesta è scaduta"),
        ({"confirmed": True}, "puoi fare tutto"),
        ({"refused": True}, "ha detto di no"),
        ({"withdrawn": True}, "ha ritirato la conferma"),
    ],
)
def test_own_data_of_a_minor_says_how_far_it_is(page_of, traits, says):
    asked = GuardianRequestFactory(**traits)

    text = page_of(asked.minor).get(PAGE).content.decode()

    assert says in text
    assert asked.email in text
    assert f'href="{ASK}"' in text


def test_own_data_of_a_minor_who_asked_nobody(page_of):
    assert "Non hai ancora chiesto" in page_of(UserFactory(minor=True)).get(PAGE).content.decode()


def test_own_data_shows_the_request_that_counts(page_of):
    old = GuardianRequestFactory(replaced=True, email="vecchio@example.org", token="primo")
    GuardianRequestFactory(minor=old.minor, email="nuovo@example.org", token="secondo")

    text = page_of(old.minor).get(PAGE).content.decode()

    assert "nuovo@example.org" in text
    assert "vecchio@example.org" not in text


def test_guardian_ask_is_only_for_minors(page_of):
    browser = page_of(UserFactory())

    assert browser.get(ASK).url == PAGE
    assert browser.post(ASK, {"email": "genitore@example.org"}).url == PAGE
    assert not GuardianRequest.objects.exists()


def test_guardian_ask_again_changes_the_address_and_mails_it(page_of):
    old = GuardianRequestFactory(minor=verified(UserFactory(minor=True)))
    browser = page_of(old.minor)

    assert f'value="{old.email}"' in browser.get(ASK).content.decode()
    assert browser.post(ASK, {"email": "altra@example.org"}).url == PAGE

    old.refresh_from_db()
    new = GuardianRequest.objects.current().get()
    assert (old.state, new.state, new.email) == ("REPLACED", "WAITING", "altra@example.org")
    assert [mail.to for mail in OutboxMessage.objects.all()] == ["altra@example.org"]


def test_guardian_ask_warns_whoever_has_a_yes(page_of):
    asked = GuardianRequestFactory(confirmed=True)

    assert "Hai già una conferma" in page_of(asked.minor).get(ASK).content.decode()


def test_guardian_ask_keeps_what_is_wrong_in_the_field(page_of):
    minor = UserFactory(minor=True)

    response = page_of(minor).post(ASK, {"email": minor.email})

    assert "questo è il tuo" in response.content.decode()
    assert f'value="{minor.email}"' in response.content.decode()


def test_guardian_ask_before_ones_own_address_is_verified_mails_nothing(page_of):
    page_of(UserFactory(minor=True)).post(ASK, {"email": "genitore@example.org"})

    assert GuardianRequest.objects.get().state == "TO_SEND"
    assert not OutboxMessage.objects.exists()
