import datetime
import smtplib
import socket

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.message import BadHeaderError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import outbox, tasks
from core.models import OutboxMessage
from tests.smtp_sink import SmtpSink


@pytest.fixture
def sink(settings):
    with SmtpSink() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def message(**fields):
    return EmailMessage(**{"subject": "Prova", "body": "Testo", "to": ["anna@example.org"], **fields})


def test_outbox_add_stores_a_row_with_a_fixed_message_id(db, settings):
    settings.DEFAULT_FROM_EMAIL = "Polo <portale@polo.example>"

    [row] = outbox.outbox_add(message=message(reply_to=["scuola@example.org"]), key="evento:1")

    row.refresh_from_db()
    assert (row.key, row.to, row.subject, row.body) == ("evento:1", "anna@example.org", "Prova", "Testo")
    assert row.reply_to == "scuola@example.org"
    assert row.message_id.endswith("@polo.example>")
    assert (row.sent_at, row.dead_at, row.attempts, str(row)) == (None, None, 0, "Prova")


def test_outbox_add_makes_a_row_per_recipient(db):
    rows = outbox.outbox_add(
        message=message(to=["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]), key="k"
    )

    assert [(row.to, row.key) for row in rows] == [
        ("a@example.org", "k"),
        ("b@example.org", "k:1"),
        ("c@example.org", "k:2"),
    ]
    assert len({row.message_id for row in rows}) == 3


def test_outbox_add_keeps_the_html_version(db):
    email = EmailMultiAlternatives(subject="S", body="T", to=["a@example.org"])
    email.attach_alternative("<p>T</p>", "text/html")

    [row] = outbox.outbox_add(message=email)

    assert (row.html, row.key) == ("<p>T</p>", row.message_id)


def test_outbox_add_refuses_what_it_would_drop(db):
    attached = message()
    attached.attach("lettera.txt", "ciao", "text/plain")
    html_only = message()
    html_only.content_subtype = "html"
    other = EmailMultiAlternatives(subject="S", body="T", to=["a@example.org"])
    other.attach_alternative("BEGIN:VCALENDAR", "text/calendar")

    for dropped in (attached, html_only, other, message(headers={"List-Unsubscribe": "<mailto:x@example.org>"})):
        with pytest.raises(ValueError, match="outbox takes"):
            outbox.outbox_add(message=dropped)
    assert OutboxMessage.objects.count() == 0


def test_outbox_add_refuses_a_broken_header_at_once(db):
    with pytest.raises(BadHeaderError):
        outbox.outbox_add(message=message(subject="uno\nBcc: altri@example.org"))


def test_outbox_add_with_a_known_key_is_refused(db):
    outbox.outbox_add(message=message(), key="evento:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.outbox_add(message=message(), key="evento:1")


def test_message_of_a_rolled_back_fact_is_gone(db):
    with transaction.atomic():
        send_mail("Prova", "Testo", None, ["anna@example.org"])
        transaction.set_rollback(True)

    assert OutboxMessage.objects.count() == 0


def test_relay_without_mail_server_keeps_the_message(db, settings):
    settings.EMAIL_HOST = ""
    outbox.outbox_add(message=message())

    assert outbox.outbox_relay() == 0
    assert OutboxMessage.objects.due().count() == 1


def test_relay_hands_each_message_to_the_server_once(db, sink):
    rows = [outbox.outbox_add(message=message(subject=f"n. {n}"))[0] for n in range(3)]

    tasks.outbox_relay()
    tasks.outbox_relay()

    assert [mail["Message-ID"] for mail in sink.mails] == [row.message_id for row in rows]
    assert [mail["Subject"] for mail in sink.mails] == ["n. 0", "n. 1", "n. 2"]
    assert OutboxMessage.objects.filter(sent_at=None).count() == 0
    assert set(OutboxMessage.objects.values_list("attempts", "last_error")) == {(1, "")}


def test_relay_sends_html_and_reply_to(db, sink):
    email = EmailMultiAlternatives(subject="S", body="Testo", to=["a@example.org"], reply_to=["scuola@example.org"])
    email.attach_alternative("<p>Testo</p>", "text/html")
    outbox.outbox_add(message=email)

    assert outbox.outbox_relay() == 1
    [mail] = sink.mails
    assert mail["Reply-To"] == "scuola@example.org"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_relay_takes_at_most_the_limit(db, sink):
    for n in range(3):
        outbox.outbox_add(message=message(subject=str(n)))

    assert outbox.outbox_relay(limit=2) == 2
    assert OutboxMessage.objects.due().count() == 1


def test_relay_waits_for_the_turn_of_a_message(db, sink):
    [row] = outbox.outbox_add(message=message())
    OutboxMessage.objects.filter(pk=row.pk).update(due_at=timezone.now() + datetime.timedelta(minutes=1))

    assert outbox.outbox_relay() == 0


def test_refused_message_is_put_off_and_others_go(db, sink):
    sink.refused.add("no@example.org")
    [refused] = outbox.outbox_add(message=message(to=["no@example.org"]))
    outbox.outbox_add(message=message(to=["yes@example.org"]))

    assert outbox.outbox_relay() == 1

    refused.refresh_from_db()
    assert (refused.attempts, refused.last_error, refused.sent_at) == (1, "SMTPRecipientsRefused", None)
    assert refused.due_at - timezone.now() > datetime.timedelta(seconds=25)
    assert "no@example.org" not in refused.last_error


def test_pauses_grow_up_to_a_limit_and_the_last_refusal_is_visible(db, sink):
    sink.refused.add("anna@example.org")
    [row] = outbox.outbox_add(message=message())

    pauses = []
    for _attempt in range(OutboxMessage.MAX_ATTEMPTS):
        OutboxMessage.objects.update(due_at=timezone.now())
        outbox.outbox_relay()
        row.refresh_from_db()
        pauses.append(round((row.due_at - timezone.now()).total_seconds() / 30))

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert row.dead_at is not None
    assert OutboxMessage.objects.due().count() == 0


def test_server_that_cannot_be_reached_never_kills_a_message(db, settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
    [row] = outbox.outbox_add(message=message())
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS + 20)

    assert outbox.outbox_relay() == 0

    row.refresh_from_db()
    assert (row.dead_at, row.last_error) == (None, "ConnectionRefusedError")
    assert row.due_at - timezone.now() <= outbox.LONGEST_PAUSE


def test_server_that_fails_in_the_middle_ends_the_round(db, sink):
    for n in range(3):
        outbox.outbox_add(message=message(subject=str(n)))
    sink.hang_up_after = 1

    assert outbox.outbox_relay() == 1
    assert OutboxMessage.objects.filter(sent_at=None, attempts=0).count() == 1
    sink.hang_up_after = None
    OutboxMessage.objects.update(due_at=timezone.now())
    assert outbox.outbox_relay() == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 3


def test_message_that_cannot_be_encoded_does_not_stop_the_others(db, sink):
    [broken] = outbox.outbox_add(message=message())
    OutboxMessage.objects.filter(pk=broken.pk).update(subject="uno\ndue")
    outbox.outbox_add(message=message())

    assert outbox.outbox_relay() == 1

    broken.refresh_from_db()
    assert broken.last_error == "BadHeaderError"


def test_an_address_that_no_server_takes_from_us_is_given_up_at_once(db, sink):
    """Written as Django writes it, it would be another mailbox; no later attempt can be better."""
    [hopeless] = outbox.outbox_add(message=message(to=["niccolò@example.org"]))
    outbox.outbox_add(message=message(to=["anna@città.example"]))

    assert outbox.outbox_relay() == 1

    hopeless.refresh_from_db()
    assert (hopeless.attempts, hopeless.last_error) == (1, "UnsupportedAddressError")
    assert hopeless.dead_at is not None
    assert OutboxMessage.objects.due().count() == 0


def test_retry_gives_a_fresh_start_to_unsent_messages_only(db, sink):
    [dead] = outbox.outbox_add(message=message(), key="dead")
    [sent] = outbox.outbox_add(message=message(), key="sent")
    OutboxMessage.objects.filter(pk=dead.pk).update(dead_at=timezone.now(), attempts=8)
    OutboxMessage.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), attempts=1)

    assert outbox.outbox_retry(messages=[dead, sent]) == 1

    assert list(OutboxMessage.objects.due()) == [dead]
    dead.refresh_from_db()
    assert dead.attempts == 0


def test_sent_and_given_up_at_once_is_refused_by_the_database(db):
    outbox.outbox_add(message=message())

    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(sent_at=timezone.now(), dead_at=timezone.now())


def test_every_refusal_is_about_the_message():
    assert not issubclass(smtplib.SMTPAuthenticationError, outbox.REFUSALS)
    assert not issubclass(smtplib.SMTPServerDisconnected, outbox.REFUSALS)


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_does_not_make_the_database_forget_what_was_sent(sink):
    outbox.outbox_add(message=message())
    sink.pause = 0.4
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 100")

    try:
        assert outbox.outbox_relay() == 1
    finally:
        connection.close()

    assert OutboxMessage.objects.exclude(sent_at=None).count() == 1


@pytest.mark.parametrize(("days", "kept"), [(31, False), (29, True)])
def test_outbox_forget_empties_what_was_sent_long_ago(db, days, kept):
    email = EmailMultiAlternatives(subject="Codice 1234", body="1234", to=["a@example.org"])
    email.attach_alternative("<p>1234</p>", "text/html")
    [row] = outbox.outbox_add(message=email, key="codice")
    OutboxMessage.objects.update(sent_at=timezone.now() - datetime.timedelta(days=days))

    tasks.outbox_forget()

    row.refresh_from_db()
    words = ("Codice 1234", "1234", "<p>1234</p>") if kept else ("", "", "")
    assert (row.subject, row.body, row.html) == words
    assert (row.key, row.to) == ("codice", "a@example.org")
    assert outbox.outbox_forget() == 0


@pytest.mark.parametrize("given_up", [True, False])
def test_outbox_forget_keeps_what_may_still_be_sent(db, given_up):
    [row] = outbox.outbox_add(message=message())
    long_ago = timezone.now() - datetime.timedelta(days=90)
    OutboxMessage.objects.update(created_at=long_ago, due_at=long_ago, dead_at=long_ago if given_up else None)

    assert outbox.outbox_forget() == 0
    row.refresh_from_db()
    assert row.body == "Testo"
