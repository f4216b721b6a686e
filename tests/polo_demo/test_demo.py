import datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.ages import age_of
from accounts.models import Notice, User
from core.models import Notification, OutboxMessage
from core.services import record_event
from orientation.enums import AppointmentState, Channel
from orientation.models import Appointment, Slot
from partners.composition import composition_ok
from partners.enums import Office, Role, Standing
from partners.models import Mandate, Membership, Partner
from polo import demo
from polo.selectors import consortium, referent_mandate
from recruitment.enums import Answer, Confidentiality, Contract, DemandState, Horizon
from recruitment.models import CandidateProfile, Interest, Match, Opening, SkillNeed
from recruitment.selectors import outcome_totals
from recruitment.services.profile import matching_stop
from skills.enums import Evidence, Level
from skills.models import SkillClaim
from training.enums import ApplicationState, Audience, EditionState, Enrolment, Mode, RefusalReason
from training.models import Application, Bookmark, Course, Edition, SavedSearch
from training.models.kept import Rhythm
from training.selectors.empty_searches import unanswered

pytestmark = pytest.mark.usefixtures("built")
OWN = {"core", "accounts", "partners", "skills", "training", "orientation", "recruitment", "account"}


def _snapshot():
    """Every column of every row of the portal."""
    return {
        model._meta.label: sorted(model._default_manager.order_by("pk").values_list(), key=lambda row: str(row[0]))
        for model in apps.get_models()
        if model._meta.app_label in OWN
    }


def _held(queryset, column):
    return set(queryset.order_by().values_list(column, flat=True))


def _keys():
    rows = _snapshot()
    return {label: [row[0] for row in rows[label]] for label in rows}


def test_build_twice_changes_nothing():
    before = _snapshot()

    demo.build()

    after = _snapshot()
    assert [label for label in before if before[label] != after[label]] == []


def test_build_on_a_later_day_moves_dates_and_keeps_keys(monkeypatch):
    before, starts = _keys(), dict(Edition.objects.filter(course__is_demo=True).values_list("pk", "starts_on"))
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: tomorrow)

    demo.build()

    moved = dict(Edition.objects.filter(course__is_demo=True).values_list("pk", "starts_on"))
    assert moved == {pk: start + datetime.timedelta(days=1) for pk, start in starts.items()}
    assert _without_histories(_keys()) == _without_histories(before)


def _without_histories(rows):
    """Dates that move are changes, and changes are remembered."""
    return {label: keys for label, keys in rows.items() if not label.endswith("History")}


def test_build_leaves_what_was_changed_in_the_portal():
    course = Course.objects.get(title="CAD meccanico parametrico")
    course.title, course.summary = "CAD meccanico", "Scritto dalla scuola"
    course.save()
    course.taught.all().delete()
    record_event(by=None, verb="training.course_updated", target=course)
    slot = Slot.objects.filter(starts_at__gt=timezone.now(), withdrawn_at=None).first()
    slot.withdrawn_at = timezone.now()
    slot.save()
    record_event(by=None, verb="orientation.slot_withdrawn", target=slot)

    demo.build()

    course.refresh_from_db()
    slot.refresh_from_db()
    assert (course.title, course.taught.count()) == ("CAD meccanico", 0)
    assert slot.withdrawn_at is not None


def test_build_tells_a_selection_as_it_is_when_other_people_match_best():
    """Who was to be asked second is now the first: no selection goes back for it, and the portal starts again."""
    best = Interest.objects.filter(opening__title="Saldatore o saldatrice TIG e MIG/MAG", answer="").order_by("pk")[0]
    matching_stop(person=best.profile.person, by=best.profile.person)
    before = set(Interest.objects.values_list("pk", "answer", "stage", "closed_at"))

    demo.build()

    assert before <= set(Interest.objects.values_list("pk", "answer", "stage", "closed_at"))


def test_build_makes_room_for_times_opened_in_the_portal(monkeypatch):
    counsellor = User.objects.get(email="orientatore@example.org")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    model = Slot.objects.filter(starts_at__gt=timezone.now()).exclude(appointments=None).latest("starts_at")
    later = model.starts_at + datetime.timedelta(days=9)
    own = Slot.objects.create(
        service=model.service, partner=model.partner, counsellor=counsellor, starts_at=later,
        ends_at=later + datetime.timedelta(days=1),
    )  # fmt: skip
    record_event(by=counsellor, verb="orientation.slot_created", target=own)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: tomorrow + datetime.timedelta(days=8))
    before = _keys()

    demo.build()

    own.refresh_from_db()
    assert (own.starts_at, own.withdrawn_at) == (later, None)
    assert Slot.objects.filter(starts_at__gte=later, starts_at__lt=own.ends_at, withdrawn_at=None).get() == own
    assert _keys()["orientation.Appointment"] == before["orientation.Appointment"]


def test_build_leaves_rows_of_others():
    person = User.objects.create(email="io@altrove.test", first_name="Io")
    course = Course.objects.filter(is_demo=False).first()
    before = Course.objects.filter(pk=course.pk).values().get()

    demo.build()

    person.refresh_from_db()
    assert person.first_name == "Io"
    assert Course.objects.filter(pk=course.pk).values().get() == before


def test_real_partners_stay_as_they_are():
    real = Partner.objects.exclude(standing__in=[Standing.DEMO, Standing.APPLICANT])

    assert consortium().members == Partner.objects.members().count() == 25
    assert Partner.objects.supporters().count() == 8
    assert Partner.objects.public().count() == real.count()
    assert not {row.partner.standing for part in composition_ok().requirements for row in part.excluded} - {"MEMBER"}
    assert not Course.objects.filter(is_demo=True, partner__in=real).exists()
    assert not SkillNeed.objects.filter(partner__in=real).exists()
    assert not Opening.objects.filter(partner__in=real).exists()
    assert not Membership.objects.filter(partner__in=real).exists()
    assert all("(esempio)" in name for name in _held(Partner.objects.exclude(pk__in=real), "name"))


def test_the_public_referent_is_not_the_invented_one():
    assert referent_mandate().user is None
    assert _held(Mandate.objects.in_force().filter(user__isnull=False), "office") == set(Office.values)


def test_editions_of_real_paths_are_marked():
    editions = Edition.objects.filter(course__is_demo=False)

    assert editions.count() == 8
    assert all(edition.is_demo and "dimostrativa" in edition.enrolment_note for edition in editions)


def test_nobody_lives_outside_example_org():
    assert not User.objects.exclude(email__endswith="@example.org").exists()
    assert not EmailAddress.objects.exclude(email__endswith="@example.org").exists()
    assert not OutboxMessage.objects.exists()


def test_who_comes_back_is_told_what_changed_in_the_terms(client):
    client.force_login(User.objects.get(email="ritorno@example.org"))

    html = client.get(reverse("accounts:notice_accept")).content.decode()

    assert "si possono rifiutare anche senza account" in html
    assert Notice.objects.published().filter(kind="TERMS").count() == 2


def test_numbers_are_those_of_the_issue():
    assert User.objects.count() == 60 + len(demo.ACCOUNTS)
    assert Course.objects.filter(is_demo=True).count() == 45
    assert Course.objects.filter(is_demo=True, audience=Audience.TEACHERS).count() == 6
    assert SkillNeed.objects.count() == 25
    assert Opening.objects.count() == 19


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account.email)
def test_accounts_sign_in(client, account):
    assert client.login(email=account.email, password=demo.PASSWORD)
    assert EmailAddress.objects.get(email=account.email).verified
    assert account.email in demo.sheet()


def test_minor_is_not_matched():
    minor = User.objects.get(email="minorenne@example.org")

    assert age_of(minor.birth_date) == 16
    assert minor.candidate_profile.matching_consent_at is None
    assert not Match.objects.filter(profile__person=minor).exists()


def test_training_shows_every_state():
    editions = Edition.objects.filter(is_demo=True)

    assert {edition.state for edition in editions.with_taken().with_queue()} == set(EditionState)
    assert _held(editions, "enrolment") == set(Enrolment.values)
    assert _held(editions, "mode") == set(Mode.values)
    assert _held(Course.objects.filter(is_demo=True), "audience") == set(Audience.values)
    assert Course.objects.filter(is_demo=True, published_at=None).exists()
    assert _held(Application.objects, "state") == set(ApplicationState.values)
    assert _held(Application.objects.exclude(refusal_reason=""), "refusal_reason") == set(RefusalReason.values)
    assert all(row.taken <= (row.seats or row.taken) for row in editions.with_taken())


def test_only_staff_of_a_body_applies_to_teacher_training():
    applications = Application.objects.filter(edition__course__audience=Audience.TEACHERS)

    assert applications.filter(person__email="docente@example.org").exists()
    assert not applications.filter(person__memberships=None).exists()


@pytest.mark.parametrize("email", ["persona@example.org", "studente@example.org"])
def test_main_persons_see_every_application_state(email):
    of_adults = set(ApplicationState.values) - {ApplicationState.AWAITING}
    assert _held(Application.objects.filter(person__email=email), "state") == of_adults


def test_recruitment_shows_every_state():
    needs, openings = SkillNeed.objects.all(), Opening.objects.all()

    assert _held(openings, "state") == set(DemandState.values)
    assert _held(needs, "state") == set(DemandState.values) - {DemandState.PAUSED}
    assert needs.filter(is_masked=True).exists()
    assert _held(needs, "horizon") == set(Horizon.values)
    assert _held(needs, "confidentiality") == set(Confidentiality.values)
    assert _held(openings, "contract") == set(Contract.values)
    assert openings.filter(state=DemandState.PUBLISHED, closes_on__lt=timezone.localdate()).exists()
    assert not needs.filter(asked=None).exists()
    assert not openings.filter(asked=None).exists()
    assert _held(Interest.objects, "answer") == {"", *Answer.values}
    assert Interest.objects.filter(closed_at__isnull=False).exists()


def test_people_show_every_kind_of_profile():
    persons = User.objects.filter(memberships=None, mandates=None, is_superuser=False)

    assert _held(SkillClaim.objects, "evidence") == set(Evidence.values)
    assert _held(SkillClaim.objects, "level") == set(Level.values)
    assert persons.filter(candidate_profile=None).exists()
    assert CandidateProfile.objects.filter(matching_consent_at=None).exists()
    assert _held(CandidateProfile.objects, "municipality__province") == {"SP", "GE", "MS", "PR"}


def test_every_open_job_has_matches():
    matched = Opening.objects.public().exclude(matches=None)

    assert matched.count() == Opening.objects.public().count() == 11
    assert Match.objects.filter(profile__person__email="persona@example.org").exists()


def test_guidance_shows_every_state():
    assert _held(Appointment.objects, "state") == set(AppointmentState.values)
    assert _held(Slot.objects, "channel") == set(Channel.values)
    assert Slot.objects.bookable().exists()
    assert Slot.objects.filter(withdrawn_at__isnull=False).exists()
    late = Appointment.objects.filter(state=AppointmentState.BOOKED, slot__starts_at__lt=timezone.now())
    assert late.exists()


@pytest.mark.parametrize(
    "email", ["persona@example.org", "studente@example.org", "impresa@example.org", "scuola@example.org",
              "ente@example.org", "its@example.org", "azienda2@example.org", "orientatore@example.org"],
)  # fmt: skip
def test_notices_are_read_and_unread(email):
    notices = Notification.objects.filter(recipient__email=email)

    assert notices.filter(read_at=None).exists()
    assert notices.filter(read_at__isnull=False).exists()


def test_notices_have_their_words(client):
    from django.urls import reverse

    client.force_login(User.objects.get(email="persona@example.org"))

    response = client.get(reverse("core:notification_list"))

    assert response.status_code == 200


def test_every_role_is_held():
    assert _held(Membership.objects, "role") == set(Role.values)
    assert not User.objects.filter(Q(is_superuser=True) & ~Q(email="admin@example.org")).exists()


def test_demo_command_tells_the_accounts(settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path

    call_command("demo")

    assert demo.PASSWORD in capsys.readouterr().out
    assert (tmp_path / "demo-accounts.txt").read_text() == demo.sheet()


def test_pages_of_what_is_kept_are_filled(client):
    person = User.objects.get(email="persona@example.org")
    client.force_login(person)

    page = client.get(reverse("training:kept_list"))

    assert Bookmark.objects.filter(person=person).count() == 3
    assert set(SavedSearch.objects.filter(person=person).values_list("rhythm", flat=True)) == set(Rhythm)
    assert "Saldatura con posti liberi" in page.content.decode()


def test_words_that_no_course_answers_are_told_to_the_referent():
    told = unanswered(since=timezone.localdate() - datetime.timedelta(weeks=8))

    assert [row["text"] for row in told][:2] == ["palombaro", "pilota di droni"]
    assert min(row["asked"] for row in told) == 3


def test_after_a_course_the_referent_reads_how_many_were_hired_and_work():
    rows = {row.title: row for row in outcome_totals.after_courses()}

    cranes = rows["Carrelli elevatori, gru e piattaforme"]
    assert cranes.hired == 12
    assert cranes.works is not None
