"""The guardian's side: what the link opens, each answer, each way in which it no longer counts; and the services."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import services
from accounts.enums import GuardianAnswer
from accounts.models import GuardianRequest
from accounts.policies import may_take_part
from accounts.signals import consent_withdrawn
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from tests.accounts.factories import GuardianRequestFactory, UserFactory, years_ago
from tests.accounts.test_sign_up_age import born, sign_up
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
TOKEN = "collegamento-di-prova"
PAGE = f"/conferma-genitore/{TOKEN}/"
MUM = "genitore@example.org"


def verified(**fields):
    user = UserFactory(minor=True, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def ask(minor, email="genitore@example.org"):
    return services.guardian_ask(minor=minor, email=email, by=minor)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_the_mail_names_the_minor_by_first_name_and_the_link_opens_the_page(client):
    minor = verified(first_name="Ada", last_name="Segretissimi")
    asked = ask(minor)

    mail = OutboxMessage.objects.get(to="genitore@example.org")
    link = re.search(r"https?://[^/]+(/conferma-genitore/\S+)", mail.body)[1]
    text = client.get(link).content.decode()
    assert "Ada chiede la tua conferma" in mail.subject
    assert "Ada chiede la tua conferma" in text
    assert "Segretissimi" not in mail.body + text
    assert minor.email not in mail.body + text
    assert asked.token_hash == GuardianRequest.hash_of(link.split("/")[2])
    assert link.split("/")[2] not in str(AuditEvent.objects.values_list("after", flat=True))


def test_the_mail_speaks_the_language_of_the_minor():
    ask(verified(language="en"))

    mail = OutboxMessage.objects.get()
    assert "asks for your consent" in mail.subject
    assert "/en/conferma-genitore/" in mail.body


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_confirms_nothing(client, method):
    asked = GuardianRequestFactory()

    response = getattr(client, method)(PAGE)

    assert response.status_code == 200
    assert fresh(asked).state == "WAITING"
    assert "no-store" in response["Cache-Control"]


def test_yes_opens_everything_and_the_minor_is_told(client):
    asked = GuardianRequestFactory()

    assert client.post(PAGE, {"action": "YES"}).url == PAGE

    assert fresh(asked).state == "CONFIRMED"
    assert may_take_part(fresh(asked.minor)) is True
    assert Notification.objects.get(recipient=asked.minor).data == {"state": "CONFIRMED"}
    event = AuditEvent.objects.get(verb="accounts.guardian_confirmed")
    assert (event.actor, event.subject, event.target_id) == (None, asked.minor, asked.pk)
    assert "Ritiro la conferma" in client.get(PAGE).content.decode()


def test_no_is_kept_and_the_minor_is_told(client):
    asked = GuardianRequestFactory()

    client.post(PAGE, {"action": "NO"})

    assert fresh(asked).state == "REFUSED"
    assert may_take_part(fresh(asked.minor)) is False
    assert Notification.objects.get().data == {"state": "REFUSED"}
    assert "Hai risposto di no" in client.get(PAGE).content.decode()


def test_a_yes_is_taken_back_with_the_same_link(client):
    asked = GuardianRequestFactory(confirmed=True)

    client.post(PAGE, {"action": "WITHDRAW"})

    assert fresh(asked).state == "WITHDRAWN"
    assert may_take_part(fresh(asked.minor)) is False
    assert "Hai ritirato la conferma" in client.get(PAGE).content.decode()
    assert Notification.objects.get().data == {"state": "WITHDRAWN"}


@pytest.mark.parametrize(
    ("traits", "action", "says"),
    [
        ({"confirmed": True}, "YES", "già stata data"),
        ({"confirmed": True}, "NO", "già stata data"),
        ({"refused": True}, "YES", "già stato risposto di no"),
        ({"refused": True}, "WITHDRAW", "già stato risposto di no"),
        ({"withdrawn": True}, "YES", "già stata ritirata"),
        ({"withdrawn": True}, "WITHDRAW", "già stata ritirata"),
        ({"replaced": True}, "YES", "richiesta più recente"),
        ({"expired": True}, "YES", "richiesta è scaduta"),
        ({}, "WITHDRAW", "non è ancora stato risposto"),
        ({}, "", "Scegli una delle risposte"),
        ({}, "yes", "Scegli una delle risposte"),
        ({}, "YES' OR 1=1", "Scegli una delle risposte"),
    ],
)
def test_an_answer_out_of_turn_changes_nothing_and_says_why(client, traits, action, says):
    asked = GuardianRequestFactory(**traits)
    before = GuardianRequest.objects.values().get()

    response = client.post(PAGE, {"action": action, "answer": "YES", "minor": "1"}, follow=True)

    assert GuardianRequest.objects.values().get() == before
    assert says in response.content.decode()
    assert fresh(asked.minor).birth_date == years_ago(16)


@pytest.mark.parametrize(
    ("traits", "status", "says"),
    [
        ({"replaced": True}, 410, "C'è una richiesta più recente"),
        ({"expired": True}, 410, "Questa richiesta è scaduta"),
        ({"refused": True}, 200, "Hai risposto di no"),
        ({"withdrawn": True}, 200, "Hai ritirato la conferma"),
    ],
)
def test_a_link_that_no_longer_counts_says_what_to_do(client, traits, status, says):
    asked = GuardianRequestFactory(**traits)

    response = client.get(PAGE)

    text = response.content.decode().replace("&#x27;", "'")
    assert response.status_code == status
    assert says in text
    assert asked.minor.first_name in text
    assert 'name="action"' not in text


def test_a_link_is_not_needed_any_more_at_18(client):
    GuardianRequestFactory(minor=UserFactory(birth_date=years_ago(18)))

    response = client.get(PAGE)

    assert response.status_code == 410
    assert "La conferma non serve più" in response.content.decode()
    assert 'name="action"' not in response.content.decode()


@pytest.mark.parametrize("token", ["mai-scritto", "x" * 300, "0", "-"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_says_what_to_do(client, token, method):
    GuardianRequestFactory()

    response = getattr(client, method)(f"/conferma-genitore/{token}/", {"action": "YES"})

    assert response.status_code == 404
    assert "Questo collegamento non è valido" in response.content.decode()


def test_asking_again_ends_the_earlier_request_and_its_yes():
    minor = verified()
    first = GuardianRequestFactory(minor=minor, confirmed=True)

    second = ask(minor, "altra@example.org")

    assert (fresh(first).state, second.state) == ("REPLACED", "WAITING")
    assert may_take_part(fresh(minor)) is False


def test_three_requests_a_day_and_no_more():
    minor = verified()
    for number in range(3):
        ask(minor, f"genitore{number}@example.org")

    with pytest.raises(BusinessRuleError, match="riprova domani"):
        ask(minor, "quarto@example.org")

    GuardianRequest.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert ask(minor, "quarto@example.org").state == "WAITING"
    assert OutboxMessage.objects.count() == 4


def test_an_address_is_written_to_five_times_a_day_whoever_asks(client):
    for _number in range(5):
        ask(verified(), "Genitore@example.org")

    with pytest.raises(BusinessRuleError, match="abbiamo già scritto abbastanza"):
        ask(verified(), "genitore@example.org")
    response = sign_up(client, **born(years_ago(16)), guardian_email="genitore@example.org")
    assert list(response.context["form"].errors) == ["guardian_email"]

    GuardianRequest.objects.update(sent_at=timezone.now() - datetime.timedelta(hours=25))
    assert ask(verified(), "genitore@example.org").state == "WAITING"


@pytest.mark.parametrize("traits", [{"refused": True}, {"withdrawn": True}])
def test_an_address_that_said_no_is_left_in_peace_for_a_week(traits):
    minor = verified()
    GuardianRequestFactory(minor=minor, email="Genitore@example.org", **traits)

    with pytest.raises(BusinessRuleError, match="parlatene insieme"):
        ask(minor, "genitore@example.org")
    assert ask(minor, "altro@example.org").state == "WAITING"

    GuardianRequest.objects.update(updated_at=timezone.now() - datetime.timedelta(days=8))
    assert ask(minor, "genitore@example.org").state == "WAITING"


@pytest.mark.parametrize("born", [None, years_ago(18), years_ago(13)])
def test_nobody_but_minors_of_14_and_more_asks(born):
    person = UserFactory(birth_date=born)

    with pytest.raises(BusinessRuleError, match="dai 14 ai 17"):
        ask(person)


def test_a_second_address_of_ones_own_is_refused_too():
    minor = verified()
    EmailAddress.objects.create(user=minor, email="mia.seconda@example.org", verified=False)

    with pytest.raises(BusinessRuleError, match="questo è il tuo"):
        ask(minor, "Mia.Seconda+casa@example.org")


def test_what_waited_for_the_address_is_sent_once():
    minor = UserFactory(minor=True)
    asked = ask(minor)
    assert asked.state == "TO_SEND"

    assert services.guardian_send_waiting(minor=minor).state == "WAITING"
    assert services.guardian_send_waiting(minor=minor) is None
    assert OutboxMessage.objects.count() == 1


def test_what_waited_is_not_sent_to_the_guardian_of_an_adult():
    asked = GuardianRequestFactory(unsent=True, minor=UserFactory(birth_date=years_ago(18)))

    assert services.guardian_send_waiting(minor=asked.minor) is None
    assert not OutboxMessage.objects.exists()


def test_a_request_that_was_not_sent_cannot_be_answered():
    asked = GuardianRequestFactory(unsent=True)

    with pytest.raises(BusinessRuleError, match="non è ancora partita"):
        services.guardian_answer(request=asked, answer=GuardianAnswer.YES)


def test_the_request_is_called_by_its_state():
    assert str(GuardianRequestFactory(minor__first_name="Ada", minor__last_name="B")) == "Ada B · in attesa"


@pytest.mark.parametrize(("traits", "action"), [({"confirmed": True}, "WITHDRAW"), ({}, "YES"), ({}, "NO")])
def test_of_age_the_link_decides_nothing_and_nobody_is_told(client, traits, action):
    heard = []
    consent_withdrawn.connect(heard.append, weak=False, dispatch_uid="of age")
    asked = GuardianRequestFactory(minor__birth_date=years_ago(18), **traits)
    before = GuardianRequest.objects.values().get()

    response = client.post(PAGE, {"action": action}, follow=True)
    consent_withdrawn.disconnect(dispatch_uid="of age")

    assert GuardianRequest.objects.values().get() == before
    assert "Ha compiuto 18 anni e decide da sé" in response.content.decode()
    assert not heard
    assert not Notification.objects.filter(recipient=asked.minor).exists()


def test_who_signs_up_with_strangers_addresses_neither_tires_a_guardian_nor_learns_who_is_here(client):
    known = verified()
    for number in range(5):
        sign_up(StrictClient(), **born(years_ago(16)), email=f"estranea{number}@example.org", guardian_email=MUM)

    fresh_one = sign_up(StrictClient(), **born(years_ago(16)), guardian_email=MUM)

    assert fresh_one.status_code == 302
    assert ask(known, MUM).state == "WAITING"


def test_what_waited_is_not_sent_to_an_address_that_had_its_mails_of_today():
    for _number in range(5):
        ask(verified(), MUM)
    minor = UserFactory(minor=True)
    GuardianRequestFactory(unsent=True, minor=minor, email=MUM.upper())

    assert services.guardian_send_waiting(minor=minor) is None
    assert OutboxMessage.objects.filter(to__iexact=MUM).count() == 5
