import datetime
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import GuardianAnswer, GuardianEnd, GuardianState
from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, Delete, Retention


class GuardianRequestQuerySet(models.QuerySet):
    def current(self):
        """The one that counts for its minor, whatever its state."""
        return self.filter(ended_at=None)

    def in_force(self):
        """The query form of `is_in_force`: a yes that has not been taken back."""
        return self.filter(answer=GuardianAnswer.YES, ended_at=None)

    def current_or_last(self, minor):
        """What the minor's page tells about: the request that counts, or else the one that ended last."""
        return self.filter(minor=minor).order_by(F("ended_at").desc(nulls_first=True), "-created_at", "-pk").first()

    def with_token(self, token: str):
        return self.filter(token_hash=GuardianRequest.hash_of(token))


class GuardianRequest(TimestampedModel):
    """A person of 14 to 17 asks a parent, or whoever stands in for one, to say yes to courses, matching, placements.

    Of the guardian only the address is kept, no name; it goes when an account with that address is erased. What they
    said about the minor stays said, and the link in their mail still takes it back. The token stands in the mail
    alone, here its SHA-256; the same link confirms, refuses and later takes the yes back. Asking again makes a new
    row and ends the old one.
    """

    LIFETIME = datetime.timedelta(days=14)

    minor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardian_requests",
        verbose_name=_("minorenne"),
    )  # fmt: skip
    email = models.EmailField(_("indirizzo e-mail di un genitore"))
    token_hash = models.CharField(
        _("impronta del collegamento"), max_length=64, unique=True, null=True, blank=True, editable=False
    )
    sent_at = models.DateTimeField(_("inviata il"), null=True, blank=True)
    expires_at = models.DateTimeField(_("scade il"), null=True, blank=True)
    answer = models.CharField(_("risposta"), max_length=3, choices=GuardianAnswer, blank=True)
    answered_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    end = models.CharField(_("come è finita"), max_length=9, choices=GuardianEnd, blank=True)
    ended_at = models.DateTimeField(_("finita il"), null=True, blank=True)

    objects = GuardianRequestQuerySet.as_manager()

    class Privacy:
        personal = {"minor", "email", "token_hash"}
        plain = {
            "id", "created_at", "updated_at", "sent_at", "expires_at", "answer", "answered_at", "end", "ended_at",
        }  # fmt: skip
        subject = ("minor",)
        addresses = ("email",)
        purpose = _("chiedere a un genitore il sì per chi ha meno di 18 anni, e poterlo dimostrare")
        erasure = Delete()
        by_address = Anonymise({"email": ""})  # the guardian's own account goes: the minor's confirmation does not
        retention = Retention(
            _("dai 14 ai 18 anni ne passano quattro: poi la conferma non serve più"), months=48, after="created_at"
        )
        withheld = {"token_hash": _("L'impronta del collegamento mandato per e-mail non è in questa copia")}

    class Meta:
        verbose_name = _("richiesta a un genitore")
        verbose_name_plural = _("richieste ai genitori")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(Upper("email"), F("created_at").desc(), name="accounts_guardian_by_address")]
        constraints = [
            known_choice("answer", GuardianAnswer, blank=True),
            known_choice("end", GuardianEnd, blank=True),
            models.UniqueConstraint(
                name="accounts_guardianrequest_one_current",
                fields=["minor"],
                condition=Q(ended_at=None),
                violation_error_message=_("C'è già una richiesta a un genitore."),
            ),
            models.CheckConstraint(
                name="accounts_guardianrequest_sent_with_link",
                condition=Q(sent_at=None, token_hash=None, expires_at=None)
                | Q(sent_at__isnull=False, token_hash__isnull=False, expires_at__isnull=False)
                & Q(expires_at__gt=F("sent_at")),
                violation_error_message=_("Una richiesta inviata ha un collegamento, e scade dopo l'invio."),
            ),
            models.CheckConstraint(
                name="accounts_guardianrequest_answer_iff_at",
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, sent_at__isnull=False),
                violation_error_message=_("Una risposta ha sempre la data, e arriva dopo l'invio."),
            ),
            models.CheckConstraint(
                name="accounts_guardianrequest_end_iff_at",
                condition=Q(end="", ended_at=None) | ~Q(end="") & Q(ended_at__isnull=False),
                violation_error_message=_("Una richiesta finita ha sempre la data e il motivo."),
            ),
            models.CheckConstraint(
                name="accounts_guardianrequest_withdrawn_after_yes",
                condition=~Q(end=GuardianEnd.WITHDRAWN) | Q(answer=GuardianAnswer.YES),
                violation_error_message=_("Si ritira solo una conferma che è stata data."),
            ),
        ]

    def __str__(self):
        return f"{self.minor} · {self.state.label}"

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def is_in_force(self) -> bool:
        return self.answer == GuardianAnswer.YES and self.ended_at is None

    @property
    def state(self) -> GuardianState:
        if self.end:
            return GuardianState(self.end)
        if self.answer:
            return GuardianState.CONFIRMED if self.answer == GuardianAnswer.YES else GuardianState.REFUSED
        if self.expires_at is None:
            return GuardianState.TO_SEND
        return GuardianState.EXPIRED if self.expires_at <= timezone.now() else GuardianState.WAITING
