"""What tutors saw at the end becomes a claim once both have confirmed it; a correction undoes it."""

import threading

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import BusinessRuleError
from core.models import Notification
from partners.enums import Role
from recruitment.enums import Party
from recruitment.models import CandidateProfile, Placement, PlacementAssessment
from recruitment.selectors.passport import passport_of
from recruitment.services import assessment as services
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    PlacementAssessmentFactory,
    PlacementSkillFactory,
    ended,
    in_force,
)
from tests.skills.factories import SkillClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tutor(signed_in):
    def build(partner):
        user = UserFactory()
        MembershipFactory(user=user, partner=partner, role=Role.TEACHER)
        user.browser = signed_in(user)
        return user

    return build


@pytest.fixture
def done(person, tutor):
    """Ended, with both tutors, a plan of two skills, and a person who is matched."""
    CandidateProfileFactory(person=person)
    host, sender = PartnerFactory(firm=True), PartnerFactory()
    placement = ended(person=person, host=host, sender=sender, company_tutor=tutor(host), school_tutor=tutor(sender))
    placement.skills = [PlacementSkillFactory(placement=placement).skill for _n in range(2)]
    return placement


def url(placement, name="detail"):
    return reverse(f"recruitment:assessment_{name}", args=[placement.pk])


def levels(placement, *seen, version=0):
    given = {f"level_{skill.pk}": level for skill, level in zip(placement.skills, seen, strict=True)}
    return {"version": version, **given}


def write(placement, *seen, side=Party.HOST, version=0):
    by = placement.company_tutor if side == Party.HOST else placement.school_tutor
    given = {skill.pk: level for skill, level in zip(placement.skills, seen, strict=True)}
    return services.assessment_write(placement=placement, levels=given, version=version, side=side, by=by)


def observed(person):
    claims = SkillClaim.objects.filter(person=person, evidence=Evidence.OBSERVED)
    return dict(claims.values_list("skill_id", "level"))


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_both_tutors_make_it_a_claim(done, person, signed_in):
    first = done.skills[0]
    form = done.company_tutor.browser.get(url(done)).content.decode()
    assert [f'name="level_{skill.pk}"' in form for skill in done.skills] == [True, True]
    done.company_tutor.browser.post(url(done), levels(done, 3, ""))
    assert observed(person) == {}
    assert told("assessment_to_confirm") == {done.school_tutor.pk}
    assert "Ancora nessuna" in signed_in(person).get(url(done)).content.decode()

    done.school_tutor.browser.post(url(done), levels(done, 3, "", version=1))

    assert observed(person) == {first.pk: 3}
    assert told("assessment_ready") == {person.pk}
    claim = SkillClaim.objects.get(skill=first)
    assert (claim.source_type, claim.source_id) == ("recruitment.placementassessment", done.assessment.pk)
    assert done.host.name in passport_of(person).groups[0].skills[0].source
    assert CandidateProfile.objects.get(person=person).is_rematch_due


def test_written_again_nothing_changes(done, person):
    write(done, 3, 2)
    write(done, 3, 2, side=Party.SENDER, version=1)
    before = list(SkillClaim.objects.order_by("pk").values())

    write(done, 3, 2, version=1)

    assert list(SkillClaim.objects.order_by("pk").values()) == before
    assert PlacementAssessment.objects.get().version == 1


def test_a_correction_undoes(done, person):
    first = done.skills[0]
    write(done, 3, 2)
    write(done, 3, 2, side=Party.SENDER, version=1)

    write(done, 1, None, version=1)
    assert observed(person) == {}
    write(done, 1, None, side=Party.SENDER, version=2)
    assert observed(person) == {first.pk: 1}


def test_the_highest_of_several_counts_and_comes_back(done, person):
    first, second = done.skills
    write(done, 2, 2)
    write(done, 2, 2, side=Party.SENDER, version=1)
    other = ended(person=person)
    other.skills = [first]
    PlacementSkillFactory(placement=other, skill=first)
    write(other, 4)
    write(other, 4, side=Party.SENDER, version=1)
    assert observed(person) == {first.pk: 4, second.pk: 2}

    write(other, None, version=1)

    assert observed(person) == {first.pk: 2, second.pk: 2}


def test_what_was_seen_elsewhere_stays(done, person):
    first = done.skills[0]
    SkillClaimFactory(person=person, skill=first, evidence=Evidence.OBSERVED, level=4)
    write(done, 1, 1)
    write(done, 1, 1, side=Party.SENDER, version=1)
    write(done, None, None, version=1)

    assert observed(person) == {first.pk: 4}


def test_who_is_slower_is_told(done):
    write(done, 3, 2)

    page = done.school_tutor.browser.post(url(done), levels(done, 1, 1, version=0), follow=True)

    assert "Intanto" in page.content.decode()
    assert list(done.assessment.lines.values_list("level", flat=True)) == [3, 2]


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"version": "-1"}, {"version": ""}, {"level": "9"}, {"level": "a"}]
)
def test_bad_input_comes_back(done, wrong):
    data = levels(done, 1, 1) | wrong
    if "level" in wrong:
        data[f"level_{done.skills[0].pk}"] = wrong["level"]

    assert done.company_tutor.browser.post(url(done), data).status_code == 200
    assert not PlacementAssessment.objects.exists()


def test_not_before_the_end_and_not_by_others(done, person, tutor, rival, signed_in):
    running = in_force(person=UserFactory(), host=done.host, company_tutor=done.company_tutor)
    assert done.company_tutor.browser.get(url(running)).status_code == 404
    with pytest.raises(BusinessRuleError):
        services.assessment_write(placement=running, levels={}, version=0, side=Party.HOST, by=done.company_tutor)
    colleague = tutor(done.host)
    for browser in (colleague.browser, rival.client, signed_in(UserFactory())):
        assert browser.get(url(done)).status_code == 404
        assert browser.post(url(done), levels(done, 4, 4)).status_code == 404
    assert signed_in(person).post(url(done), levels(done, 4, 4)).status_code == 404


def test_the_person_answers_back(done, person, signed_in):
    browser = signed_in(person)
    assert browser.post(url(done, "comment"), {"comment-text": "No"}).status_code == 404
    write(done, 1, 1)
    page = browser.post(url(done, "comment"), {"comment-text": "No"})
    assert "sta cambiando" in page.content.decode()
    assert not PlacementAssessment.objects.get().comment
    write(done, 1, 1, side=Party.SENDER, version=1)

    assert browser.post(url(done, "comment"), {"comment-text": ""}).status_code == 200
    browser.post(url(done, "comment"), {"comment-text": "So fare di più", "comment-is_contested": "on"})
    assert told("assessment_commented") == {done.company_tutor.pk, done.school_tutor.pk}
    assert browser.post(url(done, "answer"), {"answer-text": "Io"}).status_code == 404
    done.school_tutor.browser.post(url(done, "answer"), {"answer-text": "Ne parliamo"})

    page = browser.get(url(done)).content.decode()
    assert "Ne parliamo" in page
    assert told("assessment_answered") == {person.pk}
    again = done.company_tutor.browser.post(url(done, "answer"), {"answer-text": "Anch'io"})
    assert "niente a cui rispondere" in again.content.decode()


@pytest.mark.parametrize(
    "facts",
    [
        {"company_at": timezone.now()},
        {"school_at": timezone.now()},
        {"comment": "x"},
        {"is_contested": True},
        {"answer": "x"},
    ],
)
def test_the_database_refuses(facts):
    with pytest.raises(Error), transaction.atomic():
        PlacementAssessmentFactory(**facts)


def test_the_account_that_goes_takes_it_along(done, person):
    write(done, 3, 3)
    write(done, 3, 3, side=Party.SENDER, version=1)
    Placement.objects.filter(pk=done.pk).delete()

    services.claims_refresh(person=person, skills=[skill.pk for skill in done.skills])

    assert observed(person) == {}


@pytest.mark.django_db(transaction=True)
def test_two_tutors_write_at_once(person):
    placement = ended(person=person)
    placement.skills = [PlacementSkillFactory(placement=placement).skill]
    said, gate = [], threading.Barrier(2)

    def work(side, level):
        try:
            row = Placement.objects.select_related("person", "company_tutor", "school_tutor").get(pk=placement.pk)
            row.skills = placement.skills
            gate.wait(10)
            write(row, level, side=side)
            said.append("done")
        except services.StaleAssessmentError:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=args) for args in ((Party.HOST, 1), (Party.SENDER, 4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["done", "told"]
    assessment = PlacementAssessment.objects.get()
    assert (assessment.version, assessment.is_final) == (1, False)
    assert User.objects.get(pk=person.pk).skill_claims.count() == 0
