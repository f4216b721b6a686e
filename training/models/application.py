from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel
from core.privacy import Anonymise, Retention
from partners.enums import Permission
from partners.models import Partner
from training.enums import LIVE_APPLICATION_STATES, ApplicationState, RefusalReason
from training.models.edition import Edition


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The applicant's own."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def answerable_by(self, user):
        """Applications to the courses of the partner for which the person acts."""
        return self.filter(
            edition__course__partner__in=Partner.objects.permitting(user, Permission.ANSWER_APPLICATIONS)
        )

    def live(self):
        """Those that still have, or wait for, a place."""
        return self.filter(state__in=LIVE_APPLICATION_STATES)

    def waiting(self):
        return self.filter(state=ApplicationState.SUBMITTED)


class Application(TimestampedModel):
    """A person asks for a seat in an edition; the school accepts or refuses with a reason."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications", verbose_name=_("persona")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="applications", verbose_name=_("edizione")
    )
    state = models.CharField(_("stato"), max_length=10, choices=ApplicationState, default=ApplicationState.SUBMITTED)
    motivation = models.TextField(_("perché vuoi fare questo corso"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("risposta di"),
    )  # fmt: skip
    refusal_reason = models.CharField(_("motivo"), max_length=12, choices=RefusalReason, blank=True)
    message = models.TextField(_("messaggio a chi si è iscritto"), max_length=2000, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Privacy:
        personal = {"person", "motivation", "message", "decided_by"}
        plain = {"id", "created_at", "updated_at", "edition", "state", "decided_at", "refusal_reason"}
        subject = ("person",)
        purpose = _("iscriverti a un corso")
        erasure = Anonymise({"motivation": "", "message": ""})
        retention = Retention(
            _("dodici mesi dopo la fine del corso restano solo l'esito e le date"), months=12, after="edition__ends_on"
        )

    class Meta:
        verbose_name = _("domanda di iscrizione")
        verbose_name_plural = _("domande di iscrizione")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="training_application_latest"),
            models.Index(fields=["state", "-created_at", "-id"], name="training_application_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="training_application_one_live",
                fields=["person", "edition"],
                condition=Q(state__in=LIVE_APPLICATION_STATES),
                violation_error_message=_("Hai già una domanda per questa edizione."),
            ),
            models.CheckConstraint(
                name="training_application_refused_iff_reason",
                condition=Q(state=ApplicationState.REFUSED) & ~Q(refusal_reason="")
                | ~Q(state=ApplicationState.REFUSED) & Q(refusal_reason=""),
                violation_error_message=_("Una domanda non accolta ha sempre un motivo."),
            ),
            models.CheckConstraint(
                name="training_application_decided_has_author",
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                violation_error_message=_("Una risposta ha sempre data e autore."),
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("training:application_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Colour of the badge of the state."""
        return ApplicationState(self.state).tone

    @property
    def is_withdrawable(self) -> bool:
        """The person may still give up: the application waits, or the place is not used up yet."""
        open_states = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
        return self.state in open_states and timezone.localdate() <= self.edition.ends_on
