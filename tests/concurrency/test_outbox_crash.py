"""What was promised is told, whatever is killed meanwhile (reliability.md, finding 1; long form: make soak)."""

import threading

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from core import outbox
from core.models import OutboxMessage
from tests.concurrency import outbox_crash
from tests.smtp_sink import SmtpSink


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_no_mail():
    outcome = outbox_crash.run(messages=400, kills=6)

    assert (outcome.promised, outcome.lost, outcome.phantom) == (360, 0, 0)
    assert outcome.kills >= 3
    # A copy is possible when the server took a mail and the worker died before it could say so.
    assert outcome.copies <= outcome.kills
    assert OutboxMessage.objects.filter(sent_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_parallel_relays_send_each_mail_once(settings):
    for number in range(60):
        outbox.outbox_add(message=EmailMessage(f"Prova {number}", "Testo", to=["anna@example.org"]))
    together = threading.Barrier(4)

    def relay():
        together.wait()
        outbox.outbox_relay()
        connection.close()

    with SmtpSink() as sink:
        sink.pause = 0.005
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        threads = [threading.Thread(target=relay) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(sink.mails) == 60
    assert len({mail["Message-ID"] for mail in sink.mails}) == 60
