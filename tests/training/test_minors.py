"""Who may not take part yet: no application, no seat, and nothing that was typed is lost."""

import pytest
from django.urls import reverse

from accounts.enums import GuardianAnswer
from accounts.services import guardian_answer, guardian_withdraw
from core.errors import BusinessRuleError
from tests.accounts.factories import GuardianRequestFactory, UserFactory, years_ago
from tests.training.factories import ApplicationFactory, EditionFactory
from training import services
from training.models import Application
from training.services.guardian_approvals import approval_answer

pytestmark = pytest.mark.django_db


def address(edition):
    return reverse("training:application_create", args=[edition.pk])


@pytest.mark.parametrize(
    ("born", "says"), [(years_ago(16), "conferma di un genitore"), (None, "la tua data di nascita")]
)
def test_the_page_says_why_and_where_to_go_before_anything_is_typed(client, born, says):
    client.force_login(UserFactory(birth_date=born))

    text = client.get(address(EditionFactory(open=True))).content.decode()

    assert says in text
    assert 'href="/area/i-tuoi-dati/"' in text
    assert "<textarea" not in text


def test_what_was_typed_stays_when_the_yes_is_taken_back_meanwhile(client):
    edition, asked = EditionFactory(open=True), GuardianRequestFactory(confirmed=True)
    client.force_login(asked.minor)
    assert "<textarea" in client.get(address(edition)).content.decode()
    guardian_withdraw(request=asked)

    response = client.post(address(edition), {"motivation": "Mi piace saldare."})

    text = response.content.decode()
    assert "conferma di un genitore" in text
    assert "Mi piace saldare." in text
    assert not Application.objects.exists()


def test_with_both_yeses_a_minor_applies_and_is_accepted(client):
    edition, asked = EditionFactory(open=True), GuardianRequestFactory()
    guardian_answer(request=asked, answer=GuardianAnswer.YES)
    client.force_login(asked.minor)

    client.post(address(edition), {"motivation": "Mi piace saldare."})
    application = Application.objects.get()
    assert (application.person, application.state) == (asked.minor, "AWAITING")
    approval_answer(approval=application.approvals.get(), answer=GuardianAnswer.YES)

    assert services.application_accept(application=application, by=UserFactory()).state == "ACCEPTED"


@pytest.mark.parametrize("person", [{"minor": True}, {"ageless": True}])
def test_the_school_cannot_give_a_seat_before_the_yes(person):
    application = ApplicationFactory(person=UserFactory(**person))

    with pytest.raises(BusinessRuleError, match="manca ancora una conferma"):
        services.application_accept(application=application, by=UserFactory())

    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_the_service_refuses_whatever_the_page_shows():
    with pytest.raises(BusinessRuleError, match="data di nascita"):
        services.application_submit(edition=EditionFactory(open=True), by=UserFactory(ageless=True))


def test_a_minor_withdraws_and_reads_as_before(client):
    application = ApplicationFactory(person=UserFactory(minor=True))
    client.force_login(application.person)

    assert client.get(application.get_absolute_url()).status_code == 200
    client.post(reverse("training:application_withdraw", args=[application.pk]))

    application.refresh_from_db()
    assert application.state == "WITHDRAWN"
