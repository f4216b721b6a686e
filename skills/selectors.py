"""Reads of the shared vocabulary."""

from collections.abc import Iterable
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.templatetags.polo import local
from skills.models import Concept

OTHER_SKILLS = _("Altre competenze")

Option = tuple[str, str]


class ConceptList:
    """Concepts to choose from, read once and shared by all the fields and forms that it is handed to."""

    def __init__(self, queryset: QuerySet[Concept]) -> None:
        self._queryset = queryset

    @cached_property
    def by_key(self) -> dict[str, Concept]:
        return {str(concept.pk): concept for concept in self._queryset.select_related("group").order_by("pk")}

    @cached_property
    def grouped(self) -> list[tuple[str | Promise, list[Option]]]:
        """(group, [(key, label), ...]) in the order of the labels of the active language; ungrouped ones last."""
        groups: dict[str | Promise, list[Option]] = {}
        for key, concept in self.by_key.items():
            group = local(concept.group, "label") if concept.group else OTHER_SKILLS
            groups.setdefault(group, []).append((key, local(concept, "label")))
        ordered = sorted(groups, key=lambda group: (group is OTHER_SKILLS, str(group).casefold()))
        return [(group, self._by_label(groups[group])) for group in ordered]

    @cached_property
    def flat(self) -> list[Option]:
        return self._by_label((key, local(concept, "label")) for key, concept in self.by_key.items())

    @staticmethod
    def _by_label(options: Iterable[Option]) -> list[Option]:
        return sorted(options, key=lambda option: option[1].casefold())


class Vocabulary:
    """What the forms of one page choose from: at most one query for skills and one for occupations."""

    @cached_property
    def skills(self) -> ConceptList:
        return ConceptList(Concept.objects.skills().in_use())

    @cached_property
    def occupations(self) -> ConceptList:
        return ConceptList(Concept.objects.occupations().in_use())
