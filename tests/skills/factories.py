import factory

from skills.enums import ConceptKind, Level
from skills.models import Concept, ConceptScheme, SkillClaim
from tests.accounts.factories import UserFactory


class ConceptSchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConceptScheme
        django_get_or_create = ("code",)

    code = "polo"
    title = "Vocabolario del Polo"


class ConceptFactory(factory.django.DjangoModelFactory):
    """A skill unless a trait says otherwise."""

    class Meta:
        model = Concept
        skip_postgeneration_save = True

    class Params:
        occupation = factory.Trait(
            kind=ConceptKind.OCCUPATION, label_it=factory.LazyAttribute(lambda o: f"Professione {o.notation}")
        )
        group_of_skills = factory.Trait(kind=ConceptKind.GROUP)

    scheme = factory.SubFactory(ConceptSchemeFactory)
    kind = ConceptKind.SKILL
    notation = factory.Sequence(lambda n: f"concetto-{n}")
    label_it = factory.LazyAttribute(lambda o: f"Competenza {o.notation}")
    label_en = factory.LazyAttribute(lambda o: f"Skill {o.notation}")


class SkillClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SkillClaim

    person = factory.SubFactory(UserFactory)
    skill = factory.SubFactory(ConceptFactory)
    level = Level.INDEPENDENT
