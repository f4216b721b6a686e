"""The office of the referent changes hands: no day with two holders, none without; rights switch with the day."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure, User
from accounts.services import erasure
from accounts.services.erasure import inactive_erase
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners import services
from partners.enums import HandoverState, Office, PersonAct
from partners.models import Handover, Mandate
from partners.policies import can_hand_over, holds_office
from partners.services.handovers import Term
from tests.accounts.factories import UserFactory
from tests.partners.factories import HandoverFactory, MandateFactory, PartnerFactory, pdf

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + datetime.timedelta(days)


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def propose(outgoing, successor=None, **term):
    return services.handover_propose(
        outgoing=outgoing,
        successor=successor or UserFactory(),
        term=Term(**({"starts_on": day(10)} | term)),
        by=outgoing.user,
    )


def kinds(user):
    return [row.kind for row in Notification.objects.filter(recipient=user).order_by("pk")]


def test_the_office_passes_on_its_day():
    outgoing, successor, partner = MandateFactory(), UserFactory(), PartnerFactory()
    handover = services.handover_propose(
        outgoing=outgoing,
        successor=successor,
        term=Term(starts_on=day(10), ends_on=day(100), title_it="Presidente", partner=partner),
        by=outgoing.user,
        deed=pdf(),
    )
    assert kinds(successor) == ["handover_proposed"]

    handover = services.handover_accept(handover=handover, by=successor)

    outgoing.refresh_from_db()
    mandate = handover.mandate
    assert (outgoing.ends_on, mandate.starts_on, mandate.ends_on) == (day(9), day(10), day(100))
    assert (mandate.title_it, mandate.partner, mandate.follows) == ("Presidente", partner, outgoing)
    assert (handover.state, handover.deed.title) == (HandoverState.ACCEPTED, "Atto di nomina: referente del Polo")
    assert kinds(successor) == ["handover_proposed", "handover_accepted"]
    assert kinds(outgoing.user) == ["handover_accepted"]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["partners.mandate_handed_over", "partners.handover_accepted"]
    for days, holders in ((9, (True, False)), (10, (False, True))):
        with time_machine.travel(timezone.now() + datetime.timedelta(days), tick=False):
            held = [holds_office(user, Office.REFERENT) for user in (outgoing.user, successor)]
            assert tuple(held) == holders


def test_handover_refusals():
    outgoing = MandateFactory(starts_on=day(5))
    for changes in ({"starts_on": day(0)}, {"starts_on": day(5)}, {"successor": outgoing.user}):
        with pytest.raises(BusinessRuleError):
            propose(outgoing, **changes)
    with pytest.raises(BusinessRuleError, match="account attivo"):
        propose(outgoing, successor=UserFactory(is_active=False))
    propose(outgoing)
    with pytest.raises(BusinessRuleError, match="già una proposta"):
        propose(outgoing)


def test_an_office_that_is_over_or_has_gone_on_passes_no_more():
    over = MandateFactory(ends_on=day(-1))
    with pytest.raises(BusinessRuleError, match="già finito"):
        propose(over)
    outgoing = MandateFactory(starts_on=day(0))
    services.handover_accept(handover=propose(outgoing), by=UserFactory())
    with pytest.raises(BusinessRuleError, match="ne segue già"):
        propose(outgoing)


def test_a_handover_does_not_make_the_mandate_longer():
    outgoing = MandateFactory(ends_on=day(20))

    with pytest.raises(BusinessRuleError, match="non lo allunga"):
        propose(outgoing, starts_on=day(22))

    handover = services.handover_accept(handover=propose(outgoing, starts_on=day(21)), by=outgoing.user)
    assert handover.mandate.starts_on == day(21)


def test_who_leaves_the_portal_takes_over_nothing():
    handover = propose(MandateFactory())
    asked = erasure.erasure_request(by=handover.successor)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())

    erasure.erasures_carry_out()

    handover.refresh_from_db()
    assert handover.state == HandoverState.DECLINED


def test_the_admin_says_in_words_that_a_gap_is_refused(client):
    outgoing = MandateFactory(ends_on=day(20))
    later = services.handover_accept(handover=propose(outgoing, starts_on=day(21)), by=outgoing.user).mandate
    client.force_login(UserFactory(superuser=True))

    for mandate, changes in ((outgoing, {"ends_on": day(9)}), (later, {"starts_on": day(22)})):
        mandate.refresh_from_db()
        names = ("office", "holder_name", "starts_on", "ends_on")
        posted = {name: getattr(mandate, name) or "" for name in names} | changes
        html = client.post(reverse("admin:partners_mandate_change", args=[mandate.pk]), posted).content.decode()
        assert "fra i due non restano giorni" in html


def test_days_that_are_somebody_elses_are_refused():
    outgoing = MandateFactory(ends_on=day(20))
    MandateFactory(starts_on=day(50))

    with pytest.raises(BusinessRuleError, match="di un'altra persona"):
        propose(outgoing)


@pytest.mark.parametrize("answer", ["handover_accept", "handover_decline", "handover_withdraw"])
def test_of_two_answers_the_second_comes_too_late(answer):
    handover = propose(MandateFactory())
    services.handover_decline(handover=handover, by=handover.successor)

    with pytest.raises(BusinessRuleError, match="già chiuso"):
        getattr(services, answer)(handover=handover, by=handover.successor)


def test_a_proposal_that_waited_too_long_is_not_accepted():
    handover = propose(MandateFactory())

    with time_machine.travel(timezone.now() + datetime.timedelta(10)), pytest.raises(BusinessRuleError):
        services.handover_accept(handover=handover, by=handover.successor)


def test_two_referents_at_once_are_refused_by_the_database():
    first = MandateFactory(starts_on=day(0), ends_on=day(10))

    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(starts_on=day(10))
    MandateFactory(starts_on=day(11))
    MandateFactory(office=Office.SECRETARIAT)
    # What a document says of a person without account and dates gives nobody any right.
    Mandate.objects.create(office=Office.REFERENT, holder_name="Nome del testo di costituzione")
    assert first.handovers.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("starts", [1, 3])
def test_a_gap_is_refused_by_the_database(starts):
    outgoing = MandateFactory(ends_on=day(1))

    with pytest.raises(IntegrityError, match="gap"):
        MandateFactory(starts_on=day(starts) if starts > 1 else day(5), follows=outgoing)
    later = MandateFactory(starts_on=day(2), follows=outgoing)
    with pytest.raises(IntegrityError, match="gap"):
        Mandate.objects.filter(pk=outgoing.pk).update(ends_on=day(0))
    assert later.follows == outgoing


@pytest.mark.parametrize(
    "facts", [{"state": HandoverState.ACCEPTED}, {"closed_at": timezone.now()}, {"ends_on": datetime.date(2020, 1, 1)}]
)
def test_the_database_refuses_half_handovers(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverFactory(**facts)


def test_one_proposal_for_a_mandate():
    handover = HandoverFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverFactory(outgoing=handover.outgoing)
    assert str(handover) == f"{handover.outgoing} → {handover.successor}"


def test_holder_and_superuser_hand_over_and_nobody_else(client):
    mandate = MandateFactory()
    people = (mandate.user, UserFactory(superuser=True), UserFactory(), MandateFactory(office=Office.SECRETARIAT).user)

    assert [can_hand_over(person, mandate) for person in people] == [True, True, False, False]
    for person, status in zip(people, (200, 200, 404, 404), strict=True):
        client.force_login(person)
        assert client.get(url("handover_propose", mandate.pk)).status_code == status


def test_the_referent_proposes_and_the_successor_answers(client):
    mandate, successor = MandateFactory(), UserFactory()
    client.force_login(mandate.user)
    form = {"email": successor.email.upper(), "starts_on": day(10)}
    assert (
        "Nessun account attivo"
        in client.post(url("handover_propose", mandate.pk), form | {"email": "x@example.org"}).content.decode()
    )
    assert (
        "prima di cominciare"
        in client.post(url("handover_propose", mandate.pk), form | {"ends_on": day(9)}).content.decode()
    )
    assert (
        "da domani in poi"
        in client.post(url("handover_propose", mandate.pk), form | {"starts_on": day(0)}).content.decode()
    )
    client.post(url("handover_propose", mandate.pk), form)
    handover = Handover.objects.get()
    assert f"{successor.get_full_name()} subentra" in client.get(url("consortium_desk")).content.decode()
    assert client.get(url("handover_answer", handover.pk)).status_code == 404

    client.force_login(successor)
    assert mandate.holder_name in client.get(url("handover_answer", handover.pk)).content.decode()
    html = client.post(url("handover_answer", handover.pk), {"answer": "yes"}, follow=True).content.decode()
    assert "accettato" in html
    assert Mandate.objects.get(user=successor).starts_on == day(10)


def test_declined_or_withdrawn_nothing_changes(client):
    mandate = MandateFactory()
    handover = propose(mandate)
    client.force_login(handover.successor)
    assert client.post(url("handover_answer", handover.pk)).status_code == 200
    client.post(url("handover_answer", handover.pk), {"answer": "no"})
    handover.refresh_from_db()
    assert handover.state == HandoverState.DECLINED
    assert kinds(mandate.user) == ["handover_declined"]

    again = propose(mandate)
    client.force_login(mandate.user)
    client.post(url("handover_withdraw", again.pk))
    again.refresh_from_db()
    assert again.state == HandoverState.WITHDRAWN
    assert kinds(again.successor) == ["handover_proposed", "handover_withdrawn"]
    assert Mandate.objects.get().ends_on is None


def test_an_answer_after_the_day_is_told_in_words(client):
    handover = propose(MandateFactory())
    client.force_login(handover.successor)
    Handover.objects.filter(pk=handover.pk).update(starts_on=day(0))

    html = client.post(url("handover_answer", handover.pk), {"answer": "yes"}, follow=True).content.decode()

    assert "da domani in poi" in html


@pytest.mark.parametrize("when", ["to come", "proposed"])
def test_whoever_will_have_an_office_is_neither_erased_nor_suspended_by_the_secretariat(when):
    secretary, successor = MandateFactory(office=Office.SECRETARIAT).user, UserFactory()
    if when == "to come":
        MandateFactory(user=successor, starts_on=day(10))
    else:
        HandoverFactory(successor=successor)

    if when == "to come":
        with pytest.raises(BusinessRuleError, match="incarico del Polo"):
            erasure.erasure_request(by=successor)
    with pytest.raises(BusinessRuleError, match="solo chi gestisce il portale"):
        services.person_act(person=successor, act=PersonAct.SUSPEND, by=secretary, reason="r")
    services.person_act(person=successor, act=PersonAct.SUSPEND, by=UserFactory(superuser=True), reason="r")


def test_an_account_closed_meanwhile_takes_no_office():
    """The page was read while the account was open: what counts is the row, held."""
    handover = propose(MandateFactory())
    User.objects.filter(pk=handover.successor_id).update(is_active=False)
    assert handover.successor.is_active

    with pytest.raises(BusinessRuleError, match="account attivo"):
        services.handover_accept(handover=handover, by=handover.successor)
    with pytest.raises(BusinessRuleError, match="account attivo"):
        propose(MandateFactory(office=Office.SECRETARIAT), handover.successor)


def test_who_will_hold_an_office_is_not_erased_for_having_been_away():
    """The yes is said, the term has not begun: the account stays, and the office with it."""
    outgoing, successor = MandateFactory(), UserFactory()
    services.handover_accept(handover=propose(outgoing, successor), by=successor)

    with pytest.raises(BusinessRuleError, match="stai per averlo"):
        inactive_erase(person=successor)

    successor.refresh_from_db()
    assert successor.is_active
    assert Mandate.objects.get(user=successor).starts_on == day(10)
