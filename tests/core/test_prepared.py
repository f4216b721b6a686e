"""Statements made once: each reader gets their own rows, and a new day makes a new statement."""

import datetime

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField
from django.db.models.functions import Length, Upper
from django.utils import timezone

from core import prepared
from partners.enums import Office
from partners.second_factor import PersonBackend
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory

pytestmark = pytest.mark.django_db


def test_each_person_is_read_with_their_own_duties():
    secretary, stranger = MandateFactory(office=Office.SECRETARIAT).user, UserFactory()
    backend = PersonBackend()

    read = [backend.get_user(user.pk) for user in (secretary, stranger, secretary)]

    assert read == [secretary, stranger, secretary]
    assert [user.enters_admin for user in read] == [True, False, True]
    assert backend.get_user(987_654_321) is None


def test_an_office_of_tomorrow_opens_tomorrow(time_machine):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    successor = MandateFactory(office=Office.SECRETARIAT, starts_on=tomorrow).user
    backend = PersonBackend()

    today = backend.get_user(successor.pk)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))

    assert (today.enters_admin, backend.get_user(successor.pk).enters_admin) == (False, True)


def test_the_statement_is_made_once_until_it_is_forgotten():
    made = []

    def make():
        made.append(1)
        return type(person).objects.filter(pk=prepared.Given("person")).order_by()

    person = UserFactory()
    twice = [prepared.rows(make, person=person.pk) for _time in range(2)]
    prepared.forget()

    assert [*twice, prepared.rows(make, person=person.pk)] == [[person]] * 3
    assert len(made) == 2


def test_a_list_may_have_any_length():
    people = UserFactory.create_batch(3)
    keys = prepared.Given("keys", ArrayField(BigIntegerField()))

    def make():
        return type(people[0]).objects.filter(prepared.is_any("pk", keys)).order_by("pk")

    for wanted in ([], people[1:2], people):
        assert prepared.rows(make, keys=[person.pk for person in wanted]) == wanted


def test_values_that_look_like_places_for_values_stay_values():
    def make():
        people = UserFactory._meta.model.objects.filter(first_name__contains="100%", last_name="%s")
        return people.filter(pk=prepared.Given("person")).order_by()

    odd = UserFactory(first_name="Al 100% 'vera'", last_name="%s")

    assert prepared.rows(make, person=odd.pk) == [odd]
    assert prepared.rows(make, person=UserFactory(first_name="Al 100%").pk) == []


def test_columns_come_as_rows_with_their_names():
    def make():
        people = UserFactory._meta.model.objects.filter(pk=prepared.Given("person")).order_by()
        return people.values_list("first_name").annotate(shouted=Upper("last_name"), length=Length("first_name"))

    person = UserFactory(first_name="Ada", last_name="Neri")

    row = prepared.named_rows(make, person=person.pk)[0]

    assert (row.first_name, row.shouted, row.length) == ("Ada", "NERI", 3)
    assert prepared.named_rows(make, person=0) == []
