"""The vocabulary in the admin: credits follow, claims are read only."""

import pytest
from django.urls import reverse

from skills.models import SkillCredit, SkillRelation
from tests.skills.factories import ConceptFactory, SkillClaimFactory

pytestmark = pytest.mark.django_db


def test_a_relation_saved_in_the_admin_gives_credits(admin_client):
    one, other = ConceptFactory(), ConceptFactory()

    response = admin_client.post(
        reverse("admin:skills_skillrelation_add"),
        {"skill": one.pk, "related": other.pk, "relation": "related", "source": ""},
    )

    assert response.status_code == 302
    assert SkillCredit.objects.get(skill=one, held=other).percent == 40


def test_a_relation_deleted_in_the_admin_takes_them_back(admin_client):
    one, other = ConceptFactory(), ConceptFactory()
    first = SkillRelation.objects.create(skill=one, related=other, relation="related")
    SkillRelation.objects.create(skill=other, related=one, relation="related")

    admin_client.post(reverse("admin:skills_skillrelation_delete", args=[first.pk]), {"post": "yes"})
    assert SkillCredit.objects.filter(skill=one, held=other).exists()

    last = SkillRelation.objects.get()
    admin_client.post(reverse("admin:skills_skillrelation_delete", args=[last.pk]), {"post": "yes"})
    assert not SkillRelation.objects.exists()
    assert not SkillCredit.objects.filter(skill=one, held=other).exists()


def test_claims_are_read_only(admin_client):
    claim = SkillClaimFactory()

    assert admin_client.get(reverse("admin:skills_skillclaim_changelist")).status_code == 200
    assert admin_client.get(reverse("admin:skills_skillclaim_add")).status_code == 403
    page = admin_client.get(reverse("admin:skills_skillclaim_change", args=[claim.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content


@pytest.mark.parametrize("model", ["concept", "skillrelation", "occupationskill", "conceptmapping", "conceptscheme"])
def test_lists_open(admin_client, model):
    ConceptFactory()

    assert admin_client.get(reverse(f"admin:skills_{model}_changelist") + "?q=x").status_code == 200


def test_concepts_are_superseded_not_deleted(admin_client):
    concept = ConceptFactory()

    assert admin_client.post(reverse("admin:skills_concept_delete", args=[concept.pk])).status_code == 403
