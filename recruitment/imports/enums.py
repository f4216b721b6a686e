from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedTrouble(models.TextChoices):
    """Why a row of a feed cannot be used, beside the troubles of single cells (`core.imports.errors.Trouble`)."""

    OCCUPATION = (
        "OCCUPATION",
        _(
            "Non troviamo la professione: scrivi il nome che ha nel modulo delle offerte, o scegline una per tutto il "
            "file."
        ),
    )
    CONTRACT = "CONTRACT", _("«%(value)s» non è un contratto che conosciamo. Si può scrivere: %(known)s.")
    NO_CONTRACT = "NO_CONTRACT", _("Manca il contratto: scrivilo in una colonna, o scegline uno per tutto il file.")
    POSITIONS = "POSITIONS", _("Indica da 1 a 200 persone.")
    PAY_ORDER = "PAY_ORDER", _("Indica la retribuzione minima e una massima non più bassa.")
    PAST = "PAST", _("Le candidature sono già chiuse (%(value)s): aggiorna la data o togli la riga.")
    UNCLEAR = "UNCLEAR", _("Avete più offerte uguali nel titolo e nella sede: aggiungi una colonna con il codice.")


class Remark(models.TextChoices):
    """What the file says and the portal cannot keep: the opening arrives without it, and a person decides."""

    CUT = "CUT", _("La descrizione è più lunga di %(limit)s caratteri: arriva accorciata, rileggila nella bozza.")
    PAY_UNIT = "PAY_UNIT", _("«%(value)s» non è una cifra all'anno: scrivi la retribuzione annua nella bozza.")
    PAY = "PAY", _("«%(value)s» non dice una cifra: scrivi la retribuzione nella bozza.")
    SITE = "SITE", _("«%(value)s» non è una vostra sede: scegli la sede nella bozza.")
    SKILL = "SKILL", _("Queste competenze non sono nel vocabolario, sceglile nella bozza: %(value)s.")
    EQF_LEVEL = "EQF_LEVEL", _("«%(value)s» non è un titolo di studio che conosciamo: sceglilo nella bozza.")
    LICENCE = "LICENCE", _("«%(value)s» non è fra le patenti e i patentini: sceglili nella bozza.")
    OVER = (
        "OVER",
        _("Sul portale questa offerta è chiusa, e un file non la riapre: per un posto nuovo serve un codice nuovo."),
    )


REMARKS = frozenset(Remark.values)
