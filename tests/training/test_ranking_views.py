"""Pages of a ranking: the school writes, looks and publishes; the person reads their own; anybody reads codes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from tests.accounts.factories import UserFactory
from tests.training.desk_pages import editor
from tests.training.factories import AdmissionFactory, ApplicationFactory, EditionFactory, RankingCriterionFactory
from tests.training.test_ranking import FACTS, sent
from training import services
from training.models import Admission, RankingCriterion, RankingPoints
from training.services import ranking

pytestmark = pytest.mark.django_db


def url(name, pk):
    return reverse(f"training:{name}", args=[pk])


@pytest.fixture
def desk(client):
    """Somebody of the school signed in, and the school."""
    user, school = editor()
    client.force_login(user)
    return user, school


def of(school, **fields):
    edition = EditionFactory(course__partner=school, course__published=True, **({"closed": True} | fields))
    criterion = RankingCriterionFactory(edition=edition, name="Colloquio", weight=2)
    AdmissionFactory(edition=edition, ranked=True, shows_ranking=True)
    return edition, [criterion]


def test_the_school_chooses_writes_publishes_and_reopens(client, desk):
    edition = EditionFactory(course__partner=desk[1], open=True)
    page = url("edition_admission", edition.pk)
    rules = {"offer_hours": "48", "ordering": "RANKING", "tie_break": "CRITERIA", "shows_ranking": "on"}

    assert client.post(page, rules).url == page
    assert client.get(url("criterion_create", edition.pk)).status_code == 200
    refused = client.post(url("criterion_create", edition.pk), FACTS | {"name": "Età"})
    client.post(url("criterion_create", edition.pk), FACTS)
    client.post(url("criteria_publish", edition.pk))
    text = client.get(page).content.decode()

    assert "non a chi è" in refused.content.decode()
    assert RankingCriterion.objects.get().name == "Colloquio"
    assert Admission.objects.get().criteria_published_at is not None
    assert "Riapri i criteri" in text
    client.post(url("criteria_reopen", edition.pk))
    client.post(url("criterion_delete", RankingCriterion.objects.get().pk))
    assert not RankingCriterion.objects.exists()


def test_until_the_ranking_is_published_the_desk_leads_to_it(client, desk):
    edition, rows = of(desk[1])
    application = sent(edition, rows, 5)
    page, accept = url("desk_application_detail", application.pk), url("application_accept", application.pk)

    before = client.get(page).content.decode()
    ranking.ranking_publish(edition=edition, by=desk[0])
    after = client.get(page).content.decode()
    to_assign = client.get(url("edition_ranking", edition.pk)).content.decode()
    ranking.ranking_assign(edition=edition, by=desk[0])
    assigned = client.get(url("edition_ranking", edition.pk)).content.decode()

    assert (accept in before, url("edition_ranking", edition.pk) in before) == (False, True)
    assert (accept in after, url("edition_ranking", edition.pk) in after) == (True, False)
    assert ["Assegna i posti secondo" in text for text in (to_assign, assigned)] == [True, False]
    assert "Tutte le domande in graduatoria hanno già una risposta." in assigned


def test_settled_rules_stay_whatever_is_posted(client, desk):
    edition, _rows = of(desk[1])
    ApplicationFactory(edition=edition)
    page = url("edition_admission", edition.pk)

    client.post(page, {"offer_hours": "24", "ordering": "ARRIVAL", "tie_break": "ARRIVAL"})
    told = client.post(url("criteria_reopen", edition.pk), follow=True).content.decode()

    rules = Admission.objects.get()
    assert (rules.offer_hours, rules.ordering, rules.shows_ranking) == (24, "RANKING", True)
    assert "già mandato la domanda" in told
    assert "non cambiano più" in told
    assert "Riapri i criteri" not in told


def test_points_are_given_on_a_page_and_the_order_is_seen(client, desk):
    edition, [criterion] = of(desk[1])
    first, second = sent(edition, [criterion]), sent(edition, [criterion])
    page = url("application_points", first.pk)
    field = f"points_{criterion.pk}"

    provisional = client.get(url("edition_ranking", edition.pk)).content.decode()
    too_many = client.post(page, {field: "11"})
    client.post(page, {field: "7", f"note_{criterion.pk}": "Chiara."})
    client.post(url("application_points", second.pk), {field: "9"})
    response = client.get(url("edition_ranking", edition.pk))

    assert "A 2 domande mancano ancora dei punti." in provisional
    assert field in too_many.context["form"].errors
    assert [row.total for row in response.context["rows"]] == [18, 14]
    assert "Pubblica la graduatoria" in response.content.decode()
    assert AuditEvent.objects.looks().filter(verb="training.application_seen", subject=first.person).exists()


def test_published_assigned_corrected(client, desk):
    edition, rows = of(desk[1], seats=1)
    first, second = sent(edition, rows, 9), sent(edition, rows, 5)
    page = url("edition_ranking", edition.pk)

    client.post(url("ranking_publish", edition.pk))
    told = client.post(url("ranking_assign", edition.pk), follow=True).content.decode()
    points = {f"points_{rows[0].pk}": "10"}
    without = client.post(url("application_points", second.pk), points)
    client.post(url("application_points", second.pk), points | {"reason": "Un punto dimenticato."})
    text = client.get(page).content.decode()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("ACCEPTED", "WAITLISTED")
    assert "2 risposte inviate." in told
    assert "reason" in without.context["form"].errors
    assert "Un punto dimenticato." in text


def test_refusals_are_told_on_the_page(client, desk):
    edition, rows = of(desk[1])
    sent(edition, rows)

    published = client.post(url("ranking_publish", edition.pk), follow=True).content.decode()
    assigned = client.post(url("ranking_assign", edition.pk), follow=True).content.decode()
    again = client.post(url("criteria_publish", edition.pk), follow=True).content.decode()

    assert "senza tutti i punti: 1" in published
    assert "Prima pubblica la graduatoria." in assigned
    assert "già mandato la domanda" in again


def test_where_arrival_decides_there_is_no_ranking(client, desk):
    edition = EditionFactory(course__partner=desk[1], closed=True)
    AdmissionFactory(edition=edition)

    assert client.get(url("edition_ranking", edition.pk)).status_code == 404
    assert client.post(url("ranking_publish", edition.pk)).status_code == 404


def test_queries_do_not_grow_with_the_applications(client, desk, django_assert_num_queries):
    edition, rows = of(desk[1])
    sent(edition, rows, 5)
    client.get(url("edition_ranking", edition.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(url("edition_ranking", edition.pk))
    asked = len(few)
    for number in range(6):
        sent(edition, rows, number)
    client.get(url("edition_ranking", edition.pk))  # each is told once a day that they were looked at

    with django_assert_num_queries(asked):
        client.get(url("edition_ranking", edition.pk))


# What people and visitors read ---------------------------------------------------------------------------------------


def test_the_person_reads_own_points_and_position_and_no_name_of_others(client):
    edition, rows = of(editor()[1])
    mine = sent(edition, rows, 4)
    other = sent(edition, rows, 9, person=UserFactory(first_name="Zoraide", last_name="Segreta"), code="ALTRUI77")
    client.force_login(mine.person)

    before = client.get(mine.get_absolute_url()).content.decode()
    ranking.ranking_publish(edition=edition, by=UserFactory())
    after = client.get(mine.get_absolute_url()).content.decode()

    assert "I tuoi punti" not in before
    assert "Sei al posto <strong>2</strong> su 2, con <strong>8</strong> punti su 20." in after
    assert "4 punti su 10" in after
    assert "Zoraide" not in after + before
    assert other.code not in after


def test_the_public_page_has_codes_only_and_only_where_the_school_chose_so(client):
    edition, rows = of(editor()[1])
    mine = sent(edition, rows, 4, person=UserFactory(first_name="Zoraide"), code="AAAA2222")
    page = url("public_ranking", edition.pk)

    assert client.get(page).status_code == 404
    assert page not in client.get(edition.course.get_absolute_url()).content.decode()
    ranking.ranking_publish(edition=edition, by=UserFactory())
    text = client.get(page).content.decode()
    hidden, hidden_rows = of(editor()[1])
    Admission.objects.filter(edition=hidden).update(shows_ranking=False)
    sent(hidden, hidden_rows, 4)
    ranking.ranking_publish(edition=hidden, by=UserFactory())

    assert "AAAA2222" in text
    assert page in client.get(edition.course.get_absolute_url()).content.decode()
    hidden_course = client.get(hidden.course.get_absolute_url()).content.decode()
    assert url("public_ranking", hidden.pk) not in hidden_course
    assert "Zoraide" not in text
    assert str(mine.person.email) not in text
    assert client.get(url("public_ranking", hidden.pk)).status_code == 404


def test_the_public_page_goes_when_the_course_is_over(client):
    edition, rows = of(editor()[1])
    sent(edition, rows, 4, code="AAAA2222")
    ranking.ranking_publish(edition=edition, by=UserFactory())
    edition.starts_on = edition.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    edition.save()

    assert client.get(url("public_ranking", edition.pk)).status_code == 404


def test_criteria_are_read_before_one_applies(client):
    edition = EditionFactory(open=True)
    RankingCriterionFactory(edition=edition, name="Prova di disegno", note="Da 0 a 10.")
    rules = AdmissionFactory(edition=edition, ordering="RANKING")
    course = edition.course.get_absolute_url()

    hidden = client.get(course).content.decode()
    rules.criteria_published_at = timezone.now()
    rules.save()
    shown = client.get(course).content.decode()
    client.force_login(UserFactory())
    form = client.get(url("application_create", edition.pk)).content.decode()

    assert "Prova di disegno" not in hidden
    assert "Chiedi di iscriverti" not in hidden
    assert "appena la scuola pubblica i criteri" in hidden
    assert "Prova di disegno" in shown
    assert "Chiedi di iscriverti" in shown
    assert "Prova di disegno" in form


def test_a_code_is_on_the_page_of_the_application(client):
    application = services.application_submit(edition=EditionFactory(open=True), by=UserFactory())
    client.force_login(application.person)

    assert application.code in client.get(application.get_absolute_url()).content.decode()
    assert not RankingPoints.objects.exists()


def test_the_files_and_the_table_follow_the_ranking(client, desk):
    edition, rows = of(desk[1])
    low, high = sent(edition, rows, 3, hours=9, code="BBBB2222"), sent(edition, rows, 8, code="AAAA2222")
    ranking.ranking_publish(edition=edition, by=UserFactory())

    shown = client.get(url("edition_applications", edition.pk)).context["rows"]
    lines = (
        client.post(url("applications_export", edition.pk), {"kind": "csv"}).content.decode("utf-8-sig").splitlines()
    )

    assert [row for row, *_answers in shown] == [high, low]
    assert "Codice della domanda;Posizione in graduatoria" in lines[0]
    assert lines[1].endswith(";AAAA2222;1")
    assert lines[2].endswith(";BBBB2222;2")


def test_the_desk_offers_no_state_that_it_never_sees(client, desk):
    page = client.get(reverse("training:desk_application_list")).content.decode()

    assert 'value="SUBMITTED"' in page
    assert 'value="AWAITING"' not in page
    assert 'value="DRAFT"' not in page
