from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.templatetags.polo import local
from partners.models import Filiera
from skills.enums import (
    CODED_KINDS,
    SKILL_KINDS,
    ConceptKind,
    ConceptStatus,
    Importance,
    MappingRelation,
    RelationKind,
)


class ConceptScheme(models.Model):
    """A vocabulary: ESCO, the Polo's own words, CP2021, ATECO, ISCED-F; with version and licence."""

    code = models.SlugField(_("codice"), max_length=20, unique=True)
    title = models.CharField(_("titolo"), max_length=200)
    version = models.CharField(_("versione"), max_length=20, blank=True)
    licence = models.CharField(_("licenza"), max_length=200, blank=True)
    uri = models.URLField(_("indirizzo"), blank=True)
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)

    class Privacy:
        plain = {"id", "code", "title", "version", "licence", "uri", "valid_from", "valid_to"}

    class Meta:
        verbose_name = _("vocabolario")
        verbose_name_plural = _("vocabolari")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="skills_conceptscheme_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("La fine non può venire prima dell'inizio."),
            )
        ]

    def __str__(self):
        return self.title


NOTATION = RegexValidator(r"^[-a-zA-Z0-9_.]+\Z", _("Usa lettere, cifre, trattini e punti."))


class ConceptQuerySet(models.QuerySet):
    def occupations(self):
        return self.filter(kind=ConceptKind.OCCUPATION)

    def skills(self):
        """Skills and knowledge: what a course teaches, a person claims and a firm asks for."""
        return self.filter(kind__in=SKILL_KINDS)

    def in_use(self):
        return self.filter(status=ConceptStatus.RELEASED)


class Concept(TimestampedModel):
    """One term of the shared language of demand and supply. `notation` is the Polo's stable key for it.

    `official` names the languages whose words come from an official release: the Polo's own files leave those alone.
    """

    scheme = models.ForeignKey(
        ConceptScheme, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("vocabolario")
    )
    kind = models.CharField(_("tipo"), max_length=20, choices=ConceptKind)
    notation = models.CharField(_("codice"), max_length=120, db_index=True, validators=[NOTATION])
    uri = models.URLField("URI", blank=True)
    esco_code = models.CharField(_("codice ESCO"), max_length=20, blank=True)
    isco = models.CharField("ISCO-08", max_length=4, blank=True)
    cp2021 = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="CP2021")
    label_it = models.CharField(_("nome"), max_length=200)
    label_en = models.CharField(_("nome in inglese"), max_length=200)
    alt_it = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("altri nomi"))
    alt_en = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("altri nomi in inglese")
    )
    description_it = models.TextField(_("descrizione"), blank=True)
    description_en = models.TextField(_("descrizione in inglese"), blank=True)
    official = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("lingue con il nome ufficiale")
    )
    group = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="grouped", verbose_name=_("gruppo")
    )
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower",
        verbose_name=_("concetto più ampio"),
    )  # fmt: skip
    filiere = models.ManyToManyField(Filiera, related_name="concepts", blank=True, verbose_name=_("filiere"))
    is_transversal = models.BooleanField(_("trasversale"), default=False)
    status = models.CharField(_("stato"), max_length=10, choices=ConceptStatus, default=ConceptStatus.RELEASED)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces",
        verbose_name=_("sostituito da"),
    )  # fmt: skip
    source = models.CharField(_("fonte"), max_length=200, blank=True)

    objects = ConceptQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "scheme", "kind", "notation", "uri", "esco_code", "isco", "cp2021",
            "label_it", "label_en", "alt_it", "alt_en", "description_it", "description_en", "official", "group",
            "broader", "filiere", "is_transversal", "status", "replaced_by", "source",
        }  # fmt: skip

    class Meta:
        verbose_name = _("concetto")
        verbose_name_plural = _("concetti")
        ordering = ["label_it", "pk"]
        constraints = [
            known_choice("kind", ConceptKind),
            known_choice("status", ConceptStatus),
            models.UniqueConstraint(
                name="skills_concept_notation_once",
                fields=["kind", "notation"],
                violation_error_message=_("C'è già un concetto con questo codice."),
            ),
            models.UniqueConstraint(
                name="skills_concept_uri_once",
                fields=["uri"],
                condition=~Q(uri=""),
                violation_error_message=_("C'è già un concetto con questo URI."),
            ),
            models.CheckConstraint(
                name="skills_concept_not_its_own_parent",
                condition=Q(broader=None) | ~Q(broader=F("id")),
                violation_error_message=_("Un concetto non può essere più ampio di sé stesso."),
            ),
        ]
        indexes = [
            GinIndex(name="skills_concept_label_trgm", fields=["label_it"], opclasses=["gin_trgm_ops"]),
            # All that the search behind a picker asks of the thousands of terms that a short word brings up.
            models.Index(name="skills_concept_found", fields=["id"], include=["kind", "status", "source"]),
        ]

    def __str__(self):
        label = local(self, "label")
        return f"{self.notation} {label}" if self.kind in CODED_KINDS else label


class ConceptMapping(models.Model):
    """Two terms of different vocabularies that mean the same or nearly so (SKOS relations), with its source."""

    from_concept = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="mappings", verbose_name=_("concetto")
    )
    to_concept = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="mapped_from", verbose_name=_("corrisponde a")
    )
    relation = models.CharField(_("relazione"), max_length=10, choices=MappingRelation)
    source = models.CharField(_("fonte"), max_length=200)

    class Privacy:
        plain = {"id", "from_concept", "to_concept", "relation", "source"}

    class Meta:
        verbose_name = _("corrispondenza")
        verbose_name_plural = _("corrispondenze")
        ordering = ["pk"]
        constraints = [
            known_choice("relation", MappingRelation),
            models.UniqueConstraint(
                name="skills_conceptmapping_once",
                fields=["from_concept", "to_concept"],
                violation_error_message=_("Questa corrispondenza c'è già."),
            ),
            models.CheckConstraint(
                name="skills_conceptmapping_two_terms",
                condition=~Q(from_concept=F("to_concept")),
                violation_error_message=_("Una corrispondenza unisce due voci diverse."),
            ),
        ]

    def __str__(self):
        return f"{self.from_concept} → {self.to_concept}"


class OccupationSkill(models.Model):
    """An occupation asks for a skill, as essential or as optional."""

    occupation = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="asks_for", verbose_name=_("professione")
    )
    skill = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="asked_by", verbose_name=_("competenza"))
    importance = models.CharField(_("importanza"), max_length=10, choices=Importance)
    source = models.CharField(_("fonte"), max_length=100, blank=True)

    class Privacy:
        plain = {"id", "occupation", "skill", "importance", "source"}

    class Meta:
        verbose_name = _("competenza della professione")
        verbose_name_plural = _("competenze della professione")
        ordering = ["importance", "skill__label_it", "pk"]
        constraints = [
            known_choice("importance", Importance),
            models.UniqueConstraint(
                name="skills_occupationskill_once",
                fields=["occupation", "skill"],
                violation_error_message=_("La professione ha già questa competenza."),
            ),
        ]

    def __str__(self):
        return f"{self.occupation}: {self.skill}"


class SkillRelation(models.Model):
    """Two skills that stand near each other in ESCO or in the Polo's vocabulary."""

    skill = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="relations", verbose_name=_("competenza")
    )
    related = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="related_from", verbose_name=_("competenza vicina")
    )
    relation = models.CharField(_("relazione"), max_length=10, choices=RelationKind)
    source = models.CharField(_("fonte"), max_length=100, blank=True)

    class Privacy:
        plain = {"id", "skill", "related", "relation", "source"}

    class Meta:
        verbose_name = _("relazione fra competenze")
        verbose_name_plural = _("relazioni fra competenze")
        ordering = ["pk"]
        constraints = [
            known_choice("relation", RelationKind),
            models.UniqueConstraint(
                name="skills_skillrelation_once",
                fields=["skill", "related", "relation"],
                violation_error_message=_("Questa relazione c'è già."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} → {self.related}"


class SkillCredit(models.Model):
    """How much of an asked skill somebody covers who holds a neighbouring one, in percent (the skill itself: 100).

    Derived from hierarchy and relations by `skills.services.credits_rebuild`; never edited by hand.
    """

    skill = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="+", verbose_name=_("competenza chiesta")
    )
    held = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="+", verbose_name=_("competenza posseduta")
    )
    percent = models.PositiveSmallIntegerField(_("percentuale"))

    class Privacy:
        plain = {"id", "skill", "held", "percent"}

    class Meta:
        verbose_name = _("credito fra competenze")
        verbose_name_plural = _("crediti fra competenze")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="skills_skillcredit_once",
                fields=["skill", "held"],
                include=["percent"],
                violation_error_message=_("Questo credito c'è già."),
            ),
            models.CheckConstraint(
                name="skills_skillcredit_percent",
                condition=Q(percent__gte=1, percent__lte=100),
                violation_error_message=_("La percentuale va da 1 a 100."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} ← {self.held}: {self.percent}%"
