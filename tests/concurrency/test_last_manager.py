"""Two managers remove each other at the same moment: one stays, whoever writes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from core.errors import BusinessRuleError
from partners import services
from partners.models import Membership
from tests.partners.factories import MembershipFactory, PartnerFactory

ROUNDS = 10


def both_at_once(remove, pair):
    """[done?, done?]: each of the two removes the other, on a connection of its own."""
    together = Barrier(2)

    def run(by, other):
        try:
            together.wait()
            remove(by, other)
        except (BusinessRuleError, IntegrityError):
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, pair, reversed(pair)))


def by_the_service(by, other):
    services.member_end(membership=other, by=by.user, reason="prova")


def past_the_service(_by, other):
    Membership.objects.filter(pk=other.pk).update(ended_at=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("remove", [by_the_service, past_the_service])
def test_one_of_two_managers_stays(remove):
    outcomes, left = [], []
    for _round in range(ROUNDS):
        partner = PartnerFactory()
        pair = MembershipFactory.create_batch(2, partner=partner)
        outcomes.append(sorted(both_at_once(remove, pair)))
        left.append(Membership.objects.managing(partner).count())

    assert outcomes == [[False, True]] * ROUNDS
    assert left == [1] * ROUNDS
