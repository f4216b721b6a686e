"""Two managers remove each other at the same moment: one stays, whatever each of them does and whoever writes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import User
from core.errors import BusinessRuleError
from partners import services
from partners.enums import Role
from partners.models import Membership
from tests.partners.factories import MembershipFactory, PartnerFactory

ROUNDS = 10


def both_at_once(removals, pair):
    """[done?, done?]: each of the two removes the other, on a connection of its own."""
    together = Barrier(2)

    def run(remove, by, other):
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
        return list(pool.map(run, removals, pair, reversed(pair)))


def ending(by, other):
    services.member_end(membership=other, by=by.user, reason="prova")


def changing_the_role(by, other):
    services.member_update(membership=other, role=Role.EDITOR, by=by.user, reason="prova")


def past_the_service(_by, other):
    Membership.objects.filter(pk=other.pk).update(ended_at=timezone.now())


def closing_the_account(_by, other):
    """As the admin, an erasure or a shell would: past every service of this app."""
    User.objects.filter(pk=other.user_id).update(is_active=False)


def deleting_the_person(_by, other):
    User.objects.filter(pk=other.user_id).delete()


WAYS = [ending, changing_the_role, past_the_service, closing_the_account, deleting_the_person]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_one_of_two_managers_stays(first, second):
    rounds = ROUNDS if first is second else 3
    outcomes, left = [], []
    for _round in range(rounds):
        partner = PartnerFactory()
        pair = MembershipFactory.create_batch(2, partner=partner)
        outcomes.append(sorted(both_at_once((first, second), pair)))
        left.append(Membership.objects.managing(partner).count())

    assert outcomes == [[False, True]] * rounds
    assert left == [1] * rounds
