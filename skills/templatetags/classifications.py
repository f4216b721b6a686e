from django import template

from partners.models import Partner
from skills.enums import ConceptKind
from skills.models import Concept
from skills.selectors import in_words

KINDS = {"ATECO 2007": ConceptKind.ATECO_2007, "ATECO 2025": ConceptKind.ATECO_2025}

register = template.Library()


@register.simple_tag
def activities_of(partner: Partner) -> list[Concept]:
    """The economic activities of a partner, each with its official words."""
    return in_words(KINDS[partner.ateco_classification], partner.ateco) if partner.ateco else []
