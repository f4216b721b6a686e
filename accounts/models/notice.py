from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import NoticeKind
from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, WithAccount


class NoticeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__lte=timezone.now())

    def current(self):
        """Of each kind the one published last."""
        newest = Notice.objects.published().filter(kind=models.OuterRef("kind")).order_by("-published_at", "-pk")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))

    def awaiting(self, user, kinds):
        """Current ones of these kinds that the person has not accepted."""
        return self.current().filter(kind__in=kinds).exclude(acceptances__user=user)


class Notice(TimestampedModel):
    """A version of the terms of use or of a privacy notice, in both languages.

    Once published it never changes, a trigger of the database sees to it: what somebody accepted can be read as it
    was. A change is a new version, and everybody it is for is asked again.
    """

    kind = models.CharField(_("tipo"), max_length=7, choices=NoticeKind)
    version = models.SlugField(
        _("versione"), max_length=20, help_text=_("Compare nell'indirizzo, per esempio 2026-11.")
    )
    text_it = models.TextField(_("testo in italiano"), help_text=_("«## » apre un titolo, «- » una voce d'elenco."))
    text_en = models.TextField(_("testo in inglese"))
    changes_it = models.TextField(_("che cosa cambia, in italiano"), blank=True)
    changes_en = models.TextField(_("che cosa cambia, in inglese"), blank=True)
    published_at = models.DateTimeField(_("pubblicata il"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "created_at", "updated_at", "kind", "version", "text_it", "text_en", "changes_it", "changes_en",
            "published_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("informativa o condizioni")
        verbose_name_plural = _("informative e condizioni")
        ordering = ["kind", F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            known_choice("kind", NoticeKind),
            models.UniqueConstraint(
                name="accounts_notice_version_once",
                fields=["kind", "version"],
                violation_error_message=_("Questa versione c'è già."),
            ),
            models.CheckConstraint(
                name="accounts_notice_published_has_words",
                condition=Q(published_at=None) | Q(published_at__isnull=False) & ~Q(text_it="") & ~Q(text_en=""),
                violation_error_message=_("Si pubblica soltanto un testo completo, in italiano e in inglese."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.version}"

    def get_absolute_url(self):
        return reverse("accounts:notice_detail", args=[NoticeKind(self.kind).slug, self.version])


class NoticeAcceptance(models.Model):
    """Somebody has read and accepted a version, on a day: the proof, as long as the account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_acceptances",
        verbose_name=_("persona"),
    )  # fmt: skip
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="acceptances", verbose_name=_("informativa o condizioni")
    )
    at = models.DateTimeField(_("accettata il"), auto_now_add=True)

    class Privacy:
        personal = {"user"}
        plain = {"id", "notice", "at"}
        subject = ("user",)
        purpose = _("poter dimostrare quale versione hai letto e accettato, e quando")
        erasure = Delete()
        retention = WithAccount(_("finché hai un account valgono le condizioni che hai accettato"))

    class Meta:
        verbose_name = _("accettazione")
        verbose_name_plural = _("accettazioni")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_noticeacceptance_once",
                fields=["user", "notice"],
                violation_error_message=_("Questa versione è già stata accettata."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.notice}"
