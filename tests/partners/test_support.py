"""Support: looking at the portal as somebody sees it, and nothing more than looking."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent, Notification
from partners import policies, services, support, support_pages
from partners.enums import Office, Role
from partners.only_reading import only_reads
from tests.access.world import build_world
from tests.accounts.factories import UserFactory
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import StrictClient
from tests.partners.factories import MandateFactory, MembershipFactory
from training import page_cache

pytestmark = pytest.mark.django_db
DESK = "/area/"
REASON = {"reason": "Chiede perché non vede i suoi corsi"}


def start_url(person):
    return reverse("partners:support_start", args=[person.pk])


@pytest.fixture
def person():
    return UserFactory(first_name="Anna", last_name="Rossi")


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


@pytest.fixture
def helping(client, person, secretary):
    """The secretary's browser, in the middle of helping the person."""
    client.force_login(secretary)
    assert client.post(start_url(person), REASON).url == reverse("dashboards:desk")
    return client


def who(client):
    return client.get(DESK).context["user"]


def test_the_portal_is_seen_as_the_person_sees_it(helping, person, secretary):
    html = helping.get(DESK).content.decode()

    assert who(helping) == person
    assert "Stai guardando il portale come" in html
    start = AuditEvent.objects.get(verb="accounts.support_started")
    assert (start.actor, start.subject, start.reason) == (secretary, person, REASON["reason"])
    assert Notification.objects.get(recipient=person).data == REASON


def test_every_page_leaves_a_row_of_who_really_looks(helping, person, secretary):
    for path in (DESK, "/formazione/", "/area/non-esiste/"):
        helping.get(path)

    pages = AuditEvent.objects.filter(verb="accounts.support_page_seen").order_by("pk")
    assert [row.after["route"] for row in pages] == ["dashboards:desk", "training:course_list"]
    assert {(row.actor, row.subject) for row in pages} == {(secretary, person)}
    assert AuditEvent.objects.looks().about(person).get(verb="accounts.support_seen").actor == secretary


def test_the_person_reads_who_looked(helping, person):
    helping.get(DESK)
    browser = StrictClient()
    browser.force_login(person)

    html = browser.get(reverse("dashboards:look_list")).content.decode()

    assert "l portale come lo vedi tu, senza poter cambiare niente: 1 pagina: la tua area" in html
    assert "Segreteria del Polo" in html


def test_stopping_gives_ones_own_account_back(helping, person, secretary):
    response = helping.post(reverse("partners:support_end"))

    assert response.url == reverse("admin:accounts_user_change", args=[person.pk])
    assert who(helping) == secretary
    assert helping.get("/amministrazione/").status_code == 200
    assert AuditEvent.objects.get(verb="accounts.support_ended").actor == secretary


def test_at_the_end_the_person_is_told_which_pages(helping, person):
    for path in (DESK, "/formazione/", "/il-polo/", DESK):
        helping.get(path)

    helping.post(reverse("partners:support_end"))

    notice = Notification.objects.get(kind="support_ended")
    told = "4 pagine: la tua area (2 volte), altre pagine del portale (2 volte)"
    assert (notice.recipient, notice.data["pages_it"]) == (person, told)
    assert notice.data["pages_en"].startswith("4 pages: your area (2 times)")


def test_a_browser_that_never_comes_back_ends_the_visit_too(helping, person):
    assert services.supports_close() == 0
    late = timezone.now() + datetime.timedelta(minutes=31)

    with time_machine.travel(late):
        assert (services.supports_close(), services.supports_close()) == (1, 0)
        assert Notification.objects.get(kind="support_ended").data["pages_it"] == "nessuna pagina"
        helping.get(DESK)

    assert AuditEvent.objects.get(verb="accounts.support_ended").after["why"] == "time"


# Pages that support may open and that say the same to whoever reads them: nothing of the person's to be named.
ALIKE_FOR_ALL = {
    "home", "about", "privacy", "legal_notes", "accessibility", "cookies", "site_map", "robots", "sitemap",
    "sitemap_section", "icon", "health_live", "health_ready", "accounts:notice_list", "accounts:notice_detail",
    "partners:partner_list", "partners:partner_detail", "partners:composition", "partners:agreement",
    "partners:body_list", "training:course_list", "training:course_side_by_side", "training:partner_courses",
    "training:teacher_course_list", "orientation:service_list", "orientation:slot_list",
    "recruitment:opening_list", "recruitment:intermediation", "training:public_ranking",
}  # fmt: skip


def test_every_page_of_a_visit_is_named_to_the_person_or_the_same_for_all():
    """A new page cannot hide among "other pages of the portal": it gets a name, or says the same to anybody."""
    assert set(support_pages.PRIVATE) | ALIKE_FOR_ALL == support.OPEN_ROUTES
    assert not set(support_pages.PRIVATE) & ALIKE_FOR_ALL


def test_what_is_the_same_for_all_needs_no_log_in():
    views = dict(iter_patterns())

    assert [route for route in sorted(ALIKE_FOR_ALL) if getattr(views[route], "login_required", True)] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(helping, person, method):
    before = User.objects.filter(pk=person.pk).values().get()

    response = getattr(helping, method)(reverse("partners:acting_partner_switch"))

    assert response.status_code == 403
    assert "Guardi soltanto" in response.content.decode()
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_htmx_is_refused_and_the_page_says_so(helping):
    response = helping.post(reverse("partners:acting_partner_switch"), headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Refresh"]) == (403, "true")
    assert "non è cambiato niente" in helping.get(DESK).content.decode()


CLOSED = ["admin:index", "account_email", "account_change_password", "mfa_index", "usersessions_list",
          "accounts:security", "core:notification_list", "dashboards:look_list", "orientation:appointment_list",
          "orientation:agenda", "recruitment:interest_list"]  # fmt: skip


@pytest.mark.parametrize("route", CLOSED)
def test_security_privacy_and_messages_are_closed(helping, route):
    response = helping.get(reverse(route))

    assert response.status_code == 403
    assert "non si apre mentre assisti" in response.content.decode()
    assert not AuditEvent.objects.filter(verb="accounts.support_page_seen").exists()


# Pages of ours that nobody opens while helping: the way in and what is private, words between people, what others
# entrusted to a partner, decisions, and the desks of the Polo's offices.
KEPT_CLOSED = {
    "accounts:too_young", "accounts:notice_accept", "accounts:own_data", "accounts:guardian_ask",
    "accounts:guardian_detail", "accounts:security", "accounts:privacy_overview", "accounts:export_download",
    "accounts:consent_list", "accounts:account_erase", "core:demo_mail_list", "core:notification_list",
    "core:list_export_download", "dashboards:look_list",
    "dashboards:coverage", "dashboards:coverage_skill", "dashboards:coverage_filiera",
    "orientation:appointment_create", "orientation:appointment_list", "orientation:agenda",
    "orientation:slot_create", "partners:access_history", "partners:accession_approve",
    "partners:accession_check", "partners:accession_refuse", "partners:accession_review",
    "partners:accession_amend", "partners:consortium_desk", "partners:handover_answer", "partners:handover_propose",
    "partners:invitation_accept", "partners:invitation_decline", "partners:invitation_detail",
    "partners:invitation_turn_down",
    "partners:invitation_revoke", "partners:join_request_accept", "partners:join_request_refuse",
    "partners:leave_ask", "partners:leave_confirm", "partners:leave_record", "partners:member_end",
    "partners:member_update", "partners:partner_merge", "partners:person_act", "partners:person_correct",
    "partners:person_merge",
    "partners:support_start", "partners:unmanaged_list", "partners:unmanaged_rescue",
    "recruitment:background_create", "recruitment:background_delete", "recruitment:background_update",
    "recruitment:passport_detail", "recruitment:passport_europass_download", "recruitment:passport_pdf_download",
    "recruitment:passport_verify",
    "recruitment:placement_list",
    "recruitment:outcome_list", "recruitment:outcome_detail", "recruitment:outcome_totals",
    "recruitment:assessment_detail", "recruitment:placement_detail", "recruitment:placement_update",
    "recruitment:placement_from_interest", "recruitment:placement_from_application", "recruitment:signature_open",
    "recruitment:interest_detail", "recruitment:selection_board", "recruitment:selection_detail",
    "recruitment:selection_profile", "recruitment:selection_cv",
    "recruitment:selection_totals",
    "recruitment:cv_detail", "recruitment:cv_open", "recruitment:europass_detail",
    "recruitment:candidate_list", "recruitment:claim_delete", "recruitment:interest_create",
    "recruitment:contest_create", "recruitment:contest_detail", "recruitment:contest_list",
    "recruitment:interest_list", "recruitment:match_detail", "recruitment:matching_register",
    "recruitment:rules_create", "recruitment:rules_detail",
    "recruitment:opening_close",
    "training:application_accept", "training:application_detail", "training:application_refuse",
    "training:application_waitlist", "training:edition_applications",
    "training:application_message", "training:application_update",
    "training:desk_application_detail", "training:desk_application_message", "training:document_open",
    "training:document_send", "training:application_points", "training:edition_ranking",
    "training:guardian_approval",
    "training:course_bulk", "training:course_change_list", "training:course_compare", "training:course_history",
    "training:course_restore", "training:template_compare", "training:template_create", "training:template_detail",
    "training:template_list", "training:template_update",
    "dashboards:unanswered_search_list", "training:kept_list", "training:saved_search_create",
    "training:saved_search_feed", "training:saved_search_stop",
    "training:edition_cancel", "training:edition_repeat", "training:edition_together", "training:together_list",
}  # fmt: skip


def pages():
    return {
        n for n, view in iter_patterns() if view.__module__.split(".")[0] in OWN and "GET" in allowed_methods(view)
    }


def test_every_page_is_decided():
    """A new page of ours is closed until it is named: in `support.OPEN_ROUTES` or here."""
    assert {name for name, _view in iter_patterns()} >= support.OPEN_ROUTES | KEPT_CLOSED
    assert pages() - support.OPEN_ROUTES == KEPT_CLOSED


def test_no_page_writes_while_it_is_looked_at(client):
    """Every page of ours, as the busiest person and as a manager of each kind: no row but the audit's."""
    world = build_world()
    client.force_login(world.users["superuser"])
    for actor in ("person", "school", "firm", "other_firm"):
        client.post(start_url(world.users[actor]), REASON)
        statuses = {name: client.get(reverse(name, args=world.arguments.get(name))).status_code for name in pages()}
        assert {name for name, status in statuses.items() if status == 403} == KEPT_CLOSED
        client.post(reverse("partners:support_end"))


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "a" FROM "accounts_user" WHERE "note" = \'UPDATE; DELETE\'',
        '(SELECT 1) UNION (SELECT 2)',
        'SELECT "update", "updated_at" FROM "x" FOR NO KEY UPDATE OF "x"',
        'WITH "deep" AS (SELECT 1) SELECT * FROM "deep"',
        'SAVEPOINT "s1"', 'RELEASE SAVEPOINT "s1"', 'ROLLBACK TO SAVEPOINT "s1"',
        'INSERT INTO "core_auditevent" ("verb") VALUES (%s) RETURNING "core_auditevent"."id"',
        'INSERT INTO "core_auditevent" ("verb") VALUES (%s) ON CONFLICT DO NOTHING',
        "SELECT set_config('pghistory.context_id', %s, true); UPDATE \"django_session\" SET \"session_data\" = %s",
        b'DELETE FROM "core_fallback_cache" WHERE "cache_key" = %s',
        page_cache.STAMP,
    ],
)  # fmt: skip
def test_what_only_reads_passes(sql):
    assert only_reads(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "training_application" ("message") SELECT "verb" FROM "core_auditevent"',
        'UPDATE "accounts_user" SET "first_name" = (SELECT 1 FROM "django_session")',
        'INSERT INTO "core_auditevent" ("id") VALUES (1) ON CONFLICT ("id") DO UPDATE SET "verb" = %s',
        'UPDATE "core_auditevent" SET "reason" = %s', 'DELETE FROM "core_auditevent"',
        'WITH "gone" AS (DELETE FROM "accounts_user" RETURNING 1) SELECT * FROM "gone"',
        'with x as (select 1) insert into y select * from x',
        "SELECT set_config('pghistory.context_id', %s, true); UPDATE \"accounts_user\" SET \"email\" = %s",
        '/* reads */ DELETE FROM "accounts_user"', '-- reads\nUPDATE "accounts_user" SET "email" = %s',
        'SELECT * INTO "copy" FROM "accounts_user"', 'TRUNCATE "django_session"', 'COPY "django_session" FROM STDIN',
        'MERGE INTO "accounts_user" USING x ON true', 'DROP TABLE "x"', 'ALTER TABLE "x" ADD "y" int', "DO $$ BEGIN",
        'CALL refresh()', 'UPDATE "django_session_copy" SET "x" = 1', 'SET ROLE postgres',
    ],
)  # fmt: skip
def test_what_writes_or_cannot_be_told_is_refused(sql):
    assert not only_reads(sql)


def test_a_page_that_would_write_is_refused(helping, monkeypatch):
    """The second lock stands alone when the first one has been opened by mistake."""
    monkeypatch.setattr(support, "OPEN_ROUTES", support.OPEN_ROUTES | {"accounts:own_data"})
    monkeypatch.setattr(support, "SAFE", support.SAFE | {"POST"})
    born = {"birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "2001"}
    person = AuditEvent.objects.get(verb="accounts.support_started").subject
    User.objects.filter(pk=person.pk).update(birth_date=None)

    assert helping.post(reverse("accounts:own_data"), born).status_code == 403
    assert User.objects.get(pk=person.pk).birth_date is None


def test_whoever_really_looks_is_the_actor_of_every_look(client):
    world = build_world()
    client.force_login(world.users["superuser"])
    client.post(start_url(world.users["school"]), REASON)

    client.get(reverse("training:desk_application_list"))

    seen = AuditEvent.objects.looks().filter(verb="training.application_seen")
    assert {(row.actor, row.acting_partner_id) for row in seen} == {(world.users["superuser"], None)}
    assert seen.exists()


def test_it_ends_after_half_an_hour(helping, secretary, monkeypatch):
    monkeypatch.setattr(support, "LIMIT", datetime.timedelta(0))

    response = helping.get(reverse("recruitment:profile_detail"))

    assert response.url == reverse("dashboards:desk")
    assert who(helping) == secretary
    assert AuditEvent.objects.get(verb="accounts.support_ended").after["why"] == "time or right"


@pytest.mark.parametrize("change", ["mandate", "staff", "person"])
def test_it_ends_when_a_right_ends(helping, person, secretary, change):
    if change == "mandate":
        secretary.mandates.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    elif change == "staff":
        User.objects.filter(pk=secretary.pk).update(is_active=False)
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)

    response = helping.post(reverse("partners:acting_partner_switch"), {"partner": 1})

    assert response.status_code == 302
    assert who(helping) == secretary if change != "staff" else helping.get(DESK).status_code == 302


def test_a_person_who_gains_power_is_helped_no_more(helping, person, secretary):
    MandateFactory(office=Office.REFERENT, user=person)

    helping.get(DESK)

    assert who(helping) == secretary


def test_the_session_and_the_log_in_stay_the_helpers(helping, person, secretary):
    logged_in = User.objects.get(pk=person.pk).last_login
    helping.get(DESK)

    assert helping.session["_auth_user_id"] == str(secretary.pk)
    assert User.objects.get(pk=person.pk).last_login == logged_in
    assert not UserSession.objects.filter(user=person).exists()


def test_log_out_ends_both(helping, secretary):
    helping.post(reverse("account_logout"))

    assert helping.get(DESK).status_code == 302
    ended = AuditEvent.objects.get(verb="accounts.support_ended")
    assert (ended.actor, ended.after["why"]) == (secretary, "log-out")
    helping.force_login(secretary)
    assert who(helping) == secretary


def test_a_stranger_cannot_borrow_the_start_of_somebody_else(helping, secretary):
    start = AuditEvent.objects.get(verb="accounts.support_started")
    other = StrictClient()
    other.force_login(MandateFactory(office=Office.SECRETARIAT).user)
    session = other.session
    session[support.SESSION_KEY] = start.pk
    session.save()

    assert other.get(DESK).url == reverse("dashboards:desk")
    assert support.SESSION_KEY not in other.session


def test_csrf_is_checked_at_start_and_stop(person, secretary):
    client = StrictClient(enforce_csrf_checks=True)
    client.force_login(secretary)

    assert client.post(start_url(person), REASON).status_code == 403
    assert not AuditEvent.objects.filter(verb="accounts.support_started").exists()


def test_a_reason_is_asked_for(client, person, secretary):
    client.force_login(secretary)

    assert client.post(start_url(person), {"reason": ""}).status_code == 200
    assert support.SESSION_KEY not in client.session


@pytest.mark.parametrize("helper", ["referent", "manager", "person"])
def test_others_cannot_start(client, person, helper):
    made = {
        "referent": lambda: MandateFactory(office=Office.REFERENT).user,
        "manager": lambda: MembershipFactory(role=Role.MANAGER).user,
        "person": UserFactory,
    }
    client.force_login(made[helper]())

    assert client.post(start_url(person), REASON).status_code == 404


def test_nobody_with_power_over_the_polo_is_looked_through(client):
    superuser = UserFactory(superuser=True)
    powerful = [
        superuser,
        UserFactory(superuser=True),
        *(MandateFactory(office=office).user for office in Office),
        UserFactory(is_active=False),
    ]
    client.force_login(superuser)

    assert {client.post(start_url(one), REASON).status_code for one in powerful} == {404}
    assert not policies.people_supportable_by(superuser).filter(pk__in=[one.pk for one in powerful]).exists()
