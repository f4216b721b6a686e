"""From a draft to the last signature and to the end: who writes, who reads when, what nobody can get round."""

import datetime
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners.enums import Role
from recruitment import tasks
from recruitment.enums import BreakReason, Party, PlacementKind, PlacementState, SigningWay, Stage
from recruitment.models import Placement, PlacementSignature
from recruitment.receivers import stop_placements, stop_unsigned_placements, tell_of_guardian
from recruitment.selectors import placement as found
from recruitment.services import placement as services
from tests.accounts.factories import GuardianRequestFactory, UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import (
    InterestFactory,
    PlacementFactory,
    PlacementSignatureFactory,
    PlacementSkillFactory,
    in_force,
)
from tests.skills.factories import ConceptFactory
from tests.training.factories import ApplicationFactory, CourseSkillFactory
from training.enums import ApplicationState

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
TODAY = datetime.date.today


@pytest.fixture
def school(signed_in):
    """A school, who runs its courses, and a browser of theirs."""
    partner = PartnerFactory()
    user = UserFactory(first_name="Sara", last_name="Segreteria")
    MembershipFactory(user=user, partner=partner, role=Role.EDITOR)
    user.browser = signed_in(user)
    user.partner = partner
    return user


@pytest.fixture
def placed(school, firm, person):
    """The school's draft about the person of the canaries, with one skill to be learnt."""
    placement = PlacementFactory(person=person, sender=school.partner, host=firm.partner)
    PlacementSkillFactory(placement=placement)
    return placement


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def url(name, *args):
    return reverse(f"recruitment:{name}", args=args)


def signature(who, **facts):
    given = {"party": who, "name": "Firma Prova", "day": timezone.localdate().isoformat(), "way": "PAPER", **facts}
    return {f"signature-{name}": value for name, value in given.items()}


def signed(party, **facts):
    return services.Signed(
        **{"party": party, "name": "Firma", "day": timezone.localdate(), "way": SigningWay.PAPER, **facts}
    )


def form(placement_kind="TIR_E", skill=None, **facts):
    today = timezone.localdate()
    data = {
        "kind": placement_kind,
        "activity": "Reparto quadri",
        "starts_on": (today + datetime.timedelta(days=5)).isoformat(),
        "ends_on": (today + datetime.timedelta(days=65)).isoformat(),
        "hours": 200,
        "plan-TOTAL_FORMS": 1,
        "plan-INITIAL_FORMS": 0,
        "plan-0-skill": skill.pk if skill else "",
        "plan-0-level": 2,
    }
    return {**data, **facts}


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def fresh(placement):
    return Placement.objects.get(pk=placement.pk)


def test_the_whole_way_to_the_last_signature(placed, school, firm, person, browser):
    assert firm.client.get(placed.get_absolute_url()).status_code == 404
    assert browser.get(placed.get_absolute_url()).status_code == 404

    school.browser.post(url("placement_send", placed.pk))
    assert told("placement_to_sign") == {person.pk}
    assert firm.client.get(placed.get_absolute_url()).status_code == 404
    assert "Firma" in browser.get(placed.get_absolute_url()).content.decode()

    browser.post(url("placement_sign", placed.pk), signature("PERSON"))
    assert told("placement_shared") == {firm.user.pk}
    assert "Canarina" in firm.client.get(placed.get_absolute_url()).content.decode()

    part = {"part-host-company_tutor": firm.user.pk, "part-host-has_safety_training": "on"}
    firm.client.post(url("placement_part", placed.pk, "HOST"), part)
    scan = SimpleUploadedFile("atto.pdf", PDF)
    firm.client.post(url("placement_sign", placed.pk), signature("HOST", file=scan))
    school.browser.post(
        url("placement_part", placed.pk, "SENDER"),
        {"part-sender-school_tutor": school.pk, "part-sender-is_insured": "on"},
    )
    school.browser.post(url("placement_sign", placed.pk), signature("SENDER"))

    assert fresh(placed).state == PlacementState.IN_FORCE
    assert told("placement_in_force") == {person.pk, firm.user.pk, school.pk}
    copy = PlacementSignature.objects.get(party=Party.HOST)
    assert browser.get(url("signature_open", copy.pk)).content == PDF
    assert AuditEvent.objects.looks().filter(subject=person, verb=services.SEEN, actor=firm.user).exists()


def test_a_stranger_finds_nothing(placed, rival, signed_in):
    placement = in_force(host=placed.host, sender=placed.sender)
    copy = PlacementSignatureFactory(placement=placed, content=PDF, media_type="application/pdf")
    stranger = signed_in(UserFactory())
    for browser in (rival.client, stranger):
        for row in (placed, placement):
            assert browser.get(row.get_absolute_url()).status_code == 404
            for name in ("send", "delete", "sign", "end", "break"):
                assert browser.post(url(f"placement_{name}", row.pk)).status_code == 404
            assert browser.post(url("placement_part", row.pk, "HOST")).status_code == 404
        assert browser.get(url("signature_open", copy.pk)).status_code == 404


def test_the_tutor_reads_what_is_shared_and_signs_nothing(placed, firm, signed_in):
    tutor = UserFactory()
    membership = MembershipFactory(user=tutor, partner=firm.partner, role=Role.TEACHER)
    placement = in_force(host=firm.partner, company_tutor=tutor)
    Placement.objects.filter(pk=placed.pk).update(company_tutor=tutor)
    browser = signed_in(tutor)

    assert browser.get(placed.get_absolute_url()).status_code == 404
    page = browser.get(placement.get_absolute_url())
    assert page.status_code == 200
    assert '<form method="post" enctype' not in page.content.decode()
    membership.ended_at = timezone.now()
    membership.save()
    assert browser.get(placement.get_absolute_url()).status_code == 404


def test_a_person_signs_only_for_themselves(placed, browser, school):
    services.placement_send(placement=placed, by=school)

    page = browser.post(url("placement_sign", placed.pk), signature("HOST"))

    assert page.status_code == 200
    assert not placed.signatures.exists()
    school.browser.post(url("placement_sign", placed.pk), signature("PERSON"))
    assert not placed.signatures.exists()


def test_a_person_who_signs_is_not_asked_who_signs(placed, browser, school):
    services.placement_send(placement=placed, by=school)

    body = browser.get(placed.get_absolute_url()).content.decode()

    assert "Il tuo nome e cognome" in body
    assert "Chi firma" not in body
    assert '<input type="hidden" name="signature-party" value="PERSON"' in body


def test_a_minor_needs_a_guardian_twice(school, firm):
    young = UserFactory(birth_date=TODAY() - datetime.timedelta(days=365 * 16))
    placement = PlacementFactory(
        person=young, sender=school.partner, host=firm.partner, kind=PlacementKind.SCHOOL_WORK
    )
    PlacementSkillFactory(placement=placement)
    with pytest.raises(BusinessRuleError):
        services.placement_send(placement=placement, by=school)
    GuardianRequestFactory(minor=young, confirmed=True)

    services.placement_send(placement=placement, by=school)
    services.placement_sign(placement=placement, signed=signed(Party.PERSON), by=young)
    assert fresh(placement).shared_at is None
    services.placement_sign(placement=placement, signed=signed(Party.GUARDIAN), by=school)
    assert fresh(placement).shared_at is not None

    tell_of_guardian(person=young, purpose="GUARDIAN", by=None)
    assert (fresh(placement).state, fresh(placement).broken_for) == (PlacementState.BROKEN, BreakReason.GUARDIAN)


@pytest.mark.parametrize("given", [set(), {Party.PERSON}, {Party.PERSON, Party.SENDER}, {Party.HOST, Party.SENDER}])
def test_the_database_counts_the_signatures(given):
    placement = PlacementFactory(
        shared=True, company_tutor=UserFactory(), school_tutor=UserFactory(), has_safety_training=True, is_insured=True
    )
    for party in given:
        PlacementSignatureFactory(placement=placement, party=party)

    with pytest.raises(Error), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(state=PlacementState.IN_FORCE)


@pytest.mark.parametrize(
    "facts",
    [
        {"sender": None},
        {"ends_on": datetime.date(2020, 1, 1)},
        {"hours": 0},
        {"state": "BROKEN"},
        {"state": "ENDED", "ended_on": datetime.date(2026, 1, 1)},
        {"shared_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"kind": "STAGE"},
        {"broken_for": "PERSON"},
        {"prepared_by_host": False, "sender": None, "kind": "APP2"},
    ],
)
def test_the_database_refuses(facts):
    with pytest.raises(Error), transaction.atomic():
        PlacementFactory(**facts)


def test_the_host_is_never_its_own_sender(firm):
    with pytest.raises(Error), transaction.atomic():
        PlacementFactory(host=firm.partner, sender=firm.partner)


@pytest.mark.parametrize(("old", "new"), [("DRAFT", "IN_FORCE"), ("DRAFT", "ENDED"), ("TO_SIGN", "DRAFT")])
def test_only_the_known_moves(old, new):
    placement = PlacementFactory(state=old)
    with pytest.raises(Error), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(state=new)


def test_a_firm_writes_out_of_an_offer(firm, person, browser):
    school = PartnerFactory()
    interest = InterestFactory(opening__partner=firm.partner, profile__person=person, yes=True, stage=Stage.OFFER)
    start = url("placement_from_interest", interest.pk)
    assert firm.client.get(start).status_code == 200
    assert start in firm.client.get(url("placement_list")).content.decode()

    firm.client.post(start, form("TIR_E", skill=ConceptFactory(), sender=school.pk))
    placement = Placement.objects.get()
    assert (placement.host, placement.person, placement.prepared_by_host) == (firm.partner, person, True)
    assert placement.plan.count() == 1
    assert start not in firm.client.get(url("placement_list")).content.decode()

    changed = url("placement_update", placement.pk)
    firm.client.post(changed, form("TIR_E", skill=ConceptFactory(), sender=school.pk, hours=99))
    assert fresh(placement).hours == 99
    firm.client.post(url("placement_delete", placement.pk))
    assert not Placement.objects.exists()


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.INTERVIEW])
def test_not_before_an_offer(firm, person, stage):
    interest = InterestFactory(opening__partner=firm.partner, profile__person=person, yes=True, stage=stage)

    assert firm.client.get(url("placement_from_interest", interest.pk)).status_code == 404


def test_a_school_writes_out_of_an_application(school, firm, person):
    application = ApplicationFactory(
        person=person, edition__course__partner=school.partner, state=ApplicationState.CONFIRMED,
        submitted_at=timezone.now(),
    )  # fmt: skip
    taught = CourseSkillFactory(course=application.edition.course)
    start = url("placement_from_application", application.pk)
    assert start in school.browser.get(url("placement_list")).content.decode()
    assert start not in firm.client.get(url("placement_list")).content.decode()
    assert AuditEvent.objects.filter(verb="training.application_seen", subject=person).exists()
    teacher = ApplicationFactory(
        edition__course__partner=school.partner, edition__course__teachers=True, state=ApplicationState.CONFIRMED,
        submitted_at=timezone.now(),
    )  # fmt: skip
    there = school.browser.get(url("placement_list")).content.decode()
    assert url("placement_from_application", teacher.pk) not in there

    page = school.browser.get(start)
    assert str(taught.skill.label_it) in page.content.decode()
    school.browser.post(start, form("FSL", skill=taught.skill, host=firm.partner.pk))
    assert Placement.objects.get().kind == PlacementKind.SCHOOL_WORK
    assert firm.client.get(start).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": "-4"},
        {"hours": "99999999999"},
        {"starts_on": "2026-13-45"},
        {"ends_on": "2020-01-01"},
        {"host": "x"},
        {"host": "999999999999999999999"},
        {"kind": "APP2"},
        {"kind": "APP1"},  # sixty days: an apprenticeship lasts six months
        {"activity": ""},
        {"plan-TOTAL_FORMS": "1000000"},
        {"plan-0-level": "9"},
    ],
)
def test_bad_input_comes_back_with_its_words(school, firm, person, wrong):
    application = ApplicationFactory(
        person=person, edition__course__partner=school.partner, state=ApplicationState.CONFIRMED,
        submitted_at=timezone.now(),
    )  # fmt: skip
    data = form("FSL", skill=ConceptFactory(), host=firm.partner.pk) | wrong

    page = school.browser.post(url("placement_from_application", application.pk), data)

    assert page.status_code == 200
    assert not Placement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2090-01-01"},
        {"day": "1990-01-01"},
        {"name": ""},
        {"way": "VOICE"},
        {"party": "GUARDIAN"},
        {"file": SimpleUploadedFile("a.pdf", b"MZ not a pdf")},
    ],
)
def test_a_signature_that_is_none(placed, school, browser, wrong):
    services.placement_send(placement=placed, by=school)

    page = browser.post(url("placement_sign", placed.pk), signature("PERSON", **wrong))

    assert page.status_code == 200
    assert not placed.signatures.exists()


def test_a_partner_signs_after_its_part(placed, school, person):
    services.placement_send(placement=placed, by=school)
    services.placement_sign(placement=placed, signed=signed(Party.PERSON), by=person)
    for party in (Party.HOST, Party.SENDER):
        with pytest.raises(BusinessRuleError):
            services.placement_sign(placement=placed, signed=signed(party), by=school)
    services.placement_part_save(
        placement=placed, side=Party.SENDER, facts={"school_tutor": school, "is_insured": False}, by=school
    )
    with pytest.raises(BusinessRuleError):
        services.placement_sign(placement=placed, signed=signed(Party.SENDER), by=school)


def test_the_tutor_is_of_the_partner(placed, school, firm):
    stranger = UserFactory()
    page = school.browser.post(url("placement_part", placed.pk, "SENDER"), {"part-sender-school_tutor": stranger.pk})
    assert page.status_code == 200
    assert fresh(placed).school_tutor is None
    assert school.browser.post(url("placement_part", placed.pk, "HOST"), {}).status_code == 404
    assert school.browser.post(url("placement_part", placed.pk, "NOBODY"), {}).status_code == 404


def test_it_ends_on_its_day(school, firm):
    placement = in_force(sender=school.partner, host=firm.partner)
    with pytest.raises(BusinessRuleError):
        services.placement_end(placement=placement, by=school)
    past = {"starts_on": TODAY() - datetime.timedelta(days=90), "ends_on": TODAY() - datetime.timedelta(days=1)}
    Placement.objects.filter(pk=placement.pk).update(**past)

    school.browser.post(url("placement_end", placement.pk))

    assert fresh(placement).state == PlacementState.ENDED
    assert school.pk not in told("placement_over")
    assert placement.person_id in told("placement_over")


def test_in_the_morning_what_is_past_its_day_ends():
    today = timezone.localdate()
    past = in_force(starts_on=today - datetime.timedelta(days=9), ends_on=today - datetime.timedelta(days=1))
    last_day = in_force(starts_on=today - datetime.timedelta(days=9), ends_on=today)

    assert services.placements_review() == {"ended": 1, "held": 0, "failed": 0}
    tasks.placements_review()

    assert (fresh(past).state, fresh(past).ended_on) == (PlacementState.ENDED, past.ends_on)
    assert fresh(last_day).state == PlacementState.IN_FORCE
    assert Notification.objects.filter(kind="placement_over", recipient=past.company_tutor).count() == 1


def test_the_person_may_say_no(placed, school, browser):
    services.placement_send(placement=placed, by=school)

    page = browser.post(url("placement_break", placed.pk), {"break-reason": "FIRM"})
    assert page.status_code == 200
    browser.post(url("placement_break", placed.pk), {"break-reason": "PERSON"})

    assert (fresh(placed).state, fresh(placed).broken_for) == (PlacementState.BROKEN, BreakReason.PERSON)
    assert told("placement_over") == {school.pk}


def test_who_goes_takes_drafts_along(placed, person, firm):
    running = in_force(person=person)
    asked = PlacementFactory(person=person, to_sign=True)

    stop_unsigned_placements(person=person, by=person)
    assert not Placement.objects.filter(pk=placed.pk).exists()
    assert [fresh(row).state for row in (asked, running)] == [PlacementState.BROKEN, PlacementState.IN_FORCE]
    stop_placements(person=person, by=person)
    assert fresh(running).broken_for == BreakReason.ACCOUNT


def test_a_partner_that_leaves_stops_what_is_not_signed(placed, school):
    services.placement_send(placement=placed, by=school)
    running = in_force(sender=school.partner)

    services.placements_of_partner_stop(partner=school.partner, by=None)

    assert fresh(placed).broken_for == BreakReason.PARTNER
    assert fresh(running).state == PlacementState.IN_FORCE


def test_totals_hide_what_is_few():
    kinds = {PlacementKind.EXTRACURRICULAR: 6, PlacementKind.APPRENTICE_3: 2, PlacementKind.SCHOOL_WORK: 7}
    for kind, people in kinds.items():
        for _n in range(people):
            in_force(kind=kind)
    one_firm = PartnerFactory(firm=True)
    for _n in range(6):
        in_force(kind=PlacementKind.CURRICULAR, host=one_firm)

    shown = {total.label: total.people for total in found.totals()}

    assert shown[str(PlacementKind.SCHOOL_WORK.label)] == 7
    assert shown[str(PlacementKind.EXTRACURRICULAR.label)] == 6
    assert shown[str(PlacementKind.CURRICULAR.label)] is None
    assert shown[str(PlacementKind.APPRENTICE_3.label)] is None
    assert shown[str(PlacementKind.APPRENTICE_1.label)] == 0


def test_the_list_asks_as_much_for_many_as_for_few(school):
    in_force(sender=school.partner)
    with CaptureQueriesContext(connection) as few:
        school.browser.get(url("placement_list"))
    for _n in range(6):
        in_force(sender=school.partner)
    with CaptureQueriesContext(connection) as many:
        school.browser.get(url("placement_list"))

    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_is_told(school, firm):
    placement = PlacementFactory(
        shared=True, sender=school.partner, host=firm.partner, company_tutor=firm.user, school_tutor=school,
        has_safety_training=True, is_insured=True,
    )  # fmt: skip
    for party in (Party.PERSON, Party.SENDER):
        PlacementSignatureFactory(placement=placement, party=party)
    said, gate = [], threading.Barrier(2)

    def sign():
        try:
            gate.wait(10)
            user = User.objects.get(pk=firm.user.pk)
            services.placement_sign(placement=placement, signed=signed(Party.HOST), by=user)
            said.append("done")
        except BusinessRuleError:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["done", "refused"]
    assert fresh(placement).state == PlacementState.IN_FORCE
    assert placement.signatures.count() == 3
