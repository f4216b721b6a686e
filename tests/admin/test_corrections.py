"""Name and birth date are put right by the secretariat: a reason, a notice, no values in the register."""

import datetime

import pytest
from django.urls import reverse

from accounts.enums import Participation
from accounts.models import GuardianRequest
from accounts.policies import participation
from core.models import AuditEvent, Notification
from partners.enums import Office
from tests.accounts.factories import UserFactory, years_ago
from tests.partners.factories import MandateFactory

pytestmark = pytest.mark.django_db
REASON = {"reason": "Documento visto allo sportello"}


@pytest.fixture
def secretary(client):
    user = MandateFactory(office=Office.SECRETARIAT).user
    client.force_login(user)
    return user


def url(person):
    return reverse("partners:person_correct", args=[person.pk])


def typed(person, birth_date, **more):
    day = {f"birth_date_{part}": getattr(birth_date, part) for part in ("day", "month", "year")}
    return {"first_name": person.first_name, "last_name": person.last_name, **day, **REASON, **more}


def test_a_wrong_date_and_name_are_put_right(client, secretary):
    person = UserFactory(first_name="Ana", birth_date=datetime.date(1971, 2, 3))

    response = client.post(url(person), typed(person, datetime.date(1991, 2, 3), first_name="Anna"))

    person.refresh_from_db()
    event = AuditEvent.objects.get(verb="accounts.person_corrected")
    assert response.url == reverse("admin:accounts_user_change", args=[person.pk])
    assert (person.first_name, person.birth_date) == ("Anna", datetime.date(1991, 2, 3))
    assert (event.actor, event.subject, event.reason) == (secretary, person, REASON["reason"])
    assert set(event.after) == {"first_name", "birth_date"}
    assert "Anna" not in str(event.after)
    assert "1991" not in str(event.after)
    assert Notification.objects.get(recipient=person).data == REASON
    assert AuditEvent.objects.looks().about(person).get().actor == secretary


def test_whoever_turns_out_to_be_a_minor_needs_a_guardian(client, secretary):
    person = UserFactory(birth_date=datetime.date(1990, 1, 1))

    without = client.post(url(person), typed(person, years_ago(16)))
    person.refresh_from_db()
    before = person.birth_date
    client.post(url(person), typed(person, years_ago(16), guardian_email="mamma@example.com"))

    person.refresh_from_db()
    assert "serve l&#x27;indirizzo di un genitore" in without.content.decode()
    assert before == datetime.date(1990, 1, 1)
    assert participation(person) == Participation.WAITING
    assert GuardianRequest.objects.get(minor=person).email == "mamma@example.com"


@pytest.mark.parametrize(
    ("date", "words"),
    [(years_ago(12), "meno di 14 anni"), (datetime.date(2000, 5, 17), "Non hai cambiato niente")],
)
def test_what_cannot_be_saved_says_what_to_do(client, secretary, date, words):
    person = UserFactory(birth_date=datetime.date(2000, 5, 17))

    html = client.post(url(person), typed(person, date)).content.decode()

    person.refresh_from_db()
    assert words in html
    assert person.birth_date == datetime.date(2000, 5, 17)
    assert not Notification.objects.filter(recipient=person).exists()


def test_a_known_date_is_not_taken_away(client, secretary):
    person = UserFactory()
    nothing = {f"birth_date_{part}": "" for part in ("day", "month", "year")}

    html = client.post(url(person), typed(person, person.birth_date) | nothing).content.decode()

    assert "non si toglie" in html


def test_the_page_of_a_person_shows_date_and_guardian_and_leaves_a_look(client, secretary):
    person = UserFactory(birth_date=datetime.date(2000, 5, 17))

    html = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()

    assert "17 maggio 2000" in html
    assert "nessuna richiesta" in html.lower()
    assert url(person) in html
    assert AuditEvent.objects.looks().about(person).get().actor == secretary


def test_nobody_corrects_an_officer_or_themselves(client, secretary):
    others = [secretary, MandateFactory(office=Office.REFERENT).user, UserFactory(superuser=True)]

    assert {client.post(url(one), typed(one, one.birth_date)).status_code for one in others} == {404}
