import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory
from tests.training.factories import AdmissionFactory, ApplicationFactory, EditionFactory
from training.enums import ApplicationState
from training.models import Application
from training.selectors.applications import timeline

pytestmark = pytest.mark.django_db


def create_url(edition):
    return reverse("training:application_create", args=[edition.pk])


@pytest.fixture
def person(client):
    user = UserFactory(first_name="Ada", last_name="Prova")
    client.force_login(user)
    return user


# Create --------------------------------------------------------------------------------------------------------------


def test_application_create_sends_to_login(client):
    url = create_url(EditionFactory(open=True))

    response = client.get(url)

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={url}"


def test_application_create_shows_what_is_sent(client, person):
    html = client.get(create_url(EditionFactory(open=True, course__title="Saldatura"))).content.decode()

    for text in ("Saldatura", "Ada Prova", person.email, "Invia la domanda"):
        assert text in html


def test_application_create_previews_without_writing(client, person):
    edition = EditionFactory(open=True)

    html = client.post(create_url(edition), {"motivation": "Riga <b>", "preview": "1"}).content.decode()

    assert "Controlla la domanda" in html
    assert html.count("Riga &lt;b&gt;") == 2  # in the preview and in the form, so that nothing typed is lost
    assert not Application.objects.exists()


def test_application_create_sends_and_shows_where_it_stands(client, person):
    edition = EditionFactory(open=True)

    response = client.post(create_url(edition), {"motivation": "Mi serve."}, follow=True)

    application = Application.objects.get()
    assert (application.person, application.motivation) == (person, "Mi serve.")
    assert response.redirect_chain == [(f"/area/iscrizioni/{application.pk}/", 302)]
    assert "Domanda inviata." in response.content.decode()


def test_application_create_twice_shows_the_first(client, person):
    edition = EditionFactory(open=True)

    for _turn in range(2):
        response = client.post(create_url(edition), {"motivation": ""}, follow=True)

    assert Application.objects.count() == 1
    assert "Hai già una domanda per questa edizione: eccola." in response.content.decode()


def test_application_create_keeps_what_was_typed_when_refused(client, person):
    edition = EditionFactory(closed=True)

    response = client.post(create_url(edition), {"motivation": "Parole da non perdere"})

    assert response.status_code == 200
    assert "Le iscrizioni a questa edizione sono chiuse." in response.content.decode()
    assert "Parole da non perdere" in response.content.decode()


@pytest.mark.parametrize("text", ["x" * 2001, "a\x00b"])
def test_application_create_refuses_bad_words(client, person, text):
    response = client.post(create_url(EditionFactory(open=True)), {"motivation": text})

    assert response.status_code in (200, 400)
    assert not Application.objects.exists()


def test_application_create_for_drafts_and_unknown_editions_is_not_found(client, person):
    draft = EditionFactory(open=True, course__published_at=None)

    statuses = [client.get(f"/formazione/edizioni/{pk}/iscrizione/").status_code for pk in (draft.pk, 0, 10**25)]

    assert statuses == [404, 404, 404]


def test_teacher_course_turns_others_away_and_takes_teachers(client, person):
    edition = EditionFactory(open=True, course__teachers=True)

    refused = client.post(create_url(edition), {"motivation": ""}, follow=True)
    MembershipFactory(user=person, role=Role.TEACHER)
    client.post(create_url(edition), {"motivation": ""})

    assert refused.redirect_chain == [(edition.course.get_absolute_url(), 302)]
    assert "per chi insegna o lavora presso un partner" in refused.content.decode()
    assert Application.objects.get().person == person


# List, detail, withdraw ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("items", [1, 3])
def test_application_list_shows_the_own_ones_only(client, person, django_assert_num_queries, items):
    own = [ApplicationFactory(person=person, accepted=True) for _number in range(items)]
    foreign = ApplicationFactory(edition__course__title="Di un'altra persona")
    url = reverse("training:application_list")

    with django_assert_num_queries(5):
        html = client.get(url).content.decode()

    assert all(application.get_absolute_url() in html for application in own)
    assert foreign.get_absolute_url() not in html


def test_application_list_empty_says_what_to_do(client, person):
    html = client.get(reverse("training:application_list")).content.decode()

    assert "Non hai ancora chiesto di iscriverti" in html


@pytest.mark.parametrize("name", ["application_list", "application_detail", "application_withdraw"])
def test_own_pages_ask_for_login(client, name):
    args = [] if name == "application_list" else [ApplicationFactory().pk]
    method = client.post if name == "application_withdraw" else client.get

    response = method(reverse(f"training:{name}", args=args))

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "method"), [("application_detail", "get"), ("application_withdraw", "post")])
def test_an_application_of_somebody_else_is_not_found(client, person, name, method):
    application = ApplicationFactory()
    # Not even to the school, whose page is another one.
    MembershipFactory(user=person, partner=application.edition.course.partner)

    response = getattr(client, method)(reverse(f"training:{name}", args=[application.pk]))

    application.refresh_from_db()
    assert response.status_code == 404
    assert application.state == ApplicationState.SUBMITTED


def test_application_detail_shows_reason_and_message(client, person):
    application = ApplicationFactory(person=person, refused=True, message="Serve il <diploma>.")

    html = client.get(application.get_absolute_url()).content.decode()

    for text in ("mancano i requisiti di ingresso", "Serve il &lt;diploma&gt;.", "Domanda non accolta"):
        assert text in html
    assert "Ritira la domanda" not in html


def test_application_withdraw_by_its_person(client, person):
    application = ApplicationFactory(person=person)
    url = reverse("training:application_withdraw", args=[application.pk])

    response = client.post(url, follow=True)
    again = client.post(url, follow=True)

    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert "Domanda ritirata" in response.content.decode()
    assert "non si può più ritirare" in again.content.decode()
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("traits", "done", "steps"),
    [
        ({"draft": True}, 1, 6),
        ({}, 1, 5),
        ({"waitlisted": True}, 2, 6),
        ({"offered": True}, 3, 7),
        ({"accepted": True}, 2, 5),
        ({"confirmed": True}, 3, 6),
        ({"accepted": True, "edition": "running"}, 3, 5),
        ({"completed": True, "edition": "finished"}, 5, 5),
        ({"refused": True}, 2, 2),
        ({"withdrawn": True}, 2, 2),
        ({"withdrawn": True, "decided": True}, 3, 3),
    ],
)
def test_timeline_tells_what_happened(traits, done, steps):
    edition = EditionFactory(**{traits.pop("edition", "open"): True})
    application = ApplicationFactory(edition=edition, **traits)

    line = timeline(application, timezone.localdate())

    assert (sum(step.is_done for step in line), len(line)) == (done, steps)
    assert all(step.day for step in line if step.is_done)


@pytest.mark.parametrize(
    ("state", "words"),
    [("draft", "la scuola non l&#x27;ha ricevuta"), ("confirmed", "Domanda ritirata: abbiamo avvisato la scuola.")],
)
def test_withdrawing_says_whether_the_school_knew(client, person, state, words):
    application = ApplicationFactory(person=person, **{state: True})

    page = client.post(reverse("training:application_withdraw", args=[application.pk]), follow=True)

    assert words in page.content.decode()


def test_a_draft_for_teachers_is_not_sent_by_who_teaches_no_longer(client, person):
    draft = ApplicationFactory(person=person, draft=True, edition__course__teachers=True)
    send = reverse("training:application_send", args=[draft.pk])

    refused = client.post(send, follow=True).content.decode()
    MembershipFactory(user=person, role=Role.TEACHER)
    before = Application.objects.get().state
    client.post(send)

    assert "per chi insegna o lavora presso un partner" in refused
    assert (before, Application.objects.get().state) == ("DRAFT", "SUBMITTED")


def test_a_promise_that_had_run_out_promises_nothing(client, person):
    edition = EditionFactory(open=True)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    AdmissionFactory(edition=edition, answers_by=yesterday)
    late = ApplicationFactory(person=person, edition=edition)

    page = client.get(late.get_absolute_url()).content.decode()

    assert "La data promessa per la risposta è passata" not in page
    assert "Risposta entro il" not in page


@pytest.mark.parametrize(
    ("edition", "words"),
    [("closed", "Le iscrizioni sono chiuse: questa domanda"), ("cancelled", "Questa edizione è stata annullata")],
)
def test_a_draft_that_can_no_longer_be_sent_says_why(client, person, edition, words):
    draft = ApplicationFactory(person=person, draft=True, edition=EditionFactory(**{edition: True}))

    page = client.get(draft.get_absolute_url()).content.decode()

    assert words in page
    assert "non può più partire" in page
    assert "Si può inviare fino al" not in page
    assert reverse("training:application_send", args=[draft.pk]) not in page


def test_what_the_page_of_a_hidden_course_offers_can_be_had(client, person):
    """Nobody confirmed the course for long, then its school planned a new edition."""
    edition = EditionFactory(open=True, course__hidden_at=timezone.now())

    page = client.get(edition.course.get_absolute_url()).content.decode()
    client.post(create_url(edition), {"motivation": ""})

    assert create_url(edition) in page
    assert Application.objects.get().person == person
