"""What goes with an application: the documents that an edition asks for, those sent, what the two sides say."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, Retention
from partners.enums import Permission
from partners.models import Partner
from training.models.application import Application
from training.models.edition import Edition
from training.validators import MediaType

KEPT = Retention(
    _("dodici mesi dopo la fine del corso restano solo l'esito e le date"),
    months=12,
    after="application__edition__ends_on",
)


models.BinaryField.register_lookup(Length, "length")


class RequestedDocument(TimestampedModel):
    """A document that the school asks of whoever applies to an edition."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="requested_documents", verbose_name=_("edizione")
    )
    name = models.CharField(_("documento"), max_length=120)
    note = models.CharField(_("come dev'essere"), max_length=300, blank=True)
    is_required = models.BooleanField(_("senza non si può inviare la domanda"), default=True)

    class Privacy:
        plain = {"id", "created_at", "updated_at", "edition", "name", "note", "is_required"}

    class Meta:
        verbose_name = _("documento chiesto")
        verbose_name_plural = _("documenti chiesti")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_requesteddocument_once",
                fields=["edition", "name"],
                violation_error_message=_("Questo documento è già nell'elenco."),
            ),
        ]

    def __str__(self):
        return self.name


class ApplicationDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The applicant's own; of what was sent, also those of the school's people who answer."""
        if not user.is_authenticated:
            return self.none()
        schools = Partner.objects.permitting(user, Permission.ANSWER_APPLICATIONS)
        sent = Q(application__submitted_at__isnull=False, application__edition__course__partner__in=schools)
        return self.filter(Q(application__person=user) | sent)


class ApplicationDocument(TimestampedModel):
    """A file sent with an application. Its bytes live in the row: whatever ends the row ends the file (ADR 0007)."""

    MAX_BYTES = 5 * 1024 * 1024

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="documents", verbose_name=_("domanda di iscrizione")
    )
    request = models.ForeignKey(
        RequestedDocument, on_delete=models.PROTECT, related_name="answers", verbose_name=_("documento chiesto")
    )
    content = models.BinaryField(_("file"))
    media_type = models.CharField(_("tipo di file"), max_length=20, choices=MediaType)

    objects = ApplicationDocumentQuerySet.as_manager()

    class Privacy:
        personal = {"application", "content"}
        plain = {"id", "created_at", "updated_at", "request", "media_type"}
        subject = ("application__person",)
        purpose = _("valutare la tua domanda di iscrizione")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("documento di una domanda")
        verbose_name_plural = _("documenti delle domande")
        ordering = ["request_id", "pk"]
        constraints = [
            known_choice("media_type", MediaType),
            models.UniqueConstraint(
                name="training_applicationdocument_once",
                fields=["application", "request"],
                violation_error_message=_("Questo documento c'è già: il nuovo prende il suo posto."),
            ),
            models.CheckConstraint(
                name="training_applicationdocument_size",
                condition=Q(content__length__range=(1, 5 * 1024 * 1024)),
                violation_error_message=_("Un documento non è vuoto e non supera i 5 MB."),
            ),
        ]

    def __str__(self):
        return str(self.request)

    def get_absolute_url(self):
        return reverse("training:document_open", args=[self.pk])

    @property
    def file_name(self) -> str:
        """What the reader's browser saves it as; the name that the sender gave it is not kept."""
        return f"{slugify(self.request.name) or 'documento'}.{MediaType(self.media_type).extension}"


class ApplicationMessage(TimestampedModel):
    """One message between the person and the school, about one application."""

    MAX_LENGTH = 2000

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="messages", verbose_name=_("domanda di iscrizione")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi scrive")
    )
    is_from_school = models.BooleanField(_("scritto dalla scuola o dall'ente"))
    text = models.TextField(_("messaggio"), max_length=MAX_LENGTH, validators=[MinLengthValidator(1)])

    class Privacy:
        personal = {"application", "author", "text"}
        plain = {"id", "created_at", "updated_at", "is_from_school"}
        subject = ("application__person",)
        purpose = _("scriversi con la scuola di una domanda di iscrizione")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("messaggio su una domanda")
        verbose_name_plural = _("messaggi sulle domande")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="training_applicationmessage_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Un messaggio non è vuoto."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
