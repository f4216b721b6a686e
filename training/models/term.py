from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.templatetags.polo import local
from training.enums import TermList


class TermQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Term(models.Model):
    """A word of an official list: a study path or figure, a kind of certificate, a source of money; valid for a time.

    The same study path has two rows while two regulations are in force, told apart by `regulation`.
    """

    collection = models.CharField(_("elenco"), max_length=12, choices=TermList)
    code = models.SlugField(_("codice"), max_length=60)
    name_it = models.CharField(_("nome"), max_length=200)
    name_en = models.CharField(_("nome in inglese"), max_length=200, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=10), verbose_name=_("codici dei tipi di percorso"), default=list, blank=True
    )
    regulation = models.CharField(_("ordinamento"), max_length=120, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    source = models.CharField(_("fonte"), max_length=200, blank=True)
    checked_on = models.DateField(_("verificato il"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "collection", "code", "name_it", "name_en", "kinds", "regulation", "valid_from", "valid_to",
            "source", "checked_on",
        }  # fmt: skip

    class Meta:
        verbose_name = _("voce di un elenco ufficiale")
        verbose_name_plural = _("voci degli elenchi ufficiali")
        ordering = ["collection", "pk"]
        constraints = [
            known_choice("collection", TermList),
            models.UniqueConstraint(
                name="training_term_code_once",
                fields=["collection", "code"],
                violation_error_message=_("C'è già una voce con questo codice."),
            ),
            models.CheckConstraint(
                name="training_term_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("La fine non può venire prima dell'inizio."),
            ),
        ]

    def __str__(self):
        name = local(self, "name")
        return f"{name} ({self.regulation})" if self.regulation else name
