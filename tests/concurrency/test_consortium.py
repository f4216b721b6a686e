"""Two answers to one application, two referents for one day, somebody who applies while the school leaves."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from core.errors import BusinessRuleError
from partners import services
from partners.enums import AccessionState, Office, Standing
from partners.models import Adhesion, Mandate, Membership, Partner
from partners.services.accessions import Organisation
from partners.services.handovers import Term
from partners.services.leaves import leave_apply
from tests.accounts.factories import UserFactory
from tests.partners.factories import AccessionFactory, AgreementFactory, LeaveFactory, MandateFactory, PartnerFactory
from tests.training.factories import CourseFactory, EditionFactory
from training.enums import ApplicationState
from training.models import Application
from training.services import application_submit

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def at_once(*actions):
    """[done?, …]: each action on a connection of its own, all let go together."""
    together = Barrier(len(actions))

    def run(action):
        try:
            together.wait()
            action()
        except (BusinessRuleError, IntegrityError):
            return False
        except OperationalError as error:  # two rows that exclude each other may wait for one another: one goes
            if isinstance(error.__cause__, DeadlockDetected):
                return False
            raise
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_an_application_is_answered_once():
    AgreementFactory()
    for _round in range(ROUNDS):
        accession, referent, other = AccessionFactory(to_approve=True), UserFactory(), UserFactory()
        today = timezone.localdate()

        done = at_once(
            lambda row=accession, by=referent, day=today: services.accession_approve(
                accession=row, reason="Sì.", joined_on=day, by=by
            ),
            lambda row=accession, by=other, day=today: services.accession_approve(
                accession=row, reason="Sì.", joined_on=day, by=by
            ),
            lambda row=accession, by=other: services.accession_refuse(accession=row, reason="No.", by=by),
        )

        accession.refresh_from_db()
        approved = accession.state == AccessionState.APPROVED
        assert sum(done) == 1
        assert Adhesion.objects.filter(partner=accession.partner).count() == approved
        assert Membership.objects.filter(partner=accession.partner).count() == approved


def test_two_organisations_of_one_name_ask_at_the_same_moment():
    for turn in range(ROUNDS):
        organisation = Organisation(name=f"Officina {turn}", category="FIRM", tax_code="", places="Lerici")

        done = at_once(
            *[
                lambda by=by, of=organisation: services.accession_submit(
                    organisation=of, asked_standing=Standing.MEMBER, motivation="Prova.", by=by
                )
                for by in UserFactory.create_batch(2)
            ]
        )

        assert done == [True, True]
        slugs = Partner.objects.filter(name=organisation.name).order_by("slug").values_list("slug", flat=True)
        assert list(slugs) == [f"officina-{turn}", f"officina-{turn}-2"]


def test_one_referent_for_one_day():
    for _round in range(ROUNDS):
        Mandate.objects.all().delete()
        users = UserFactory.create_batch(2)

        done = at_once(
            *[
                lambda user=user: Mandate.objects.create(office=Office.REFERENT, holder_name="Prova", user=user)
                for user in users
            ]
        )

        assert sorted(done) == [False, True]
        assert Mandate.objects.count() == 1


def test_a_handover_is_accepted_once():
    successor = UserFactory()
    for _round in range(ROUNDS):
        outgoing = MandateFactory(office=Office.SECRETARIAT)
        handover = services.handover_propose(
            outgoing=outgoing,
            successor=successor,
            term=Term(starts_on=timezone.localdate() + datetime.timedelta(1)),
            by=outgoing.user,
        )

        done = at_once(
            *[lambda row=handover: services.handover_accept(handover=row, by=row.successor) for _twice in range(2)]
        )

        assert sorted(done) == [False, True]
        assert Mandate.objects.filter(follows=outgoing).count() == 1


def test_nobody_is_left_waiting_at_a_school_that_leaves():
    for _round in range(ROUNDS):
        school, person = PartnerFactory(), UserFactory()
        edition = EditionFactory(course=CourseFactory(partner=school, published=True), open=True)
        leave = LeaveFactory(partner=school, confirmed=True)

        at_once(
            lambda row=leave: leave_apply(leave=row),
            lambda row=edition, by=person: application_submit(edition=row, by=by),
        )

        states = set(Application.objects.filter(edition=edition).values_list("state", flat=True))
        assert states <= {ApplicationState.REFUSED}
