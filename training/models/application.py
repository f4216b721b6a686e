import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Retention
from partners.enums import Permission
from partners.models import Partner
from training.enums import (
    APPLICATION_MOVES,
    LIVE_APPLICATION_STATES,
    PENDING_APPLICATION_STATES,
    SEATED_APPLICATION_STATES,
    UNSENT_APPLICATION_STATES,
    ApplicationState,
    RefusalReason,
)
from training.models.edition import Edition


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The applicant's own."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def answerable_by(self, user):
        """Applications sent to the courses of the partner for which the person acts; a draft is nobody else's."""
        return self.filter(
            edition__course__partner__in=Partner.objects.permitting(user, Permission.ANSWER_APPLICATIONS),
            submitted_at__isnull=False,
        )

    def live(self):
        """Those that still have, or wait for, a place."""
        return self.filter(state__in=LIVE_APPLICATION_STATES)

    def waiting(self):
        return self.filter(state=ApplicationState.SUBMITTED)

    def seated(self):
        """Those that hold a seat, or used one."""
        return self.filter(state__in=SEATED_APPLICATION_STATES)

    def queued(self):
        """The waiting list; who comes first is said by `in_order` (models/ranking.py)."""
        return self.filter(state=ApplicationState.WAITLISTED)

    def overdue(self, now):
        """Seats held for somebody who did not answer in time."""
        return self.filter(state=ApplicationState.OFFERED, offer_until__lte=now)


# The table of moves, said once more by the database: whatever hand writes, no state comes out of nowhere.
STATE_MOVES = pgtrigger.Trigger(
    name="state_moves",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
    func=f"""
        IF OLD.state || '>' || NEW.state NOT IN ({", ".join(f"'{old}>{new}'" for old, new in APPLICATION_MOVES)}) THEN
            RAISE EXCEPTION 'training_application_state_moves: % is never followed by %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class Application(TimestampedModel):
    """A person asks for a seat in an edition; the school gives it, puts them on the waiting list or refuses, and why.

    A seat that becomes free is offered to the first on the list and held until `offer_until`; without an answer it
    goes on to the next (services/waiting_list.py).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications", verbose_name=_("persona")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="applications", verbose_name=_("edizione")
    )
    state = models.CharField(_("stato"), max_length=13, choices=ApplicationState, default=ApplicationState.SUBMITTED)
    submitted_at = models.DateTimeField(_("inviata il"), null=True, blank=True)
    offer_until = models.DateTimeField(_("posto tenuto fino al"), null=True, blank=True)
    motivation = models.TextField(_("perché vuoi fare questo corso"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("risposta di"),
    )  # fmt: skip
    refusal_reason = models.CharField(_("motivo"), max_length=12, choices=RefusalReason, blank=True)
    message = models.TextField(_("messaggio a chi si è iscritto"), max_length=2000, blank=True)
    code = models.CharField(_("codice della domanda"), max_length=8, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Privacy:
        personal = {"person", "motivation", "message", "decided_by", "code"}
        plain = {
            "id", "created_at", "updated_at", "edition", "state", "submitted_at", "offer_until", "decided_at",
            "refusal_reason",
        }  # fmt: skip
        subject = ("person",)
        purpose = _("iscriverti a un corso")
        erasure = Anonymise({"motivation": "", "message": "", "code": ""})
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
            known_choice("state", ApplicationState),
            known_choice("refusal_reason", RefusalReason, blank=True),
            models.UniqueConstraint(
                name="training_application_one_live",
                fields=["person", "edition"],
                condition=Q(state__in=LIVE_APPLICATION_STATES),
                violation_error_message=_("Hai già una domanda per questa edizione."),
            ),
            models.UniqueConstraint(
                name="training_application_code_once",
                fields=["code"],
                condition=~Q(code=""),
                violation_error_message=_("Questo codice è di un'altra domanda."),
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
            models.CheckConstraint(
                name="training_application_sent_has_moment",
                condition=Q(state__in=[*UNSENT_APPLICATION_STATES, ApplicationState.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                violation_error_message=_("Una domanda inviata ha sempre il momento dell'invio."),
            ),
            models.CheckConstraint(
                name="training_application_unsent_has_none",
                condition=~Q(state__in=UNSENT_APPLICATION_STATES) | Q(submitted_at=None),
                violation_error_message=_("Una domanda non ancora inviata non ha il momento dell'invio."),
            ),
            models.CheckConstraint(
                name="training_application_offered_iff_until",
                condition=Q(state=ApplicationState.OFFERED, offer_until__isnull=False)
                | ~Q(state=ApplicationState.OFFERED) & Q(offer_until=None),
                violation_error_message=_("Un posto offerto ha sempre una scadenza."),
            ),
        ]
        triggers = [STATE_MOVES]

    def __str__(self):
        return f"{self.edition} · {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("training:application_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Colour of the badge of the state; the words of the label say the same."""
        return ApplicationState(self.state).tone

    @property
    def is_withdrawable(self) -> bool:
        """The person may still give up: what is not sent, a wait, or a place that is not used up yet."""
        open_states = (*UNSENT_APPLICATION_STATES, *PENDING_APPLICATION_STATES)
        return self.state in open_states and timezone.localdate() <= self.edition.ends_on

    @property
    def is_confirmable(self) -> bool:
        """The person may say "I will be there": of a seat held for them only until its time is over."""
        if self.state == ApplicationState.OFFERED:
            return self.offer_until is not None and timezone.now() < self.offer_until
        return self.state == ApplicationState.ACCEPTED and timezone.localdate() <= self.edition.ends_on
