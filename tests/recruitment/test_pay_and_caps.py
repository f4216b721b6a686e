"""Pay in the advertisement is a setting, the number of people contacted in a month the firm's choice."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import BusinessRuleError
from recruitment.enums import Contract, DemandState
from recruitment.models import Interest, Opening
from recruitment.services import demand, interest
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import InterestFactory, MatchFactory, OpeningFactory, OpeningSkillFactory


def without_pay(**fields):
    return OpeningSkillFactory(
        opening=OpeningFactory(pay_from=None, pay_to=None, ccnl="", **fields)
    ).opening  # fmt: skip


def test_pay_is_required_unless_told_otherwise(db):
    with pytest.raises(BusinessRuleError, match="la retribuzione"):
        demand.opening_publish(opening=without_pay(), by=UserFactory())


def test_pay_is_not_required_where_the_setting_says_so(db, settings):
    settings.OPENING_PAY_REQUIRED = False

    opening = demand.opening_publish(opening=without_pay(), by=UserFactory())

    opening.refresh_from_db()
    assert (opening.state, opening.is_pay_waived) == (DemandState.PUBLISHED, True)
    settings.OPENING_PAY_REQUIRED = True
    with pytest.raises(BusinessRuleError, match="la retribuzione"):
        demand.opening_save(opening=opening, skills=list(opening.asked.all()), by=UserFactory())


def test_apprenticeship_needs_no_pay_and_no_waiver(db):
    opening = demand.opening_publish(opening=without_pay(contract=Contract.APPRENTICESHIP), by=UserFactory())

    assert opening.is_pay_waived is False


def test_database_refuses_a_published_opening_without_pay(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=without_pay().pk).update(
            state=DemandState.PUBLISHED, published_at=timezone.now()
        )  # fmt: skip


@pytest.mark.parametrize("cap", [0, 201])
def test_absurd_cap_is_refused(db, cap):
    with pytest.raises(ValidationError, match="Indica da 1 a 200 persone al mese"):
        OpeningFactory.build(monthly_cap=cap).validate_constraints()


def test_firm_contacts_no_more_people_than_it_said(db):
    opening = OpeningFactory(published=True, monthly_cap=2)
    last_month = InterestFactory(opening=opening)
    Interest.objects.filter(pk=last_month.pk).update(created_at=timezone.now() - timezone.timedelta(days=32))
    InterestFactory(opening=opening, closed=True)
    second, third = MatchFactory(opening=opening), MatchFactory(opening=opening)
    interest.interest_create(match=second, message="Ci parliamo?", by=UserFactory())

    with pytest.raises(BusinessRuleError, match="Questo mese hai già contattato"):
        interest.interest_create(match=third, message="Ci parliamo?", by=UserFactory())
