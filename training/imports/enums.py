from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportTask(models.TextChoices):
    """What the worker does, or did last, with an import."""

    PREVIEW = "preview", _("anteprima")
    APPLY = "apply", _("importazione")
    UNDO = "undo", _("annullamento")


class ImportState(models.TextChoices):
    """Where that task stands. Named as in the queue of `core.imports`."""

    WAITING = "waiting", _("da completare")
    QUEUED = "queued", _("in attesa")
    RUNNING = "running", _("in corso")
    DONE = "done", _("fatta")
    REFUSED = "refused", _("rifiutata")


class RowAction(models.TextChoices):
    """What a row of the file would do."""

    NEW = "new", _("nuova")
    CHANGED = "changed", _("cambia")
    SAME = "same", _("senza cambiamenti")
    WITHDRAWN = "withdrawn", _("da ritirare")
    ERROR = "error", _("con errori")


class RowOutcome(models.TextChoices):
    """What became of it."""

    PENDING = "pending", _("da fare")
    DONE = "done", _("fatta")
    FAILED = "failed", _("non riuscita")
    UNDONE = "undone", _("annullata")
    KEPT = "kept", _("lasciata com'è")


WRITING = (RowAction.NEW, RowAction.CHANGED, RowAction.WITHDRAWN)


class RowTrouble(models.TextChoices):
    """Why a row cannot be used, beside the troubles of single cells (`core.imports.errors.Trouble`)."""

    MISSING = "MISSING", _("Manca: scrivilo in questa colonna.")
    KIND = "KIND", _("«%(value)s» non è un tipo di percorso. Si può scrivere: %(known)s.")
    CHOICE = "CHOICE", _("«%(value)s» non è fra i valori possibili: %(known)s.")
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
    TOO_MANY = "TOO_MANY", _("Sono troppi: al massimo %(limit)s, qui sono %(value)s.")
    EQF = "EQF", _("Il livello EQF va da 1 a 8.")
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
    TWICE = "TWICE", _("C'è già alla riga %(value)s: tienila una volta sola.")
    DIFFERS = (
        "DIFFERS",
        _("È lo stesso corso della riga %(value)s, ma qui dice altro: scrivi lo stesso o lascia vuoto."),
    )
    FIRST_ROW = "FIRST_ROW", _("Il corso di questa riga ha errori alla riga %(value)s.")
