"""What every page has around its content."""

import re

import pytest
from django.contrib.messages import constants
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db
LEGAL = ["about", "privacy", "legal_notes", "accessibility", "cookies", "site_map"]
NAVIGATION = [
    "training:course_list",
    "orientation:service_list",
    "recruitment:opening_list",
    "training:teacher_course_list",
    "partners:partner_list",
    "about",
]


@pytest.mark.parametrize("name", ["home", *LEGAL])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_public_pages_set_no_cookie_and_hold_no_token(client, name, prefix):
    response = client.get(prefix + reverse(name))

    assert response.status_code == 200
    assert dict(response.cookies) == {}
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("name", LEGAL)
def test_pages_have_one_h1_title_description_and_their_twin(client, name):
    path = reverse(name)

    html = client.get(path).content.decode()

    assert html.count("<h1") == 1
    assert re.search(r"<title>[^<]+ · Polo tecnico-professionale della Spezia</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{20,}">', html)
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{path}">' in html
    assert f'<link rel="alternate" hreflang="en" href="http://127.0.0.1:8000/en{path}">' in html


def test_navigation_has_its_six_places(client):
    html = client.get("/").content.decode()
    wide = html[html.index('class="polo-nav-wide"') : html.index("</header>")]

    assert re.findall(r'href="([^"]+)"', wide) == [reverse(name) for name in NAVIGATION]


def test_navigation_marks_where_one_is(client):
    assert 'href="/il-polo/" aria-current="page"' in client.get("/il-polo/").content.decode()


def test_language_switch_keeps_page_and_query(client):
    links = client.get("/formazione/?q=saldatura").context["language_links"]

    assert [(link["code"], link["url"], link["name"], link["current"]) for link in links] == [
        ("it", "/formazione/?q=saldatura", "italiano", True),
        ("en", "/en/formazione/?q=saldatura", "English", False),
    ]


def test_language_switch_of_an_unknown_page_leads_home(client):
    links = client.get("/non-esiste/").context["language_links"]

    assert [link["url"] for link in links] == ["/non-esiste/", "/en/"]


def test_anonymous_is_offered_to_sign_in(client):
    html = client.get("/").content.decode()

    assert reverse("account_login") in html
    assert reverse("account_logout") not in html


def test_menu_of_a_person_holds_partner_switch_and_log_out(client):
    user = UserFactory(first_name="Ada")
    first, second = PartnerFactory(name="Alfa"), PartnerFactory(name="Beta & figli")
    for partner in (first, second):
        MembershipFactory(user=user, partner=partner)
    client.force_login(user)

    html = client.get("/").content.decode()

    assert "Agisci per <strong>Alfa</strong>" in html
    assert "Passa a Beta &amp; figli" in html
    assert f'name="partner" value="{second.pk}"' in html
    assert f'<form method="post" action="{reverse("account_logout")}"' in html
    assert reverse("dashboards:desk") in html
    assert reverse("admin:index") not in html


def test_message_of_an_error_is_an_alert(rf):
    from django.contrib.messages.storage.base import Message
    from django.template.loader import render_to_string

    html = render_to_string("components/messages.html", {"messages": [Message(constants.ERROR, "No & poi no")]})

    assert '<div class="alert alert-danger" role="alert">No &amp; poi no</div>' in html


def test_owner_unknown_is_said_and_known_is_shown(client, settings):
    assert "da completare" in client.get("/note-legali/").content.decode()

    settings.SITE_OWNER_NAME = "Ente di Prova"
    settings.SITE_CONTACT_EMAIL = "scrivi@example.org"
    settings.SITE_CONTACT_PEC = "pec@example.org"
    html = client.get("/note-legali/").content.decode()

    assert "Ente di Prova" in html
    assert "mailto:scrivi@example.org" in html
    assert "mailto:pec@example.org" in html
    assert "da completare" not in html.replace("«da completare»", "")
