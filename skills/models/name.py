from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from skills.models.concept import Concept


class ConceptName(models.Model):
    """One way to call a concept: its labels and synonyms of both languages, to be found by what people type.

    Derived by a trigger from the concept's own columns (migration 0005), whoever writes them; never edited. `folded`
    is the name without capitals and accents, `search` its words stemmed in Italian and in English.
    """

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="names", verbose_name=_("concetto"))
    name = models.CharField(_("nome"), max_length=200)
    folded = models.CharField(max_length=400)
    is_label = models.BooleanField(_("nome principale"))
    search = models.GeneratedField(
        expression=SearchVector("name", config="polo_it") + SearchVector("name", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Privacy:
        plain = {"id", "concept", "name", "folded", "is_label", "search"}

    class Meta:
        verbose_name = _("nome di un concetto")
        verbose_name_plural = _("nomi dei concetti")
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="skills_conceptname_once",
                fields=["concept", "name"],
                violation_error_message=_("Questo nome c'è già."),
            )
        ]
        indexes = [
            GinIndex(name="skills_conceptname_words", fields=["search"]),
            GinIndex(name="skills_conceptname_labels", fields=["search"], condition=models.Q(is_label=True)),
            GinIndex(name="skills_conceptname_letters", fields=["folded"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self):
        return self.name
