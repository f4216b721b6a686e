import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Notification
from tests.accounts.factories import UserFactory

LIST = "/area/notifiche/"


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def notice(words, person):
    return make(person, 1, path="/area/notifiche/?page=1")


def make(person, number, **fields):
    return Notification.objects.create(
        recipient=person, kind="prova", key=f"evento:{number}", data={"what": f"cosa {number}"}, **fields
    )


def test_notification_list_asks_strangers_to_sign_in(client, db):
    assert client.get(LIST).url == f"/accesso/login/?next={LIST}"


def test_notification_list_empty_says_what_comes(client, person):
    client.force_login(person)

    assert "Nessuna notifica, per ora" in client.get(LIST).content.decode()


@pytest.mark.parametrize(("path", "subject"), [(LIST, "it: cosa 1"), ("/en" + LIST, "en: cosa 1")])
def test_notification_list_speaks_the_language_of_the_page(client, person, notice, path, subject):
    client.force_login(person)

    response = client.get(path)

    assert [words["subject"] for _notice, words in response.context["notices"]] == [subject]
    assert subject in response.content.decode()


def test_notification_list_shows_own_notices_only(client, person, notice):
    make(UserFactory(), 2)
    client.force_login(person)

    assert [shown for shown, _words in client.get(LIST).context["notices"]] == [notice]


def test_notification_list_has_pages_and_forgives_odd_numbers(client, person, words):
    notices = [make(person, number) for number in range(21)]
    client.force_login(person)

    assert [shown for shown, _words in client.get(LIST + "?page=2").context["notices"]] == [notices[0]]
    assert client.get(LIST + "?page=abc").context["page"].number == 1
    assert client.get(LIST + "?page=-1").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_notification_list_queries_do_not_grow(client, person, words, count, django_assert_max_num_queries):
    for number in range(count):
        make(person, number)
    client.force_login(person)

    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_notification_open_marks_it_and_goes_there(client, person, notice):
    client.force_login(person)

    response = client.post(f"{LIST}{notice.pk}/")

    notice.refresh_from_db()
    assert response.url == "/area/notifiche/?page=1"
    assert notice.read_at is not None


def test_notification_open_in_english_goes_to_the_english_page(client, person, notice):
    client.force_login(person)

    assert client.post(f"/en{LIST}{notice.pk}/").url == "/en/area/notifiche/?page=1"


def test_notification_open_without_page_returns_to_the_list(client, person, words):
    client.force_login(person)

    assert client.post(f"{LIST}{make(person, 5).pk}/").url == LIST


def test_notification_open_of_somebody_else_is_not_found(client, person, notice):
    client.force_login(UserFactory())

    response = client.post(f"{LIST}{notice.pk}/")

    notice.refresh_from_db()
    assert (response.status_code, notice.read_at) == (404, None)


def test_notification_open_needs_post(client, person, notice):
    client.force_login(person)

    assert client.get(f"{LIST}{notice.pk}/").status_code == 405


def test_anonymous_person_sees_no_notice(notice):
    from django.contrib.auth.models import AnonymousUser

    assert not Notification.objects.visible_to(AnonymousUser()).exists()


def test_unread_count_is_asked_for_only_where_shown(person, notice, rf, django_assert_num_queries):
    from core.context_processors import notices

    request = rf.get("/")
    request.user = person

    with django_assert_num_queries(0):
        context = notices(request)
    with django_assert_num_queries(1):
        assert context["unread_count"] == 1
    assert f"{context['unread_count']}" == "1"


def test_notice_read_before_it_was_written_is_refused(notice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.update(read_at=timezone.now() - datetime.timedelta(days=1))
    assert str(notice) == "notifica prova"
