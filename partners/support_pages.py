"""What the pages that support may open are called, for the person whose they are."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# Every page that support may open and that shows the person something of theirs; the others say the same to anybody
# (a test asks which is which).
PRIVATE = {
    "dashboards:desk": gettext_lazy("la tua area"),
    "training:application_create": gettext_lazy("il modulo per iscriversi a un corso"),
    "training:application_list": gettext_lazy("le tue iscrizioni"),
    "recruitment:profile_detail": gettext_lazy("il tuo profilo"),
    "recruitment:profile_update": gettext_lazy("il modulo del tuo profilo"),
    "recruitment:claim_create": gettext_lazy("il modulo per aggiungere una competenza"),
    "recruitment:claim_update": gettext_lazy("una tua competenza"),
    "skills:concept_options": gettext_lazy("i suggerimenti delle competenze"),
    "recruitment:match_list": gettext_lazy("le offerte trovate per te"),
    "partners:join_request_create": gettext_lazy("la richiesta di entrare in un partner"),
    "partners:accession_create": gettext_lazy("la domanda di ingresso nel Polo"),
    "partners:accession_detail": gettext_lazy("la tua domanda di ingresso nel Polo"),
    "partners:member_list": gettext_lazy("le persone del tuo partner"),
    "partners:invitation_create": gettext_lazy("il modulo degli inviti"),
    "partners:adhesion_own": gettext_lazy("l'adesione del tuo partner"),
    "training:desk_course_list": gettext_lazy("i corsi del tuo partner"),
    "training:course_create": gettext_lazy("il modulo di un corso nuovo"),
    "training:course_update": gettext_lazy("un corso del tuo partner"),
    "training:edition_create": gettext_lazy("il modulo di un'edizione nuova"),
    "training:edition_update": gettext_lazy("un'edizione di un corso"),
    "training:edition_admission": gettext_lazy("come si è ammessi a un'edizione"),
    "skills:partner_activities": gettext_lazy("le attività del tuo partner"),
    "training:desk_overview": gettext_lazy("il quadro dei corsi del tuo partner"),
    "recruitment:course_need_list": gettext_lazy("i fabbisogni a cui i corsi rispondono"),
    "training:import_list": gettext_lazy("i file di corsi che hai caricato"),
    "training:import_create": gettext_lazy("il modulo per caricare un file di corsi"),
    "training:import_sample": gettext_lazy("un file di esempio per caricare corsi"),
    "training:import_detail": gettext_lazy("un file di corsi che hai caricato"),
    "training:import_mapping": gettext_lazy("le colonne di un file di corsi"),
    "training:import_report": gettext_lazy("il resoconto di un file di corsi"),
    "training:requested_document_create": gettext_lazy("il modulo di un documento chiesto a chi si iscrive"),
    "training:criterion_create": gettext_lazy("il modulo di un criterio per la graduatoria"),
    "training:desk_application_list": gettext_lazy("le domande di iscrizione ai tuoi corsi"),
    "recruitment:need_list": gettext_lazy("i fabbisogni della tua impresa"),
    "recruitment:need_create": gettext_lazy("il modulo di un fabbisogno nuovo"),
    "recruitment:need_detail": gettext_lazy("un fabbisogno"),
    "recruitment:need_update": gettext_lazy("il modulo di un fabbisogno"),
    "recruitment:desk_opening_list": gettext_lazy("le offerte della tua impresa"),
    "recruitment:opening_create": gettext_lazy("il modulo di un'offerta nuova"),
    "recruitment:opening_update": gettext_lazy("il modulo di un'offerta"),
    "recruitment:opening_import_list": gettext_lazy("i file di offerte che hai caricato"),
    "recruitment:opening_import_create": gettext_lazy("il modulo per caricare un file di offerte"),
    "recruitment:opening_import_sample": gettext_lazy("un file di esempio per caricare offerte"),
    "recruitment:opening_import_detail": gettext_lazy("un file di offerte che hai caricato"),
    "recruitment:opening_import_mapping": gettext_lazy("le colonne di un file di offerte"),
    "recruitment:opening_import_report": gettext_lazy("il resoconto di un file di offerte"),
    # Open to visitors, but the person finds more: drafts, reserved documents, what is kept, what was asked for.
    "training:course_detail": gettext_lazy("la pagina di un corso, con quello che ne vedi tu"),
    "training:edition_calendar": gettext_lazy("le date di un'edizione"),
    "recruitment:opening_detail": gettext_lazy("la pagina di un'offerta, con quello che ne vedi tu"),
    "recruitment:public_need_list": gettext_lazy("i fabbisogni delle imprese che puoi leggere"),
    "recruitment:partner_demand": gettext_lazy("i fabbisogni di un'impresa che puoi leggere"),
    "partners:document_detail": gettext_lazy("un documento del Polo"),
}


def pages_told(routes: Iterable[Any]) -> str:
    """In the language now active: "3 pagine: la tua area (2 volte), altre pagine del portale"; in their order."""
    counts: dict[str, int] = {}
    for route in routes:
        name = str(PRIVATE.get(str(route), _("altre pagine del portale")))
        counts[name] = counts.get(name, 0) + 1
    total = sum(counts.values())
    if not total:
        return _("nessuna pagina")
    again = _("%(page)s (%(times)s volte)")
    named = [name if n == 1 else again % {"page": name, "times": n} for name, n in counts.items()]
    return ngettext("%(count)s pagina: %(names)s", "%(count)s pagine: %(names)s", total) % {
        "count": total,
        "names": ", ".join(named),
    }
