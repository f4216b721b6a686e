"""Who asks to come in and who has left the Polo: nothing of theirs is public, nothing opens to their people."""

import pytest
from django.urls import reverse

from partners.composition import composition_ok
from partners.enums import Role, Standing
from partners.models import Partner
from recruitment.enums import Confidentiality
from recruitment.models import Interest, Match, Opening, SkillNeed
from tests.orientation.factories import SlotFactory
from tests.partners.factories import MembershipFactory, PartnerFactory
from tests.recruitment.factories import InterestFactory, MatchFactory, OpeningFactory, SkillNeedFactory
from tests.training.factories import CourseFactory, EditionFactory
from training.models import Course, Edition

pytestmark = pytest.mark.django_db
STANDINGS = pytest.mark.parametrize(
    ("standing", "there"),
    [
        (Standing.MEMBER, True),
        (Standing.SUPPORTER, True),
        (Standing.DEMO, True),
        (Standing.APPLICANT, False),
        (Standing.FORMER, False),
    ],
)


@STANDINGS
def test_what_a_partner_published_is_read_while_it_is_in_the_polo(client, standing, there):
    school, firm = PartnerFactory(), PartnerFactory(firm=True)
    course = CourseFactory(partner=school, published=True)
    edition = EditionFactory(course=course, open=True)
    opening = OpeningFactory(partner=firm, published=True)
    need = SkillNeedFactory(partner=firm, published=True, confidentiality=Confidentiality.PUBLIC)
    slot = SlotFactory(partner=school)
    interest = InterestFactory(opening=opening)
    match = MatchFactory(opening=opening, profile=interest.profile)
    Partner.objects.update(standing=standing)

    anybody = MembershipFactory(partner__standing=Standing.MEMBER).user
    assert Course.objects.published().filter(pk=course.pk).exists() is there
    assert Course.objects.visible_to(anybody).filter(pk=course.pk).exists() is there
    assert Edition.objects.published().filter(pk=edition.pk).exists() is there
    assert Opening.objects.public().filter(pk=opening.pk).exists() is there
    assert Opening.objects.visible_to(anybody).filter(pk=opening.pk).exists() is there
    assert SkillNeed.objects.public().filter(pk=need.pk).exists() is there
    assert SkillNeed.objects.visible_to(anybody).filter(pk=need.pk).exists() is there
    assert type(slot).objects.future().filter(pk=slot.pk).exists() is there
    assert Interest.objects.pending().filter(pk=interest.pk).exists() is there
    assert Match.objects.live().filter(pk=match.pk).exists() is there
    answers = [
        client.get(reverse("training:course_detail", args=[course.slug])),
        client.get(reverse("recruitment:opening_detail", args=[opening.pk])),
        client.get(reverse("partners:partner_detail", args=[school.slug])),
    ]
    # An opening that was public says that it is over, and nothing of what it said.
    assert [answer.status_code for answer in answers] == ([200] * 3 if there else [404, 410, 404])
    assert (opening.title in answers[1].content.decode()) is there
    assert (course.title in client.get(reverse("training:course_list")).content.decode()) is there


@STANDINGS
def test_names_shown_after_a_yes_vanish_when_the_firm_is_gone(standing, there):
    interest = InterestFactory(yes=True)
    Partner.objects.update(standing=standing)

    assert Interest.objects.disclosing().filter(pk=interest.pk).exists() is there


@STANDINGS
def test_people_read_what_is_for_partners_while_theirs_is_one(client, standing, there):
    need = SkillNeedFactory(partner__firm=True, published=True, confidentiality=Confidentiality.PARTNERS)
    person = MembershipFactory(role=Role.MANAGER, partner__firm=True, partner__standing=standing).user
    client.force_login(person)

    page = client.get(reverse("recruitment:public_need_list")).content.decode()

    assert (need.title in page) is there
    assert client.get(reverse("partners:member_list")).status_code == (200 if there else 404)


def test_only_members_count_for_the_law():
    for standing in set(Standing) - {Standing.MEMBER}:
        PartnerFactory(its=True, standing=standing)

    assert [line.counted for line in composition_ok().requirements] == [(), (), (), ()]
