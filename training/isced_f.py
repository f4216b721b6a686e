"""Fields of education and training of ISCED-F 2013 in use in the Polo (domain: technical education)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

URI = "http://data.europa.eu/snb/isced-f/"
LABELS: dict[str, str | Promise] = {
    "0031": _("competenze personali"),
    "0111": _("scienze dell'educazione"),
    "0114": _("formazione di docenti con specializzazione disciplinare"),
    "0231": _("lingue"),
    "0413": _("gestione e amministrazione"),
    "0417": _("competenze per il lavoro"),
    "0611": _("uso del computer"),
    "0612": _("basi di dati e reti"),
    "0613": _("sviluppo di software"),
    "0711": _("ingegneria chimica e processi"),
    "0712": _("tecnologie per la protezione dell'ambiente"),
    "0713": _("elettricità ed energia"),
    "0714": _("elettronica e automazione"),
    "0715": _("meccanica e lavorazione dei metalli"),
    "0716": _("veicoli, navi e aeromobili"),
    "0719": _("altra ingegneria"),
    "0722": _("materiali: vetro, carta, plastica, legno"),
    "0732": _("edilizia e ingegneria civile"),
    "0788": _("ingegneria interdisciplinare"),
    "1022": _("salute e sicurezza sul lavoro"),
    "1031": _("difesa"),
    "1041": _("trasporti"),
}


def isced_f_label(code: str) -> str:
    """ "0715 meccanica e lavorazione dei metalli"; the bare code when the label is not in the list."""
    return f"{code} {LABELS[code]}" if code in LABELS else code
