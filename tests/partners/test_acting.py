"""A page that creates something does so for the partner it was opened for, whatever happened in another tab."""

import re

import pytest
from django.urls import reverse

from partners.enums import Category, Role
from partners.models import Invitation
from recruitment.models import SkillNeed
from tests.accounts.factories import UserFactory
from tests.client import StrictClient
from tests.partners.factories import MembershipFactory
from training.models import Course

pytestmark = pytest.mark.django_db
INVITATION = {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "Scrive <b>i corsi</b>"}
FIELD = re.compile(r'<input type="hidden" name="acting_for" value="(\d+)">')


@pytest.fixture
def of_two():
    """Who manages two partners of one kind, and acts for the first by name."""

    def made(category=Category.SCHOOL):
        person = UserFactory()
        names = ("Alfa", "Zeta")
        places = [
            MembershipFactory(user=person, partner__name=name, partner__category=category, role=Role.MANAGER)
            for name in names
        ]
        client = StrictClient()
        client.force_login(person)
        return client, *places

    return made


def opened(client, route):
    """The page's form as the person has it in front of them: for which partner it is."""
    html = client.get(reverse(route)).content.decode()
    form = html.split("<main")[1].split("</main>")[0]
    return {"acting_for": FIELD.search(form)[1]}


def switch(client, place):
    assert client.post(reverse("partners:acting_partner_switch"), {"partner": place.partner_id}).status_code == 302


@pytest.mark.parametrize(
    ("category", "route"),
    [
        (Category.SCHOOL, "partners:invitation_create"),
        (Category.SCHOOL, "partners:leave_ask"),
        (Category.SCHOOL, "skills:partner_activities"),
        (Category.SCHOOL, "training:course_create"),
        (Category.SCHOOL, "training:import_create"),
        (Category.FIRM, "recruitment:need_create"),
        (Category.FIRM, "recruitment:opening_create"),
    ],
)
def test_a_form_opened_for_one_is_never_sent_for_the_other(of_two, category, route):
    client, first, second = of_two(category)
    form = opened(client, route)
    assert form == {"acting_for": str(first.partner_id)}
    assert client.post(reverse(route), form).status_code != 404

    switch(client, second)

    assert client.post(reverse(route), form).status_code == 404
    switch(client, first)
    assert client.post(reverse(route), form).status_code != 404


def test_what_was_typed_comes_back_with_the_way_to_go_on(of_two):
    client, _first, second = of_two()
    form = opened(client, "partners:invitation_create") | INVITATION
    switch(client, second)

    html = client.post(reverse("partners:invitation_create"), form).content.decode()

    assert ">nuova@example.org</textarea>" in html
    assert ">Scrive &lt;b&gt;i corsi&lt;/b&gt;</textarea>" in html
    assert "Forse ora agisci per un altro partner" in html
    assert "acting_for" not in html.split("<main")[1]
    assert not Invitation.objects.exists()


def test_a_role_that_ends_in_the_middle_of_a_form_writes_nothing_for_the_other_partner(of_two):
    client, first, second = of_two()
    MembershipFactory(partner=first.partner, role=Role.MANAGER)
    form = opened(client, "partners:invitation_create") | INVITATION
    first.ended_at = first.created_at
    first.save()

    assert client.post(reverse("partners:invitation_create"), form).status_code == 404
    assert not Invitation.objects.exists()
    again = opened(client, "partners:invitation_create") | INVITATION
    assert client.post(reverse("partners:invitation_create"), again).status_code == 302
    assert Invitation.objects.get().partner == second.partner


@pytest.mark.parametrize("sent", ["", "0", "²", "9" * 400, "null"])
def test_the_field_gives_no_right(of_two, sent):
    client, _first, _second = of_two()

    assert client.post(reverse("partners:invitation_create"), INVITATION | {"acting_for": sent}).status_code == 404
    assert not Invitation.objects.exists()


def test_the_field_of_another_partner_gives_no_right_either(of_two):
    client, _first, _second = of_two()
    stranger = MembershipFactory(role=Role.MANAGER)

    form = INVITATION | {"acting_for": stranger.partner_id}

    assert client.post(reverse("partners:invitation_create"), form).status_code == 404
    assert (Invitation.objects.count(), Course.objects.count(), SkillNeed.objects.count()) == (0, 0, 0)


def test_pages_that_write_for_no_partner_name_none(of_two):
    client, _first, _second = of_two()

    assert "acting_for" not in client.get(reverse("accounts:privacy_overview")).content.decode()
