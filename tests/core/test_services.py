import pytest
from django.utils import translation

from core import services
from core.languages import path_in
from core.models import Notification, OutboxMessage
from tests.accounts.factories import UserFactory

WITHDRAWN = {"course": "Saldatura", "starts_on": "03/03/2027"}


@pytest.fixture
def people(db):
    return [UserFactory(first_name="Anna", language="it"), UserFactory(first_name="Ben", language="en")]


def notify(people, **fields):
    return services.notify(**{"kind": "prova", "key": "evento:1", "recipients": people, **fields})


def test_notify_tells_each_person_in_their_language(words, people):
    notify(people, data={"what": "L'ITS & altro"}, path="/area/notifiche/")

    mails = dict(OutboxMessage.objects.values_list("to", "subject"))
    assert mails == {people[0].email: "it: L'ITS & altro", people[1].email: "en: L'ITS & altro"}
    bodies = dict(OutboxMessage.objects.values_list("to", "body"))
    assert "Anna" in bodies[people[0].email]
    assert "it dice L'ITS & altro" in bodies[people[0].email]
    assert "http://127.0.0.1:8000/area/notifiche/" in bodies[people[0].email]
    assert "http://127.0.0.1:8000/en/area/notifiche/" in bodies[people[1].email]


def test_notify_twice_with_one_key_tells_once(words, people):
    data = {"what": "prova"}

    first, second = notify(people[:1], data=data), notify(people, data=data)

    assert [notice.recipient for notice in first] == people[:1]
    assert [notice.recipient for notice in second] == people[1:]
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == (2, 2)


def test_notify_without_page_has_no_address(words, people):
    [notice] = notify(people[:1], data={"what": "prova"})

    assert notice.path == ""
    assert "http" not in OutboxMessage.objects.get().body


def test_notify_keeps_the_italian_path_whatever_language_was_active(words, people):
    [notice] = notify(people[:1], data={"what": "prova"}, path="/en/area/notifiche/")

    assert notice.path == "/area/notifiche/"


def test_notification_read_counts_the_first_time(words, people):
    [notice] = notify(people[:1], data={"what": "prova"})

    first = services.notification_read(notification=notice).read_at
    second = services.notification_read(notification=notice).read_at

    notice.refresh_from_db()
    assert first == second == notice.read_at


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/area/notifiche/", "en", "/en/area/notifiche/"),
        ("/en/area/notifiche/", "it", "/area/notifiche/"),
        ("/area/notifiche/?page=2", "en", "/en/area/notifiche/?page=2"),
        ("/nessuna/pagina/", "en", "/nessuna/pagina/"),
        ("", "en", ""),
    ],
)
def test_path_in_another_language(path, language, expected):
    assert path_in(path, language=language) == expected


@pytest.mark.parametrize(("first_name", "greeting"), [("Anna", "Ciao Anna,"), ("", "Ciao,")])
def test_a_mail_greets_by_name_or_not_at_all(db, first_name, greeting):
    person = UserFactory(first_name=first_name, last_name="")

    notify([person], kind="application_withdrawn", data=WITHDRAWN)

    body = OutboxMessage.objects.get().body
    assert body.startswith(greeting)
    assert "edizione del 3 marzo 2027" in body
    assert person.email not in body


@pytest.mark.parametrize("written", ["03/03/2027", "2027-03-03"])
def test_days_are_told_in_the_reader_s_words(written):
    with translation.override("en"):
        words = services.render_notification(
            kind="application_withdrawn", part="body", data=WITHDRAWN | {"starts_on": written}
        )

    assert "3 March 2027" in words
