import datetime
import hashlib

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from partners.enums import InvitationState, Permission, Role
from partners.models.partner import Partner


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither answered nor withdrawn: those that wait and those that have run out and can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None, declined_at=None)

    def manageable_by(self, user):
        return self.filter(partner__in=Partner.objects.permitting(user, Permission.MANAGE_MEMBERS))

    def addressed_to(self, user):
        """Sent to the person's address or to another one that they have verified."""
        verified = EmailAddress.objects.filter(user=user, verified=True).annotate(low=Lower("email")).values("low")
        return self.annotate(low=Lower("email")).filter(Q(low=user.email.lower()) | Q(low__in=verified))

    def with_token(self, token: str):
        return self.filter(token_hash=Invitation.hash_of(token))


class Invitation(TimestampedModel):
    """A manager asks somebody, known by e-mail, to work for the partner in a role.

    The token stands in the mail only; here is its SHA-256. Sending again makes a new row and withdraws the old one.
    """

    LIFETIME = datetime.timedelta(days=14)

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("partner")
    )
    email = models.EmailField(_("indirizzo e-mail"))
    role = models.CharField(_("ruolo"), max_length=20, choices=Role)
    token_hash = models.CharField(_("impronta del collegamento"), max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi invita")
    )
    expires_at = models.DateTimeField(_("scade il"))
    accepted_at = models.DateTimeField(_("accettato il"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha accettato"),
    )  # fmt: skip
    revoked_at = models.DateTimeField(_("ritirato il"), null=True, blank=True)

    declined_at = models.DateTimeField(_("rifiutato il"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        personal = {"email", "token_hash", "invited_by", "accepted_by"}
        plain = {
            "id", "created_at", "updated_at", "partner", "role", "expires_at", "accepted_at", "revoked_at",
            "declined_at",
        }  # fmt: skip
        subject = ("accepted_by",)
        addresses = ("email",)
        purpose = _("invitare qualcuno a lavorare per un partner")
        erasure = Delete()
        by_address = Delete()
        retention = Retention(
            _("un anno dopo la scadenza, per rispondere a chi chiede perché ha un incarico"),
            months=12,
            after="expires_at",
        )
        withheld = {"token_hash": _("L'impronta del collegamento mandato per e-mail non è in questa copia")}

    class Meta:
        verbose_name = _("invito")
        verbose_name_plural = _("inviti")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("role", Role),
            models.UniqueConstraint(
                Lower("email"),
                "partner",
                "role",
                name="partners_invitation_one_live",
                condition=Q(accepted_at=None, revoked_at=None, declined_at=None),
                violation_error_message=_("C'è già un invito in attesa per questo indirizzo e questo ruolo."),
            ),
            models.CheckConstraint(
                name="partners_invitation_accepted_by_iff_at",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Un invito accettato ha sempre chi l'ha accettato e quando."),
            ),
            models.CheckConstraint(
                name="partners_invitation_one_end",
                condition=Q(accepted_at=None, revoked_at=None)
                | Q(accepted_at=None, declined_at=None)
                | Q(revoked_at=None, declined_at=None),
                violation_error_message=_("Un invito è accettato, rifiutato o ritirato: una cosa sola."),
            ),
            models.CheckConstraint(
                name="partners_invitation_expires_later",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_message=_("Un invito scade dopo essere stato scritto."),
            ),
        ]

    def __str__(self):
        return f"{self.email} · {self.get_role_display()} · {self.partner}"

    def get_absolute_url(self):
        return reverse("partners:invitation_accept", args=[self.pk])

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.declined_at:
            return InvitationState.DECLINED
        return InvitationState.EXPIRED if self.expires_at <= timezone.now() else InvitationState.OPEN

    @property
    def is_replaced(self) -> bool:
        """Whether a newer invitation of the same kind has been sent: the link to use is that one."""
        same = Invitation.objects.pending().filter(partner=self.partner_id, role=self.role)
        return same.filter(email__iexact=self.email).exclude(pk=self.pk).exists()

    @property
    def masked_email(self) -> str:
        """Enough to recognise one's own address, not enough to learn another's."""
        name, _at, domain = self.email.partition("@")
        return f"{name[:1]}•••@{domain}"
