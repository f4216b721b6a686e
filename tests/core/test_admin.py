import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from core import outbox, services
from core.models import AuditEvent, Notification, OutboxMessage
from tests.accounts.factories import UserFactory

OUTBOX = "/amministrazione/core/outboxmessage/"


@pytest.fixture
def admin(client, db):
    client.force_login(UserFactory(superuser=True))
    return client


@pytest.fixture
def letters(db):
    return {
        state: outbox.outbox_add(message=EmailMessage(f"Lettera {state}", "T", to=["a@example.org"]))[0]
        for state in ("waiting", "sent", "dead")
    }


def test_outbox_shows_each_state(admin, letters):
    OutboxMessage.objects.filter(pk=letters["sent"].pk).update(sent_at=timezone.now())
    OutboxMessage.objects.filter(pk=letters["dead"].pk).update(dead_at=timezone.now())

    shown = {
        state: list(admin.get(OUTBOX, {"stato": state}).context["cl"].queryset)
        for state in ("waiting", "sent", "dead")
    }

    assert shown == {state: [letter] for state, letter in letters.items()}
    assert admin.get(OUTBOX).context["cl"].queryset.count() == 3


def test_outbox_begins_with_the_newest(admin, letters):
    assert list(admin.get(OUTBOX).context["cl"].result_list) == [letters[key] for key in ("dead", "sent", "waiting")]


@pytest.mark.parametrize(("host", "said"), [("", True), ("mail.example.org", False)])
def test_outbox_says_when_nothing_is_sent(admin, letters, settings, host, said):
    settings.EMAIL_HOST = host

    assert ("Nessun server di posta configurato" in admin.get(OUTBOX).content.decode()) is said


def test_outbox_retry_puts_given_up_letters_back(admin, letters):
    dead = letters["dead"]
    OutboxMessage.objects.filter(pk=dead.pk).update(dead_at=timezone.now(), attempts=8)

    response = admin.post(OUTBOX, {"action": "retry", "_selected_action": [dead.pk]}, follow=True)

    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert "1 messaggio torna in coda." in response.content.decode()


@pytest.mark.parametrize("model", ["outboxmessage", "notification", "auditevent"])
def test_rows_are_read_and_not_written(admin, letters, model):
    person = UserFactory()
    rows = {
        "outboxmessage": letters["waiting"],
        "notification": Notification.objects.create(recipient=person, kind="prova", key="k"),
        "auditevent": services.record_event(by=person, verb="prova", target=person),
    }
    address = f"/amministrazione/core/{model}/"

    assert admin.get(address).status_code == 200
    assert admin.get(f"{address}{rows[model].pk}/change/").status_code == 200
    assert admin.get(f"{address}add/").status_code == 403
    assert admin.post(f"{address}{rows[model].pk}/change/", {"verb": "altro"}).status_code == 403
    assert admin.post(f"{address}{rows[model].pk}/delete/", {"post": "yes"}).status_code == 403
    assert AuditEvent.objects.get().verb == "prova"


def test_staff_without_right_sees_nothing(client, db):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(OUTBOX, follow=True).status_code == 403
