"""A session that ends in the middle of a form: the words come back, nothing is kept."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from partners.enums import Role
from partners.models import Invitation
from tests.client import StrictClient
from tests.partners.factories import MembershipFactory

pytestmark = pytest.mark.django_db
TYPED = {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "Scrive i corsi <b>& basta</b>."}


@pytest.fixture
def browser():
    """As browsers are: with the cookie of the token, which is checked."""
    client = StrictClient(enforce_csrf_checks=True)
    client.force_login(MembershipFactory().user)
    client.get(reverse("partners:invitation_create"))
    return client


def send(client, **more):
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    return client.post(reverse("partners:invitation_create"), TYPED | {"csrfmiddlewaretoken": token}, **more)


def test_what_was_typed_comes_back(browser):
    del browser.cookies[settings.SESSION_COOKIE_NAME]

    response = send(browser)

    html = response.content.decode()
    assert response.status_code == 403
    assert "La sessione è finita prima di salvare" in html
    assert ">nuova@example.org</textarea>" in html
    assert ">Scrive i corsi &lt;b&gt;&amp; basta&lt;/b&gt;.</textarea>" in html
    assert 'href="/accesso/login/?next=%2Farea%2Fpersone%2Finviti%2Fnuovo%2F"' in html
    assert "no-store" in response["Cache-Control"]
    assert not Invitation.objects.exists()
    assert "nuova" not in "".join(str(row.get_decoded()) for row in Session.objects.all())


def test_a_part_of_a_page_is_led_to_the_log_in_as_before(browser):
    del browser.cookies[settings.SESSION_COOKIE_NAME]

    response = send(browser, HTTP_HX_REQUEST="true")
    assert b"nuova@example.org" not in response.content


def test_another_site_puts_no_words_on_the_page(browser):
    del browser.cookies[settings.SESSION_COOKIE_NAME]

    response = browser.post(reverse("partners:invitation_create"), TYPED)

    assert "nuova@example.org" not in response.content.decode()


def test_strangers_and_empty_forms_are_led_to_the_log_in(client):
    page = reverse("partners:invitation_create")
    assert client.post(page, TYPED).url == f"/accesso/login/?next={page}"
    client.cookies[settings.CSRF_COOKIE_NAME] = "x"
    assert client.post(page, {"role": Role.EDITOR}).url == f"/accesso/login/?next={page}"
