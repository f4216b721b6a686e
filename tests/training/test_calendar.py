"""The calendar file of an edition, read back by a parser that wrote none of it by hand."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.partners.factories import MembershipFactory, PartnerFactory, SiteFactory
from tests.training.factories import CourseFactory, EditionFactory
from training.enums import Enrolment, Mode
from training.models import Edition
from training.services import editions

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def address(edition):
    return reverse("training:edition_calendar", args=[edition.pk])


def events(client, edition, prefix=""):
    """{beginning of the UID: VEVENT}."""
    calendar = Calendar.from_ical(client.get(prefix + address(edition)).content)
    assert calendar.errors == []
    return {str(event["UID"]).split("-")[0]: event for event in calendar.walk("VEVENT")}


def an_edition(**fields):
    partner = PartnerFactory(name="IIS di Prova")
    site = SiteFactory(partner=partner, name="Sede centrale", lat=44.1, lon=9.8)
    course = CourseFactory(published=True, partner=partner, title="Saldatura", summary="Si salda.")
    return EditionFactory(
        course=course, site=site, open=True, starts_on=datetime.date(2027, 1, 11), ends_on=datetime.date(2027, 4, 30),
        applications_close_on=datetime.date(2026, 12, 20), timetable="lunedì 18-21", **fields,
    )  # fmt: skip


def test_period_is_in_the_file(client):
    edition = an_edition()

    response = client.get(address(edition))
    period = events(client, edition)["edition"]

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    name = f"{edition.course.slug}-{edition.pk}.ics"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert dict(response.cookies) == {}
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert period["DTSTART"].dt == datetime.date(2027, 1, 11)
    assert period["DTEND"].dt == datetime.date(2027, 5, 1)
    assert (period["SUMMARY"], period["STATUS"], period["TRANSP"]) == ("Saldatura", "CONFIRMED", "TRANSPARENT")
    assert period["DESCRIPTION"] == "IIS di Prova\nSi salda.\nOrario: lunedì 18-21\nIn presenza"
    assert period["LOCATION"].startswith("Sede centrale, Via di Prova 1, ")
    assert period["LOCATION"].endswith("La Spezia (SP)")
    assert (period["GEO"].latitude, period["GEO"].longitude) == (44.1, 9.8)
    assert period["URL"] == f"http://127.0.0.1:8000{edition.course.get_absolute_url()}"
    assert period["DTSTAMP"].dt == period["LAST-MODIFIED"].dt == edition.updated_at.replace(microsecond=0)


def test_deadline_is_in_the_hour_of_rome(client):
    edition = an_edition()

    content = client.get(address(edition)).content
    deadline = events(client, edition)["deadline"]

    assert b"DTSTART;TZID=Europe/Rome:20261220T235900\r\n" in content
    assert content.index(b"BEGIN:VTIMEZONE") < content.index(b"BEGIN:VEVENT")
    assert deadline["DTSTART"].dt == datetime.datetime(2026, 12, 20, 23, 59, tzinfo=ROME)
    assert deadline["SUMMARY"] == "Ultimo giorno per iscriversi: Saldatura"


def test_time_zone_of_the_file_is_that_of_rome(client):
    content = client.get(address(an_edition())).content
    [zone] = Calendar.from_ical(content).walk("VTIMEZONE")
    told = zone.to_tz(lookup_tzid=False)
    moments = [
        datetime.datetime(year, month, day, hour) + datetime.timedelta(minutes=minutes)
        for year in (2026, 2031, 2037)
        for month, day in ((1, 15), (3, 31), (7, 1), (10, 20), (10, 31), (12, 31))
        for hour, minutes in ((0, 0), (12, 30))
    ]

    offsets = [moment.replace(tzinfo=told).utcoffset() for moment in moments]

    assert offsets == [moment.replace(tzinfo=ROME).utcoffset() for moment in moments]


def test_edition_that_the_school_signs_up_for_has_no_deadline(client):
    edition = EditionFactory(external=True, seats=None, applications_open_on=None, applications_close_on=None)

    assert list(events(client, edition)) == ["edition"]


def test_online_edition_has_no_place(client):
    edition = an_edition(mode=Mode.ONLINE)

    period = events(client, edition)["edition"]

    assert "LOCATION" not in period
    assert "GEO" not in period


def test_place_of_the_course_serves_an_edition_without_one(client):
    course = CourseFactory(published=True, site=SiteFactory(name="Officina"))
    edition = EditionFactory(course=course)

    period = events(client, edition)["edition"]

    assert period["LOCATION"].startswith("Officina, ")
    assert "GEO" not in period


def test_calendars_learn_of_changes(client):
    edition = an_edition()
    by = MembershipFactory(partner=edition.course.partner).user
    before = events(client, edition)["edition"]

    editions.edition_update(edition=edition, facts={"seats": 99}, by=by)
    same = events(client, edition)["edition"]
    editions.edition_update(edition=edition, facts={"timetable": "martedì 18-21"}, by=by)
    moved = events(client, edition)["edition"]
    editions.edition_cancel(edition=edition, reason="Pochi iscritti", by=by)
    after = events(client, edition)

    assert len({str(event["UID"]) for event in (before, same, moved, after["edition"])}) == 1
    assert [event["SEQUENCE"] for event in (before, same, moved, after["edition"])] == [0, 0, 1, 2]
    assert [event["STATUS"] for event in after.values()] == ["CANCELLED", "CANCELLED"]
    assert after["edition"]["DESCRIPTION"].startswith("Edizione annullata.")


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": datetime.date(2027, 1, 12)},
        {"ends_on": datetime.date(2027, 5, 3)},
        {"site": None},
        {"mode": Mode.BLENDED},
        {"timetable": ""},
        {"applications_close_on": datetime.date(2026, 12, 21)},
        {"enrolment": Enrolment.EXTERNAL},
        {"is_demo": True},
        {"cancelled_at": timezone.now()},
    ],
)
def test_revision_is_counted_whoever_writes(change):
    edition = an_edition()

    Edition.objects.filter(pk=edition.pk).update(**change)
    Edition.objects.filter(pk=edition.pk).update(**change)

    assert Edition.objects.get(pk=edition.pk).revision == 1


def renamed_town(edition):
    town = edition.site.municipality
    town.name = "Spezia"
    town.save()


def changed(row, **facts):
    type(row)._base_manager.filter(pk=row.pk).update(**facts)


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: changed(edition.course, title="Saldatura TIG"),
        lambda edition: changed(edition.course, summary="Si salda bene."),
        lambda edition: changed(edition.course, slug="saldatura-tig"),
        lambda edition: changed(edition.course.partner, name="IIS nuovo"),
        lambda edition: changed(edition.site, name="Succursale"),
        lambda edition: changed(edition.site, address="Via Nuova 2"),
        lambda edition: changed(edition.site, postcode="19126"),
        lambda edition: changed(edition.site, lat=44.2, lon=9.9),
        renamed_town,
    ],
)
def test_what_the_file_shows_of_others_moves_the_sequence(client, change):
    edition = an_edition()
    before = events(client, edition)["edition"]

    change(edition)
    after = events(client, edition)["edition"]
    change(edition)  # says what is said already
    still = events(client, edition)["edition"]

    assert [event["SEQUENCE"] for event in (before, after, still)] == [0, 1, 1]
    assert before.to_ical() != after.to_ical()
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_place_of_the_course_moves_the_sequence_of_editions_that_show_it(client):
    site = SiteFactory(name="Officina")
    course = CourseFactory(published=True, site=site, partner=site.partner)
    shows, elsewhere = EditionFactory(course=course), EditionFactory(course=course, site=SiteFactory())

    changed(site, name="Officina nuova")

    moved = [Edition.objects.get(pk=edition.pk).revision for edition in (shows, elsewhere)]
    assert moved == [1, 0]


def test_what_the_file_does_not_show_leaves_the_sequence(client):
    edition = an_edition()

    changed(edition, seats=99, min_enrolment=3, applications_open_on=None, enrolment_note="Altro")
    changed(edition.course, description="Più lunga", cost_cents=100)
    changed(edition.course.partner, website="https://nuova.example.org")
    changed(edition.site, students=12)

    assert events(client, edition)["edition"]["SEQUENCE"] == 0


def test_revision_is_never_turned_back():
    """A row saved whole from an old copy of it, or a number set by hand, changes nothing."""
    edition = an_edition()
    stale = Edition.objects.get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(timetable="venerdì 9-13")
    edition.refresh_from_db()

    stale.seats, stale.timetable = 7, edition.timetable
    stale.save()
    Edition.objects.filter(pk=edition.pk).update(revision=50)

    assert Edition.objects.get(pk=edition.pk).revision == 1


def test_text_cannot_break_out_of_its_line(client):
    edition = an_edition()
    title = "Corso;a,b\r\nBEGIN:VALARM\nX-EVIL:1\u2028fine \u202e" + "à" * 100
    type(edition.course).objects.filter(pk=edition.course_id).update(title=title, summary="a\\nb\r\nEND:VCALENDAR")

    content = client.get(address(edition)).content
    period = events(client, edition)["edition"]

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if line.startswith((b"BEGIN:VALARM", b"X-EVIL"))] == []
    assert lines.count(b"END:VCALENDAR") == 1
    assert period["SUMMARY"] == "Corso;a,b BEGIN:VALARM X-EVIL:1 fine " + "à" * 100
    assert "a\\nb END:VCALENDAR" in period["DESCRIPTION"]


def test_file_speaks_english_with_the_same_uid(client):
    edition = an_edition(is_demo=True)

    italian, english = events(client, edition), events(client, edition, "/en")

    assert english["deadline"]["SUMMARY"] == "Last day to apply: Saldatura"
    assert english["deadline"]["UID"] == italian["deadline"]["UID"]
    assert "Dato dimostrativo: il corso non esiste." in italian["edition"]["DESCRIPTION"]


@override_settings(SITE_URL="https://polo.example")
def test_uid_is_of_this_portal(client):
    edition = an_edition()

    assert events(client, edition)["edition"]["UID"] == f"edition-{edition.pk}@polo.example"


def test_draft_has_no_file_for_strangers(client):
    edition = EditionFactory(course=CourseFactory())

    assert client.get(address(edition)).status_code == 404
    client.force_login(MembershipFactory(partner=edition.course.partner).user)
    assert client.get(address(edition)).status_code == 200


def test_page_of_the_course_links_the_file(client):
    edition = an_edition()
    over = EditionFactory(course=edition.course, finished=True)

    html = client.get(edition.course.get_absolute_url()).content.decode()

    assert f'href="{address(edition)}"' in html
    assert address(over) not in html


def test_one_statement_reads_the_edition(client, django_assert_num_queries):
    edition = an_edition()

    with django_assert_num_queries(1):
        client.get(address(edition))
