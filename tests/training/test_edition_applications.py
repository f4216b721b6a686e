"""Many applications at once: answered with a summary of what could not be done, taken away as a file."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.models import AuditEvent
from tests.accounts.factories import UserFactory
from tests.training.desk_pages import editor
from tests.training.factories import AdmissionFactory, ApplicationFactory, EditionFactory
from training.models import Application

pytestmark = pytest.mark.django_db


def url(name, edition):
    return reverse(f"training:{name}", args=[edition.pk])


@pytest.fixture
def desk(client):
    """Somebody who answers, and an edition with two seats."""
    user, school = editor()
    client.force_login(user)
    return user, EditionFactory(course__partner=school, open=True, seats=2)


def states(edition):
    return list(Application.objects.filter(edition=edition).order_by("pk").values_list("state", flat=True))


def test_the_last_seats_go_in_order_and_the_page_says_who_was_left(client, desk):
    _user, edition = desk
    rows = [ApplicationFactory(edition=edition, person__first_name=f"Persona{n}") for n in range(4)]

    page = client.post(
        url("edition_applications", edition),
        {"applications": [row.pk for row in reversed(rows[:3])], "action": "ACCEPT"},
        follow=True,
    ).content.decode()
    again = client.get(url("edition_applications", edition)).content.decode()

    assert states(edition) == ["ACCEPTED", "ACCEPTED", "SUBMITTED", "SUBMITTED"]
    assert "2 risposte inviate." in page
    assert f"{rows[2].person.get_full_name()}: I posti sono finiti" in page
    assert "rimaste com" not in again
    assert client.session.get("applications_held") is None


def test_refusing_many_asks_for_a_reason(client, desk):
    _user, edition = desk
    rows = [ApplicationFactory(edition=edition) for _n in range(2)]
    data = {"applications": [row.pk for row in rows], "action": "REFUSE"}

    for wrong, field in (({}, "reason"), ({"reason": "OTHER"}, "message"), ({"reason": "EXPIRED"}, "reason")):
        assert field in client.post(url("edition_applications", edition), data | wrong).context["form"].errors
    client.post(
        url("edition_applications", edition), data | {"reason": "REQUIREMENTS", "message": "Serve il diploma."}
    )

    assert states(edition) == ["REFUSED", "REFUSED"]
    assert {row.message for row in Application.objects.all()} == {"Serve il diploma."}


def test_waiting_list_for_many(client, desk):
    _user, edition = desk
    [ApplicationFactory(edition=edition, accepted=True) for _seat in range(2)]
    rows = [ApplicationFactory(edition=edition) for _n in range(2)]

    client.post(url("edition_applications", edition), {"applications": [row.pk for row in rows], "action": "WAITLIST"})

    assert states(edition) == ["ACCEPTED", "ACCEPTED", "WAITLISTED", "WAITLISTED"]


def test_nothing_chosen_or_somebody_elses_is_refused(client, desk):
    _user, edition = desk
    foreign, elsewhere = ApplicationFactory(), ApplicationFactory(edition__course__partner=edition.course.partner)
    ApplicationFactory(edition=edition)

    for chosen in ([], [foreign.pk], [elsewhere.pk], ["x"]):
        response = client.post(url("edition_applications", edition), {"applications": chosen, "action": "ACCEPT"})
        assert "applications" in response.context["form"].errors

    assert set(Application.objects.values_list("state", flat=True)) == {"SUBMITTED"}


def test_the_page_tells_the_clock_and_leaves_looks(client, desk):
    user, edition = desk
    AdmissionFactory(edition=edition, answers_by="2020-01-01")
    application = ApplicationFactory(edition=edition)
    draft = ApplicationFactory(edition=edition, draft=True)

    page = client.get(url("edition_applications", edition)).content.decode()

    assert "la data è passata" in page
    assert application.person.get_full_name() in page
    assert draft.person.get_full_name() not in page
    look = AuditEvent.objects.looks().get()
    assert (look.actor, look.subject, look.target_id) == (user, application.person, application.pk)


@pytest.mark.parametrize("number", [1, 4])
def test_edition_applications_queries_do_not_grow(client, desk, number, django_assert_num_queries):
    _user, edition = desk
    ApplicationFactory.create_batch(number, edition=edition)

    with django_assert_num_queries(10):
        client.get(url("edition_applications", edition))


def test_a_page_with_errors_keeps_the_ticks_where_one_sees_them(client, desk):
    edition = desk[1]
    first, second = ApplicationFactory.create_batch(2, edition=edition)

    page = client.post(url("edition_applications", edition), {"applications": [first.pk], "action": "REFUSE"})
    empty = client.post(url("edition_applications", edition), {"action": "ACCEPT"})

    html = page.content.decode()
    assert f'checked name="applications" value="{first.pk}"' in html
    assert f'<input type="checkbox" name="applications" value="{second.pk}"' in html
    assert 'type="hidden" name="applications"' not in html
    assert "Scegli almeno una domanda nella tabella." in empty.content.decode()


# Files ---------------------------------------------------------------------------------------------------------------


def test_the_form_of_the_files_may_be_sent_again(client, desk):
    """After a file the page stays: a guard against two clicks would hold the second button for good (polo.js)."""
    edition = desk[1]
    ApplicationFactory(edition=edition)
    export = url("applications_export", edition)

    page = client.get(url("edition_applications", edition)).content.decode()

    assert f'<form method="post" action="{export}" class="polo-actions mt-4" data-download>' in page


def exported(client, edition, kind):
    response = client.post(url("applications_export", edition), {"kind": kind})
    assert response["Content-Disposition"].startswith("attachment;")
    return response.content


def test_csv_is_safe_and_hides_addresses_until_the_seat_is_given(client, desk):
    _user, edition = desk
    waiting = ApplicationFactory(edition=edition, motivation="=HYPERLINK(1)", person__first_name="Ada; Bea")
    seated = ApplicationFactory(edition=edition, accepted=True, motivation="")

    text = exported(client, edition, "csv").decode("utf-8-sig")

    assert waiting.person.email not in text
    assert seated.person.email in text
    assert "'=HYPERLINK(1)" in text
    assert '"Ada; Bea' in text
    event = AuditEvent.objects.get(verb="training.applications_exported")
    assert (event.target_id, event.after) == (edition.pk, {"kind": "csv", "rows": 2})
    assert AuditEvent.objects.looks().count() == 2


def test_excel_keeps_texts_as_texts(client, desk):
    _user, edition = desk
    ApplicationFactory(edition=edition, motivation="=1+1")

    sheet = load_workbook(io.BytesIO(exported(client, edition, "xlsx"))).active

    cell = sheet.cell(row=2, column=9)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert sheet.max_row == 2


def test_another_kind_of_file_is_refused(client, desk):
    page = client.post(url("applications_export", desk[1]), {"kind": "exe"}, follow=True).content.decode()

    assert "Scegli CSV oppure Excel." in page
    assert not AuditEvent.objects.filter(verb="training.applications_exported").exists()


def test_both_pages_are_closed_to_strangers(client):
    edition = EditionFactory(open=True)

    for stranger in (UserFactory(), editor()[0]):
        client.force_login(stranger)
        assert client.get(url("edition_applications", edition)).status_code == 404
        assert client.post(url("applications_export", edition), {"kind": "csv"}).status_code == 404
