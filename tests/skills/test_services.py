"""Credits between neighbouring skills."""

import pytest

from skills import services
from skills.enums import ConceptKind, RelationKind
from skills.models import SkillCredit, SkillRelation
from skills.services import credits as derivation
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db


def credit(skill, held):
    services.credits_rebuild()
    return SkillCredit.objects.filter(skill=skill, held=held).values_list("percent", flat=True).first()


def relate(skill, related, relation=RelationKind.RELATED):
    return SkillRelation.objects.create(skill=skill, related=related, relation=relation)


def test_a_skill_covers_itself():
    skill = ConceptFactory()

    assert credit(skill, skill) == 100


def test_occupations_and_groups_have_no_credit():
    ConceptFactory(kind=ConceptKind.OCCUPATION)
    ConceptFactory(kind=ConceptKind.GROUP)

    assert services.credits_rebuild() == 0


def test_knowledge_counts_as_a_skill():
    assert credit(*[ConceptFactory(kind=ConceptKind.KNOWLEDGE)] * 2) == 100


def test_narrower_covers_more_than_broader():
    asked = ConceptFactory()
    specific = ConceptFactory(broader=asked)

    assert credit(asked, specific) == 80
    assert credit(specific, asked) == 50


def test_broader_relation_counts_as_hierarchy():
    asked, specific = ConceptFactory(), ConceptFactory()
    relate(specific, asked, RelationKind.BROADER)

    assert credit(asked, specific) == 80
    assert credit(specific, asked) == 50


def test_related_skills_cover_each_other():
    one, other = ConceptFactory(), ConceptFactory()
    relate(one, other)

    assert credit(one, other) == credit(other, one) == 40


def test_the_best_rule_counts():
    asked = ConceptFactory()
    specific = ConceptFactory(broader=asked)
    relate(asked, specific)

    assert credit(asked, specific) == 80


def test_siblings_cover_each_other_while_they_are_few():
    parent = ConceptFactory()
    children = [ConceptFactory(broader=parent) for _ in range(derivation.SIBLINGS_MAX)]
    assert credit(children[0], children[1]) == 40

    ConceptFactory(broader=parent)
    assert credit(children[0], children[1]) is None


def test_a_small_group_covers_a_little():
    group = ConceptFactory(kind=ConceptKind.GROUP)
    skills = [ConceptFactory(group=group) for _ in range(derivation.GROUP_MAX)]
    assert credit(skills[0], skills[1]) == 25

    ConceptFactory(group=group)
    assert credit(skills[0], skills[1]) is None


def test_a_replaced_term_is_the_same_skill():
    new = ConceptFactory()
    old = ConceptFactory(replaced_by=new)

    assert credit(new, old) == credit(old, new) == 100


def test_strangers_have_no_credit():
    assert credit(ConceptFactory(), ConceptFactory()) is None


def test_rebuild_follows_changes_and_leaves_the_rest(django_assert_num_queries):
    parent, other = ConceptFactory(), ConceptFactory()
    child = ConceptFactory(broader=parent)
    related = relate(parent, other)
    services.credits_rebuild()
    kept = SkillCredit.objects.get(skill=parent, held=parent)

    related.delete()
    child.broader = other
    child.save()
    with django_assert_num_queries(3):
        total = services.credits_rebuild()

    assert total == SkillCredit.objects.count() == 5
    assert SkillCredit.objects.get(skill=parent, held=parent).pk == kept.pk
    assert not SkillCredit.objects.filter(skill=parent, held=child).exists()
    assert SkillCredit.objects.get(skill=other, held=child).percent == 80
