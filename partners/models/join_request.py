from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from partners.enums import JoinRequestState, Permission, Role
from partners.models.membership import Membership
from partners.models.partner import Partner


class JoinRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=JoinRequestState.OPEN)

    def unanswerable(self):
        """Open requests to partners where nobody can give a role: the secretariat first makes a manager."""
        managers = Membership.objects.active().filter(
            partner=models.OuterRef("partner"), role=Role.MANAGER, user__is_active=True
        )
        return self.waiting().filter(~models.Exists(managers))

    def withdrawable_by(self, user):
        """One's own that nobody has answered."""
        return self.waiting().filter(person=user)

    def answerable_by(self, user):
        """Open requests to the partner whose people the person looks after."""
        return self.waiting().filter(partner__in=Partner.objects.permitting(user, Permission.MANAGE_MEMBERS))


class JoinRequest(TimestampedModel):
    """A signed-in person says they work for a partner; one of its managers gives a role or says no, and why.

    Until then the person may take it back: they are then who closed it.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="join_requests", verbose_name=_("partner")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests", verbose_name=_("persona")
    )
    message = models.TextField(_("messaggio"), max_length=1000, blank=True)
    state = models.CharField(_("stato"), max_length=20, choices=JoinRequestState, default=JoinRequestState.OPEN)
    role = models.CharField(_("ruolo dato"), max_length=20, choices=Role, blank=True)
    refusal_reason = models.CharField(_("motivo del no"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("risposta del"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("chi ha risposto"),
    )  # fmt: skip

    objects = JoinRequestQuerySet.as_manager()

    class Privacy:
        personal = {"person", "message", "refusal_reason", "decided_by"}
        plain = {"id", "created_at", "updated_at", "partner", "state", "role", "decided_at"}
        subject = ("person",)
        purpose = _("chiedere un ruolo a un partner e avere una risposta")
        erasure = Delete()
        retention = Retention(_("un anno dopo la risposta"), months=12, after="decided_at")

    class Meta:
        verbose_name = _("richiesta di entrare")
        verbose_name_plural = _("richieste di entrare")
        ordering = ["created_at", "pk"]
        constraints = [
            known_choice("state", JoinRequestState),
            known_choice("role", Role, blank=True),
            models.UniqueConstraint(
                name="partners_joinrequest_one_open",
                fields=["person", "partner"],
                condition=Q(state=JoinRequestState.OPEN),
                violation_error_message=_("C'è già una richiesta in attesa per questo partner."),
            ),
            models.CheckConstraint(
                name="partners_joinrequest_decided_iff_closed",
                condition=Q(state=JoinRequestState.OPEN, decided_at=None, decided_by=None)
                | (~Q(state=JoinRequestState.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("Una richiesta chiusa ha sempre chi ha risposto e quando."),
            ),
            models.CheckConstraint(
                name="partners_joinrequest_answer_complete",
                condition=Q(state=JoinRequestState.OPEN, role="", refusal_reason="")
                | (Q(state=JoinRequestState.ACCEPTED, refusal_reason="") & ~Q(role=""))
                | (Q(state=JoinRequestState.REFUSED, role="") & ~Q(refusal_reason=""))
                | Q(state=JoinRequestState.WITHDRAWN, role="", refusal_reason=""),
                violation_error_message=_("Un sì ha un ruolo, un no ha un motivo."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.partner}"
