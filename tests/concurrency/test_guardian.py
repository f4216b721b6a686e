"""Two tabs of a guardian, a guardian and a minor at the same moment: one answer counts, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts import services
from accounts.enums import GuardianAnswer
from accounts.models import GuardianRequest
from core.errors import BusinessRuleError
from core.models import AuditEvent
from tests.accounts.factories import GuardianRequestFactory

ROUNDS = 8


def at_once(*acts):
    """[done?, …]: each act on a connection of its own."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait()
            act()
        except BusinessRuleError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_in_two_tabs_leave_one_answer():
    outcomes = []
    for number in range(ROUNDS):
        asked = GuardianRequestFactory(token=f"collegamento-{number}")
        outcomes.append(
            sorted(
                at_once(
                    lambda asked=asked: services.guardian_answer(request=asked, answer=GuardianAnswer.YES),
                    lambda asked=asked: services.guardian_answer(request=asked, answer=GuardianAnswer.NO),
                )
            )
        )

    assert outcomes == [[False, True]] * ROUNDS
    verbs = ["accounts.guardian_confirmed", "accounts.guardian_refused"]
    assert AuditEvent.objects.filter(verb__in=verbs).count() == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_leave_one_current():
    for number in range(ROUNDS):
        asked = GuardianRequestFactory(token=f"collegamento-{number}")
        at_once(
            *(
                lambda asked=asked, n=n: services.guardian_ask(
                    minor=asked.minor, email=f"g{n}-{asked.pk}@example.org", by=asked.minor
                )
                for n in range(2)
            ),
            lambda asked=asked: services.guardian_answer(request=asked, answer=GuardianAnswer.YES),
        )

        mine = GuardianRequest.objects.filter(minor=asked.minor)
        assert mine.current().count() == 1
        assert mine.count() == 3
        assert mine.in_force().count() == 0
