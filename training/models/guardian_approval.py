import datetime
import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import GuardianAnswer, GuardianEnd, GuardianState
from accounts.models import GuardianRequest
from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete
from training.models.application import Application
from training.models.application_parts import KEPT


class GuardianApprovalQuerySet(models.QuerySet):
    def current(self):
        """The one that counts for its application, whatever its state."""
        return self.filter(ended_at=None)

    def with_token(self, token: str):
        return self.filter(token_hash=GuardianApproval.hash_of(token))


class GuardianApproval(TimestampedModel):
    """The guardian of a minor is asked about one application: it goes to the school with their yes only.

    The mail goes to the address that has said yes to the portal (`accounts.GuardianRequest`), and counts as long as
    that one does: another guardian, or none any more, and the link says so. The same link later takes the yes back.
    """

    LIFETIME = datetime.timedelta(days=14)

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="approvals", verbose_name=_("domanda di iscrizione")
    )
    guardian = models.ForeignKey(
        GuardianRequest, on_delete=models.CASCADE, related_name="approvals", verbose_name=_("richiesta a un genitore")
    )
    token_hash = models.CharField(_("impronta del collegamento"), max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("inviata il"))
    expires_at = models.DateTimeField(_("scade il"))
    answer = models.CharField(_("risposta"), max_length=3, choices=GuardianAnswer, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    end = models.CharField(_("come è finita"), max_length=9, choices=GuardianEnd, blank=True)
    ended_at = models.DateTimeField(_("finita il"), null=True, blank=True)

    objects = GuardianApprovalQuerySet.as_manager()

    class Privacy:
        personal = {"application", "guardian", "token_hash"}
        plain = {
            "id", "created_at", "updated_at", "sent_at", "expires_at", "answer", "answered_at", "end", "ended_at",
        }  # fmt: skip
        subject = ("application__person",)
        purpose = _("chiedere a un genitore il sì per una domanda di iscrizione, e poterlo dimostrare")
        erasure = Delete()
        retention = KEPT
        withheld = {"token_hash": _("L'impronta del collegamento mandato per e-mail non è in questa copia")}

    class Meta:
        verbose_name = _("conferma di un genitore per una domanda")
        verbose_name_plural = _("conferme dei genitori per le domande")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("answer", GuardianAnswer, blank=True),
            known_choice("end", GuardianEnd, blank=True),
            models.UniqueConstraint(
                name="training_guardianapproval_one_current",
                fields=["application"],
                condition=Q(ended_at=None),
                violation_error_message=_("Per questa domanda c'è già una richiesta a un genitore."),
            ),
            models.CheckConstraint(
                name="training_guardianapproval_expires_later",
                condition=Q(expires_at__gt=F("sent_at")),
                violation_error_message=_("Una richiesta scade dopo l'invio."),
            ),
            models.CheckConstraint(
                name="training_guardianapproval_answer_iff_at",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                violation_error_message=_("Una risposta ha sempre la data."),
            ),
            models.CheckConstraint(
                name="training_guardianapproval_end_iff_at",
                condition=Q(end="", ended_at=None) | ~Q(end="") & Q(ended_at__isnull=False),
                violation_error_message=_("Una richiesta finita ha sempre la data e il motivo."),
            ),
            models.CheckConstraint(
                name="training_guardianapproval_withdrawn_after_yes",
                condition=~Q(end=GuardianEnd.WITHDRAWN) | Q(answer=GuardianAnswer.YES),
                violation_error_message=_("Si ritira solo una conferma che è stata data."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def state(self) -> GuardianState:
        """Where it stands; one asked of who is no longer the guardian counts as replaced."""
        if self.end:
            return GuardianState(self.end)
        if not self.guardian.is_in_force:
            return GuardianState.REPLACED
        if self.answer:
            return GuardianState.CONFIRMED if self.answer == GuardianAnswer.YES else GuardianState.REFUSED
        return GuardianState.EXPIRED if self.expires_at <= timezone.now() else GuardianState.WAITING
