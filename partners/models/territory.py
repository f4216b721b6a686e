from django.db import models
from django.utils.translation import gettext_lazy as _

from core.templatetags.polo import local


class Municipality(models.Model):
    """A comune of the four provinces of the Polo (La Spezia, Genova, Massa-Carrara, Parma); ISTAT code as key."""

    istat_code = models.CharField(_("codice ISTAT"), max_length=6, primary_key=True)
    name = models.CharField(_("comune"), max_length=100)
    province = models.CharField(_("provincia"), max_length=2)
    region = models.CharField(_("regione"), max_length=40)
    cadastral_code = models.CharField(_("codice catastale"), max_length=4, blank=True)
    postcode = models.CharField(_("CAP"), max_length=5, blank=True)
    lat = models.FloatField(_("latitudine"))
    lon = models.FloatField(_("longitudine"))

    class Privacy:
        plain = {"istat_code", "name", "province", "region", "cadastral_code", "postcode", "lat", "lon"}

    class Meta:
        verbose_name = _("comune")
        verbose_name_plural = _("comuni")
        ordering = ["name", "istat_code"]

    def __str__(self):
        return f"{self.name} ({self.province})"


class Filiera(models.Model):
    """A production chain of the Polo: a name and the sets of ATECO codes and professions that make it up."""

    slug = models.SlugField(_("fine dell'indirizzo"), max_length=40, unique=True)
    name_it = models.CharField(_("nome"), max_length=100)
    name_en = models.CharField(_("nome in inglese"), max_length=100)
    summary_it = models.CharField(_("descrizione"), max_length=400, blank=True)
    summary_en = models.CharField(_("descrizione in inglese"), max_length=400, blank=True)

    class Privacy:
        plain = {"id", "slug", "name_it", "name_en", "summary_it", "summary_en"}

    class Meta:
        verbose_name = _("filiera")
        verbose_name_plural = _("filiere")
        ordering = ["pk"]

    def __str__(self):
        return local(self, "name")


class FilieraAteco(models.Model):
    """One economic activity of a filiera; the classification is kept because ATECO 2007 and 2025 differ."""

    filiera = models.ForeignKey(
        Filiera, on_delete=models.CASCADE, related_name="activities", verbose_name=_("filiera")
    )
    classification = models.CharField(_("classificazione"), max_length=20)
    code = models.CharField(_("codice"), max_length=10)
    label = models.CharField(_("attività"), max_length=200)

    class Privacy:
        plain = {"id", "filiera", "classification", "code", "label"}

    class Meta:
        verbose_name = _("attività della filiera")
        verbose_name_plural = _("attività della filiera")
        ordering = ["classification", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="partners_filieraateco_once",
                fields=["filiera", "classification", "code"],
                violation_error_message=_("Questa attività è già nella filiera."),
            )
        ]

    def __str__(self):
        return f"{self.code} {self.label}"
