"""Refusals that no page can reach, because the page does not offer the button."""

import pytest

from core.errors import BusinessRuleError
from core.services import render_notification
from recruitment.models import SkillNeed, SkillNeedSkill
from recruitment.services import demand
from recruitment.services import profile as profiles
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import SkillNeedFactory, SkillNeedSkillFactory
from tests.skills.factories import SkillClaimFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("service", [profiles.claim_save, profiles.claim_delete])
def test_claim_with_a_proof_is_not_changed_by_the_person(service):
    claim = SkillClaimFactory(evidence=Evidence.CERTIFIED)

    with pytest.raises(BusinessRuleError, match="ha una prova"):
        service(claim=claim, by=claim.person)

    assert SkillClaim.objects.get().level == claim.level


def test_need_edited_while_it_is_published_stays_published():
    need = SkillNeedSkillFactory().need
    being_edited = SkillNeed.objects.get(pk=need.pk)
    editor = UserFactory()
    demand.need_publish(need=need, by=editor)

    skills = [SkillNeedSkill(skill=need.asked.get().skill)]
    demand.need_save(need=being_edited, skills=skills, by=editor)

    need.refresh_from_db()
    assert need.state == "PUBLISHED"
    assert need.published_at is not None


def test_need_once_published_keeps_a_skill():
    need = SkillNeedSkillFactory(need__published=True).need

    with pytest.raises(BusinessRuleError, match="almeno una competenza"):
        demand.need_save(need=need, skills=[], by=UserFactory())

    assert need.asked.count() == 1


def test_need_save_writes_nothing_when_a_rule_of_the_database_is_broken():
    need = SkillNeedFactory.build(partner=SkillNeedFactory().partner, occupation=SkillNeedFactory().occupation)
    need.head_count = 0
    before = SkillNeed.objects.count()

    with pytest.raises(Exception, match="Indica da 1 a 500 persone"):
        demand.need_save(need=need, skills=[], by=UserFactory())

    assert SkillNeed.objects.count() == before


@pytest.mark.parametrize(
    "kind", ["interest_asked", "interest_accepted", "interest_declined", "interest_closed", "opening_closed"]
)
def test_notices_hold_titles_as_they_are(kind):
    data = {"opening": "Saldatura & <taglio>", "firm": "Ferri & figli", "message": ""}

    subject = render_notification(kind=kind, part="subject", data=data)
    body = render_notification(kind=kind, part="body", data=data)

    assert "Saldatura & <taglio>" in subject + body
    assert "&amp;" not in subject + body
    assert "\n" not in subject
