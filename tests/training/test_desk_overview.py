"""The school's desk at a glance, and one change for many courses and editions."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification, OutboxMessage
from tests.partners.factories import PartnerFactory, SiteFactory
from tests.training.desk_pages import complete_course, editor
from tests.training.factories import AdmissionFactory, ApplicationFactory, CourseFactory, EditionFactory
from training.enums import ApplicationState, Mode
from training.models import Application, Course, Edition
from training.selectors import desk_overview

pytestmark = pytest.mark.django_db
OVERVIEW, BULK = "/area/corsi/quadro/", "/area/corsi/insieme/"


@pytest.fixture
def school(client):
    user, partner = editor()
    client.force_login(user)
    return user, partner


def day(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def edition_of(partner, **fields):
    return EditionFactory(course=CourseFactory(partner=partner, published=True), open=True, **fields)


def waiting_since(edition, days):
    return ApplicationFactory(edition=edition, submitted_at=timezone.now() - datetime.timedelta(days=days))


def test_clocks_show_who_waits_longest_first(school):
    user, partner = school
    late, promised, fresh = (edition_of(partner, starts_on=day(60), ends_on=day(90)) for _n in range(3))
    for edition, days in ((fresh, 1), (late, 20), (late, 3), (promised, 5)):
        waiting_since(edition, days)
    AdmissionFactory(edition=promised, answers_by=day(-1))
    ApplicationFactory(edition=fresh, accepted=True)
    waiting_since(edition_of(editor()[1]), 30)

    clocks = desk_overview.clocks(user, timezone.localdate())

    assert [(clock.edition, clock.count, clock.days, clock.is_overdue) for clock in clocks] == [
        (late, 2, 20, True), (promised, 1, 5, True), (fresh, 1, 1, False)
    ]  # fmt: skip
    assert [clock.due for clock in clocks] == [day(-6), day(-1), day(13)]


def test_an_answer_never_comes_after_the_beginning(school):
    edition = edition_of(school[1], starts_on=day(3), ends_on=day(30))

    assert desk_overview.answer_due(timezone.now(), edition, None) == day(3)
    assert desk_overview.answer_due(timezone.now(), edition, day(9)) == day(3)


def test_nobody_is_late_with_what_came_after_the_promise_or_the_beginning(school):
    running = edition_of(school[1], starts_on=day(-3), ends_on=day(30))
    to_come = edition_of(school[1], starts_on=day(30), ends_on=day(60))

    assert desk_overview.answer_due(timezone.now(), running, None) == day(14)
    assert desk_overview.answer_due(timezone.now(), running, day(2)) == day(2)
    assert desk_overview.answer_due(timezone.now(), to_come, day(-1)) == day(14)
    assert desk_overview.answer_due(timezone.now(), to_come, day(20)) == day(20)


def test_the_list_marks_who_waits_too_long(client, school):
    late, fresh = (edition_of(school[1], starts_on=day(60), ends_on=day(90)) for _n in range(2))
    waiting_since(late, 15)
    waiting_since(fresh, 13)
    ApplicationFactory(edition=late, accepted=True, submitted_at=timezone.now() - datetime.timedelta(days=40))

    html = client.get(reverse("training:desk_application_list"), {"state": "", "edition": ""}).content.decode()

    assert html.count("in ritardo") == 1
    assert html.index("in ritardo") < html.index("Aspetta da 13 giorni")


def test_editions_tell_how_they_fill(client, school):
    user, partner = school
    edition = edition_of(partner, seats=3, min_enrolment=2)
    for state in ({"accepted": True}, {}, {"state": ApplicationState.WAITLISTED}):
        ApplicationFactory(edition=edition, **state)
    EditionFactory(course=edition.course, finished=True)
    EditionFactory(course=edition.course, cancelled=True)
    unknown = EditionFactory(
        course=edition.course, external=True, seats=None, applications_open_on=None, applications_close_on=None
    )

    rows = desk_overview.fillings(user, timezone.localdate())
    html = client.get(OVERVIEW).content.decode()

    assert {row.edition: (row.percent, row.is_below_minimum) for row in rows} == {
        edition: (33, True), unknown: (None, False)
    }  # fmt: skip
    for text in ("Posti occupati: 1 su 3 (33%)", "una domanda da leggere", "una persona in lista d'attesa",
                 "parte con almeno 2", "numero di posti da completare"):  # fmt: skip
        assert text in html, text


def test_courses_that_want_a_hand(client, school):
    user, partner = school
    empty, ready = CourseFactory(partner=partner, title="Vuoto"), complete_course(partner, title="Pronto")
    old = complete_course(partner, title="Vecchio", published_at=timezone.now() - datetime.timedelta(days=900))
    fine = edition_of(partner).course
    CourseFactory(title="D'altri")
    complete_course(PartnerFactory(), title="Pubblicato da altri", published_at=timezone.now())

    rows = desk_overview.attentions(user, timezone.localdate())
    html = client.get(OVERVIEW).content.decode()

    assert [row.course for row in rows] == [old, ready, empty]
    assert (rows[0].review is not None, rows[1].gaps, len(rows[2].gaps) > 0) == (True, [], True)
    assert fine not in desk_overview.courses_without_dates(user, timezone.localdate())
    assert list(desk_overview.courses_without_dates(user, timezone.localdate())) == [old]
    assert "completa, si può pubblicare" in html
    assert "Corsi pubblicati senza date" in html


def test_a_new_school_reads_that_all_is_well(client, school):
    html = client.get(OVERVIEW).content.decode()

    assert "Nessuna persona aspetta la tua risposta." in html
    assert "Tutto a posto" in html
    assert "Corsi pubblicati senza date" not in html


@pytest.mark.parametrize("url", [OVERVIEW, BULK])
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_and_three(client, school, django_assert_num_queries, url, rows):
    for _n in range(rows):
        edition = edition_of(school[1])
        waiting_since(edition, 2)
        AdmissionFactory(edition=edition, answers_by=day(5))
        complete_course(school[1])
    client.get(url)

    with django_assert_num_queries({OVERVIEW: 12, BULK: 7}[url]):
        client.get(url)


def posted(*rows, **fields):
    return {
        "courses": [row.pk for row in rows if isinstance(row, Course)],
        "editions": [row.pk for row in rows if isinstance(row, Edition)],
    } | fields


def test_preview_tells_and_changes_nothing(client, school):
    partner = school[1]
    edition = edition_of(partner, timetable="mattina")
    ApplicationFactory(edition=edition, accepted=True)
    before = [AuditEvent.objects.count(), OutboxMessage.objects.count(), Notification.objects.count()]

    html = client.post(BULK, posted(edition, edition.course, timetable="sera", mode="ONLINE")).content.decode()

    edition.refresh_from_db()
    assert "Orario: mattina → <strong>sera</strong>" in html
    assert "resta in bozza finché non lo pubblichi" in html
    assert f'<input type="hidden" name="editions" value="{edition.pk}">' in html
    assert 'name="confirm"' in html
    assert (edition.timetable, edition.revision, edition.course.pending) == ("mattina", 0, {})
    assert [AuditEvent.objects.count(), OutboxMessage.objects.count(), Notification.objects.count()] == before


def test_yes_changes_each_row_by_its_own_rules(client, school):
    user, partner = school
    public, draft = edition_of(partner), CourseFactory(partner=partner, mode=Mode.ONSITE)
    short = edition_of(partner, starts_on=day(5), ends_on=day(10), applications_close_on=day(4))
    ApplicationFactory(edition=public, accepted=True)
    site = SiteFactory(partner=partner)
    data = posted(
        public, short, public.course, draft, mode="BLENDED", cost="120,50", site=site.pk,
        applications_close_on=day(35).isoformat(), enrolment_note="Scrivi alla segreteria",
    )  # fmt: skip

    preview = client.post(BULK, data).content.decode()
    response = client.post(BULK, data | {"confirm": "1"}, follow=True)

    public, short, draft = (type(row).objects.get(pk=row.pk) for row in (public, short, draft))
    assert (public.mode, public.site, public.applications_close_on) == (Mode.BLENDED, site, day(35))
    assert (public.enrolment_note, public.revision) == ("Scrivi alla segreteria", 1)
    assert (draft.mode, draft.cost_cents, draft.site) == (Mode.BLENDED, 12050, site)
    assert public.course.cost_cents is None
    assert public.course.pending == {"cost_cents": 12050, "mode": "BLENDED", "site": site.pk}
    assert (short.mode, short.applications_close_on) == (Mode.ONSITE, day(4))
    refusal = "Le iscrizioni chiudono prima della fine dell&#x27;edizione."
    html = response.content.decode()
    assert refusal in preview
    assert refusal in html
    assert "3 righe cambiate." in html
    assert "aspettano in bozza" in html
    verbs = AuditEvent.objects.filter(actor=user).values_list("verb", flat=True)
    assert sorted(verbs) == ["training.course_updated", "training.course_updated", "training.edition_updated"]
    assert Notification.objects.filter(recipient__in=Application.objects.values("person")).count() == 1


def test_what_is_so_already_is_said_and_leaves_no_trace(client, school):
    edition = edition_of(school[1], timetable="sera")

    html = client.post(BULK, posted(edition, timetable="sera")).content.decode()
    client.post(BULK, posted(edition, timetable="sera", confirm="1"))

    assert "È già così." in html
    assert 'name="confirm"' not in html
    assert not AuditEvent.objects.filter(verb="training.edition_updated").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"timetable": "sera"}, "Scegli almeno un corso o un&#x27;edizione."),
        ({"editions": True}, "Scrivi almeno una cosa da cambiare."),
        ({"editions": True, "cost": "10"}, "Il costo riguarda i corsi"),
        ({"courses": True, "timetable": "sera"}, "Questo riguarda le edizioni"),
        ({"editions": True, "applications_close_on": "domani"}, "Inserisci una data valida"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_chosen_stays(client, school, fields, words):
    edition = edition_of(school[1])
    fields = {name: {"editions": edition.pk, "courses": edition.course_id}[name] if value is True else value
              for name, value in fields.items()}  # fmt: skip

    html = client.post(BULK, fields | {"confirm": "1"}).content.decode()

    assert words in html
    assert html.count(" checked") == len({"editions", "courses"} & set(fields))
    assert not AuditEvent.objects.filter(verb__in=["training.edition_updated", "training.course_updated"]).exists()


def test_going_back_keeps_what_was_typed(client, school):
    edition = edition_of(school[1])

    html = client.post(BULK, posted(edition, timetable="sera", again="1")).content.decode()

    assert 'value="sera"' in html
    assert " checked" in html
    assert "is-invalid" not in html


def test_rows_of_others_cannot_be_changed(client, school):
    foreign, over = edition_of(editor()[1]), EditionFactory(
        course=CourseFactory(partner=school[1], published=True), finished=True
    )  # fmt: skip
    mine = edition_of(school[1])
    others_site = SiteFactory()

    for data in (posted(foreign, timetable="sera"), posted(over, timetable="sera"),
                 posted(foreign.course, mode="ONLINE"), posted(mine, site=others_site.pk)):  # fmt: skip
        assert client.post(BULK, data | {"confirm": "1"}).status_code == 200

    assert not Edition.objects.filter(timetable="sera").exists()
    assert not AuditEvent.objects.filter(verb__startswith="training.").exists()


def test_the_list_of_courses_leads_to_both(client, school):
    html = client.get(reverse("training:desk_course_list")).content.decode()

    for url in (OVERVIEW, BULK, "/area/corsi/fabbisogni/"):
        assert f'href="{url}"' in html


def test_a_school_without_courses_is_told_what_to_do(client, school):
    assert "Qui compariranno i tuoi corsi" in client.get(BULK).content.decode()
