"""Kill -9 relaying processes again and again and count what the mail server got; for the test and `make soak`."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from core import outbox
from core.models import OutboxMessage
from tests.smtp_sink import SmtpSink


@dataclass(frozen=True)
class Outcome:
    """What became of the messages of one run."""

    promised: int
    lost: int
    phantom: int
    copies: int
    kills: int
    seconds: float


def run(*, messages: int, kills: int, workers: int = 2, seed: int = 1, patience: float = 60) -> Outcome:
    """Promise messages, relay them with several workers of which one dies every moment, wait until all is sent."""
    chance, started = random.Random(seed), time.monotonic()  # noqa: S311 - no secret
    with SmtpSink() as sink:
        sink.pause = 0.004
        promised = _promise(messages)
        relays = [_Relay(sink.port) for _number in range(workers)]
        done = 0
        try:
            while OutboxMessage.objects.due().exists() and time.monotonic() - started < patience:
                time.sleep(chance.uniform(0.05, 0.25))
                victim = chance.choice(relays)
                if done < kills and len(sink.mails) > victim.last_seen:  # it may be at work by now
                    victim.kill()
                    victim.start(len(sink.mails))
                    done += 1
        finally:
            for relay in relays:
                relay.kill()
    got = Counter(mail["Message-ID"] for mail in sink.mails)
    return Outcome(
        promised=len(promised),
        lost=len(promised - got.keys()),
        phantom=len(got.keys() - promised),
        copies=got.total() - len(got),
        kills=done,
        seconds=time.monotonic() - started,
    )


def _promise(count: int) -> set[str]:
    """One message per transaction, as people cause them; every tenth fact is undone with its message."""
    promised = set()
    for number in range(count):
        with transaction.atomic():
            [row] = outbox.outbox_add(message=EmailMessage(f"Prova {number}", "Testo", to=["anna@example.org"]))
            if number % 10:
                promised.add(row.message_id)
            else:
                transaction.set_rollback(True)
    return promised


class _Relay:
    """A process that relays and can be killed with everything it has started."""

    def __init__(self, smtp_port: int):
        url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "polo.settings.test",
            "DATABASE_URL": urlunsplit(url),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(smtp_port),
        }
        self.start(0)

    def start(self, seen: int) -> None:
        self.last_seen = seen
        command = [sys.executable, "-m", "tests.concurrency.relay_process"]
        self.process = subprocess.Popen(command, env=self.env, cwd=settings.BASE_DIR, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
