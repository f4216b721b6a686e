"""Choices shared by the forms of this app."""

from django.utils.translation import gettext_lazy as _

# Study titles in the words of who holds them; the number is the EQF level (decree of 8 January 2018, annex 2).
EQF_CHOICES = [
    (1, _("licenza elementare o scuola primaria")),
    (2, _("licenza media")),
    (3, _("qualifica professionale (tre anni)")),
    (4, _("diploma di scuola superiore o diploma professionale")),
    (5, _("ITS Academy: diploma di specializzazione tecnica superiore")),
    (6, _("laurea triennale")),
    (7, _("laurea magistrale")),
    (8, _("dottorato di ricerca")),
]
