"""A full edition says so on its page, and how to get into the queue; nothing is lost on the way."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.training.factories import AdmissionFactory, ApplicationFactory, EditionFactory
from training import services
from training.models import Application

pytestmark = pytest.mark.django_db
PASSWORD = "una frase abbastanza lunga"  # of every account of UserFactory


def full(*, queue=0, takes=True):
    edition = EditionFactory(open=True, seats=1)
    AdmissionFactory(edition=edition, takes_when_full=takes, offer_hours=24)
    ApplicationFactory(edition=edition, accepted=True)
    ApplicationFactory.create_batch(queue, edition=edition, waitlisted=True)
    return edition


def page(client, edition):
    return client.get(edition.course.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("queue", "says"),
    [
        (0, "saresti al primo posto"),
        (1, "c&#x27;è già una persona"),
        (3, "ci sono già 3 persone"),
    ],
)
def test_the_page_says_how_many_wait_and_how_it_works(client, queue, says):
    text = page(client, full(queue=queue)).replace("c'è già", "c&#x27;è già")

    assert says in text
    assert "per 24 ore" in text
    assert "Mettiti in lista d'attesa" in text
    assert "Chiedi di iscriverti" not in text


def test_without_a_list_the_page_says_so(client):
    text = page(client, full(takes=False))

    assert "non tiene una lista d'attesa" in text
    assert "Mettiti in lista" not in text


def test_with_free_seats_nothing_is_said_of_a_list(client):
    text = page(client, EditionFactory(open=True))

    assert "Chiedi di iscriverti" in text
    assert "lista d'attesa" not in text


def test_without_account_one_signs_in_and_is_back_at_the_same_step(client):
    edition, person = full(queue=2), UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    step = reverse("training:application_create", args=[edition.pk])

    door = client.get(step, follow=True)
    back = client.post(
        f"{reverse('account_login')}?next={step}", {"login": person.email, "password": PASSWORD, "next": step}
    )
    text = client.get(step).content.decode()
    sent = client.post(step, {"motivation": "Aspetto volentieri."}, follow=True)

    assert door.redirect_chain == [(f"{reverse('account_login')}?next={step}", 302)]
    assert f"{reverse('account_signup')}?next={step.replace('/', '%2F')}" in door.content.decode()
    assert back.url == step
    assert "ci sono già 2 persone" in text
    application = Application.objects.get(person=person)
    assert (application.state, application.motivation) == ("SUBMITTED", "Aspetto volentieri.")
    assert sent.status_code == 200


def test_a_seat_that_is_free_again_is_an_application_like_any_other(client):
    edition = full()
    client.force_login(UserFactory())
    step = reverse("training:application_create", args=[edition.pk])
    seated = edition.applications.get()
    services.application_withdraw(application=seated, by=seated.person)

    text = client.get(step).content.decode()

    assert "Mettiti in lista" not in text
    assert "Invia la domanda" in text
