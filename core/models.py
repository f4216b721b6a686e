import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Upper
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.history import NEVER_EMPTIED
from core.privacy import Anonymise, Delete, Retention
from core.verbs import after_words, before_words, notice_words, target_words, verb_words


class TimestampedModel(models.Model):
    """When a row was made and last changed."""

    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("aggiornato il"), auto_now=True)

    class Meta:
        abstract = True


class AuditQuerySet(models.QuerySet):
    def looks(self):
        return self.filter(look_hour__isnull=False)

    def changes(self):
        return self.filter(look_hour=None)

    def about(self, person):
        """What others saw of the person's record, and what was done to it."""
        return self.filter(subject=person)


class AuditEvent(models.Model):
    """Who did what to which object, when and on behalf of whom. Append-only: a trigger refuses changes.

    `subject` is the person whose record it is. A look at it by somebody else carries `look_hour`, the hour it fell in:
    the database keeps one row per reader, thing seen and hour, so that a page read again costs nothing.
    """

    at = models.DateTimeField(_("quando"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chi"),
    )
    acting_partner_id = models.BigIntegerField(_("per conto del partner"), null=True, blank=True)
    verb = models.CharField(_("azione"), max_length=60)
    target_type = models.CharField(_("tipo di oggetto"), max_length=60)
    target_id = models.BigIntegerField(_("numero dell'oggetto"))
    before = models.JSONField(_("prima"), default=dict, blank=True)
    after = models.JSONField(_("dopo"), default=dict, blank=True)
    reason = models.CharField(_("motivo"), max_length=500, blank=True)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,  # the index with the time serves it too
        related_name="+",
        verbose_name=_("persona interessata"),
    )
    look_hour = models.DateTimeField(_("ora della consultazione"), null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    class Privacy:
        personal = {"actor", "subject", "reason"}
        plain = {
            "id", "at", "acting_partner_id", "verb", "target_type", "target_id", "before", "after", "look_hour",
        }  # fmt: skip
        subject = ("subject",)
        unshown = {"acting_partner_id", "target_id", "look_hour"}
        words = {"verb": verb_words, "target_type": target_words, "before": before_words, "after": after_words}
        purpose = _("sapere chi ha fatto o visto che cosa, e poterlo dimostrare")
        erasure = Anonymise({"reason": ""})
        retention = Retention(
            _("cinque anni, quanto durano le responsabilità (articolo 2947 del codice civile)"),
            months=60,
            after="at",
            then=Delete(),
        )

    class Meta:
        verbose_name = _("evento del registro")
        verbose_name_plural = _("registro degli eventi")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="core_auditevent_latest"),
            models.Index(fields=["verb", "-at", "-id"], name="core_auditevent_verb"),
            models.Index(fields=["target_type", "target_id"], name="core_auditevent_target"),
            models.Index(fields=["subject", "-at"], name="core_auditevent_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="core_auditevent_look_by_another",
                condition=Q(look_hour=None) | (Q(actor__isnull=False, subject__isnull=False) & ~Q(actor=F("subject"))),
                violation_error_message=_("Una consultazione ha chi guarda e un'altra persona che è guardata."),
            ),
            models.UniqueConstraint(
                name="core_auditevent_look_once_an_hour",
                fields=[
                    "subject",
                    "look_hour",
                    "actor",
                    "acting_partner_id",
                    "verb",
                    "target_type",
                    "target_id",
                ],
                condition=Q(look_hour__isnull=False),
                nulls_distinct=False,
                violation_error_message=_("Questa consultazione è già nel registro."),
            ),
        ]

    def __str__(self):
        return f"{self.verb} {self.target_type} {self.target_id}"


class AuditDigest(models.Model):
    """What the rows of the audit of one day add up to, written in the night and never again (core/audit_digest.py)."""

    day = models.DateField(_("giorno"), unique=True)
    rows = models.PositiveIntegerField(_("righe"))
    digest = models.CharField(_("impronta"), max_length=64)
    written_at = models.DateTimeField(_("scritta il"), auto_now_add=True)

    class Privacy:
        plain = {"id", "day", "rows", "digest", "written_at"}

    class Meta:
        verbose_name = _("impronta di un giorno del registro")
        verbose_name_plural = _("impronte del registro")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                name="core_auditdigest_is_sha256",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("Un'impronta ha 64 cifre esadecimali."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NEVER_EMPTIED,
        ]

    def __str__(self):
        return f"{self.day}: {self.digest}"


class OutboxQuerySet(models.QuerySet):
    def due(self):
        """Messages to send now: neither sent nor given up, their turn has come."""
        return self.filter(sent_at=None, dead_at=None, due_at__lte=timezone.now())


class OutboxMessage(models.Model):
    """One e-mail promised to somebody, written in the same transaction as the fact it tells.

    The relay hands it to the mail server and tries again with growing pauses. When the server goes on refusing it, it
    is given up visibly (`dead_at`); a server that cannot be reached costs nothing but time.
    The Message-ID is fixed when the row is written, so that a copy sent twice after a crash can be recognised.
    """

    MAX_ATTEMPTS = 8
    MAX_SUBJECT = 300

    key = models.CharField(_("chiave"), max_length=200, unique=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    to = models.EmailField(_("destinatario"))
    subject = models.CharField(_("oggetto"), max_length=MAX_SUBJECT)
    body = models.TextField(_("testo"))
    html = models.TextField(_("testo in HTML"), blank=True)
    reply_to = models.EmailField(_("rispondere a"), blank=True)
    is_fleeting = models.BooleanField(_("si cancella appena inviato"), default=False)
    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    due_at = models.DateTimeField(_("da inviare dal"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    last_error = models.CharField(_("ultimo errore"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("inviato il"), null=True, blank=True)
    dead_at = models.DateTimeField(_("abbandonato il"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Privacy:
        personal = {"to", "subject", "body", "html", "reply_to", "key"}
        plain = {
            "id", "message_id", "is_fleeting", "created_at", "due_at", "attempts", "last_error", "sent_at", "dead_at",
        }  # fmt: skip
        addresses = ("to", "reply_to")
        read_at = {"to": "to", "subject": "to", "body": "to", "html": "to"}
        labels = {"message_id": _("numero del messaggio")}
        unshown = {"key", "message_id", "html", "is_fleeting", "attempts", "last_error"}
        purpose = _("scriverti per e-mail quello che ti riguarda")
        erasure = Delete()
        retention = Retention(
            _("il testo serve finché può servire rispedirlo"),
            days=30,
            after="sent_at",
            then=Anonymise({"subject": "", "body": "", "html": ""}),
        )

    class Meta:
        verbose_name = _("messaggio in uscita")
        verbose_name_plural = _("posta in uscita")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, dead_at=None), name="core_outbox_due"),
            models.Index(fields=["-created_at", "-id"], name="core_outbox_latest"),
            models.Index(
                fields=["-created_at", "-id"], condition=Q(dead_at__isnull=False), name="core_outbox_given_up"
            ),
            GinIndex(OpClass(Upper("to"), name="gin_trgm_ops"), name="core_outbox_to_search"),
            GinIndex(OpClass(Upper("subject"), name="gin_trgm_ops"), name="core_outbox_subject_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="core_outboxmessage_sent_or_dead",
                condition=Q(sent_at=None) | Q(dead_at=None),
                violation_error_message=_("Un messaggio è inviato oppure abbandonato, mai tutte e due le cose."),
            ),
        ]

    def __str__(self):
        return self.subject


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A notice is read by its recipient only."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)

    def counted_for(self, recipient):
        """How many, as a part of a statement about people: `counted_for(OuterRef("pk"))`."""
        rows = self.filter(recipient=recipient).order_by().values("recipient")
        return Coalesce(models.Subquery(rows.annotate(n=models.Count("pk")).values("n")), 0)


class Notification(models.Model):
    """A notice shown in the portal, exactly once per recipient and event; its words are rendered when it is read."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        verbose_name=_("destinatario"),
    )
    kind = models.CharField(_("tipo"), max_length=60)
    key = models.CharField(_("evento"), max_length=150)
    data = models.JSONField(_("dati"), default=dict, blank=True)
    path = models.CharField(_("pagina"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("creata il"), auto_now_add=True)
    read_at = models.DateTimeField(_("letta il"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Privacy:
        personal = {"recipient", "data", "key", "path"}
        plain = {"id", "kind", "created_at", "read_at"}
        subject = ("recipient",)
        labels = {"kind": _("avviso")}
        unshown = {"key", "data", "path"}
        words = {"kind": notice_words}
        purpose = _("avvisarti nel portale di quello che ti riguarda")
        erasure = Delete()
        retention = Retention(_("dopo un anno un avviso non serve più"), months=12, after="created_at")

    class Meta:
        verbose_name = _("notifica")
        verbose_name_plural = _("notifiche")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="core_notification_latest"),
            models.Index(fields=["kind", "-created_at", "-id"], name="core_notification_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="core_notification_once",
                fields=["recipient", "key"],
                violation_error_message=_("Questa notifica è già stata scritta."),
            ),
            models.CheckConstraint(
                name="core_notification_read_after_created",
                condition=Q(read_at=None) | Q(read_at__gte=F("created_at")),
                violation_error_message=_("Una notifica si legge dopo che è stata scritta."),
            ),
        ]

    def __str__(self):
        return gettext("notifica %(kind)s") % {"kind": self.kind}


class FileKind(models.TextChoices):
    CSV = "csv", _("CSV: per qualsiasi programma, di qualsiasi lunghezza")
    XLSX = "xlsx", _("Excel: date e numeri pronti per ordinare e contare")


class ListExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever asked for it; what the list is about is asked anew when the file is taken."""
        return self.filter(requested_by=user).defer("content") if user.is_authenticated else self.none()

    def recent(self):
        return self.filter(requested_at__gt=timezone.now() - ListExport.LIFETIME)

    def waiting(self):
        return self.filter(ready_at=None, failed_at=None)


class ListExport(models.Model):
    """A long list of the admin as a file: asked for there, written by the worker, gone after a day (ADR 0007).

    A web process has fifteen seconds for an answer; a hundred thousand rows, each with its look, take longer.
    """

    LIFETIME = datetime.timedelta(days=1)

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("richiesto da")
    )
    list = models.CharField(_("elenco"), max_length=100)
    query = models.TextField(_("ricerca e filtri"), blank=True)
    kind = models.CharField(_("tipo di file"), max_length=4, choices=FileKind)
    rows = models.PositiveIntegerField(_("righe"))
    requested_at = models.DateTimeField(_("richiesto il"), default=timezone.now)
    ready_at = models.DateTimeField(_("pronto dal"), null=True, blank=True)
    failed_at = models.DateTimeField(_("non riuscito il"), null=True, blank=True)
    content = models.BinaryField(_("file"), null=True, blank=True)

    objects = ListExportQuerySet.as_manager()

    class Privacy:
        personal = {"requested_by", "query", "content"}
        plain = {"id", "list", "kind", "rows", "requested_at", "ready_at", "failed_at"}
        subject = ("requested_by",)
        purpose = _("preparare un elenco lungo che hai chiesto di esportare")
        erasure = Delete()
        retention = Retention(_("un giorno per scaricarlo"), days=1, after="requested_at")
        withheld = {"content": _("L'elenco parla di altre persone: non è in questa copia")}

    class Meta:
        verbose_name = _("elenco esportato")
        verbose_name_plural = _("elenchi esportati")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            known_choice("kind", FileKind),
            models.CheckConstraint(
                name="core_listexport_content_iff_ready",
                condition=Q(ready_at__isnull=False, content__isnull=False, failed_at=None)
                | Q(ready_at=None, content=None),
                violation_error_message=_("Solo un elenco pronto ha il suo file."),
            ),
        ]

    def __str__(self):
        return f"{self.list} · {self.requested_at:%d/%m/%Y}"
