from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from partners.models import Partner
from training.enums import TemplateState
from training.models.course import Course
from training.models.version import FROZEN


class OfferTemplateQuerySet(models.QuerySet["OfferTemplate"]):
    def in_force(self):
        return self.filter(state=TemplateState.IN_FORCE)


class OfferTemplate(TimestampedModel):
    """A course written once for the whole Polo: schools start their own from it and see when it changes.

    `content` is what its newest version says, `proposed` what the school that offers it would have it say.
    """

    title = models.CharField(_("titolo"), max_length=200)
    state = models.CharField(_("stato"), max_length=10, choices=TemplateState, default=TemplateState.IN_FORCE)
    number = models.PositiveIntegerField(_("versione"), default=0)
    content = models.JSONField(_("contenuto"), default=dict, blank=True)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="templates",
        verbose_name=_("offerto da"),
    )  # fmt: skip
    course = models.OneToOneField(
        Course, null=True, blank=True, on_delete=models.SET_NULL, related_name="offered_as",
        verbose_name=_("corso da cui viene"),
    )  # fmt: skip
    proposed = models.JSONField(_("testo proposto"), null=True, blank=True)
    answer = models.CharField(_("perché non è in uso"), max_length=400, blank=True)

    objects = OfferTemplateQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "title", "state", "number", "content", "partner", "course", "proposed",
            "answer",
        }  # fmt: skip

    class Meta:
        verbose_name = _("modello del Polo")
        verbose_name_plural = _("modelli del Polo")
        ordering = ["title", "pk"]
        constraints = [
            known_choice("state", TemplateState),
            models.UniqueConstraint(
                Lower("title"),
                name="training_offertemplate_title_once",
                condition=Q(state=TemplateState.IN_FORCE),
                violation_error_message=_("C'è già un modello in uso con questo titolo."),
            ),
            models.CheckConstraint(
                name="training_offertemplate_in_force_says_something",
                condition=Q(state__in=[TemplateState.PROPOSED, TemplateState.REFUSED], number=0, content={})
                | Q(state__in=[TemplateState.IN_FORCE, TemplateState.WITHDRAWN], number__gte=1) & ~Q(content={}),
                violation_error_message=_("Un modello in uso ha una versione; uno proposto non ancora."),
            ),
            models.CheckConstraint(
                name="training_offertemplate_proposed_by_a_school",
                condition=Q(proposed__isnull=True) | Q(partner__isnull=False),
                violation_error_message=_("Un testo proposto viene da una scuola o da un ente."),
            ),
            models.CheckConstraint(
                name="training_offertemplate_waits_for_an_answer",
                condition=Q(state=TemplateState.IN_FORCE)
                | Q(state=TemplateState.PROPOSED, proposed__isnull=False)
                | Q(state__in=[TemplateState.REFUSED, TemplateState.WITHDRAWN], proposed__isnull=True),
                violation_error_message=_("Un modello aspetta una risposta solo finché è proposto o in uso."),
            ),
            models.CheckConstraint(
                name="training_offertemplate_says_why_not",
                condition=~Q(answer="") | Q(state__in=[TemplateState.PROPOSED, TemplateState.IN_FORCE]),
                violation_error_message=_("Chi non accoglie o ritira un modello dice perché."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:template_detail", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        return self.state == TemplateState.IN_FORCE


class TemplateVersion(models.Model):
    """What a template said from one change to the next, and why it changed. Frozen: a trigger refuses changes."""

    template = models.ForeignKey(
        OfferTemplate, on_delete=models.CASCADE, related_name="versions", verbose_name=_("modello")
    )
    number = models.PositiveIntegerField(_("versione"))
    content = models.JSONField(_("contenuto"))
    note = models.CharField(_("perché è cambiato"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("pubblicata il"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("pubblicata da"),
    )  # fmt: skip

    class Privacy:
        personal = {"published_by"}
        plain = {"id", "template", "number", "content", "note", "published_at"}

    class Meta:
        verbose_name = _("versione di un modello del Polo")
        verbose_name_plural = _("versioni dei modelli del Polo")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="training_templateversion_number_once",
                fields=["template", "number"],
                violation_error_message=_("Questa versione del modello c'è già."),
            ),
            models.CheckConstraint(
                name="training_templateversion_counted_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Le versioni si contano da 1."),
            ),
        ]
        triggers = [FROZEN]

    def __str__(self):
        return f"{self.template} · {self.number}"


class TemplateCopy(TimestampedModel):
    """A course that was started from a template of the Polo.

    `content` is what the template said, field by field, when the school last dealt with it (took it, or kept its own
    words); `number` is the newest version that it has dealt with in full.
    """

    course = models.OneToOneField(
        Course, on_delete=models.CASCADE, related_name="copied_from", verbose_name=_("corso")
    )
    template = models.ForeignKey(
        OfferTemplate, on_delete=models.PROTECT, related_name="copies", verbose_name=_("modello")
    )
    number = models.PositiveIntegerField(_("versione del modello"))
    content = models.JSONField(_("che cosa diceva il modello"))

    class Privacy:
        plain = {"id", "created_at", "updated_at", "course", "template", "number", "content"}

    class Meta:
        verbose_name = _("corso nato da un modello")
        verbose_name_plural = _("corsi nati da un modello")
        ordering = ["template", "course"]
        constraints = [
            models.CheckConstraint(
                name="training_templatecopy_counted_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Le versioni si contano da 1."),
            ),
        ]

    def __str__(self):
        return f"{self.course} · {self.template}"
