import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from polo import celery, embedded, launch, servers


def test_free_port_is_given_back():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert launch.free_port(str(port)) == port


def test_taken_port_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(ValueError, match=f"Port {port} is taken. Choose another one: make run PORT=8001"):
            launch.free_port(str(port))


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80 80"])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(ValueError, match="is no port"):
        launch.free_port(text)


def test_main_with_a_taken_port_starts_nothing(monkeypatch, capsys):
    monkeypatch.setattr(servers, "ensure_servers", lambda: pytest.fail("started a server"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))

        assert launch.main() == 1
    assert "is taken" in capsys.readouterr().err


@pytest.fixture
def signals():
    """The launcher takes over the signals of its process, here pytest's."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_main_says_in_one_line_why_a_server_does_not_start(monkeypatch, capsys, signals, tmp_path):
    (tmp_path / "var").write_text("a file where a directory should be")
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(servers, "VAR", tmp_path / "var" / "deeper")
    monkeypatch.setenv("PORT", "18999")

    assert launch.main() == 1
    said = capsys.readouterr().err
    assert "POLO_VAR" in said
    assert "Traceback" not in said


def test_failed_preparation_is_the_end(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://polo@%2F{tmp_path.name}-nowhere/polo")
    monkeypatch.setenv("REDIS_URL", "redis://c")

    assert launch._run(18998) != 0


def test_welcome_gives_up_on_a_portal_that_does_not_answer(monkeypatch, capsys):
    monkeypatch.setattr(launch, "PATIENCE_SECONDS", 0)

    launch._welcome("http://127.0.0.1:1", 1)

    assert capsys.readouterr().out == ""


def test_processes_are_those_of_the_procfile():
    commands = launch.processes()

    assert list(commands) == ["web", "worker", "beat"]
    assert all(command.startswith("exec ") for command in commands.values())
    assert "--timeout" in commands["web"]


def test_environment_holds_the_servers_and_lets_the_caller_choose(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://polo.example")
    monkeypatch.setenv("DATABASE_URL", "postgresql://a/b")
    monkeypatch.setenv("REDIS_URL", "redis://c")

    monkeypatch.delenv("LOG_LEVEL", raising=False)

    env = launch.environment(8123)

    assert (env["DATABASE_URL"], env["REDIS_URL"], env["PORT"]) == ("postgresql://a/b", "redis://c", "8123")
    assert env["SITE_URL"] == "https://polo.example"
    assert env["LOG_LEVEL"] == "WARNING"
    monkeypatch.delenv("SITE_URL")
    assert launch.environment(8123)["SITE_URL"] == "http://localhost:8123"
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    assert launch.environment(8123)["LOG_LEVEL"] == "INFO"


def test_given_servers_are_neither_started_nor_stopped(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a/b")
    monkeypatch.setenv("REDIS_URL", "redis://c")
    monkeypatch.setattr(embedded, "ensure", lambda *a, **k: pytest.fail("started"))
    monkeypatch.setattr(embedded, "stop", lambda *a, **k: pytest.fail("stopped"))

    servers.ensure_servers()
    servers.stop_servers()

    assert servers.server_urls() == ("postgresql://a/b", "redis://c")


def test_one_given_server_leaves_the_other_embedded(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a/b")
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(servers, "VAR", tmp_path / "var")

    database, redis = servers.server_urls()

    assert (database, redis.startswith("unix://")) == ("postgresql://a/b", True)


def test_embedded_servers_are_started_and_stopped(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a/b")
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(servers, "VAR", tmp_path / "var")

    servers.ensure_servers()
    running = embedded.status(servers.VAR)
    servers.stop_servers()

    assert (bool(running["valkey"]), running["postgresql"]) == (True, [])
    assert embedded.status(servers.VAR)["valkey"] == []


@pytest.fixture
def portal(tmp_path):
    """`make run` without demo data in a directory of its own; ended with everything it has started."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    env = {**os.environ, "PORT": str(port), "POLO_VAR": str(tmp_path / "var")}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"):
        env.pop(name, None)
    command = [sys.executable, "-m", "polo.launch"]
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "beat").write_text("half written by a killed beat")
    process = subprocess.Popen(
        command, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield process, tmp_path / "var"
    process.send_signal(signal.SIGTERM)
    process.wait()
    process.stdout.close()


def test_portal_starts_says_where_it_is_and_ends_with_one_signal(portal):
    process, var = portal
    said = ""
    deadline = time.monotonic() + 90
    while "Ctrl-C ends everything" not in said and time.monotonic() < deadline:
        said += process.stdout.readline()

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 0
    assert re.search(r"^  http://localhost:\d+$", said, re.MULTILINE)
    assert "/posta-di-prova/" in said
    assert said.count("persona@example.org") == 1
    assert re.search(r"^Loading the demo data … [\d.]+ s$", said, re.MULTILINE)
    assert '"event": "request"' not in said  # /salute/ has been asked for, a line per request would stand here
    assert embedded.status(var) == {"postgresql": [], "valkey": []}


def test_portal_interrupted_while_preparing_leaves_nothing_behind(portal):
    process, var = portal
    said = ""
    while not said.endswith("Preparing the database"):  # the rest of the line comes when it is done
        said += process.stdout.read(1)

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=30) == 0
    assert embedded.status(var) == {"postgresql": [], "valkey": []}


def test_celery_knows_every_scheduled_task():
    celery.app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}
    assert scheduled - set(celery.app.tasks) == set()
    assert celery.app.conf.task_acks_late is True


def test_celery_logs_as_the_web_does():
    import logging

    root = logging.getLogger()
    before = list(root.handlers)
    celery.log_as_the_web_does()

    assert type(root.handlers[-1].formatter).__name__ == "ProcessorFormatter"
    root.handlers[:] = before
