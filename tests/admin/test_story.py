"""The story of a row is the register's, for whoever may see the row."""

import pytest
from django.urls import reverse

from core.services import record_event
from partners.enums import Office
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def story(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.REFERENT])
def test_the_story_of_a_partner_is_told_by_the_register(client, office):
    author, partner, other = UserFactory(), PartnerFactory(), PartnerFactory()
    facts = {"verb": "partners.partner_updated", "after": {"website": "https://a.example"}, "reason": "Riservato"}
    record_event(by=author, target=partner, **facts)
    record_event(by=UserFactory(last_name="Altrove"), target=other, **facts)
    client.force_login(MandateFactory(office=office).user)

    html = client.get(story(partner)).content.decode()

    assert [words in html for words in (str(author), "modifica", "website")] == [True] * 3
    assert [words in html for words in ("Altrove", "Riservato")] == [False] * 2


def test_a_row_without_a_story_says_so(client):
    client.force_login(UserFactory(superuser=True))

    assert "Nel registro non c" in client.get(story(PartnerFactory())).content.decode()


def test_a_missing_row_has_none(client):
    client.force_login(UserFactory(superuser=True))

    assert client.get(reverse("admin:partners_partner_history", args=[987654])).status_code == 302


def test_the_referent_reads_no_story_of_people(client):
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.get(story(UserFactory())).status_code == 403
