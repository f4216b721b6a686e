import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.templatetags.polo import local
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Filiera, Partner, Site
from skills.enums import Level
from skills.models import Concept
from training.enums import Audience, Language, Mode
from training.models.term import Term
from training.review import REVIEW_MONTHS


class OfferKindQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class OfferKind(models.Model):
    """A kind of training offer in Italian law (istruzione tecnica, IeFP, IFTS, ITS ...), valid for some time."""

    code = models.SlugField(_("codice"), max_length=10)
    name_it = models.CharField(_("nome"), max_length=120)
    name_en = models.CharField(_("nome in inglese"), max_length=120)
    issuer = models.CharField(_("chi lo offre"), max_length=200, blank=True)
    entry = models.CharField(_("che cosa serve per iscriversi"), max_length=200, blank=True)
    exit_title = models.CharField(_("titolo rilasciato"), max_length=200, blank=True)
    eqf = models.PositiveSmallIntegerField("EQF", null=True, blank=True)
    typical_length = models.CharField(_("durata tipica"), max_length=100, blank=True)
    hours_note = models.CharField(_("ore"), max_length=200, blank=True)
    is_vocational = models.BooleanField(_("prepara a un mestiere"), default=False)
    min_hours = models.PositiveSmallIntegerField(_("ore minime per legge"), null=True, blank=True)
    min_stage_percent = models.PositiveSmallIntegerField(
        _("stage minimo per legge, in percentuale"), null=True, blank=True
    )
    min_practitioner_percent = models.PositiveSmallIntegerField(
        _("ore tenute da chi viene dal lavoro, minimo per legge in percentuale"), null=True, blank=True
    )
    law = models.CharField(_("legge che fissa i minimi"), max_length=100, blank=True)
    fsl_hours = models.PositiveSmallIntegerField(
        _("ore di formazione scuola-lavoro chieste dalla legge"), null=True, blank=True
    )
    fsl_law = models.CharField(_("legge sulla formazione scuola-lavoro"), max_length=100, blank=True)
    review_months = models.PositiveSmallIntegerField(_("mesi fra una conferma e l'altra"), default=REVIEW_MONTHS)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=200, blank=True)
    checked_on = models.DateField(_("verificato il"), null=True, blank=True)

    objects = OfferKindQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "code", "name_it", "name_en", "issuer", "entry", "exit_title", "eqf", "typical_length", "hours_note",
            "is_vocational", "min_hours", "min_stage_percent", "min_practitioner_percent", "law", "fsl_hours",
            "fsl_law", "review_months", "valid_from", "valid_to", "source", "checked_on",
        }  # fmt: skip

    class Meta:
        verbose_name = _("tipo di percorso")
        verbose_name_plural = _("tipi di percorso")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_offerkind_code_once",
                fields=["code"],
                condition=Q(valid_to=None),
                violation_error_message=_("C'è già un tipo di percorso in vigore con questo codice."),
            ),
            models.CheckConstraint(
                name="training_offerkind_minimum_has_law",
                condition=Q(min_hours=None, min_stage_percent=None) | ~Q(law=""),
                violation_error_message=_("Un minimo di ore o di stage cita la legge che lo fissa."),
            ),
            models.CheckConstraint(
                name="training_offerkind_practitioners_have_law",
                condition=Q(min_practitioner_percent=None) | ~Q(law=""),
                violation_error_message=_("Un minimo di ore o di stage cita la legge che lo fissa."),
            ),
            models.CheckConstraint(
                name="training_offerkind_fsl_has_law",
                condition=Q(fsl_hours=None) | ~Q(fsl_law=""),
                violation_error_message=_("Un minimo di ore o di stage cita la legge che lo fissa."),
            ),
            models.CheckConstraint(
                name="training_offerkind_review_some_day",
                condition=Q(review_months__gte=1),
                violation_error_message=_("Un corso si conferma al più spesso una volta al mese."),
            ),
        ]

    def __str__(self):
        return local(self, "name")


class CourseQuerySet(models.QuerySet):
    def published(self):
        """Those that anybody finds: of a partner that is in the Polo today, and still confirmed by it."""
        return self.filter(published_at__isnull=False, hidden_at__isnull=True, partner__standing__in=ACTIVE_STANDINGS)

    def with_review(self):
        """Adds `review_on`: the day from which the school is asked whether what the course says is still true."""
        checked = Coalesce("checked_on", TruncDate("published_at"))
        moved = Func(
            checked,
            F("kind__review_months"),
            template="(%(expressions)s))::date",
            arg_joiner=" + make_interval(0, ",
            output_field=models.DateField(),
        )
        return self.annotate(review_on=moved)

    def for_teachers(self):
        return self.filter(audience=Audience.TEACHERS)

    def visible_to(self, user):
        """Published courses for everybody (hidden ones by their address), drafts for those who may edit them."""
        return self.filter(
            Q(published_at__isnull=False, partner__standing__in=ACTIVE_STANDINGS)
            | Q(pk__in=Course.objects.editable_by(user))
        )

    def editable_by(self, user):
        """The drafts and courses of the partner for which the person acts as manager or editor."""
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.EDIT_COURSES))


class Course(TimestampedModel):
    """What is taught: a study path, a course, a training unit. When and where it is taught is an Edition."""

    review_on: datetime.date  # when the school is asked to confirm it: set by `with_review()`

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="courses", verbose_name=_("partner"))
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="courses", verbose_name=_("sede")
    )
    kind = models.ForeignKey(
        OfferKind, on_delete=models.PROTECT, related_name="courses", verbose_name=_("tipo di percorso")
    )
    title = models.CharField(_("titolo"), max_length=200)
    slug = models.SlugField(_("fine dell'indirizzo"), max_length=220, unique=True)
    summary = models.CharField(_("in breve"), max_length=400, blank=True)
    description = models.TextField(_("descrizione"), blank=True)
    audience = models.CharField(_("a chi si rivolge"), max_length=12, choices=Audience, default=Audience.STUDENTS)
    entry_requirements = models.CharField(_("che cosa serve per iscriversi"), max_length=400, blank=True)
    certification = models.CharField(_("che cosa si ottiene"), max_length=200, blank=True)
    eqf = models.PositiveSmallIntegerField(_("livello EQF"), null=True, blank=True)
    isced_f = models.CharField("ISCED-F 2013", max_length=4, blank=True)
    hours = models.PositiveSmallIntegerField(_("ore totali"), null=True, blank=True)
    hours_stage = models.PositiveSmallIntegerField(_("ore di stage"), null=True, blank=True)
    hours_lab = models.PositiveSmallIntegerField(_("ore di laboratorio"), null=True, blank=True)
    hours_elearning = models.PositiveSmallIntegerField(_("ore a distanza"), null=True, blank=True)
    hours_practitioners = models.PositiveSmallIntegerField(
        _("ore tenute da chi viene dal lavoro"), null=True, blank=True
    )
    figure = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("indirizzo o figura")
    )
    attestation = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo di attestazione")
    )
    credits = models.CharField(_("crediti riconosciuti"), max_length=100, blank=True)
    language = models.CharField(_("lingua"), max_length=2, choices=Language, default=Language.IT)
    accessibility = models.CharField(_("accessibilità e aiuti"), max_length=400, blank=True)
    contact = models.CharField(_("a chi chiedere"), max_length=200, blank=True)
    funding = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("finanziamento")
    )
    cup_code = models.CharField("CUP", max_length=15, blank=True)
    cost_cents = models.PositiveIntegerField(_("costo in centesimi di euro"), null=True, blank=True)
    mode = models.CharField(_("modalità"), max_length=10, choices=Mode, default=Mode.ONSITE)
    filiere = models.ManyToManyField(Filiera, related_name="courses", blank=True, verbose_name=_("filiere"))
    occupations = models.ManyToManyField(Concept, related_name="courses", blank=True, verbose_name=_("professioni"))
    source = models.CharField(_("fonte"), max_length=200, blank=True)
    checked_on = models.DateField(_("verificato il"), null=True, blank=True)
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("pubblicato da"),
    )  # fmt: skip
    hidden_at = models.DateTimeField(_("nascosto dal catalogo il"), null=True, blank=True, editable=False)
    # Words of other tables by which the course is found (skills and synonyms, occupations, partner, town):
    # a generated column cannot reach them, so services.course_index writes them here.
    search_terms = models.TextField(editable=False, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="polo_it")
        + SearchVector("summary", weight="B", config="polo_it")
        + SearchVector("search_terms", weight="C", config="polo_it")
        + SearchVector("description", weight="D", config="polo_it"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CourseQuerySet.as_manager()

    class Privacy:
        personal = {"published_by"}
        plain = {
            "id", "created_at", "updated_at", "partner", "site", "kind", "title", "slug", "summary", "description",
            "audience", "entry_requirements", "certification", "eqf", "isced_f", "hours", "hours_stage", "hours_lab",
            "hours_elearning", "hours_practitioners", "figure", "attestation", "credits", "language", "accessibility",
            "contact", "funding", "cup_code", "cost_cents", "mode", "filiere", "occupations", "source", "checked_on",
            "is_demo", "published_at", "hidden_at", "search_terms", "search",
        }  # fmt: skip

    class Meta:
        verbose_name = _("corso")
        verbose_name_plural = _("corsi")
        ordering = ["title", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="training_course_search"),
            models.Index(
                fields=["title", "id"], condition=Q(published_at__isnull=False), name="training_course_public"
            ),
            # What the catalogue counts, beside the rows: these are long, for they hold their words.
            models.Index(
                fields=["id"],
                include=["title", "partner", "kind", "site", "audience", "mode", "eqf", "cost_cents"],
                condition=Q(published_at__isnull=False, hidden_at=None),
                name="training_course_listed",
            ),
        ]
        constraints = [
            known_choice("audience", Audience),
            known_choice("mode", Mode),
            models.CheckConstraint(
                name="training_course_published_by_needs_at",
                condition=Q(published_by=None) | Q(published_at__isnull=False),
                violation_error_message=_("Un corso con un autore della pubblicazione ha anche la data."),
            ),
            models.CheckConstraint(
                name="training_course_hidden_was_public",
                condition=Q(hidden_at=None) | Q(published_at__isnull=False),
                violation_error_message=_("Si nasconde dal catalogo solo un corso pubblicato."),
            ),
            models.CheckConstraint(
                name="training_course_stage_within_hours",
                condition=Q(hours=None) | Q(hours_stage=None) | Q(hours_stage__lte=models.F("hours")),
                violation_error_message=_("Le ore di stage non possono superare le ore totali."),
            ),
            *(
                models.CheckConstraint(
                    name=f"training_course_{part}_within_hours",
                    condition=Q(hours=None) | Q(**{part: None}) | Q(**{f"{part}__lte": F("hours")}),
                    violation_error_message=message,
                )
                for part, message in (
                    ("hours_lab", _("Le ore di laboratorio non possono superare le ore totali.")),
                    ("hours_elearning", _("Le ore a distanza non possono superare le ore totali.")),
                    ("hours_practitioners", _("Le ore di chi viene dal lavoro non possono superare le ore totali.")),
                )
            ),
            known_choice("language", Language),
            models.CheckConstraint(
                name="training_course_cup_code_form",
                condition=Q(cup_code="") | Q(cup_code__regex=r"^[A-Z0-9]{15}$"),
                violation_error_message=_("Un CUP ha 15 lettere maiuscole e cifre."),
            ),
            models.CheckConstraint(
                name="training_course_eqf_range",
                condition=Q(eqf=None) | Q(eqf__range=(1, 8)),
                violation_error_message=_("Il livello EQF va da 1 a 8."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:course_detail", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_listed(self) -> bool:
        """In the catalogue: published, and confirmed by its school in time."""
        return self.is_published and self.hidden_at is None

    @property
    def pending(self) -> dict[str, Any]:
        """What the draft beside a published course changes; nothing where there is none."""
        draft = getattr(self, "draft", None)
        return draft.changes if draft else {}

    @property
    def template_copy(self) -> Any:
        """How it follows the template of the Polo from which it was started; None where there is none."""
        return getattr(self, "copied_from", None)


class CourseSkill(models.Model):
    """A skill that a course teaches: up to which level, and whether the course assesses it at the end."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="taught", verbose_name=_("corso"))
    skill = models.ForeignKey(
        Concept, on_delete=models.PROTECT, related_name="taught_by", verbose_name=_("competenza")
    )
    level = models.PositiveSmallIntegerField(_("livello in uscita"), choices=Level, default=Level.INDEPENDENT)
    is_assessed = models.BooleanField(_("valutata alla fine"), default=False)

    class Privacy:
        plain = {"id", "course", "skill", "level", "is_assessed"}

    class Meta:
        verbose_name = _("competenza insegnata")
        verbose_name_plural = _("competenze insegnate")
        ordering = ["skill__label_it", "pk"]
        constraints = [
            known_choice("level", Level),
            models.UniqueConstraint(
                name="training_courseskill_once",
                fields=["course", "skill"],
                violation_error_message=_("Il corso insegna già questa competenza: cambia il livello."),
            ),
            models.CheckConstraint(
                name="training_courseskill_level",
                condition=Q(level__range=(1, 4)),
                violation_error_message=_("Il livello va da 1 a 4."),
            ),
        ]

    def __str__(self):
        return f"{self.skill} ({self.level})"
