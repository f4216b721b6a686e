"""What a person keeps of the catalogue: courses to find again, searches that call back."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from core.privacy import Delete, WithAccount
from training.models.course import Course

TOKEN_BYTES = 32


class Rhythm(models.TextChoices):
    """How often a saved search writes to its person."""

    NEVER = "NEVER", _("mai")
    DAILY = "DAILY", _("ogni giorno, se c'è qualcosa di nuovo")
    WEEKLY = "WEEKLY", _("ogni settimana, se c'è qualcosa di nuovo")


RHYTHM_DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


class Bookmark(models.Model):
    """A course that a person wants to find again. Nobody else reads it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks", verbose_name=_("persona")
    )
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="bookmarks", verbose_name=_("corso"))
    created_at = models.DateTimeField(_("salvato il"), auto_now_add=True)

    class Privacy:
        personal = {"person"}
        plain = {"id", "course", "created_at"}
        subject = ("person",)
        purpose = _("ritrovare i corsi che ti interessano")
        erasure = Delete()
        retention = WithAccount(_("finché non lo togli o chiudi l'account"))

    class Meta:
        verbose_name = _("corso salvato")
        verbose_name_plural = _("corsi salvati")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="training_bookmark_once",
                fields=["person", "course"],
                violation_error_message=_("Hai già salvato questo corso."),
            )
        ]

    def __str__(self):
        return str(self.course)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own only."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def calling(self):
        """Those that write, of people whose account is open."""
        return self.exclude(rhythm=Rhythm.NEVER).filter(person__is_active=True)


class SavedSearch(TimestampedModel):
    """A question put to the catalogue, kept to be asked again: by its person, by a feed reader, by the portal.

    `token` opens its feed and stops its mails without a log-in: whoever has the address may read the feed.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches", verbose_name=_("persona")
    )
    name = models.CharField(_("nome"), max_length=100)
    address = models.CharField(_("che cosa cerca"), max_length=2000, blank=True, editable=False)
    rhythm = models.CharField(_("scrivimi"), max_length=6, choices=Rhythm, default=Rhythm.WEEKLY)
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    told_until = models.DateTimeField(_("avvisi fino al"), default=timezone.now, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Privacy:
        personal = {"person", "name", "address", "token"}
        plain = {"id", "created_at", "updated_at", "rhythm", "told_until"}
        subject = ("person",)
        purpose = _("avvisarti dei corsi nuovi che rispondono a una tua ricerca")
        erasure = Delete()
        retention = WithAccount(_("finché non la togli o chiudi l'account"))
        withheld = {"token": _("chi lo conosce legge la ricerca e ne ferma gli avvisi")}

    class Meta:
        verbose_name = _("ricerca salvata")
        verbose_name_plural = _("ricerche salvate")
        ordering = ["name", "pk"]
        constraints = [
            known_choice("rhythm", Rhythm),
            models.UniqueConstraint(
                name="training_savedsearch_once",
                fields=["person", "address"],
                violation_error_message=_("Hai già salvato questa ricerca."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("training:course_list") + self.address

    def is_due(self, now) -> bool:
        """Days are counted by the calendar, so that a beat some minutes early or late changes nothing."""
        gone = timezone.localdate(now) - timezone.localdate(self.told_until)
        return self.rhythm in RHYTHM_DAYS and gone.days >= RHYTHM_DAYS[Rhythm(self.rhythm)]
