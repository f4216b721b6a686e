"""Words for what the audit keeps as codes: what was done to which kind of thing, and the fields that changed.

A verb is `<app>.<noun>_<done>`: the noun comes from the model of the row, so that only what can be done is told here.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DONE = {
    "accepted": gettext_lazy("detto di sì"),
    "added": gettext_lazy("inizio"),
    "address_added": gettext_lazy("indirizzo e-mail aggiunto"),
    "address_changed": gettext_lazy("altro indirizzo e-mail principale"),
    "address_removed": gettext_lazy("indirizzo e-mail tolto"),
    "aligned": gettext_lazy("confronto con il modello"),
    "answered": gettext_lazy("risposta"),
    "app_added": gettext_lazy("codici di un'app attivati"),
    "app_removed": gettext_lazy("codici dell'app tolti"),
    "approved": gettext_lazy("detto di sì"),
    "asked": gettext_lazy("richiesta"),
    "attended": gettext_lazy("presenza"),
    "booked": gettext_lazy("prenotazione"),
    "brought_back": gettext_lazy("versione di prima ripresa"),
    "cancelled": gettext_lazy("annullamento"),
    "changed": gettext_lazy("modifica"),
    "checked": gettext_lazy("verifica"),
    "closed": gettext_lazy("chiusura"),
    "codes_made": gettext_lazy("nuovi codici di riserva"),
    "completed": gettext_lazy("conclusione"),
    "confirmed": gettext_lazy("conferma"),
    "corrected": gettext_lazy("correzione"),
    "created": gettext_lazy("inizio"),
    "declined": gettext_lazy("detto di no"),
    "deleted": gettext_lazy("cancellazione"),
    "discarded": gettext_lazy("modifiche scartate"),
    "done": gettext_lazy("conclusione"),
    "downloaded": gettext_lazy("scaricamento"),
    "ended": gettext_lazy("fine"),
    "erased": gettext_lazy("cancellazione"),
    "expired": gettext_lazy("scadenza"),
    "exported": gettext_lazy("elenco scaricato"),
    "failed": gettext_lazy("non riuscita"),
    "forget_factors": gettext_lazy("secondo passaggio tolto"),
    "given": gettext_lazy("consenso dato"),
    "handed_over": gettext_lazy("passaggio di consegne"),
    "hidden": gettext_lazy("uscita dal catalogo"),
    "identity_linked": gettext_lazy("SPID o CIE collegato"),
    "identity_unlinked": gettext_lazy("SPID o CIE scollegato"),
    "in_check": gettext_lazy("inizio della verifica"),
    "keep_out": gettext_lazy("ingresso nell'amministrazione tolto"),
    "let_in": gettext_lazy("ingresso nell'amministrazione dato"),
    "looked_at": gettext_lazy("lettura"),
    "merged": gettext_lazy("unione con un doppione"),
    "missed": gettext_lazy("assenza"),
    "not_completed": gettext_lazy("non conclusione"),
    "offered": gettext_lazy("posto offerto"),
    "passkey_added": gettext_lazy("passkey aggiunta"),
    "passkey_removed": gettext_lazy("passkey tolta"),
    "password_changed": gettext_lazy("password cambiata"),
    "password_chosen": gettext_lazy("password scelta"),
    "password_reset": gettext_lazy("password cambiata con un link"),
    "paused": gettext_lazy("pausa"),
    "opened": gettext_lazy("apertura"),
    "page_seen": gettext_lazy("pagina aperta"),
    "proposed": gettext_lazy("proposta"),
    "published": gettext_lazy("pubblicazione"),
    "ready": gettext_lazy("pronta"),
    "refused": gettext_lazy("detto di no"),
    "replaced": gettext_lazy("sostituzione"),
    "requested": gettext_lazy("richiesta"),
    "restore": gettext_lazy("riattivazione"),
    "resumed": gettext_lazy("di nuovo in uso"),
    "revoked": gettext_lazy("ritiro"),
    "seen": gettext_lazy("lettura"),
    "sign_out": gettext_lazy("chiusura degli accessi"),
    "started": gettext_lazy("inizio"),
    "stored": gettext_lazy("salvataggio"),
    "submitted": gettext_lazy("invio"),
    "suspend": gettext_lazy("sospensione"),
    "to_approve": gettext_lazy("verifica finita"),
    "told": gettext_lazy("dato scritto"),
    "unlinked": gettext_lazy("modello lasciato"),
    "unpublished": gettext_lazy("tolta dalla pubblicazione"),
    "updated": gettext_lazy("modifica"),
    "waitlisted": gettext_lazy("lista d'attesa"),
    "withdrawn": gettext_lazy("ritiro"),
}


def done_words(verb: str) -> str:
    """What was done, without its noun: the longest known ending of the verb; plainly "modifica" for one unknown."""
    endings = [ending for ending in DONE if verb.endswith(f"_{ending}")]
    return str(DONE[max(endings, key=len)] if endings else _("modifica"))


def noun_words(target_type: str) -> str:
    """What the rows of a model are called; a model that is no longer there has no name."""
    try:
        return str(apps.get_model(target_type)._meta.verbose_name)
    except LookupError:
        return _("dati")


def verb_words(row: dict[str, Any]) -> str:
    return done_words(row["verb"])


def target_words(row: dict[str, Any]) -> str:
    return noun_words(row["target_type"])


def change_words(facts: dict[str, Any], target_type: str) -> str:
    """`{"state": "IN_CHECK"}` as "stato: in verifica": labels and choices of the model; a line for each fact."""
    told = [(_label(name, target_type), _fact(name, value, target_type)) for name, value in facts.items()]
    return "\n".join(f"{label}: {words}" for label, words in told)


def before_words(row: dict[str, Any]) -> str:
    return change_words(row["before"], row["target_type"])


def after_words(row: dict[str, Any]) -> str:
    return change_words(row["after"], row["target_type"])


def notice_words(row: dict[str, Any]) -> str:
    """What a notice of the portal said, in the language now active."""
    return render_to_string(f"notifications/{row['kind']}.subject.txt", {"data": row["data"]}).strip()


def _field(name: str, target_type: str) -> Any:
    try:
        return apps.get_model(target_type)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None


def _label(name: str, target_type: str) -> str:
    return str(getattr(_field(name, target_type), "verbose_name", "") or _("dato"))


def _fact(name: str, value: Any, target_type: str) -> str:
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_fact(name, one, target_type) for one in value)
    if isinstance(value, dict):  # figures by what they count: what a merge moved
        return ", ".join(f"{what}: {_fact(name, one, target_type)}" for what, one in value.items())
    field = _field(name, target_type)
    choices = getattr(getattr(field, "base_field", field), "flatchoices", None) or []
    return str(dict(choices).get(value, value))
