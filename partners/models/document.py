import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from partners.enums import DocumentVisibility, Permission
from partners.models.partner import Partner
from partners.validators import MAX_PDF_BYTES

FOLDER = "documents"


def private_path(document: "Document", name: str) -> str:
    """Below MEDIA_ROOT, which no web server serves; the name that the sender gave the file is not kept."""
    return f"{FOLDER}/{uuid.uuid4().hex}.pdf"


class DocumentQuerySet(models.QuerySet):
    def public(self):
        return self.filter(visibility=DocumentVisibility.PUBLIC)

    def visible_to(self, user):
        """Public ones for anybody; the deeds and annexes that concern a partner for whoever manages it."""
        if not user.is_authenticated:
            return self.public()
        managed = Partner.objects.permitting(user, Permission.MANAGE_MEMBERS)
        adhesions = self.model._meta.apps.get_model("partners", "Adhesion").objects
        own = Q(adhesions__partner__in=managed) | Q(leaves__partner__in=managed)
        adheres = Exists(
            adhesions.filter(
                Q(agreement__annexes__document=OuterRef("pk")) | Q(agreement__act=OuterRef("pk")),
                partner__in=managed,
                left_on=None,
            )
        )
        return self.filter(Q(visibility=DocumentVisibility.PUBLIC) | Q(pk__in=Document.objects.filter(own)) | adheres)


class Document(TimestampedModel):
    """A PDF of the Polo: the agreement, an annex, a deed. Kept privately, handed out by a view that asks who reads.

    `sha256` is the fingerprint of the bytes received: whoever has a copy can tell whether it is the same.
    """

    title = models.CharField(_("titolo"), max_length=200)
    dated_on = models.DateField(_("data del documento"), null=True, blank=True)
    visibility = models.CharField(
        _("chi può leggerlo"), max_length=10, choices=DocumentVisibility, default=DocumentVisibility.RESERVED
    )
    file = models.FileField(_("file PDF"), upload_to=private_path, max_length=100)
    size = models.PositiveIntegerField(_("byte"), editable=False)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("chi l'ha caricato"),
    )  # fmt: skip
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Privacy:
        personal = {"uploaded_by"}
        plain = {
            "id", "created_at", "updated_at", "title", "dated_on", "visibility", "file", "size", "sha256", "is_demo",
        }  # fmt: skip

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")
        ordering = ["-dated_on", "title", "pk"]
        constraints = [
            known_choice("visibility", DocumentVisibility),
            models.CheckConstraint(
                name="partners_document_size",
                condition=Q(size__range=(1, MAX_PDF_BYTES)),
                violation_error_message=_("Un documento non è vuoto e non supera i 10 MB."),
            ),
            models.CheckConstraint(
                name="partners_document_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("L'impronta del documento ha 64 cifre esadecimali."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("partners:document_detail", args=[self.pk])

    @property
    def file_name(self) -> str:
        """What the reader's browser saves it as."""
        return f"{slugify(self.title) or 'documento'}.pdf"

    @property
    def is_public(self) -> bool:
        return self.visibility == DocumentVisibility.PUBLIC
