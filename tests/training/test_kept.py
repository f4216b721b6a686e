"""Courses and searches that a person keeps, the mails and the feed that come of them, courses side by side."""

import datetime
import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import Notification, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.partners.factories import PartnerFactory
from tests.training.desk_pages import complete_course
from tests.training.factories import (
    BookmarkFactory,
    CourseFactory,
    CourseSkillFactory,
    EditionFactory,
    SavedSearchFactory,
)
from training import services
from training.models import Bookmark, SavedSearch
from training.models.kept import Rhythm
from training.services import kept, publication
from training.tasks import saved_searches_alert

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def ago(**time):
    return timezone.now() - datetime.timedelta(**time)


def published(title, **fields):
    course = CourseFactory(title=title, published_at=fields.pop("published_at", timezone.now()), **fields)
    services.course_index(course=course)
    return course


def a_search(person, address="?q=saldatura", **fields):
    fields.setdefault("told_until", ago(days=8))
    return SavedSearchFactory(person=person, address=address, **fields)


def mails(person):
    return list(OutboxMessage.objects.filter(to=person.email).order_by("pk"))


# Courses -------------------------------------------------------------------------------------------------------------


def test_a_course_is_kept_and_let_go(reader, person):
    course = CourseFactory(published=True)
    toggle = reverse("training:bookmark_toggle", args=[course.slug])

    assert reader.post(toggle, follow=True).content.decode().count("Togli dai salvati") == 1
    assert list(Bookmark.objects.values_list("person", "course")) == [(person.pk, course.pk)]
    assert "Salva il corso" in reader.post(toggle, follow=True).content.decode()
    assert not Bookmark.objects.exists()


def test_anonymous_readers_see_no_button_and_drafts_are_not_kept(client, reader, person):
    course, draft = CourseFactory(published=True), CourseFactory()

    assert reader.post(reverse("training:bookmark_toggle", args=[draft.slug])).status_code == 404
    client.logout()
    page = client.get(course.get_absolute_url())
    assert "Salva il corso" not in page.content.decode()
    assert page.cookies == {}


def test_kept_list_shows_ones_own_only(reader, person, django_assert_num_queries):
    BookmarkFactory(person=person, course=CourseFactory(title="Mio", published=True))
    BookmarkFactory(person=person, course=CourseFactory(title="Ritirato"))
    BookmarkFactory(course=CourseFactory(title="Altrui", published=True))
    a_search(person, name="La mia ricerca")
    a_search(UserFactory(), name="Ricerca altrui")

    page = reader.get(reverse("training:kept_list")).content.decode()

    assert ["Mio" in page, "Ritirato" in page, "Altrui" in page] == [True, False, False]
    assert ["La mia ricerca" in page, "Ricerca altrui" in page] == [True, False]


def test_kept_list_asks_the_same_with_one_row_and_with_three(reader, person):
    counts = []
    for _round in range(2):
        for _row in range(1 + _round):
            BookmarkFactory(person=person)
            SavedSearchFactory(person=person)
        asked = []

        def noted(execute, *arguments, asked=asked):
            asked.append(arguments[0])
            return execute(*arguments)

        with connection.execute_wrapper(noted):
            reader.get(reverse("training:kept_list"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Searches ------------------------------------------------------------------------------------------------------------


def test_a_search_is_saved_without_page_number_and_map(reader, person):
    address = reverse("training:saved_search_create") + "?page=3&vista=mappa&q=saldatura&per=ADULTS&boh=1&per=NIENTE"

    form = reader.get(address).content.decode()
    response = reader.post(address, {"name": "Saldatura", "rhythm": "DAILY"})

    assert 'value="saldatura"' in form
    assert response.status_code == 302
    search = SavedSearch.objects.get()
    assert (search.person, search.address, search.rhythm) == (person, "?q=saldatura&per=ADULTS", "DAILY")
    assert len(search.token) == 43


def test_the_same_search_twice_and_too_many_are_refused(reader, person, monkeypatch):
    a_search(person)

    page = reader.post(
        reverse("training:saved_search_create") + "?q=saldatura", {"name": "Ancora", "rhythm": "DAILY"}
    ).content.decode()
    monkeypatch.setattr(kept, "SEARCHES_MOST", 1)

    assert "Hai già salvato questa ricerca" in page
    with pytest.raises(BusinessRuleError, match="cinquanta"):
        kept.search_save(name="x", address="?q=altro", rhythm="DAILY", by=person)


def test_a_search_changes_its_rhythm_and_goes(reader, person):
    search = a_search(person)
    update = reverse("training:saved_search_update", args=[search.pk])

    reader.post(update, {"rhythm": "NEVER"})
    reader.post(update, {"rhythm": "SEMPRE"})
    search.refresh_from_db()
    assert search.rhythm == Rhythm.NEVER

    reader.post(reverse("training:saved_search_delete", args=[search.pk]))
    assert not SavedSearch.objects.exists()


def test_another_rhythm_loses_no_news_and_one_that_was_stopped_begins_anew(person, reader):
    weekly, stopped = a_search(person, told_until=ago(days=3)), a_search(person, "?q=tig", rhythm=Rhythm.NEVER)
    published("Saldatura TIG", published_at=ago(days=1))

    for search in (weekly, stopped):
        reader.post(reverse("training:saved_search_update", args=[search.pk]), {"rhythm": "DAILY"})
    saved_searches_alert()

    assert [mail.subject for mail in mails(person)] == [f"Corsi nuovi per «{weekly.name}»"]
    stopped.refresh_from_db()
    assert stopped.told_until > ago(days=1)


def test_another_fault_is_not_called_a_search_saved_before(person, monkeypatch):
    search = a_search(UserFactory())
    monkeypatch.setattr("secrets.token_urlsafe", lambda _bytes: search.token)

    with pytest.raises(IntegrityError, match="token"):
        kept.search_save(name="Mia", address="?q=tornio", rhythm=Rhythm.DAILY, by=person)


def test_searches_of_others_are_not_there(reader):
    search = a_search(UserFactory())

    for name in ("update", "delete"):
        assert reader.post(reverse(f"training:saved_search_{name}", args=[search.pk])).status_code == 404


# Mails ---------------------------------------------------------------------------------------------------------------


def test_a_search_tells_what_is_new_once(person):
    search = a_search(person, name="Saldatura")
    published("Saldatura TIG", published_at=ago(days=1))
    published("Saldatura vecchia", published_at=ago(days=30))
    published("Cucina", published_at=ago(days=1))

    saved_searches_alert()
    saved_searches_alert()

    (mail,) = mails(person)
    assert mail.subject == "Corsi nuovi per «Saldatura»"
    assert ["Saldatura TIG" in mail.body, "vecchia" in mail.body, "Cucina" in mail.body] == [True, False, False]
    assert reverse("training:saved_search_stop", args=[search.token]) in mail.body
    assert Notification.objects.get(recipient=person).path == "/formazione/?q=saldatura"


def test_a_new_edition_is_news(person):
    a_search(person)
    EditionFactory(course=published("Saldatura TIG", published_at=ago(days=90)), open=True)
    EditionFactory(course=published("Saldatura MIG", published_at=ago(days=90)), cancelled=True)

    saved_searches_alert()

    assert ["TIG" in mails(person)[0].body, "MIG" in mails(person)[0].body] == [True, False]


@pytest.mark.parametrize(("kept_before", "told"), [(40, []), (10, ["Saldatura TIG"])])
def test_a_course_taken_down_and_put_back_is_news_only_to_who_never_saw_it(person, kept_before, told):
    """Public 30 days ago, taken down 20 days ago, put back today."""
    course = complete_course(PartnerFactory(), title="Saldatura TIG")
    search = a_search(person, told_until=ago(days=8))
    SavedSearch.objects.filter(pk=search.pk).update(created_at=ago(days=kept_before))
    editor = UserFactory()
    for days, act in ((30, publication.course_publish), (20, publication.course_unpublish)):
        with time_machine.travel(ago(days=days)):
            act(course=course, by=editor)
    publication.course_publish(course=course, by=editor)

    saved_searches_alert()

    assert [title for mail in mails(person) for title in [course.title] if title in mail.body] == told


@pytest.mark.parametrize(
    ("rhythm", "days", "sent"),
    [
        (Rhythm.DAILY, 0, 0), (Rhythm.DAILY, 1, 1), (Rhythm.WEEKLY, 6, 0), (Rhythm.WEEKLY, 7, 1),
        (Rhythm.NEVER, 30, 0),
    ],
)  # fmt: skip
def test_each_search_keeps_its_rhythm(person, rhythm, days, sent):
    a_search(person, rhythm=rhythm, told_until=ago(days=days))
    published("Saldatura TIG", published_at=timezone.now() + datetime.timedelta(seconds=5))

    saved_searches_alert()

    assert len(mails(person)) == sent


def test_nothing_new_writes_nothing_and_closed_accounts_are_left_alone(person):
    a_search(person)
    a_search(UserFactory(is_active=False), address="")
    published("Cucina")

    saved_searches_alert()

    assert not OutboxMessage.objects.exists()


def test_one_that_fails_does_not_stop_the_others(person, monkeypatch):
    broken, other = a_search(person, address="?q=rotto"), a_search(UserFactory())
    published("Saldatura TIG")
    usual = kept.new_courses

    def new_courses(search, day):
        if search.pk == broken.pk:
            raise ValueError("broken on purpose")
        return usual(search, day)

    monkeypatch.setattr(kept, "new_courses", new_courses)

    tally = kept.alerts_send(now=timezone.now())

    assert (tally.done, tally.failed) == (1, 1)
    assert len(mails(other.person)) == 1
    broken.refresh_from_db()
    assert broken.is_due(timezone.now())  # tried again next time


def test_many_answers_are_cut_and_said(person):
    a_search(person)
    for number in range(12):
        published(f"Saldatura {number:02}")

    saved_searches_alert()

    body = mails(person)[0].body
    assert body.count("\n- Saldatura") == 10
    assert "e altre ancora" in body


def test_mails_are_stopped_without_log_in(client, person):
    search = a_search(person)
    stop = reverse("training:saved_search_stop", args=[search.token])

    assert "Ferma gli avvisi" in client.get(stop).content.decode()
    search.refresh_from_db()
    assert search.rhythm == Rhythm.WEEKLY
    assert "non ti scrive più" in client.post(stop).content.decode()
    search.refresh_from_db()
    assert search.rhythm == Rhythm.NEVER
    assert client.get(reverse("training:saved_search_stop", args=["x" * 43])).status_code == 404


# Feed ----------------------------------------------------------------------------------------------------------------


def test_feed_is_atom_as_rfc_4287_asks(client, person):
    search = a_search(person, name="Saldare <bene> & in fretta")
    first = published("Saldatura & taglio", published_at=ago(days=3), summary="Con <prova> finale")
    published("Saldatura nuova", published_at=ago(days=1))
    published("Cucina")

    response = client.get(reverse("training:saved_search_feed", args=[search.token]))

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert response.headers["X-Robots-Tag"] == "noindex"
    feed = ET.fromstring(response.content)  # noqa: S314  (written by us)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author")] == [1] * 4
        datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Saldatura nuova", "Saldatura & taglio"]
    assert entries[1].findtext(f"{ATOM}id").endswith(first.get_absolute_url())
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith(f"{search.token}/atom.xml")
    assert person.email not in response.content.decode()


def test_signs_that_xml_does_not_know_do_not_break_the_feed(client, person):
    """Word leaves a vertical tab where somebody breaks a line."""
    search = a_search(person, name="Saldare\x1f")
    published("Saldatura\x0bTIG", summary="Prima\x0criga")

    response = client.get(reverse("training:saved_search_feed", args=[search.token]))

    entry = ET.fromstring(response.content).find(f"{ATOM}entry")  # noqa: S314  (written by us)
    assert [entry.findtext(f"{ATOM}{name}") for name in ("title", "summary")] == ["Saldatura TIG", "Prima riga"]


def test_the_feed_says_in_which_language_it_is(client, person):
    search = a_search(person)

    feeds = [
        client.get(prefix + reverse("training:saved_search_feed", args=[search.token])).content.decode()
        for prefix in ("", "/en")
    ]

    assert ['xml:lang="it"' in feeds[0], 'xml:lang="en"' in feeds[1]] == [True, True]


@pytest.mark.parametrize("token", ["", "x", "x" * 43])
def test_feed_without_its_secret_is_not_there(client, token):
    assert client.get(f"/formazione/ricerche/{token}/atom.xml").status_code == 404


# Side by side --------------------------------------------------------------------------------------------------------


def compare(client, *slugs):
    return client.get(reverse("training:course_side_by_side"), {"corso": slugs})


def test_courses_stand_side_by_side(client):
    one = CourseFactory(title="Uno", published=True, hours=40, cost_cents=0)
    two = CourseFactory(title="Due", published=True, hours=80, cost_cents=12_050, partner=one.partner)
    CourseSkillFactory(course=one)
    EditionFactory(course=two, open=True)

    response = compare(client, two.slug, one.slug)

    shown = response.context["shown"]
    assert [column.course.title for column in shown.columns] == ["Due", "Uno"]
    rows = {str(row.label): (row.values, row.differs) for row in shown.rows}
    assert rows["Ore totali"] == (["80", "40"], True)
    assert rows["Costo"] == (["120,50 €", "gratis"], True)
    assert rows["Chi lo tiene"][1] is False
    assert f'href="?corso={one.slug}"' in response.content.decode()
    assert response.cookies == {}


@pytest.mark.parametrize("slugs", [[], ["niente"], ["x" * 400], ["'", "%00x"]])
def test_nothing_to_compare_says_what_to_do(client, slugs):
    assert "Scegli i corsi da confrontare" in compare(client, *slugs).content.decode()


def test_four_are_compared_and_drafts_are_not(client):
    courses = CourseFactory.create_batch(5, published=True)
    draft = CourseFactory(title="Segreto")

    many = compare(client, *[course.slug for course in courses])
    one_less = compare(client, courses[0].slug, draft.slug)

    assert len(many.context["shown"].columns) == 4
    assert "al massimo quattro" in many.content.decode()
    assert "non c&#x27;è o non è pubblicato" in one_less.content.decode()
    assert "Segreto" not in one_less.content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_side_by_side_asks_three_queries(client, django_assert_num_queries, number):
    courses = CourseFactory.create_batch(number, published=True)

    with django_assert_num_queries(3):
        compare(client, *[course.slug for course in courses])
