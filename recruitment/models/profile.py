from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.choices import known_choice, known_choices
from core.models import TimestampedModel
from core.privacy import Anonymise, WithAccount
from partners.models import Municipality
from recruitment.enums import Contract, WorkingHours


class CandidateProfileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own profile; firms see people only as anonymous cards of a match."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def matchable(self):
        """People who said yes to being matched, have not taken it back, and are of age or have a guardian's yes."""
        able = User.objects.able_to_take_part()
        return self.filter(matching_consent_at__isnull=False, person__is_active=True, person__in=able)


class CandidateProfile(TimestampedModel):
    """What a person wants firms to know in order to be found: where, when, how far, with which study title.

    Name, sex, age, citizenship, disability and photo are never inputs of the match: they are not here.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="candidate_profile", verbose_name=_("persona")
    )
    headline = models.CharField(_("mi presento in una riga"), max_length=160, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("dove vivi")
    )
    max_km = models.PositiveSmallIntegerField(_("fino a quanti chilometri ti sposti"), default=30)
    available_from = models.DateField(_("disponibile dal"), null=True, blank=True)
    eqf = models.PositiveSmallIntegerField(_("titolo di studio (EQF)"), null=True, blank=True)
    contracts = ArrayField(
        models.CharField(max_length=3, choices=Contract),
        default=list, blank=True, verbose_name=_("con quali contratti"),
    )  # fmt: skip
    hours = models.CharField(_("quante ore"), max_length=4, choices=WorkingHours, blank=True)
    matching_consent_at = models.DateTimeField(_("consenso all'abbinamento dato il"), null=True, blank=True)
    # All three are kept by triggers (migrations 0018, 0029) that follow what they stand for, whoever writes it.
    skill_count = models.PositiveIntegerField(_("quante competenze diverse"), default=0, editable=False)
    is_rematch_due = models.BooleanField(_("da abbinare di nuovo"), default=False, editable=False)
    # The number of the transaction that made it due last: what the accelerator of the match does not know yet.
    changed_in = models.BigIntegerField(_("ultima modifica che conta"), default=0, editable=False)

    objects = CandidateProfileQuerySet.as_manager()

    class Privacy:
        personal = {
            "person", "headline", "municipality", "max_km", "available_from", "eqf", "contracts",
            "hours", "matching_consent_at", "skill_count",
        }  # fmt: skip
        plain = {"id", "created_at", "updated_at", "is_rematch_due", "changed_in"}
        unshown = {"skill_count"}
        subject = ("person",)
        purpose = _("abbinarti alle offerte di lavoro, se lo vuoi")
        erasure = Anonymise(
            {
                "headline": "", "municipality": None, "max_km": 30, "available_from": None, "eqf": None,
                "contracts": [], "hours": "", "matching_consent_at": None, "skill_count": 0,
            }
        )  # fmt: skip
        retention = WithAccount(_("finché hai un account; le imprese ti trovano solo finché lo vuoi"))

    class Meta:
        verbose_name = _("profilo di chi cerca lavoro")
        verbose_name_plural = _("profili di chi cerca lavoro")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_rematch_due=True), name="recruitment_profile_due"),
            models.Index(fields=["changed_in"], name="recruitment_profile_changed"),
            models.Index(  # all that the conditions of a match ask: no row is looked up for it
                fields=["person"],
                include=["id", "municipality", "max_km", "available_from", "eqf", "skill_count"],
                condition=Q(matching_consent_at__isnull=False),
                name="recruitment_profile_matched",
            ),
        ]
        constraints = [
            known_choices("contracts", Contract),
            known_choice("hours", WorkingHours, blank=True),
            models.CheckConstraint(
                name="recruitment_candidateprofile_max_km",
                condition=Q(max_km__range=(1, 1500)),
                violation_error_message=_("Indica una distanza fra 1 e 1500 chilometri."),
            ),
            models.CheckConstraint(
                name="recruitment_candidateprofile_eqf",
                condition=Q(eqf=None) | Q(eqf__range=(1, 8)),
                violation_error_message=_("Il livello EQF va da 1 a 8."),
            ),
            models.CheckConstraint(
                name="recruitment_candidateprofile_consent_needs_town",
                condition=Q(matching_consent_at=None) | Q(municipality__isnull=False),
                violation_error_message=_("Per abbinarti alle offerte serve sapere in che comune vivi."),
            ),
        ]

    def __str__(self):
        return self.headline or str(self.person)

    @property
    def contract_words(self) -> list[str]:
        """The contracts that the person would take; none named means any."""
        return [str(Contract(code).label) for code in self.contracts]
