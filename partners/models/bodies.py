from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Anonymise, WithAccount
from core.templatetags.polo import local
from partners.enums import BodyKind
from partners.models.partner import Partner
from partners.models.terms import Days

NAMELESS = "—"  # what is left of a name that has been erased


class Body(TimestampedModel):
    """An organ of the Polo as its agreement names it: assembly, technical and scientific committee, secretariat."""

    kind = models.CharField(_("tipo"), max_length=12, choices=BodyKind)
    name_it = models.CharField(_("nome"), max_length=200)
    name_en = models.CharField(_("nome in inglese"), max_length=200, blank=True)
    purpose_it = models.CharField(_("che cosa fa"), max_length=400, blank=True)
    purpose_en = models.CharField(_("che cosa fa, in inglese"), max_length=400, blank=True)
    source = models.CharField(_("fonte dei dati"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False, editable=False)

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "kind", "name_it", "name_en", "purpose_it", "purpose_en", "source",
            "is_demo",
        }  # fmt: skip

    class Meta:
        verbose_name = _("organo del Polo")
        verbose_name_plural = _("organi del Polo")
        ordering = ["kind", "pk"]
        constraints = [
            known_choice("kind", BodyKind),
            models.UniqueConstraint(
                name="partners_body_name_once",
                fields=["name_it"],
                violation_error_message=_("C'è già un organo con questo nome."),
            ),
        ]

    def __str__(self):
        return local(self, "name")


class BodyMemberQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))


class BodyMember(TimestampedModel):
    """Somebody sits in a body for a term, for a partner or on their own; with or without an account here."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="members", verbose_name=_("organo"))
    holder_name = models.CharField(_("nome e cognome"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="body_memberships",
        verbose_name=_("persona registrata"),
    )  # fmt: skip
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="body_members",
        verbose_name=_("per quale partner"),
    )  # fmt: skip
    is_chair = models.BooleanField(_("presiede"), default=False)
    starts_on = models.DateField(_("dal"), null=True, blank=True)
    ends_on = models.DateField(_("al"), null=True, blank=True)

    objects = BodyMemberQuerySet.as_manager()

    class Privacy:
        personal = {"holder_name", "user"}
        plain = {"id", "created_at", "updated_at", "body", "partner", "is_chair", "starts_on", "ends_on"}
        subject = ("user",)
        purpose = _("dire chi siede negli organi del Polo")
        erasure = Anonymise({"holder_name": NAMELESS})
        retention = WithAccount(_("gli organi di un accordo fra enti sono pubblici"))

    class Meta:
        verbose_name = _("componente di un organo")
        verbose_name_plural = _("componenti degli organi")
        ordering = ["-is_chair", "holder_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partners_bodymember_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("L'incarico non può finire prima di cominciare."),
            ),
            ExclusionConstraint(
                name="partners_bodymember_once_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("holder_name", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(holder_name="—"),
                violation_error_message=_("In quei giorni questa persona è già nell'organo."),
            ),
            ExclusionConstraint(
                name="partners_bodymember_one_chair",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_chair=True),
                violation_error_message=_("In quei giorni l'organo è già presieduto da un'altra persona."),
            ),
        ]

    def __str__(self):
        return f"{self.body}: {self.holder_name}"
