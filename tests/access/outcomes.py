"""What a firm and a person are asked after a placement; the firm's question is the one that the table asks."""

import datetime

from django.utils import timezone

from recruitment.outcome_enums import OutcomeDay, OutcomeSide
from tests.access.world import Side
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import OutcomeFactory, learnt


def outcomes(side: Side) -> None:
    somebody = UserFactory(last_name=side.word("placed"))
    facts = {"host": side.firm, "sender": side.school, "activity": side.word("placed")}
    placement = learnt(person=somebody, **facts)
    asked = OutcomeFactory(placement=placement, side=OutcomeSide.FIRM)
    over = OutcomeFactory(
        placement=placement, side=OutcomeSide.FIRM, day=OutcomeDay.QUARTER,
        due_on=timezone.localdate() - datetime.timedelta(days=40),
    )  # fmt: skip
    OutcomeFactory(placement=learnt(person=side.users["person"], **facts))
    side.offers("recruitment:outcome_detail", own=asked.pk, ended=over.pk, data={"answer": "WITH_US"})
