"""The ranking ("graduatoria") of an edition: criteria published before, points given, places made definitive.

Where a school admits by arrival there is none of this, and who asked first comes first.
"""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from core.privacy import Delete, Keep, Retention
from training.models.application import Application
from training.models.application_parts import KEPT
from training.models.edition import Edition

MAX_POINTS, MAX_WEIGHT = 100, 10
# What nobody may be judged by, as whole words; a school that means something else says it in other words.
PROTECTED = (
    r"\y(sesso|sessual\w*|di genere|età|data di nascita|luogo di nascita|anno di nascita|nat[oaie] a|nat[oaie] in"
    r"|cittadinanza|nazionalità|provenienza|etni\w*|razza|razzial\w*|pelle|religio\w*|confession\w*|disabil\w*"
    r"|handicap|invalid\w*|stato di salute|condizioni di salute|malatti\w*|gravidanza|maternità|paternità"
    r"|stato civile|figli[oae]?|foto|aspetto fisico|bella presenza|opinioni? politic\w*|idee politiche|sindacat\w*"
    r"|donn[ae]|uomini|maschi\w*|femmin\w*|stranier[oaie]|sex|gender|age|birth|nationality|citizenship|ethnic\w*"
    r"|race|religion|disability|pregnan\w*|marital)\y"
)
# Criteria stand still once somebody has applied by them, whatever hand writes.
SETTLED = pgtrigger.Trigger(
    name="settled",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("edition", "bigint")],
    func="""
        IF TG_OP = 'DELETE' THEN edition := OLD.edition_id; ELSE edition := NEW.edition_id; END IF;
        IF EXISTS (SELECT 1 FROM training_application a
                   WHERE a.edition_id = edition AND a.submitted_at IS NOT NULL) THEN
            RAISE EXCEPTION 'training_rankingcriterion_settled: somebody has applied by these criteria'
                USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)
WITHIN_CRITERION = pgtrigger.Trigger(
    name="within_criterion",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM training_rankingcriterion c JOIN training_application a ON a.edition_id = c.edition_id
            WHERE c.id = NEW.criterion_id AND a.id = NEW.application_id AND NEW.points <= c.max_points
        ) THEN
            RAISE EXCEPTION 'training_rankingpoints_within_criterion: of another edition, or more than the maximum'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
FROZEN = pgtrigger.Trigger(
    name="frozen",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="RAISE EXCEPTION 'A published ranking never changes' USING ERRCODE = 'restrict_violation';",
)


class RankingCriterion(TimestampedModel):
    """What a school gives points for. Never who somebody is: the database refuses protected attributes by name."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("edizione"))
    name = models.CharField(_("criterio"), max_length=120)
    note = models.CharField(_("come si danno i punti"), max_length=300)
    max_points = models.PositiveSmallIntegerField(
        _("punti al massimo"), validators=[MinValueValidator(1), MaxValueValidator(MAX_POINTS)]
    )
    weight = models.PositiveSmallIntegerField(
        _("peso"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)]
    )

    class Privacy:
        plain = {"id", "created_at", "updated_at", "edition", "name", "note", "max_points", "weight"}

    class Meta:
        verbose_name = _("criterio di una graduatoria")
        verbose_name_plural = _("criteri delle graduatorie")
        ordering = ["pk"]
        triggers = [SETTLED]
        constraints = [
            models.UniqueConstraint(
                name="training_rankingcriterion_once",
                fields=["edition", "name"],
                violation_error_message=_("Questo criterio è già nell'elenco."),
            ),
            models.CheckConstraint(
                name="training_rankingcriterion_points",
                condition=Q(max_points__range=(1, MAX_POINTS)),
                violation_error_message=_("Un criterio vale da 1 a 100 punti."),
            ),
            models.CheckConstraint(
                name="training_rankingcriterion_weight",
                condition=Q(weight__range=(1, MAX_WEIGHT)),
                violation_error_message=_("Il peso di un criterio va da 1 a 10."),
            ),
            models.CheckConstraint(
                name="training_rankingcriterion_not_protected",
                condition=~Q(name__iregex=PROTECTED) & ~Q(note__iregex=PROTECTED),
                violation_error_message=_(
                    "Un criterio guarda a quello che una persona sa fare, non a chi è: niente sesso, età, "
                    "provenienza, salute, famiglia, religione o opinioni."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def most(self) -> int:
        """What it counts at most in the total."""
        return self.max_points * self.weight


class RankingPoints(TimestampedModel):
    """The points that the school's people gave to an application by one criterion, and why."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="points", verbose_name=_("domanda di iscrizione")
    )
    criterion = models.ForeignKey(
        RankingCriterion, on_delete=models.PROTECT, related_name="given", verbose_name=_("criterio")
    )
    points = models.PositiveSmallIntegerField(_("punti"))
    note = models.CharField(_("perché"), max_length=300, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("dati da")
    )

    class Privacy:
        personal = {"application", "note", "given_by"}
        plain = {"id", "created_at", "updated_at", "criterion", "points"}
        subject = ("application__person",)
        purpose = _("mettere in ordine le domande di un'edizione con una graduatoria")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("punti di una domanda")
        verbose_name_plural = _("punti delle domande")
        ordering = ["criterion_id", "pk"]
        triggers = [WITHIN_CRITERION]
        constraints = [
            models.UniqueConstraint(
                name="training_rankingpoints_once",
                fields=["application", "criterion"],
                violation_error_message=_("I punti di questo criterio ci sono già."),
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"


class Ranking(models.Model):
    """A ranking made definitive on a day. Frozen: a correction is a new one, which says why."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rankings", verbose_name=_("edizione"))
    number = models.PositiveSmallIntegerField(_("versione"))
    published_at = models.DateTimeField(_("pubblicata il"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("pubblicata da")
    )
    reason = models.CharField(_("perché è cambiata"), max_length=300, blank=True)

    class Privacy:
        personal = {"published_by"}
        plain = {"id", "edition", "number", "published_at", "reason"}

    class Meta:
        verbose_name = _("graduatoria")
        verbose_name_plural = _("graduatorie")
        ordering = ["edition_id", "-number"]
        triggers = [FROZEN]
        constraints = [
            models.UniqueConstraint(
                name="training_ranking_number_once",
                fields=["edition", "number"],
                violation_error_message=_("Questa versione della graduatoria c'è già."),
            ),
            models.CheckConstraint(
                name="training_ranking_changed_iff_reason",
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
                violation_error_message=_("Una graduatoria pubblicata cambia solo con un motivo."),
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.number}"


class RankingPlace(models.Model):
    """Where one application stands in a definitive ranking, with how many points."""

    ranking = models.ForeignKey(
        Ranking, on_delete=models.CASCADE, related_name="places", verbose_name=_("graduatoria")
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="places", verbose_name=_("domanda di iscrizione")
    )
    position = models.PositiveIntegerField(_("posizione"))
    total = models.PositiveIntegerField(_("punti in tutto"))

    class Privacy:
        personal = {"application"}
        plain = {"id", "ranking", "position", "total"}
        subject = ("application__person",)
        purpose = _("dire chi viene prima quando i posti sono meno delle domande")
        erasure = Keep(_("dice posizione e punti, con il solo numero di una domanda che resta senza nome"))
        retention = Retention(
            _("dieci anni, quanto si può contestare una graduatoria"),
            months=120,
            after="ranking__published_at",
            then=Delete(),
        )

    class Meta:
        verbose_name = _("posizione in graduatoria")
        verbose_name_plural = _("posizioni in graduatoria")
        ordering = ["ranking_id", "position"]
        triggers = [FROZEN]
        constraints = [
            models.UniqueConstraint(
                name="training_rankingplace_one_application",
                fields=["ranking", "application"],
                violation_error_message=_("Questa domanda è già in graduatoria."),
            ),
            models.UniqueConstraint(
                name="training_rankingplace_one_position",
                fields=["ranking", "position"],
                violation_error_message=_("Questa posizione è di un'altra domanda."),
            ),
            models.CheckConstraint(
                name="training_rankingplace_from_one",
                condition=Q(position__gte=1),
                violation_error_message=_("Le posizioni si contano da 1."),
            ),
        ]

    def __str__(self):
        return f"{self.ranking} · {self.position}"


def in_order(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Who comes first first: by the last definitive ranking where there is one, then by arrival. Adds `rank`."""
    places = RankingPlace.objects.filter(application=OuterRef("pk")).order_by("-ranking__number")
    rank = Subquery(places.values("position")[:1])
    return applications.annotate(rank=rank).order_by(F("rank").asc(nulls_last=True), "submitted_at", "pk")
