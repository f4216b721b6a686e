from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import path, reverse
from django.views.defaults import bad_request, permission_denied, server_error

from polo import urls as portal_urls
from polo.sitemaps import SITEMAPS, CourseSitemap
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, PartnerFactory
from tests.recruitment.factories import OpeningFactory
from tests.training.factories import CourseFactory, EditionFactory

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_about_shows_referent_and_counts(client):
    PartnerFactory(training_body=True)
    PartnerFactory(supporter=True)
    MandateFactory(
        user=UserFactory(), holder_name="Persona di Prova", title_it="Presidente", note_it="Nota", note_en="Note"
    )

    html = client.get("/il-polo/").content.decode()

    assert "Persona di Prova, Presidente" in html
    assert "Organismi formativi" in html
    assert "Sostenitori (non contano tra i partner)" in html
    assert "Il Polo ha 1 partner." in html


def test_about_without_data_says_so(client):
    html = client.get("/il-polo/").content.decode()

    assert "I partner non sono ancora stati inseriti: da completare." in html
    assert "Referente: da completare." in html


@pytest.mark.parametrize(
    ("kind", "words"), [("pa", "Difensore civico per il digitale"), ("private", "soggetto privato")]
)
def test_accessibility_follows_the_kind_of_owner(client, settings, kind, words):
    settings.SITE_OWNER_KIND = kind

    assert words in client.get("/accessibilita/").content.decode()


def test_robots_names_the_sitemap_and_closes_the_desks(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert "Disallow: /area/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def addresses(client, url):
    """The <loc> of a sitemap file, the answer being well-formed XML."""
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)
    return [node.text for node in tree.iter(f"{SITEMAP}loc")]


def test_sitemap_has_public_things_in_both_languages(client):
    course, draft = CourseFactory(published=True), CourseFactory()
    opening, closed = OpeningFactory(published=True), OpeningFactory()
    invented = [CourseFactory(published=True, is_demo=True), OpeningFactory(published=True, is_demo=True)]

    sections = addresses(client, "/sitemap.xml")
    found = [address for section in sections for address in addresses(client, section)]

    assert len(sections) == 4
    for page in [
        "/",
        "/il-polo/",
        course.get_absolute_url(),
        course.partner.get_absolute_url(),
        opening.get_absolute_url(),
    ]:
        assert f"http://testserver{page}" in found
        assert f"http://testserver/en{page}" in found
    hidden = [draft, closed, *invented]
    assert not [row for row in hidden if [address for address in found if address.endswith(row.get_absolute_url())]]


def test_sitemap_tells_the_other_language_and_the_last_change(client):
    course = CourseFactory(published=True)
    edition = EditionFactory(course=course, open=True)

    xml = client.get("/sitemap-courses.xml").content.decode()

    page = course.get_absolute_url()
    assert f'hreflang="en" href="http://testserver/en{page}"' in xml
    assert f'hreflang="x-default" href="http://testserver{page}"' in xml
    assert f"<lastmod>{edition.updated_at:%Y-%m-%d}</lastmod>" in xml
    assert edition.updated_at > course.updated_at
    assert CourseSitemap().get_latest_lastmod() == edition.updated_at


@pytest.mark.parametrize("limit", [2, 3])
def test_sitemap_is_cut_into_files(client, monkeypatch, limit, django_assert_max_num_queries):
    for sitemap in SITEMAPS.values():
        monkeypatch.setattr(sitemap, "limit", limit)
    courses = CourseFactory.create_batch(3, published=True, partner=PartnerFactory())

    parts = [part for part in addresses(client, "/sitemap.xml") if "courses" in part]
    found = [address for part in parts for address in addresses(client, part)]

    files = 6 // limit
    assert [part.partition("?")[2] for part in parts] == ["", *(f"p={n}" for n in range(2, files + 1))]
    both = [f"http://testserver{prefix}{course.get_absolute_url()}" for course in courses for prefix in ("", "/en")]
    assert found == both
    with django_assert_max_num_queries(2):
        client.get("/sitemap-courses.xml?p=2")


@pytest.mark.parametrize("path", ["/sitemap-corsi.xml", "/sitemap-courses.xml?p=99", "/sitemap-courses.xml?p=x"])
def test_sitemap_file_that_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("prefix", "words"), [("", "Questa pagina non c&#x27;è"), ("/en", 'lang="en"')])
def test_unknown_page_helps(client, prefix, words):
    response = client.get(f"{prefix}/non-esiste/")

    html = response.content.decode()
    assert response.status_code == 404
    assert words.replace("&#x27;", "'") in html
    assert reverse("training:course_list") in html
    assert 'content="noindex"' in html
    assert dict(response.cookies) == {}


def fail(_request):
    raise ZeroDivisionError


def refuse(request):
    return permission_denied(request, PermissionError("no"))


fail.login_required = refuse.login_required = False
urlpatterns = [path("guasto/", fail), path("rifiuto/", refuse), *portal_urls.urlpatterns]


@pytest.mark.urls(__name__)
def test_forbidden_page_explains(client):
    response = client.get("/rifiuto/")

    assert response.status_code == 403
    assert "Qui non puoi entrare" in response.content.decode()


@pytest.mark.urls(__name__)
def test_failure_page_needs_no_database(client, django_assert_num_queries):
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        response = client.get("/guasto/")

    assert response.status_code == 500
    assert "Qualcosa non ha funzionato" in response.content.decode()


@pytest.mark.parametrize(
    ("view", "words"), [(bad_request, "Non abbiamo capito la richiesta"), (server_error, "Qualcosa non ha funzionato")]
)
def test_bare_pages_stand_without_context(rf, view, words):
    arguments = [rf.get("/")] if view is server_error else [rf.get("/"), ValueError("no")]

    html = view(*arguments).content.decode()

    assert words in html
    assert html.count("<h1") == 1


def test_expired_form_is_explained():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})

    assert response.status_code == 403
    assert "Il modulo non è più valido" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_request_login_code"]
)
def test_sign_in_pages_wear_the_frame(client, name):
    html = client.get(reverse(name)).content.decode()

    assert html.count("<h1") == 1
    assert 'class="polo-entrance"' in html
    assert "form-control" in html
    assert 'content="noindex"' in html


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "usersessions_list"])
def test_account_pages_wear_the_frame(client, name):
    client.force_login(UserFactory())

    html = client.get(reverse(name)).content.decode()

    assert html.count("<h1") == 1
    assert f'href="{reverse(name)}" aria-current="page"' in html


def test_short_password_is_refused_in_italian(client):
    data = {"email": "x@example.org", "first_name": "A", "last_name": "B", "password1": "corta", "password2": "corta"}

    html = client.post(reverse("account_signup"), data).content.decode()

    assert "La password è troppo corta: servono almeno 15 caratteri." in html
    assert 'value="x@example.org"' in html


def test_browsers_find_the_icon(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response.headers["Location"] == "/static/img/favicon.svg"
