from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice, known_choices
from core.models import TimestampedModel
from core.privacy import Anonymise, Retention
from partners.enums import (
    AMENDABLE_ACCESSION_STATES,
    LIVE_ACCESSION_STATES,
    LIVE_LEAVE_STATES,
    AccessionCheck,
    AccessionState,
    LeaveState,
    Permission,
    Standing,
)
from partners.models.document import Document
from partners.models.partner import Partner

ANSWERED = ["APPROVED", "REFUSED"]


class AccessionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE_ACCESSION_STATES)

    def places_of(self, partner):
        """Where a partner said that it is when it came in; "" when it did not come in by an application."""
        told = self.filter(partner=partner, state=AccessionState.APPROVED).order_by("-pk")
        return told.values_list("places", flat=True).first() or ""

    def visible_to(self, user):
        """The applicant's own."""
        return self.filter(contact=user) if user.is_authenticated else self.none()


class Accession(TimestampedModel):
    """An organisation asks to enter the Polo: checked by the secretariat, then approved or refused by the referent.

    Its Partner row waits with standing APPLICANT: no page, no rights, in no figure.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="accessions", verbose_name=_("ente"))
    asked_standing = models.CharField(
        _("come entrare"), max_length=10,
        choices=[(Standing.MEMBER.value, _("partner")), (Standing.SUPPORTER.value, _("sostenitore"))],
    )  # fmt: skip
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accessions",
        verbose_name=_("persona di contatto"),
    )  # fmt: skip
    motivation = models.TextField(_("perché volete entrare"), max_length=2000)
    places = models.TextField(_("sedi"), max_length=600, help_text=_("Una per riga: indirizzo e comune."))
    state = models.CharField(_("stato"), max_length=10, choices=AccessionState, default=AccessionState.SUBMITTED)
    missing = ArrayField(
        models.CharField(max_length=20, choices=AccessionCheck), default=list, blank=True,
        verbose_name=_("che cosa manca"),
    )  # fmt: skip
    not_needed = ArrayField(
        models.CharField(max_length=20, choices=AccessionCheck), default=list, blank=True,
        verbose_name=_("che cosa a questo ente non serve"),
    )  # fmt: skip
    message = models.TextField(_("messaggio alla segreteria"), max_length=1000, blank=True)
    is_demo = models.BooleanField(_("di un ente inventato"), default=False, editable=False)
    checked_at = models.DateTimeField(_("verificata il"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha verificato"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha risposto"),
    )  # fmt: skip
    reason = models.CharField(_("motivo della risposta"), max_length=500, blank=True)

    objects = AccessionQuerySet.as_manager()

    class Privacy:
        personal = {"contact", "motivation", "message", "checked_by", "decided_by"}
        plain = {
            "id", "created_at", "updated_at", "partner", "asked_standing", "places", "state", "missing", "not_needed",
            "is_demo", "checked_at", "decided_at", "reason",
        }  # fmt: skip
        subject = ("contact",)
        purpose = _("chiedere per il tuo ente di entrare nel Polo e avere una risposta")
        unshown = {"is_demo"}
        erasure = Anonymise({"motivation": "—", "message": ""})
        retention = Retention(_("due anni dopo la risposta resta solo l'esito"), months=24, after="decided_at")

    class Meta:
        verbose_name = _("domanda di ingresso nel Polo")
        verbose_name_plural = _("domande di ingresso nel Polo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", AccessionState),
            known_choices("missing", AccessionCheck),
            known_choices("not_needed", AccessionCheck),
            models.UniqueConstraint(
                name="partners_accession_one_live",
                fields=["partner"],
                condition=Q(state__in=LIVE_ACCESSION_STATES),
                violation_error_message=_("Questo ente ha già una domanda di ingresso in corso."),
            ),
            models.UniqueConstraint(
                name="partners_accession_one_per_contact",
                fields=["contact"],
                condition=Q(state__in=LIVE_ACCESSION_STATES),
                violation_error_message=_("Hai già una domanda di ingresso in corso."),
            ),
            models.CheckConstraint(
                name="partners_accession_standing",
                condition=Q(asked_standing__in=[Standing.MEMBER, Standing.SUPPORTER]),
                violation_error_message=_("Si entra come partner o come sostenitore."),
            ),
            models.CheckConstraint(
                name="partners_accession_checked_by_iff_at",
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                violation_error_message=_("Una verifica ha sempre chi l'ha fatta e quando."),
            ),
            models.CheckConstraint(
                name="partners_accession_approvable_is_checked",
                condition=~Q(state__in=["TO_APPROVE", "APPROVED"]) | Q(checked_at__isnull=False, missing=[]),
                violation_error_message=_("Prima di approvare la segreteria verifica che non manchi nulla."),
            ),
            models.CheckConstraint(
                name="partners_accession_answered_iff_decided",
                condition=Q(state__in=ANSWERED, decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=ANSWERED) & Q(decided_at=None, decided_by=None)),
                violation_error_message=_("Una domanda con risposta ha sempre chi ha deciso e quando."),
            ),
            models.CheckConstraint(
                name="partners_accession_answer_has_reason",
                condition=(Q(state__in=ANSWERED) & ~Q(reason="")) | (~Q(state__in=ANSWERED) & Q(reason="")),
                violation_error_message=_("Un sì e un no hanno sempre un motivo scritto."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("partners:accession_detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_ACCESSION_STATES

    @property
    def is_amendable(self) -> bool:
        """Whether its contact may still change what it says: until the secretariat has found that all is there."""
        return self.state in AMENDABLE_ACCESSION_STATES

    @property
    def missing_labels(self) -> list[str]:
        return [str(AccessionCheck(value).label) for value in self.missing]


class LeaveQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE_LEAVE_STATES)

    def withdrawable_by(self, user):
        """Asked for the partner that the person looks after, and not answered yet."""
        managed = Partner.objects.permitting(user, Permission.MANAGE_MEMBERS)
        return self.filter(state=LeaveState.ASKED, partner__in=managed)

    def due_on(self, day):
        """Confirmed ones whose last day in the Polo is over."""
        return self.filter(state=LeaveState.CONFIRMED, last_day__lt=day)


class Leave(TimestampedModel):
    """A partner leaves the Polo: asked by one of its managers or recorded by the secretariat, which fixes the day.

    It is a partner until the last day, included; the day after it is FORMER and what it had published is closed.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("partner"))
    state = models.CharField(_("stato"), max_length=10, choices=LeaveState, default=LeaveState.ASKED)
    last_day = models.DateField(_("ultimo giorno nel Polo"))
    reason = models.CharField(_("motivo"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi l'ha chiesto")
    )
    confirmed_at = models.DateTimeField(_("confermata il"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha confermato"),
    )  # fmt: skip
    deed = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("atto"),
    )  # fmt: skip
    done_at = models.DateTimeField(_("avvenuta il"), null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Privacy:
        personal = {"asked_by", "confirmed_by"}
        plain = {
            "id", "created_at", "updated_at", "partner", "state", "last_day", "reason", "confirmed_at", "deed",
            "done_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("uscita dal Polo")
        verbose_name_plural = _("uscite dal Polo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", LeaveState),
            models.UniqueConstraint(
                name="partners_leave_one_live",
                fields=["partner"],
                condition=Q(state__in=LIVE_LEAVE_STATES),
                violation_error_message=_("Per questo partner c'è già un'uscita in corso."),
            ),
            models.CheckConstraint(
                name="partners_leave_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Un'uscita ha sempre un motivo."),
            ),
            models.CheckConstraint(
                name="partners_leave_confirmed_iff_at",
                condition=Q(state__in=["CONFIRMED", "DONE"], confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (~Q(state__in=["CONFIRMED", "DONE"]) & Q(confirmed_at=None, confirmed_by=None)),
                violation_error_message=_("Un'uscita confermata ha sempre chi l'ha confermata e quando."),
            ),
            models.CheckConstraint(
                name="partners_leave_done_iff_at",
                condition=Q(state="DONE", done_at__isnull=False) | (~Q(state="DONE") & Q(done_at=None)),
                violation_error_message=_("Un'uscita avvenuta ha sempre la data."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_state_display()}"
