"""Terms and privacy notices by version: published once, asked of everybody, never changed."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import notices, services
from accounts.enums import NoticeKind
from accounts.middleware import FRESH, SESSION_KEY
from accounts.models import Notice, NoticeAcceptance, User
from accounts.seeding import notices_seed
from core.errors import BusinessRuleError
from core.models import AuditEvent
from tests.accounts.factories import NoticeFactory, UserFactory, years_ago
from tests.accounts.test_sign_up_age import born, sign_up

pytestmark = pytest.mark.django_db
ASK = "/area/informative/"
DESK = "/area/"


@pytest.fixture
def in_force():
    notices_seed()
    return {notice.kind: notice for notice in Notice.objects.current()}


@pytest.fixture
def signed_in(client):
    def sign_in(**fields):
        user = UserFactory(**fields)
        client.force_login(user)
        return user

    return sign_in


def accepted(user):
    return set(NoticeAcceptance.objects.filter(user=user).values_list("notice__kind", flat=True))


def test_the_shipped_texts_are_whole_and_seeding_again_changes_nothing(in_force):
    before = list(Notice.objects.order_by("pk").values())

    notices_seed()

    assert set(in_force) == set(NoticeKind)
    assert list(Notice.objects.order_by("pk").values()) == before
    assert all(len(text) > 500 for notice in in_force.values() for text in (notice.text_it, notice.text_en))


@pytest.mark.parametrize(
    ("age", "kinds"), [(30, {"TERMS", "PRIVACY"}), (18, {"TERMS", "PRIVACY"}), (16, {"TERMS", "YOUTH"})]
)
def test_who_signs_up_accepts_what_is_for_their_age(client, in_force, age, kinds):
    shown = list(client.get("/accesso/signup/").context["form"]["notices"].value())
    sign_up(client, **born(years_ago(age)), guardian_email="genitore@example.org", notices=shown)

    assert accepted(User.objects.get()) == kinds


def test_who_signs_up_accepts_what_was_shown_and_no_newer_version(client, in_force):
    shown = [notice.pk for notice in in_force.values()]
    newer = NoticeFactory(kind=NoticeKind.TERMS, published=True)

    sign_up(client, **born(years_ago(30)), notices=shown)

    user = User.objects.get()
    assert set(NoticeAcceptance.objects.filter(user=user).values_list("notice", flat=True)) == {in_force["PRIVACY"].pk}
    assert list(notices.notices_awaiting(user)) == [newer]


def test_the_versions_shown_stand_in_the_page_and_stay_after_an_error(client, in_force):
    text = client.get("/accesso/signup/").content.decode()
    assert all(f'name="notices" value="{notice.pk}"' in text for notice in in_force.values())

    again = sign_up(client, first_name="", notices=[in_force["TERMS"].pk]).content.decode()
    assert f'name="notices" value="{in_force["TERMS"].pk}"' in again
    assert f'name="notices" value="{in_force["PRIVACY"].pk}"' not in again


def test_nobody_signs_up_without_accepting(client, in_force):
    response = sign_up(client, accepts="")

    assert list(response.context["form"].errors) == ["accepts"]
    assert not User.objects.exists()


def test_the_sign_up_page_leads_to_the_texts(client):
    text = client.get("/accesso/signup/").content.decode()

    assert 'href="/informative/#condizioni"' in text
    assert 'href="/informative/#privacy-14-17"' in text


def test_the_next_page_after_login_asks_and_leads_on(client, in_force, signed_in):
    user = signed_in()

    response = client.get("/area/iscrizioni/?page=2")
    assert response.url == f"{ASK}?next=/area/iscrizioni/%3Fpage%3D2"
    page = client.get(response.url).content.decode()
    assert "Condizioni d&#x27;uso" in page
    assert 'value="/area/iscrizioni/?page=2"' in page

    shown = [in_force["TERMS"].pk, in_force["PRIVACY"].pk]
    response = client.post(ASK, {"notice": shown, "next": "/area/iscrizioni/?page=2"})
    assert response.url == "/area/iscrizioni/?page=2"
    assert accepted(user) == {"TERMS", "PRIVACY"}
    assert AuditEvent.objects.filter(verb="accounts.notice_accepted", actor=user, subject=user).count() == 2
    assert client.get(DESK).status_code == 200


def test_pressing_twice_leaves_one_row_each(client, in_force, signed_in):
    user = signed_in()
    for _press in range(2):
        client.post(ASK, {"notice": [notice.pk for notice in in_force.values()]})

    assert NoticeAcceptance.objects.filter(user=user).count() == 2
    assert accepted(user) == {"TERMS", "PRIVACY"}


@pytest.mark.parametrize("notice", [[], ["x"], ["999999999"], ["9" * 40], ["-1"]])
def test_posting_nonsense_accepts_nothing(client, in_force, signed_in, notice):
    user = signed_in()

    response = client.post(ASK, {"notice": notice})

    assert response.status_code == 200
    assert accepted(user) == set()


@pytest.mark.parametrize("away", ["https://male.example/", "//male.example", "javascript:alert(1)", "/\\male.example"])
def test_the_way_on_is_never_another_site(client, in_force, signed_in, away):
    signed_in()

    response = client.post(ASK, {"notice": [notice.pk for notice in in_force.values()], "next": away})

    assert response.url == DESK


def test_a_version_published_while_the_page_was_open_is_asked_next(client, in_force, signed_in):
    user = signed_in()
    client.get(ASK)
    newer = services.notice_publish(notice=NoticeFactory(kind=NoticeKind.TERMS, changes_it="Una riga."), by=user)

    response = client.post(ASK, {"notice": [in_force["TERMS"].pk, in_force["PRIVACY"].pk]})

    assert "Una riga." in response.content.decode()
    assert not NoticeAcceptance.objects.filter(notice=newer).exists()


def test_public_pages_posts_and_the_door_stay_open(client, in_force, signed_in):
    signed_in()

    assert client.get("/").status_code == 200
    assert client.get("/privacy/").status_code == 200
    assert client.get("/informative/").status_code == 200
    assert client.get("/salute/").status_code == 200
    assert client.get("/accesso/email/").status_code == 200
    assert client.post("/area/profilo/modifica/", {"max_km": "30"}).url == "/area/profilo/"
    assert client.get(DESK, headers={"HX-Request": "true"}).status_code == 200
    assert client.post("/accesso/logout/").status_code == 302


def test_an_open_session_learns_of_a_new_version_within_minutes(client, in_force, signed_in):
    user = signed_in()
    client.post(ASK, {"notice": [notice.pk for notice in in_force.values()]})
    services.notice_publish(notice=NoticeFactory(kind=NoticeKind.PRIVACY), by=None)
    assert client.get(DESK).status_code == 200

    session = client.session
    session[SESSION_KEY] = session[SESSION_KEY] | {"at": session[SESSION_KEY]["at"] - FRESH}
    session.save()

    assert client.get(DESK).url == f"{ASK}?next=/area/"
    assert accepted(user) == {"TERMS", "PRIVACY"}


def test_whoever_turned_18_reads_the_notice_for_adults(in_force):
    user = UserFactory(minor=True)
    services.notices_accept(user=user, notices=in_force.values())
    assert accepted(user) == {"TERMS", "YOUTH"}

    user.birth_date = years_ago(18)

    assert [notice.kind for notice in notices.notices_awaiting(user)] == ["PRIVACY"]


def test_pages_cost_no_query_for_it(client, in_force, signed_in, django_assert_num_queries):
    user = signed_in()
    services.notices_accept(user=user, notices=in_force.values())
    client.force_login(user)

    with django_assert_num_queries(4):
        client.get("/area/i-tuoi-dati/")
    Notice.objects.filter(pk__in=[]).update(version="x")
    for _more in range(3):
        NoticeFactory()
    with django_assert_num_queries(4):
        client.get("/area/i-tuoi-dati/")


def test_the_page_that_asks_says_nothing_waits(client, in_force, signed_in):
    user = signed_in()
    services.notices_accept(user=user, notices=in_force.values())

    assert client.get(f"{ASK}?next=/area/profilo/").url == "/area/profilo/"


def test_the_list_shows_every_version_with_its_date_and_no_draft(client, in_force):
    newer = NoticeFactory(kind=NoticeKind.TERMS, version="2099-1", published=True)
    NoticeFactory(kind=NoticeKind.TERMS, version="bozza-segreta")

    text = client.get("/informative/").content.decode()

    assert text.index("2099-1") < text.index("versione 2026-11")
    assert "bozza-segreta" not in text
    assert client.get(newer.get_absolute_url()).status_code == 200
    assert client.get("/informative/condizioni/bozza-segreta/").status_code == 404
    assert client.get("/informative/altro/2026-11/").status_code == 404


def test_an_earlier_version_stays_readable_and_says_that_it_is_one(client, in_force):
    NoticeFactory(kind=NoticeKind.TERMS, published=True)

    text = client.get(in_force["TERMS"].get_absolute_url()).content.decode()

    assert "Questa è una versione di prima" in text
    assert "Chi può usarlo</h2>" in text
    assert "<li>Per avere un account servono almeno 14 anni.</li>" in text


def test_the_english_page_speaks_english(client, in_force):
    text = client.get("/en" + in_force["YOUTH"].get_absolute_url()).content.decode()

    assert "this page is written for you" in text


def test_the_words_of_a_notice_are_never_markup(client):
    notice = NoticeFactory(
        text_it="## <script>x</script>\n\n- <b>uno</b>\n- due\n\n## Titolo\nsubito dopo", published=True
    )

    text = client.get(notice.get_absolute_url()).content.decode()

    assert "<h2>&lt;script&gt;x&lt;/script&gt;</h2>" in text
    assert "<li>&lt;b&gt;uno&lt;/b&gt;</li><li>due</li>" in text
    assert "<p>subito dopo</p>" in text


@pytest.mark.parametrize("change", ["UPDATE accounts_notice SET text_it = 'altro'", "DELETE FROM accounts_notice"])
def test_the_database_refuses_to_change_what_is_published(change):
    NoticeFactory(published=True)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_draft_changes_until_it_is_published_once():
    notice = NoticeFactory()
    Notice.objects.filter(pk=notice.pk).update(text_it="Meglio così.")
    user = UserFactory()

    published = services.notice_publish(notice=notice, by=user)

    assert published.text_it == "Meglio così."
    assert abs(published.published_at - timezone.now()) < datetime.timedelta(seconds=30)
    assert AuditEvent.objects.get(verb="accounts.notice_published").actor == user
    with pytest.raises(BusinessRuleError, match="già pubblicata"):
        services.notice_publish(notice=notice, by=user)


def test_a_notice_without_english_is_not_published():
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(text_en="", published=True)


def test_rows_have_a_name():
    notice = NoticeFactory(version="2026-11")
    acceptance = NoticeAcceptance.objects.create(user=UserFactory(first_name="Ada", last_name="B"), notice=notice)

    assert str(acceptance) == "Ada B · Condizioni d'uso · 2026-11"
