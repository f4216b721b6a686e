from django.db import models
from django.utils.translation import gettext_lazy as _


class ConceptKind(models.TextChoices):
    OCCUPATION = "occupation", _("professione")
    SKILL = "skill", _("abilità")
    KNOWLEDGE = "knowledge", _("conoscenza")
    GROUP = "group", _("gruppo di competenze")
    ISCO_GROUP = "isco-group", _("gruppo di professioni (ISCO-08)")
    FIELD_OF_STUDY = "isced-f", _("campo di studio (ISCED-F 2013)")
    EQF_LEVEL = "eqf", _("livello EQF")
    ATECO_2007 = "ateco-2007", _("attività economica (ATECO 2007)")
    ATECO_2025 = "ateco-2025", _("attività economica (ATECO 2025)")


SKILL_KINDS = (ConceptKind.SKILL, ConceptKind.KNOWLEDGE)
# Classifications whose terms people know by their code, which stands before the name.
CODED_KINDS = (
    ConceptKind.FIELD_OF_STUDY,
    ConceptKind.EQF_LEVEL,
    ConceptKind.ATECO_2007,
    ConceptKind.ATECO_2025,
)


class ConceptStatus(models.TextChoices):
    RELEASED = "released", _("in uso")
    OBSOLETE = "obsolete", _("superato")


class Importance(models.TextChoices):
    ESSENTIAL = "essential", _("essenziale")
    OPTIONAL = "optional", _("utile")


class RelationKind(models.TextChoices):
    BROADER = "broader", _("più ampio")
    NEEDED = "needed", _("necessario")
    RELATED = "related", _("collegato")


class Level(models.IntegerChoices):
    """How well a skill is mastered: four steps that a firm, a school and a person read in the same way."""

    BASIC = 1, _("base: con una guida")
    INDEPENDENT = 2, _("autonomo: casi sempre senza aiuto")
    ADVANCED = 3, _("avanzato: anche nei casi difficili")
    EXPERT = 4, _("esperto: lo insegna ad altri")


class Evidence(models.TextChoices):
    """What stands behind a claimed skill, from the weakest to the strongest."""

    DECLARED = "declared", _("dichiarata dalla persona")
    OBSERVED = "observed", _("osservata da chi ha fatto da tutor")
    ASSESSED = "assessed", _("valutata da un ente")
    CERTIFIED = "certified", _("certificata da un partner")


class MappingRelation(models.TextChoices):
    """How near two terms of different vocabularies are (SKOS)."""

    EXACT = "exact", _("identico")
    CLOSE = "close", _("quasi identico")
    BROAD = "broad", _("più ampio")
    NARROW = "narrow", _("più ristretto")
