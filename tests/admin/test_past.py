"""The past of a row on its page in the admin: what changed, when, by whom; nothing that the admin does not show."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Office, Role
from partners.services import member_end
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerNameFactory
from tests.recruitment.factories import InterestFactory
from tests.training.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(client):
    user = MandateFactory(office=Office.SECRETARIAT, user__is_staff=True).user
    client.force_login(user)
    return user


def past(client, row):
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])
    return client.get(page).context["past"]


def test_a_membership_tells_how_it_changed_and_leaves_a_look(client, secretary):
    membership = MembershipFactory(role=Role.TEACHER)
    member_end(membership=membership, by=secretary, reason="Ha cambiato scuola.")

    last, first = past(client, membership)

    assert (str(first.what), str(last.what)) == ("scritto", "cambiato")
    assert dict(first.facts)["Ruolo"] == "docenza e tutoraggio"
    assert dict(first.facts)["Terminato il"] is None
    assert dict(last.facts)["Terminato il"] is not None
    assert AuditEvent.objects.looks().about(membership.user).get().actor == secretary


def test_who_wrote_is_told_by_number(client, secretary):
    person, reason = MembershipFactory(role=Role.EDITOR), {"reason": "Lavora qui.", "role": Role.TEACHER}
    page = reverse("admin:partners_membership_add")
    client.post(page, {**reason, "user": person.user.pk, "partner": person.partner.pk})

    [line] = past(client, person.user.memberships.get(role=Role.TEACHER))

    assert line.who == f"persona {secretary.pk}"


def test_a_partner_tells_its_names_also_those_taken_away(client, secretary):
    name = PartnerNameFactory(name="Nome di una volta")
    partner = name.partner
    name.delete()

    last, first = past(client, partner)

    assert str(last.what) == "tolto"
    assert dict(first.facts)["Nome"] == "Nome di una volta"


def test_an_interest_tells_no_more_than_its_page(client, secretary):
    [line] = past(client, InterestFactory())

    told = {"Offerta", "Risposta", "Risposta del", "Chiusa il", "A che punto è", "Nomi visibili fino al"}
    assert {name for name, _value in line.facts} == told


def test_an_interest_does_not_say_by_number_whose_answer_it_is(client, secretary):
    interest = InterestFactory()
    person = interest.profile.person
    answer = reverse("recruitment:interest_answer", args=[interest.pk])
    own = type(client)()
    own.force_login(person)
    own.post(answer, {"answer": "NO"})

    last, _first = past(client, interest)

    assert last.who == "la persona stessa"


@pytest.mark.parametrize("factory", [ApplicationFactory, lambda: MandateFactory(office=Office.SECRETARIAT)])
def test_the_others_have_their_past_too(client, secretary, factory):
    assert len(past(client, factory())) == 1


def test_strangers_read_no_past(client):
    row = MembershipFactory(user__is_staff=True)
    client.force_login(row.user)

    page = reverse("admin:partners_membership_history", args=[row.pk])

    assert client.get(page).status_code == 302
