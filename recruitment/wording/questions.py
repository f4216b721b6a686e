"""Questions to candidates that the law forbids, or that had better be asked in another way.

Article 10 of D.Lgs. 276/2003 and article 8 of law 300/1970 forbid inquiries on convictions, family, pregnancy, age,
health, origin and disputes unless they are essential to the work: what may be essential is DOUBTFUL. Dated with
`phrases.AS_OF`.
"""

from django.utils.translation import gettext_lazy as _

from recruitment.wording import norms
from recruitment.wording.phrases import Ground, Phrase, Verdict

_F, _D = Verdict.FORBIDDEN, Verdict.DOUBTFUL
_TURNS = _("Chiedi del lavoro: «Puoi fare turni di notte?», «Quali orari ti vanno bene?».")
_SKILLED = _("Chiedi dell'esperienza: «Da quanto tempo usi il tornio?». L'età non conta.")
_TASK = _("Chiedi se può svolgere l'attività: «Si lavora in quota: va bene per te?». La salute la valuta il medico.")
_WORK_HERE = _("Toglila. Se serve una lingua chiedi quella: «Che livello di inglese hai?».")
_NOT_YOURS = _("Toglila: riguarda la vita privata, non il lavoro.")

QUESTIONS: tuple[Phrase, ...] = (
    Phrase(
        Ground.AGE, _F,
        r"quanti anni (?:hai|lei ha|avete)(?! (?:di )?(?:esperien|lavor|fatto|usat|guid|pratic|patent))"
        r"|che età (?:hai|lei ha)"
        r"|(?:qual è|dicci|scrivi|indica) la (?:tua|sua) (?:età|data di nascita)|(?:tua|sua) data di nascita"
        r"|(?:quando|in che anno|in quale anno|che anno) (?:sei|lei è) nat[oa]",
        norms.INTERMEDIARIES, _SKILLED, r"esperien|azienda|impresa|ditta|18 anni|diciott|maggiorenn",
    ),
    Phrase(
        Ground.SEX, _F, r"(?:sei|lei è) (?:un |una )?(?:uomo|donna|maschio|femmina)(?! ?(?:macchina|filett))",
        norms.EQUALITY, _NOT_YOURS,
    ),
    Phrase(
        Ground.FAMILY, _F,
        r"(?:sei|lei è|siete) (?:già )?(?:sposat|coniugat|fidanzat|divorziat|separat|single|vedov|mamma|madre|padre"
        r"|genitor)\w*"
        r"|(?:hai|lei ha|avete) (?:(?:dei|già|anche|una) ){0,2}(?:figli|figlie|bambini|famiglia|(?:carichi|impegni)"
        r" (?:familiari|di famiglia))"
        r"|quanti (?:figli|bambini)|(?:qual è|indica|dicci) il (?:tuo|suo) stato civile|(?:tuo|suo) stato civile"
        r"|(?:convivi|vivi (?:da sol[oa]|con (?:i tuoi|qualcuno|la famiglia|il tuo|la tua)))"
        r"|(?:tuo marito|tua moglie|tuo compagno|tua compagna|tuoi figli)",
        norms.EQUALITY, _TURNS, r"nido|welfare|asilo|permess|congedo|borse? di studio|se hai|segui|classe",
    ),
    Phrase(
        Ground.PREGNANCY, _F,
        r"(?:sei|lei è) incinta|(?:aspetti|aspetta) un (?:figlio|bambino)"
        r"|(?:vuoi|pensi|prevedi|desideri|conti|progetti|vorresti|intendi|hai in programma|hai intenzione)"
        r"(?: \w+){0,3}"
        r" (?:(?:avere|fare) (?:dei |un )?(?:figli|figlio|bambini)|sposarti|gravidanz\w+|maternità)",
        norms.EQUALITY, _TURNS,
    ),
    Phrase(
        Ground.ORIGIN, _F,
        r"(?:di che|di quale|qual è la (?:tua|sua)) (?:razza|etnia|origine|nazionalità)"
        r"|(?:sei|lei è) (?:italian[oa]|stranier[oa]|extracomunitari[oa]|immigrat[oa])"
        r"|di dove (?:sei|sono i tuoi)|dove (?:sei nat[oa]|sono nati i tuoi)|di che paese sei",
        norms.ORIGIN, _WORK_HERE, r"madre ?lingua",
    ),
    Phrase(
        Ground.ORIGIN, _D, r"(?:che|quale) cittadinanza|permesso di soggiorno", norms.CITIZENSHIP,
        _("Prima dell'assunzione basta sapere se la persona può lavorare in Italia."),
    ),
    Phrase(
        Ground.RELIGION, _F,
        r"(?:di che|di quale|qual è la (?:tua|sua)|che) (?:religione|fede|confessione)"
        r"|(?:sei|lei è) (?:cattolic|cristian|musulman|ebre|ate|credente|praticante|buddist|ortodoss"
        r"|testimone di geova)\w*"
        r"|(?:vai|va) (?:a messa|in chiesa|in moschea)|(?:fai|rispetti|segui) il ramadan|(?:porti|indossi) il velo",
        norms.INQUIRY, _TURNS,
    ),
    Phrase(
        Ground.OPINIONS, _F,
        r"(?:sei|lei è|eri|sei mai stat[oa]) (?:iscritt|tesserat)\w+ (?:a|ad|al|alla|a un|a qualche|in)"
        r" (?:un |qualche )?(?:sindacat|partit|sigla)\w*"
        r"|per (?:chi|quale partito) (?:voti|hai votato|voterai|vota)|(?:tue|sue|che) (?:idee|opinioni) politiche"
        r"|(?:orientamento|credo) politico|sei di (?:destra|sinistra)"
        r"|(?:hai|lei ha) (?:mai )?(?:scioperato|fatto (?:uno )?sciopero)|(?:fai|faresti|partecipi a\w*) sciopero?i?"
        r"|cosa (?:ne )?pensi (?:del sindacato|dei sindacati|degli scioperi|del governo)",
        norms.INQUIRY, _NOT_YOURS,
    ),
    Phrase(
        Ground.HEALTH, _F,
        r"(?:hai|lei ha|avete) (?:\w+ ){0,2}?(?:malatti[ae]|patologi[ae]|disabilità|invalidità|handicap"
        r"|problemi di salute|problemi fisici|problemi psicologici)"
        r"|(?:sei|lei è) (?:disabile|invalid[oa]|malat[oa]|in salute|sieropositiv[oa])"
        r"|come (?:stai|va) (?:di|la) salute"
        r"|(?:prendi|assumi|usi) (?:dei )?(?:farmaci|medicine|psicofarmaci|droghe)"
        r"|(?:giorni|assenze) (?:di|per) malattia|(?:percentuale|grado) di invalidità",
        norms.INTERMEDIARIES, _TASK, r"retribuit|pagat|polizza|contratt|mezzi|macchin|impiant",
    ),
    Phrase(
        Ground.HEALTH, _D,
        r"(?:soffri|soffre|hai sofferto) (?:di|d')|(?:fai parte|appartieni)(?: \w+)? categori[ae] protett[ae]"
        r"|sei iscritt[oa] (?:al collocamento mirato|alle categorie protette)|(?:fumi|bevi alcol\w*)",
        norms.INTERMEDIARIES, _TASK,
    ),
    Phrase(
        Ground.ORIENTATION, _F,
        r"(?:sei|lei è) (?:gay|omosessuale|lesbica|eterosessuale|etero|bisessuale|trans\w*)|orientamento sessuale"
        r"|identità di genere",
        norms.EQUAL_TREATMENT, _NOT_YOURS,
    ),
    Phrase(
        Ground.PAST, _F,
        r"(?:hai|lei ha) (?:mai )?(?:fatto causa|aperto (?:una )?vertenz\w+|avuto (?:cause|vertenze|contenziosi))",
        norms.INTERMEDIARIES, _("Toglila: le controversie con altri datori di lavoro non si chiedono."),
    ),
    Phrase(
        Ground.PAST, _D,
        r"(?:quanto|che stipendio) (?:guadagni|prendi|guadagnavi|prendevi|percepisci)|quanto ti pagan[oa]\w*",
        norms.PAY, _("Non chiedere quanto guadagna oggi: chiedi se quello che offri va bene."),
    ),
    Phrase(
        Ground.PAST, _D,
        r"(?:hai|lei ha) (?:precedenti penali|la fedina)|(?:sei|lei è) (?:mai )?stat[oa] (?:condannat|arrestat)\w+",
        norms.INQUIRY, _("Lasciala solo se una legge lo chiede per questo lavoro, e scrivi quale."),
    ),
)  # fmt: skip
