"""The portal behind a real gunicorn on a scratch database, and people who ask it things at the same moment."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from django.test import Client

from tests.client import give_second_factor

ROOT = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 8
PATIENCE = 60
CSRF = "a" * 32  # the cookie and the field agree: that is what is checked


@dataclass(frozen=True)
class Answer:
    status: int  # 0: no answer
    seconds: float


@contextmanager
def served(*, threads: int = THREADS, **others: str) -> Iterator[int]:
    """Serve the database that the connection points to; yields the port."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    env = {
        "DJANGO_SETTINGS_MODULE": "polo.settings.test",
        "DATABASE_URL": urlunsplit(url),
        "REDIS_URL": settings.REDIS_URL,
        "LOG_LEVEL": "ERROR",
    }
    with gunicorn(sys.executable, "polo.wsgi", env | others, threads=threads, ready="/salute/") as port:
        yield port


@contextmanager
def gunicorn(python: str, app: str, env: dict[str, str], *, threads: int, ready: str) -> Iterator[int]:
    """Two workers of that many threads; yields the port once the page `ready` answers."""
    port = _free_port()
    command = f"-m gunicorn {app} --bind 127.0.0.1:{port} --workers {WORKERS} --threads {threads} --timeout 60"
    process = subprocess.Popen(
        [python, *command.split(), "--no-control-socket"],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process, ready)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def cookie(user: object) -> str:
    """A signed-in browser of that person."""
    browser = Client()
    browser.force_login(user)
    give_second_factor(browser, user)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={CSRF}"


def ask(port: int, path: str, *, cookies: str = "", fields: dict | None = None) -> Answer:
    """GET, or POST when there are fields; redirects are answers."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        if fields is None:
            line.request("GET", path, headers=headers)
        else:
            line.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}), headers)
        answer = line.getresponse()
        answer.read()
        status = answer.status
    except OSError:
        status = 0  # counted as an error by whoever reads it
    finally:
        line.close()
    return Answer(status, time.perf_counter() - started)


def all_at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    """Everybody presses the button at the same moment."""
    together, answers = threading.Barrier(len(calls)), []

    def press(call: Callable[[], Answer]) -> None:
        together.wait()
        answers.append(call())

    threads = [threading.Thread(target=press, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen, ready: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while ask(port, ready).status != 200:
        assert process.poll() is None, "gunicorn has ended"
        assert time.monotonic() < deadline, "gunicorn does not answer"
        time.sleep(0.2)
