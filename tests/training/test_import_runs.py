"""From the yes to the report and back: what is written, by whom, and what undoing leaves alone."""

import datetime

import pytest
from django.utils import timezone

from core.errors import BusinessRuleError
from core.imports import work
from core.imports.file_states import ImportState, ImportTask, RowAction, RowOutcome
from core.models import AuditEvent
from tests.training.desk_pages import complete_course
from tests.training.factories import ApplicationFactory
from tests.training.import_files import actions, csv_file, imported, preview, school
from training.models import Course, CourseCode, CourseImport, Edition
from training.selectors.course_content import content_of, content_read
from training.services import course_imports as services
from training.services import courses, publication
from training.services.drafts import working_content

pytestmark = pytest.mark.django_db
NEW = (
    "codice;titolo;tipo;in breve;attestato;inizio;fine;posti;iscrizioni entro",
    "A1;Saldatura TIG;LIB;Si salda.;Attestato;01/03/2027;30/03/2027;10;15/02/2027",
    "A1;;;;;01/05/2027;30/05/2027;10;15/04/2027",
    "B2;Programmazione CNC;LIB;;;;;;",
)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def outcomes(run):
    return [(row.number, row.outcome, row.note) for row in run.rows.all()]


def published(partner, title="Saldatura TIG", **fields):
    course = complete_course(partner, title=title, kind__code="LIB", kind__is_vocational=False, **fields)
    Course.objects.filter(pk=course.pk).update(published_at=timezone.now())
    return Course.objects.get(pk=course.pk)


def test_new_courses_arrive_as_drafts_with_their_editions():
    user, partner = school()

    run = imported(user, partner, *NEW)

    assert [(one.title, one.is_published, one.editions.count()) for one in Course.objects.order_by("title")] == [
        ("Programmazione CNC", False, 0), ("Saldatura TIG", False, 2),
    ]  # fmt: skip
    assert set(CourseCode.objects.values_list("partner", "code")) == {(partner.pk, "A1"), (partner.pk, "B2")}
    assert (run.task, run.state, run.counts["done"]) == (ImportTask.APPLY, ImportState.DONE, 3)
    events = AuditEvent.objects.filter(verb="training.course_created")
    assert {event.actor for event in events} == {user}


def test_a_second_run_of_the_same_file_changes_nothing():
    user, partner = school()
    run = imported(user, partner, *NEW)

    again = services.course_import_repeat(run=run, by=user)
    services.course_imports_run()

    assert actions(again) == [(2, RowAction.SAME), (3, RowAction.SAME), (4, RowAction.SAME)]


def test_complete_courses_are_published_where_asked():
    user, partner = school()

    run = imported(user, partner, *NEW, publishes=True)

    assert Course.objects.get(title="Saldatura TIG").published_by == user
    assert not Course.objects.get(title="Programmazione CNC").is_published
    assert "manca" in run.rows.get(number=4).note


def test_a_published_course_is_changed_in_its_draft_as_a_person_would():
    user, partner = school()
    course = published(partner, hours=40)

    imported(user, partner, "titolo,ore", "Saldatura TIG,50")

    course = Course.objects.select_related("draft").get(pk=course.pk)
    assert (course.hours, course.draft.changes) == (40, {"hours": 50})


def test_what_changed_after_the_preview_is_not_written_over():
    user, partner = school()
    course = complete_course(partner, title="Saldatura TIG", hours=40)
    run = preview(user, partner, "titolo,ore", "Saldatura TIG,50")
    Course.objects.filter(pk=course.pk).update(hours=45)

    services.course_import_confirm(run=run, publishes=False, may_shrink=False, by=user)
    services.course_imports_run()

    [(number, outcome, note)] = outcomes(run)
    assert (number, outcome) == (2, RowOutcome.FAILED)
    assert "è cambiato dopo l'anteprima" in note
    assert Course.objects.get().hours == 45


def test_a_row_that_is_refused_does_not_stop_the_others():
    user, partner = school()
    course = published(partner)
    edition = Edition.objects.create(
        course=course, starts_on=datetime.date(2027, 3, 1), ends_on=datetime.date(2027, 3, 30), seats=10,
        applications_close_on=datetime.date(2027, 2, 15),
    )  # fmt: skip
    ApplicationFactory(edition=edition, accepted=True)
    ApplicationFactory(edition=edition, accepted=True)

    run = imported(
        user, partner, "titolo;tipo;inizio;fine;posti", "Saldatura TIG;LIB;1/3/2027;30/3/2027;1", "Altro;LIB;;;"
    )

    assert [(number, outcome) for number, outcome, _note in outcomes(run)] == [
        (2, RowOutcome.FAILED), (3, RowOutcome.DONE),
    ]  # fmt: skip
    assert "Posti già assegnati" in run.rows.get(number=2).note
    assert (run.counts["failed"], run.counts["done"]) == (1, 1)


def test_withdrawing_a_fifth_asks_first():
    user, partner = school()
    courses_of = [published(partner, title=title) for title in "ABCD"]
    run = preview(user, partner, "titolo", "A", "B", "C", withdraws=True)

    with pytest.raises(BusinessRuleError, match="più di un quinto"):
        services.course_import_confirm(run=run, publishes=False, may_shrink=False, by=user)
    services.course_import_confirm(run=run, publishes=False, may_shrink=True, by=user)
    services.course_imports_run()

    assert [one.title for one in Course.objects.filter(published_at=None)] == ["D"]
    assert courses_of[3].pk == run.rows.get(action=RowAction.WITHDRAWN).course_id


def test_five_of_which_one_goes_is_no_shrinking():
    user, partner = school()
    for title in "ABCDE":
        published(partner, title=title)

    assert preview(user, partner, "titolo", *"ABCD", withdraws=True).counts["shrinks"] is False


def test_undo_puts_everything_back():
    user, partner = school()
    changed, withdrawn = published(partner, title="Cambia", hours=40), published(partner, title="Esce")
    before = {course.pk: content_of(course) for course in (changed, withdrawn)}
    edition = Edition.objects.create(
        course=changed, starts_on=datetime.date(2027, 9, 1), ends_on=datetime.date(2027, 9, 30), seats=10,
        applications_close_on=datetime.date(2027, 8, 15),
    )  # fmt: skip
    run = imported(
        user, partner,
        "titolo;tipo;in breve;attestato;ore;inizio;fine;posti;iscrizioni entro",
        "Cambia;;In breve.;Attestato;50;1/9/2027;30/9/2027;12;15/8/2027",
        "Nuovo;LIB;;;30;1/10/2027;30/10/2027;12;15/9/2027",
        withdraws=True,
        publishes=True,
    )  # fmt: skip
    assert {(one.title, one.is_published, one.hours) for one in Course.objects.all()} == {
        ("Cambia", True, 50), ("Nuovo", False, 30), ("Esce", False, None),
    }  # fmt: skip

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    run.refresh_from_db()
    assert (run.task, run.state, run.counts["undone"]) == (ImportTask.UNDO, ImportState.DONE, 3)
    now = {course.pk: content_of(course) for course in Course.objects.filter(published_at__isnull=False)}
    assert now == before
    assert not Course.objects.filter(title="Nuovo").exists()
    edition.refresh_from_db()
    assert edition.seats == 10
    assert Edition.objects.count() == 1
    with pytest.raises(BusinessRuleError, match="non si può annullare"):
        services.course_import_undo(run=run, by=user)


def test_undo_leaves_what_somebody_edited_since_and_says_which():
    user, partner = school()
    run = imported(user, partner, *NEW)
    edited, untouched = (Course.objects.get(own_code__code=code) for code in ("A1", "B2"))
    Course.objects.filter(pk=edited.pk).update(hours=12)

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    assert set(Course.objects.all()) == {edited}
    assert untouched not in Course.objects.all()
    told = {number: (outcome, note) for number, outcome, note in outcomes(run)}
    assert told[2][0] == RowOutcome.KEPT
    assert "cambiato dopo l'importazione" in told[2][1]
    assert {told[3][0], told[4][0]} == {RowOutcome.UNDONE}


def test_undo_keeps_an_edition_with_people_and_its_course():
    user, partner = school()
    run = imported(user, partner, *NEW)
    edition = Edition.objects.order_by("starts_on").last()
    ApplicationFactory(edition=edition)

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    told = {number: (outcome, note) for number, outcome, note in outcomes(run)}
    assert told[3][0] == RowOutcome.KEPT
    assert "già iscritto" in told[3][1]
    assert told[2][0] == RowOutcome.KEPT
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_undo_of_a_course_that_was_made_public_leaves_a_draft():
    user, partner = school()
    run = imported(user, partner, NEW[0], "A1;Saldatura TIG;LIB;Si salda.;Attestato;;;;", publishes=True)

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    course = Course.objects.get()
    assert not course.is_published
    assert "resta come bozza" in run.rows.get().note


def test_undo_of_a_draft_that_became_public_by_hand():
    user, partner = school()
    run = imported(user, partner, NEW[0], "A1;Saldatura TIG;LIB;Si salda.;Attestato;;;;")
    course = Course.objects.get()
    publication.course_publish(course=course, by=user)

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    assert not Course.objects.get().is_published
    assert courses.course_lock(course).pk == course.pk


def test_work_that_a_killed_worker_left_goes_on():
    user, partner = school()
    run = preview(user, partner, *NEW)
    services.course_import_confirm(run=run, publishes=False, may_shrink=False, by=user)
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    CourseImport.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, started_at=long_ago)

    assert services.course_imports_run() == 1

    run.refresh_from_db()
    assert (run.state, Course.objects.count()) == (ImportState.DONE, 2)


def test_one_at_a_time_for_each_partner():
    user, partner = school()
    other_user, other = school()
    run = preview(user, partner, *NEW)
    services.course_import_confirm(run=run, publishes=False, may_shrink=False, by=user)
    CourseImport.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, started_at=timezone.now())
    waiting = services.course_import_repeat(run=run, by=user)
    theirs = preview(other_user, other, *NEW)

    waiting.refresh_from_db()

    assert (waiting.state, theirs.state) == (ImportState.QUEUED, ImportState.DONE)


def test_services_refuse_what_is_out_of_turn():
    user, partner = school()
    run = services.course_import_create(partner=partner, file=csv_file("titolo,ore", "A,1"), by=user)

    def refused(words, call, **said):
        with pytest.raises(BusinessRuleError, match=words):
            call(run=run, by=user, **said)

    refused("colonna contiene il titolo", services.course_import_map, mapping={"ore": "hours"}, default_kind=None, withdraws=False)  # fmt: skip  # noqa: E501
    refused("la stessa cosa", services.course_import_map, mapping={"ore": "title", "titolo": "title"}, default_kind=None, withdraws=False)  # fmt: skip  # noqa: E501
    refused("non è pronta", services.course_import_confirm, publishes=False, may_shrink=False)
    refused("non si può annullare", services.course_import_undo)
    CourseImport.objects.filter(pk=run.pk).update(mapping={})
    run.refresh_from_db()
    refused("quale colonna", services.course_import_repeat)
    services.course_import_map(run=run, mapping={"titolo": "title"}, default_kind=None, withdraws=False, by=user)
    refused("già partita", services.course_import_map, mapping={"titolo": "title"}, default_kind=None, withdraws=False)


def test_a_fault_is_told_and_raised(monkeypatch):
    user, partner = school()
    run = services.course_import_create(partner=partner, file=csv_file("titolo", "A"), by=user)
    services.course_import_map(run=run, mapping={"titolo": "title"}, default_kind=None, withdraws=False, by=user)
    run.file.storage.delete(run.file.name)

    with pytest.raises(FileNotFoundError):
        services.course_imports_run()

    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.REFUSED, str(work.INTERRUPTED))


def test_empty_and_large_files_are_refused(settings):
    user, partner = school()

    with pytest.raises(BusinessRuleError, match="non ci sono righe"):
        services.course_import_create(partner=partner, file=csv_file("titolo,ore"), by=user)
    with pytest.raises(BusinessRuleError, match="troppo grande"):
        services.course_import_create(partner=partner, file=csv_file("titolo", "a" * 10_500_000), by=user)


def test_drafts_hold_what_they_held():
    """A draft beside the published page that was there before comes back whole."""
    user, partner = school()
    course = published(partner, hours=40)
    content = working_content(courses.course_lock(course))
    courses.course_update(course=course, content=content_read(course, content | {"summary": "Nuova."}), by=user)
    run = imported(user, partner, "titolo,ore", "Saldatura TIG,50")
    assert courses.course_lock(course).draft.changes == {"hours": 50, "summary": "Nuova."}

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    assert courses.course_lock(course).draft.changes == {"summary": "Nuova."}


def test_undo_publishes_nothing_that_the_school_had_not():
    """The import published its rows, and with them a draft that was waiting: back to what both were."""
    user, partner = school()
    course = published(partner, hours=40, description="Com'era.")
    public = content_of(course)
    content = working_content(courses.course_lock(course)) | {"description": "Da rileggere."}
    courses.course_update(course=course, content=content_read(course, content), by=user)
    run = imported(user, partner, "titolo,ore", "Saldatura TIG,50", publishes=True)
    assert Course.objects.get().hours == 50

    services.course_import_undo(run=run, by=user)
    services.course_imports_run()

    assert content_of(Course.objects.get()) == public
    assert courses.course_lock(course).draft.changes == {"description": "Da rileggere."}
