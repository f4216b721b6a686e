from django.db import models
from django.utils.translation import gettext_lazy as _


class RowTrouble(models.TextChoices):
    """Why a row cannot be used, beside the troubles of single cells (`core.imports.errors.Trouble`)."""

    KIND = "KIND", _("«%(value)s» non è un tipo di percorso. Si può scrivere: %(known)s.")
    SITE = "SITE", _("«%(value)s» non è una vostra sede. Si può scrivere: %(known)s.")
    SITE_UNCLEAR = (
        "SITE_UNCLEAR",
        _("«%(value)s» può essere più di una sede: scrivi il nome o il codice meccanografico."),
    )
    FILIERA = "FILIERA", _("«%(value)s» non è una filiera del Polo. Si può scrivere: %(known)s.")
    SKILL = "SKILL", _("Non troviamo la competenza «%(value)s»: scrivi il nome che ha nel modulo dei corsi.")
    OCCUPATION = (
        "OCCUPATION",
        _("Non troviamo la professione «%(value)s»: scrivi il nome che ha nel modulo dei corsi."),
    )
    ISCED = "ISCED", _("«%(value)s» non è un campo di studio ISCED-F fra quelli del portale.")
    TERM = "TERM", _("«%(value)s» non è nell'elenco ufficiale: scrivi il nome che si sceglie nel modulo dei corsi.")
    CUP = "CUP", _("Un CUP ha quindici caratteri fra lettere e cifre.")
    STAGE = "STAGE", _("Queste ore non possono superare le ore totali.")
    DATES = "DATES", _("La fine non può venire prima dell'inizio.")
    WINDOW = "WINDOW", _("Le iscrizioni non possono chiudere prima di aprire.")
    WINDOW_END = "WINDOW_END", _("Le iscrizioni chiudono prima della fine dell'edizione.")
    PORTAL = "PORTAL", _("Servono i posti e l'ultimo giorno per le iscrizioni, oppure come ci si iscrive da voi.")
    SEATS = "SEATS", _("Le iscrizioni minime non possono superare i posti.")
    UNCLEAR = "UNCLEAR", _("Avete più corsi con questo titolo: aggiungi una colonna con il codice del corso.")
    DIFFERS = (
        "DIFFERS",
        _("È lo stesso corso della riga %(value)s, ma qui dice altro: scrivi lo stesso o lascia vuoto."),
    )
    FIRST_ROW = "FIRST_ROW", _("Il corso di questa riga ha errori alla riga %(value)s.")
