import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.privacy import Anonymise, Delete, Retention


class ExportState(models.TextChoices):
    REQUESTED = "REQUESTED", _("in preparazione")
    READY = "READY", _("pronta")
    FAILED = "FAILED", _("non riuscita")
    EXPIRED = "EXPIRED", _("scaduta")


OPEN_STATES = (ExportState.REQUESTED, ExportState.READY)


class DataExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own; nobody else's, ever."""
        return self.filter(person=user).defer("archive") if user.is_authenticated else self.none()

    def downloadable(self):
        return self.filter(state=ExportState.READY, expires_at__gt=timezone.now())

    def run_out(self):
        return self.filter(state=ExportState.READY, expires_at__lte=timezone.now())


class DataExport(models.Model):
    """A copy of everything about a person, asked for by the person: one open at a time, seven days, then gone.

    The archive stands in the database: no folder to guess, the same on every host, gone with its row (ADR 0007).
    """

    LIFETIME = datetime.timedelta(days=7)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports", verbose_name=_("persona")
    )
    state = models.CharField(_("stato"), max_length=10, choices=ExportState, default=ExportState.REQUESTED)
    requested_at = models.DateTimeField(_("chiesta il"), default=timezone.now)
    ready_at = models.DateTimeField(_("pronta dal"), null=True, blank=True)
    expires_at = models.DateTimeField(_("si scarica fino al"), null=True, blank=True)
    size = models.PositiveIntegerField(_("dimensione in byte"), default=0)
    archive = models.BinaryField(_("archivio"), null=True, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Privacy:
        personal = {"person", "archive"}
        plain = {"id", "state", "requested_at", "ready_at", "expires_at", "size"}
        subject = ("person",)
        purpose = _("darti una copia dei tuoi dati")
        erasure = Delete()
        retention = Retention(
            _("sette giorni per scaricarla"),
            days=7,
            after="ready_at",
            then=Anonymise({"archive": None, "state": ExportState.EXPIRED}),
        )
        withheld = {"archive": _("Dentro questa copia non ci sono le copie di prima: dicono le stesse cose")}

    class Meta:
        verbose_name = _("copia dei dati")
        verbose_name_plural = _("copie dei dati")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            known_choice("state", ExportState),
            models.UniqueConstraint(
                name="accounts_dataexport_one_open",
                fields=["person"],
                condition=Q(state__in=OPEN_STATES),
                violation_error_message=_("Stai già aspettando una copia dei tuoi dati."),
            ),
            models.CheckConstraint(
                name="accounts_dataexport_archive_iff_ready",
                condition=Q(state=ExportState.READY, archive__isnull=False, ready_at__isnull=False)
                & Q(expires_at__isnull=False, expires_at__gt=F("ready_at"))
                | ~Q(state=ExportState.READY) & Q(archive=None),
                violation_error_message=_("Solo una copia pronta ha un archivio, con la data in cui scade."),
            ),
        ]

    def __str__(self):
        return f"{self.requested_at:%d/%m/%Y} · {self.get_state_display()}"

    @property
    def is_downloadable(self) -> bool:
        return self.state == ExportState.READY and self.expires_at is not None and self.expires_at > timezone.now()
