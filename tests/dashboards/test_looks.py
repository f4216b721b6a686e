import ast
import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from accounts.enums import SecurityChange
from core.models import AuditEvent
from core.services import record_event, record_look
from dashboards import who_looked
from partners.enums import Office, PersonAct, Role
from partners.services import member_end
from tests.accounts.factories import UserFactory
from tests.browser.routes import OWN
from tests.orientation.factories import AppointmentFactory
from tests.partners.factories import (
    AccessionFactory,
    HandoverFactory,
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
)
from tests.test_conventions import python_code
from tests.training.factories import ApplicationFactory
from training.models import Application

pytestmark = pytest.mark.django_db
PAGE = reverse("dashboards:look_list")


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


def look(by, person, *, partner=None, verb="training.application_seen"):
    by.acting_partner_id = partner.pk if partner else None
    record_look(by=by, person=person, target=ApplicationFactory(person=person), verb=verb)


def test_look_list_tells_organisation_person_role_what_and_why(client, person):
    member = MembershipFactory(role=Role.EDITOR, user__first_name="Franca", user__last_name="Ferri")
    look(member.user, person, partner=member.partner)
    course = Application.objects.get().edition.course.title

    body = client.get(PAGE).content.decode()

    assert member.partner.name in body
    assert "Franca Ferri" in body
    assert "(redazione)" in body
    assert f"La tua domanda di iscrizione: {course} · perché risponde alle domande per i suoi corsi" in body


def test_role_of_the_reader_is_the_one_of_that_day(client, person):
    member = MembershipFactory(role=Role.EDITOR)
    MembershipFactory(user=member.user, partner=member.partner, role=Role.TEACHER, ended_at=timezone.now())
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        look(member.user, person, partner=member.partner)

    [line] = client.get(PAGE).context["lines"]

    assert line.role == "redazione"


@pytest.mark.parametrize("office", Office)
def test_of_the_polo_the_office_answers_not_the_employee(client, person, office):
    end = datetime.date(2000, 1, 1)
    holder = MandateFactory(office=office, user__first_name="Canarina", starts_on=end + datetime.timedelta(1)).user
    MandateFactory(user=holder, office=office, ends_on=end)
    look(holder, person)

    response = client.get(PAGE)

    [line] = response.context["lines"]
    assert line.organisation == capfirst(office.label)
    assert "Canarina" not in response.content.decode()


def test_who_has_no_office_looks_after_the_machines(client, person):
    look(UserFactory(superuser=True), person)

    [line] = client.get(PAGE).context["lines"]

    assert (line.organisation, line.person) == ("Gestione tecnica del portale", "")


def test_looks_at_others_are_not_shown(client, person):
    look(UserFactory(), UserFactory())
    look(person, UserFactory())

    response = client.get(PAGE)

    assert response.context["lines"] == []
    assert "Nessuno ha visto i tuoi dati" in response.content.decode()


def test_a_look_that_the_page_has_no_words_for_is_told_by_its_object(client, person):
    look(UserFactory(superuser=True), person, verb="admin.seen")
    AuditEvent.objects.create(
        actor=UserFactory(), subject=person, verb="vecchio.seen", target_type="vecchio.modello", target_id=1,
        look_hour=timezone.now(),
    )  # fmt: skip

    what = {line.what for line in client.get(PAGE).context["lines"]}

    assert what == {"domanda di iscrizione", "dati"}


def test_access_changes_are_told_with_who_did_them(client, person):
    manager = MembershipFactory(role=Role.MANAGER)
    member = MembershipFactory(user=person, partner=manager.partner, role=Role.TEACHER)
    manager.user.acting_partner_id = manager.partner.pk
    member_end(membership=member, by=manager.user, reason="Ha cambiato scuola.")
    record_event(by=None, verb="accounts.user_closed", target=person)
    record_event(by=person, verb="accounts.user_password_changed", target=person)

    lines = client.get(PAGE, {"mostra": "accessi"}).context["lines"]

    assert [(line.what, line.organisation) for line in lines] == [
        ("La password del tuo account è cambiata", "tu"),
        ("Modifica: persona", "il portale, da solo"),
        ("Un tuo ruolo presso un partner è finito", manager.partner.name),
    ]


@pytest.mark.parametrize(("period", "count"), [("7", 1), ("30", 2), ("365", 2), ("", 3), ("abc", 3)])
def test_look_list_of_a_period(client, person, period, count):
    reader = UserFactory(superuser=True)
    for days in (0, 20, 400):
        with time_machine.travel(timezone.now() - datetime.timedelta(days=days)):
            look(reader, person)

    assert len(client.get(PAGE, {"periodo": period}).context["lines"]) == count


def test_access_list_may_be_empty(client, person):
    assert "Nessun cambiamento" in client.get(PAGE, {"mostra": "accessi"}).content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_look_list_queries(client, person, django_assert_num_queries, items):
    for _ in range(items):
        member = MembershipFactory(role=Role.EDITOR)
        look(member.user, person, partner=member.partner)
        look(MandateFactory(office=Office.SECRETARIAT).user, person)

    with django_assert_num_queries(10):
        client.get(PAGE)


def test_every_look_of_the_pages_has_its_words():
    """The verbs of looks that the views leave, read from the code."""
    verbs = {
        node.value
        for path, tree in python_code()
        if path.parts[0] != "dashboards"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(("_seen", "_opened", "_looked_at"))
    }

    # The first is a step of help by the secretariat, told by its look; the second is no look.
    others = {"accounts.support_page_seen", "orientation.slot_opened"}
    assert {verb for verb in verbs if "." in verb} - others == set(who_looked.LOOKS)


# What events are about, as the services name it. Of the first a person reads every event on their page.
OF_ACCESS = {"drop", "handover.mandate", "membership", "person", "user"}
OF_OTHERS = {
    "acceptance", "accession", "admission", "application", "appointment", "approval", "asked", "asked.edition",
    "assessment",
    "claim", "consent", "contest", "course", "criterion", "cv", "document", "draft", "edition", "erasure", "export",
    "handover", "interest", "invitation", "join_request", "leave", "link", "message", "need", "note", "notice",
    "opening", "outcome", "partner", "placement", "profile", "ranking", "request", "row", "rules", "run", "scheme",
    "session", "site", "slot", "start", "template",
}  # fmt: skip
BY_VARIABLE = {f"accounts.user_{act.name.lower()}" for act in PersonAct}
BY_VARIABLE |= {f"accounts.user_{change}" for change in SecurityChange}
BY_THE_ADMIN = {f"partners.mandate_{done}" for done in ("created", "updated", "deleted")}


def test_every_change_that_a_person_reads_has_its_words():
    """Verbs of events about an account, a role or an office, read from the code."""
    told, targets = set(BY_VARIABLE | BY_THE_ADMIN), set()
    for path, tree in python_code():
        if path.parts[0] in {"core", "tests"}:
            continue
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record_event":
                said = {keyword.arg: keyword.value for keyword in call.keywords}
                targets.add(target := ast.unparse(said["target"]))
                if target in OF_ACCESS and isinstance(said["verb"], ast.Constant):
                    told.add(said["verb"].value)

    assert targets == OF_ACCESS | OF_OTHERS
    assert told - {"partners.partner_merged"} == set(who_looked.CHANGES)


def test_every_verb_names_its_app():
    writers = {"record_event", "record_look", "record_looks"}
    verbs = {
        keyword.value.value
        for _path, tree in python_code()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in writers
        for keyword in node.keywords
        if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant)
    }

    assert {verb for verb in verbs if verb.split(".")[0] not in OWN} == set()


def test_each_kind_of_thing_has_its_name(person):
    partner = PartnerFactory(name="Scuola Alfa")
    things = {
        AppointmentFactory(person=person): "orientation.appointment_seen",
        MembershipFactory(user=person, partner=partner, role=Role.EDITOR): "partners.member_seen",
        JoinRequestFactory(person=person, partner=partner): "partners.join_request_seen",
        AccessionFactory(contact=person, partner__name="Impresa Beta"): "partners.accession_looked_at",
        MandateFactory(user=person, office=Office.SECRETARIAT): "partners.mandate_seen",
        HandoverFactory(successor=person): "partners.handover_looked_at",
        person: "accounts.user_seen",
    }
    for thing, verb in things.items():
        record_look(by=UserFactory(), person=person, target=thing, verb=verb)

    named = {line.thing for line in who_looked.lines_of(who_looked.looks_at(person))}

    appointment = next(iter(things))
    day = date_format(timezone.localtime(appointment.slot.starts_at), "j F Y")
    assert named == {
        f"{appointment.slot.service.name_it}, {day}",
        "redazione, Scuola Alfa",
        "Scuola Alfa",
        "Impresa Beta",
        "segreteria del Polo",
        "referente del Polo",
        "",
    }
