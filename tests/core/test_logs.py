"""What the logs say, and what they never say. Canaries: an e-mail, a name, an IP, a key in an address."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from celery import Celery, Task
from django.conf import settings
from django.db import IntegrityError

from tests.accounts.factories import UserFactory

CANARIES = ["canarina@example.org", "Canarina", "192.0.2.77", "segreto-nell-indirizzo", "parola canarina lunga"]


@pytest.fixture
def lines():
    """What production would write, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    config = settings.LOGGING["formatters"]["json"]
    formatter = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(config))
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def assert_no_canary(lines):
    text = json.dumps(lines(), ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in text] == []


def test_request_is_one_line_with_its_route(client, db, lines):
    person = UserFactory(first_name="Canarina", email="canarina@example.org")
    client.force_login(person)

    response = client.get("/area/notifiche/?q=Canarina&email=canarina@example.org", REMOTE_ADDR="192.0.2.77")

    [line] = lines()
    assert (line["event"], line["method"], line["status"], line["level"]) == ("request", "GET", 200, "info")
    assert line["route"].endswith("area/notifiche/")
    assert line["user"] == person.pk
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["ms"] >= 0
    assert_no_canary(lines)


def test_unknown_address_is_not_repeated(client, db, lines):
    client.get("/accesso/segreto-nell-indirizzo/canarina@example.org/")

    [line] = lines()
    assert (line["status"], line["route"], line["user"]) == (404, None, None)
    assert_no_canary(lines)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/inviti/segreto-nell-indirizzo/", None),
        ("/formazione/?q=Canarina", None),
        ("/accesso/signup/", {"email": "canarina@example.org", "first_name": "Canarina", "password1": "breve"}),
        ("/accesso/password/reset/", {"email": "canarina@example.org"}),
        ("/accesso/login/code/", {"email": "canarina@example.org"}),
        ("/accesso/password/reset/key/1-segreto-nell-indirizzo/", None),
        ("/salute/", {"email": "canarina@example.org"}),
    ],
)
def test_addresses_with_secrets_and_forms_are_not_repeated(client, db, lines, path, form):
    if form is None:
        client.get(path, REMOTE_ADDR="192.0.2.77")
    else:
        client.post(path, form, REMOTE_ADDR="192.0.2.77")

    assert lines()
    assert_no_canary(lines)


def test_wrong_log_in_is_not_repeated(client, db, lines):
    client.post("/accesso/login/", {"login": "canarina@example.org", "password": "parola canarina lunga"})

    assert [line["status"] for line in lines()] == [200]
    assert_no_canary(lines)


def test_failure_names_the_place_and_not_the_row(client, db, lines, monkeypatch):
    def fails():
        raise IntegrityError("Key (email)=(canarina@example.org) already exists: Canarina from 192.0.2.77")

    monkeypatch.setattr("polo.health.CHECKS", {"database": fails})
    monkeypatch.setattr("polo.health.Error", ZeroDivisionError)
    client.raise_request_exception = False

    client.get("/salute/pronto/?q=segreto-nell-indirizzo")

    failure, request = lines()
    assert failure["exception"] == "IntegrityError"
    assert failure["places"][-1].endswith(" fails")
    assert (request["status"], request["level"]) == (500, "error")
    assert failure["request_id"] == request["request_id"]
    assert_no_canary(lines)


def test_sentence_of_ours_with_an_address_is_covered(lines):
    logging.getLogger("core").warning("writing to canarina@example.org from 192.0.2.77")

    assert [line["event"] for line in lines()] == ["writing to […] from […]"]


def test_exception_of_ours_is_named_without_its_message(lines):
    try:
        {}["canarina@example.org"]
    except KeyError:
        structlog.get_logger("core").exception("not_found")

    [line] = lines()
    assert (line["event"], line["exception"], len(line["places"])) == ("not_found", "KeyError", 1)
    assert_no_canary(lines)


def test_exception_of_a_library_without_traceback_is_written(lines):
    logging.getLogger("core").error("failed", exc_info=True)

    assert [line["event"] for line in lines()] == ["failed"]


def test_failed_task_is_named_without_its_arguments(lines):
    app = Celery("prova", broker="memory://")

    @app.task(name="prova.fallita")
    def failing(email):
        raise ValueError(f"nobody is called {email}, Canarina")

    assert isinstance(failing, Task)
    failing.apply(args=["canarina@example.org"])

    [line] = lines()
    assert (line["task"], line["exception"], line["level"]) == ("prova.fallita", "ValueError", "error")
    assert_no_canary(lines)
