"""What a person has done and may do, told by themselves: experience, study titles, languages, licences."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, WithAccount
from recruitment.enums import ExperienceKind, Language, LanguageLevel, LicenceKind

KEPT = WithAccount(_("finché hai un account, o finché non lo togli dal profilo"))
TELL = _("completare il tuo profilo e il tuo passaporto, e farlo leggere alle imprese a cui dici sì")


class BackgroundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's own; whoever gets a passport from the person reads them there."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class Background(TimestampedModel):
    """A row that a person writes about themselves, never an input of the match."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("persona")
    )

    objects = BackgroundQuerySet.as_manager()

    class Meta:
        abstract = True


class Experience(Background):
    """A job, a placement or another way of learning by doing, with its dates."""

    kind = models.CharField(_("che esperienza era"), max_length=12, choices=ExperienceKind, default=ExperienceKind.JOB)
    role = models.CharField(_("che cosa facevi"), max_length=120)
    employer = models.CharField(_("dove, presso chi"), max_length=120, blank=True)
    started_on = models.DateField(_("dal"))
    ended_on = models.DateField(_("al"), null=True, blank=True)
    description = models.TextField(_("che cosa hai imparato"), max_length=600, blank=True)

    class Privacy:
        personal = {"person", "kind", "role", "employer", "started_on", "ended_on", "description"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        purpose = TELL
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("esperienza")
        verbose_name_plural = _("esperienze")
        ordering = ["-started_on", "-pk"]
        constraints = [
            known_choice("kind", ExperienceKind),
            models.CheckConstraint(
                name="recruitment_experience_dates_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("Un'esperienza finisce dopo che è cominciata."),
            ),
        ]

    def __str__(self):
        return self.role


class StudyTitle(Background):
    """What somebody studied: level (EQF), field (ISCED-F) and the year, empty while they are still studying."""

    FIRST_YEAR, LAST_YEAR = 1940, 2100

    title = models.CharField(_("titolo"), max_length=160)
    school = models.CharField(_("scuola o ente"), max_length=120, blank=True)
    eqf = models.PositiveSmallIntegerField(_("livello (EQF)"), null=True, blank=True)
    isced_f = models.CharField(_("campo di studio (ISCED-F 2013)"), max_length=4, blank=True)
    year = models.PositiveSmallIntegerField(_("anno"), null=True, blank=True)

    class Privacy:
        personal = {"person", "title", "school", "eqf", "isced_f", "year"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        purpose = TELL
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("titolo di studio")
        verbose_name_plural = _("titoli di studio")
        ordering = [F("year").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                name="recruitment_studytitle_eqf",
                condition=Q(eqf=None) | Q(eqf__isnull=False, eqf__range=(1, 8)),
                violation_error_message=_("Il livello EQF va da 1 a 8."),
            ),
            models.CheckConstraint(
                name="recruitment_studytitle_year",
                condition=Q(year=None) | Q(year__isnull=False, year__range=(1940, 2100)),
                violation_error_message=_("Scrivi l'anno con quattro cifre, per esempio 2024."),
            ),
        ]

    def __str__(self):
        return self.title


class LanguageSkill(Background):
    """A language and how well: overall, or by each of the five skills of the European framework."""

    PARTS = ("listening", "reading", "interaction", "production", "writing")

    language = models.CharField(_("lingua"), max_length=2, choices=Language)
    is_mother_tongue = models.BooleanField(_("è una delle mie lingue madri"), default=False)
    overall = models.CharField(_("in generale"), max_length=2, choices=LanguageLevel, blank=True)
    listening = models.CharField(_("ascolto"), max_length=2, choices=LanguageLevel, blank=True)
    reading = models.CharField(_("lettura"), max_length=2, choices=LanguageLevel, blank=True)
    interaction = models.CharField(_("conversazione"), max_length=2, choices=LanguageLevel, blank=True)
    production = models.CharField(_("parlato"), max_length=2, choices=LanguageLevel, blank=True)
    writing = models.CharField(_("scrittura"), max_length=2, choices=LanguageLevel, blank=True)

    class Privacy:
        personal = {
            "person", "language", "is_mother_tongue", "overall", "listening", "reading", "interaction", "production",
            "writing",
        }  # fmt: skip
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        purpose = TELL
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("lingua conosciuta")
        verbose_name_plural = _("lingue conosciute")
        ordering = ["-is_mother_tongue", "language"]
        constraints = [
            known_choice("language", Language),
            *[
                known_choice(name, LanguageLevel, blank=True)
                for name in ("overall", "listening", "reading", "interaction", "production", "writing")
            ],
            models.UniqueConstraint(
                name="recruitment_languageskill_once",
                fields=["person", "language"],
                violation_error_message=_("Hai già indicato questa lingua: modifica quella."),
            ),
            models.CheckConstraint(
                name="recruitment_languageskill_level_unless_mother_tongue",
                condition=Q(
                    is_mother_tongue=True,
                    overall="", listening="", reading="", interaction="", production="", writing="",
                )
                | (
                    Q(is_mother_tongue=False)
                    & ~Q(overall="", listening="", reading="", interaction="", production="", writing="")
                ),
                violation_error_message=_("Di' che è una tua lingua madre, oppure indica almeno un livello."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.get_language_display()

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Each skill that has a level: its name and the bare level (B1)."""
        fields = [field for field in self._meta.concrete_fields if field.name in self.PARTS]
        return [(str(field.verbose_name), level) for field in fields if (level := getattr(self, field.name))]


class LicenceQuerySet(BackgroundQuerySet):
    def valid_on(self, day: datetime.date):
        """Those that count: without an expiry date, or not past it."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day))


class Licence(Background):
    """A driving licence or a licence to work; past its date it is shown as expired and does not count."""

    kind = models.CharField(_("che cosa"), max_length=10, choices=LicenceKind)
    name = models.CharField(_("quale di preciso"), max_length=120, blank=True)
    issued_on = models.DateField(_("avuto il"), null=True, blank=True)
    expires_on = models.DateField(_("scade il"), null=True, blank=True)

    objects = LicenceQuerySet.as_manager()  # type: ignore[misc]

    class Privacy:
        personal = {"person", "kind", "name", "issued_on", "expires_on"}
        plain = {"id", "created_at", "updated_at"}
        subject = ("person",)
        purpose = TELL
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("patente o patentino")
        verbose_name_plural = _("patenti e patentini")
        ordering = ["kind", "name", "pk"]
        constraints = [
            known_choice("kind", LicenceKind),
            models.UniqueConstraint(
                name="recruitment_licence_once",
                fields=["person", "kind", "name"],
                violation_error_message=_("L'hai già indicato: modifica quello."),
            ),
            models.CheckConstraint(
                name="recruitment_licence_dates_in_order",
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(issued_on__isnull=False, expires_on__isnull=False, expires_on__gte=F("issued_on")),
                violation_error_message=_("La scadenza viene dopo la data in cui l'hai avuto."),
            ),
            models.CheckConstraint(
                name="recruitment_licence_other_has_name",
                condition=~Q(kind=LicenceKind.OTHER) | ~Q(name=""),
                violation_error_message=_("Scrivi di quale abilitazione si tratta."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.name})" if self.name else self.get_kind_display()

    def is_expired_on(self, day: datetime.date) -> bool:
        return self.expires_on is not None and self.expires_on < day
