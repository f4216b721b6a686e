"""The mails that everybody may read: only on a demo portal that sends none."""

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse

from core.models import OutboxMessage
from core.outbox import outbox_add
from core.views import DEMO_MAILS

pytestmark = pytest.mark.django_db
PAGE = "/posta-di-prova/"


@pytest.fixture
def demo(settings):
    settings.DEMO_MAILBOX, settings.EMAIL_HOST = True, ""


def write(number=1, body="Apri http://localhost:8000/invito/prova/ e accetta."):
    outbox_add(message=EmailMessage(f"Messaggio {number}", body, to=[f"persona{number}@example.org"]))


def test_the_mails_are_read_with_links_to_follow(client, demo):
    write()

    page = client.get(PAGE)

    text = page.content.decode()
    assert "Questo è un portale di prova" in text
    assert "persona1@example.org" in text
    assert "Messaggio 1" in text
    assert 'href="http://localhost:8000/invito/prova/"' in text
    assert "no-store" in page.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text


def test_what_a_mail_says_is_text_not_a_page(client, demo):
    write(body="<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get(PAGE).content.decode()


def test_the_last_ones_come_first_and_cost_one_query(client, demo, django_assert_num_queries):
    for number in range(DEMO_MAILS + 5):
        write(number)

    with django_assert_num_queries(1):
        text = client.get(PAGE).content.decode()

    assert text.count("<article") == DEMO_MAILS
    assert text.index(f"Messaggio {DEMO_MAILS + 4}<") < text.index("Messaggio 5<")
    assert "Messaggio 4<" not in text


def test_an_empty_one_says_how_to_get_a_mail(client, demo):
    assert OutboxMessage.objects.count() == 0
    assert "Ancora nessun messaggio" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("switch", "host"), [(False, ""), (True, "mail.polo.example"), (False, "mail.polo.example")])
def test_anywhere_else_there_is_no_such_page_and_no_link(client, settings, switch, host):
    settings.DEMO_MAILBOX, settings.EMAIL_HOST = switch, host
    write()

    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("home")).content.decode()


def test_the_demo_s_footer_leads_there(client, demo):
    assert f'href="{PAGE}"' in client.get(reverse("home")).content.decode()
