"""Expressions of Italian job advertisements that shut people out, with the law and a neutral way to say it.

Dated data: the list and the articles (`norms.py`) are those of AS_OF; change the date with the list.
`pattern` and `unless` are regular expressions in which a space is any blank; `unless` is an innocent meaning, looked
for around the match ("bella presenza sul mercato"). FORBIDDEN is kept for what an article names as such; what may be
justified by the job, or is only a bad habit, is DOUBTFUL: the firm decides.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruitment.wording import norms
from recruitment.wording.norms import Norm

AS_OF = datetime.date(2026, 11, 23)


class Verdict(StrEnum):
    FORBIDDEN = "forbidden"
    DOUBTFUL = "doubtful"


class Ground(StrEnum):
    """Because of what somebody would be left out."""

    AGE = "age"
    SEX = "sex"
    FAMILY = "family"
    PREGNANCY = "pregnancy"
    APPEARANCE = "appearance"
    ORIGIN = "origin"
    RELIGION = "religion"
    OPINIONS = "opinions"
    HEALTH = "health"
    ORIENTATION = "orientation"
    MILITARY = "military"
    PAST = "past"
    MEANS = "means"


@dataclass(frozen=True)
class Phrase:
    ground: Ground
    verdict: Verdict
    pattern: str
    norm: Norm
    instead: str | Promise
    unless: str = ""


_ASK = r"(?:cerc\w+|ricerc\w+|selezion\w+|assum\w+|richie\w+)"
_ONLY = (
    r"(?:solo|soltanto|solamente|esclusivamente|unicamente|preferibilmente|preferiamo|preferenza (?:a|per)"
    r"|riservat[oaie] a|astenersi|no|non assumiamo|non si accettano|esclus[aoie])"
)
# saldatore, tubista, carpentiere …
_TRADE = r"\w+(?:t(?:ore|ori|rice|rici)|ist[aie]|ier[eai]|tecnic[oaih]+|meccanic[oaih]+|operai[oae]?)"
_LIFE = r"(?:1[6-9]|[2-6]\d)"  # years of a working life
_EQUAL = r"senza distinzion|a prescindere|indipendentemente|ogni |qualunque|qualsiasi|nessuna discriminazion|tutte le"
_TOLD = r"(?:indicare|dichiarare|specificare|precisare|comunicare)"
_F, _D = Verdict.FORBIDDEN, Verdict.DOUBTFUL

_TO_ALL_AGES = _("Scrivi che cosa bisogna saper fare e con quanta esperienza: l'età non conta.")
_TO_ALL = _("Scrivi il lavoro al femminile e al maschile: «saldatrice o saldatore», «persona addetta a».")
_PRIVATE = _("Toglilo. Se servono turni, trasferte o reperibilità, scrivi quelli.")
_SKILL = _("Scrivi come si lavora: «rapporto con la clientela», «uso della divisa aziendale».")
_LANGUAGE = _("Scrivi la lingua e il livello che servono: «italiano B2», «inglese C1».")
_ABLE = _("Scrivi le attività da svolgere: l'idoneità la valuta il medico competente, dopo l'assunzione.")
_CONVICTIONS = _("Toglilo: religione, politica e sindacato non si chiedono.")

PHRASES: tuple[Phrase, ...] = (
    # Age
    Phrase(
        Ground.AGE, _F,
        r"et(?:à|a'?),? (?:massim\w|max\.?|compres\w|non superiore|inferiore|non oltre|entro|fino a|tra|fra|dai?"
        rf"|{_LIFE})(?:[\s\-]+(?:i|ai|a|e|tra|fra|di|da|dai))*(?:[\s\-]+{_LIFE}(?: ?(?:e|ai|-|/) ?(?:i )?{_LIFE})?)?"
        r"(?: anni)?",
        norms.EQUAL_TREATMENT, _TO_ALL_AGES, r"tutte le età|ogni età|impiant|macchin|edific|18 anni in su|della nave",
    ),
    Phrase(
        Ground.AGE, _F,
        rf"(?:max\.?|massimo|non oltre (?:i )?|non più di|entro i|sotto i|meno di|fino ai?|tra i|fra i|dai) ?{_LIFE}"
        rf"(?:(?: (?:e|ed) (?:i )?| ai | ?- ?){_LIFE})? anni(?: di età)?",
        norms.EQUAL_TREATMENT, _TO_ALL_AGES,
        r"esperien|attività|garanzi|storia|durata|mutuo|anzianità|impiant|macchin|edific|contratto di \d"
        r"|percorso|vita"
        r"|prossimi|ultimi|navi|nave|servizio|fatturat|18 anni in su",
    ),
    Phrase(
        Ground.AGE, _F, rf"(?:under|u) ?{_LIFE}(?! ?(?:bar|gradi|volt|kw|mm|°))", norms.EQUAL_TREATMENT, _TO_ALL_AGES,
        r"bonus|incentiv|sgravi|agevolazion|torneo|calcio|squadra",
    ),
    Phrase(
        Ground.AGE, _F, r"nat[oaie](?:/[aoie])? (?:dopo|prima|dal|a partire dal)(?: il| del)? (?:19|20)\d\d",
        norms.EQUAL_TREATMENT, _TO_ALL_AGES, r"aziend|impres|società|gruppo|cantier|marchi|progett",
    ),
    Phrase(
        Ground.AGE, _D, rf"over ?{_LIFE}|(?:no|astenersi|esclusi) pensionat[oi]", norms.EQUAL_TREATMENT, _TO_ALL_AGES,
        r"bonus|incentiv|sgravi|agevolazion",
    ),
    Phrase(
        Ground.AGE, _D,
        r"(?:di )?giovane età|giovan[ei] (?:candidat|ragazz|diplomat|laureat|person|operai|risors|leve|talent)\w*"
        r"|(?:candidat|person|operai|risors|figur|collaborator|apprendist)\w+ giovan[ei]"
        rf"|{_ASK}(?: (?!giovan)\w+){{0,2}} giovan[ei]|giovan[ei] {_TRADE}",
        norms.EQUAL_TREATMENT, _("Togli «giovane»: di' se il posto va bene anche per chi comincia."),
        r"giovan[ei] (?:aziend|impres|società|realtà|start|cooperativ|studio|squadr|team)|meno giovan",
    ),
    Phrase(
        Ground.AGE, _D, rf"{_ASK}(?: (?!ragazz)\w+){{0,2}} ragazz[ie]", norms.EQUAL_TREATMENT,
        _("Scrivi «persone»: «cerchiamo persone da inserire in officina»."),
    ),
    Phrase(
        Ground.AGE, _D, r"(?:team|ambiente|gruppo|squadra|staff|contesto) (?:di lavoro )?(?:molto )?giovan(?:e|ile)",
        norms.EQUAL_TREATMENT, _("Descrivi come si lavora: «squadra di sei persone», «ambiente informale»."),
    ),
    # Sex
    Phrase(
        Ground.SEX, _F,
        rf"{_ONLY} (?:(?:a|per|personale|candidat[ie]|operai) )?(?:di sesso )?(?:donn[ae]|uom(?:o|ini)"
        rf"|femmin[ae]|maschio?"
        r"|ragazz[aeio]|signor[aei]|signorin[ae])(?! e filier)"
        r"(?! ?(?:/|e|o|od|ed|oppure) ?(?:donn|uom|ragazz|masch|femmin|[aoei](?!\w)))",
        norms.EQUALITY, _TO_ALL, r"filettatur|filier|connettor|raccord|violenza|spogliato",
    ),
    Phrase(
        Ground.SEX, _F,
        r"(?:di )?sesso (?:femminile|maschile)|(?:personale|candidat[oaie]|figura"
        r"|candidatura) (?:esclusivamente |solo )?"
        r"(?:femminile|maschile|donna|uomo|maschio|femmina)",
        norms.EQUALITY, _TO_ALL, rf"{_EQUAL}|sottorappresentat|occupazione femminile|sia |spogliato",
    ),
    Phrase(
        Ground.SEX, _F,
        rf"{_ASK}(?: (?!donn|uom|ragazz|signor|opportun|aiut|lavoro)\w+){{0,2}} (?:ragazz[ao]|signorin[ae]|donn[ae]"
        r"|uom(?:o|ini))"
        r"(?! ?(?:/|e|o|od|ed|oppure) ?(?:un\w* )?(?:donn|uom|ragazz|[aoei](?!\w)))",
        norms.EQUALITY, _TO_ALL, r"uomo macchina|uomo-macchina|violenza",
    ),
    Phrase(
        Ground.SEX, _D,
        r"segretaria|hostess|donna delle pulizie|uomo di fatica|(?:cercasi|cerchiamo) (?:commess|camerier)a",
        norms.EQUALITY, _TO_ALL, r"segretario|segretaria/o|steward|/o(?!\w)| o camerier| o commess",
    ),
    # Family and pregnancy
    Phrase(
        Ground.FAMILY, _F,
        r"nubil[ei]|celib[ei]|(?:senza|no) (?:figli|prole|famiglia)|(?:senza|liber[oaie] da) (?:carichi|impegni"
        r"|vincoli|legami)"
        r" (?:familiari|di famiglia)|(?:preferibilmente|solo|essere|esclusivamente) single"
        r"|(?:non|preferibilmente|essere) (?:sposat[oaie]|coniugat[oaie])"
        rf"|{_TOLD}(?: \w+){{0,3}} (?:stato civile|situazione familiare|composizione del nucleo)"
        r"|stato civile (?:libero|nubile|celibe)",
        norms.EQUALITY, _PRIVATE, rf"{_EQUAL}|single sign|single core|single mode|impresa",
    ),
    Phrase(
        Ground.PREGNANCY, _F,
        r"(?:non|no|né|senza)(?: (?!sono|ci|esclud|discrimin)\w+){0,3} (?:incint[ae]|gravidanz[ae])"
        r"|test di gravidanza|(?:no|senza) maternità|stato interessante|non intend\w+ avere figli"
        r"|intenzione di (?:avere figli|sposarsi)",
        norms.EQUALITY, _PRIVATE, rf"{_EQUAL}|sostituzion|tutel|congedo|rischi|vietat|garanti",
    ),
    # Appearance
    Phrase(
        Ground.APPEARANCE, _D,
        r"bella presenza|bell'aspetto|bell'immagine|(?:ottima|buona|gradevole|curata) presenza"
        r"|presenza (?:gradevole|curata)"
        r"|(?:aspetto|immagine) (?:gradevole|curat[oa]|piacevole|estetic[oa])|aspetto fisico|prestanza fisica"
        r"|avvenent[ei]"
        r"|fisico (?:atletico|prestante)",
        norms.INTERMEDIARIES, _SKILL,
        r"presenza (?:sul|sui|in|nel|nei|a|al|alle|di|online|commerciale|internazionale|locale)|marchio"
        r"|aziendale curat",
    ),
    Phrase(
        Ground.APPEARANCE, _D,
        r"altezza (?:minima|non inferiore|almeno|superiore)|statura (?:minima|non inferiore|almeno)|taglia (?:3"
        r"|4|5)\d",
        norms.INTERMEDIARIES, _("Scrivi che cosa bisogna poter fare, per esempio «accedere a spazi stretti»."),
        r"sollevament|soffitt|carico|carichi|lavori? in|scaffal|ponte|quota|local[ei]|capannon|utile|gru"
        r"|parapett|libera",
    ),
    Phrase(
        Ground.APPEARANCE, _D,
        r"(?:con|allegare|allega|inviare|invia|corredat[oi] (?:di|da))(?: \w+){0,3} (?:foto|fotografia|fototessera)",
        norms.INTERMEDIARIES, _("Togli la foto: basta il curriculum."),
        r"impiant|lavori|lavorazion|pezz|cantier|macchin|difett|rapport|report|saldatur|portfolio",
    ),
    # Origin, citizenship, language
    Phrase(
        Ground.ORIGIN, _F,
        rf"{_ONLY} (?:gli )?(?:(?:candidat\w+|personale|cittadin\w+|lavorator\w+"
        rf"|persone) )?(?:italian[ie](?! e )|stranier[ie]"
        r"|extracomunitari\w?|immigrat[ie]|cinesi|marocchin[ie]|albanesi|rumen[ie]|african[ie]|rom|zingari)"
        r"|(?:solo|esclusivamente|preferibilmente) (?:personale|cittadin\w+|lavorator\w+"
        r"|candidat\w+) (?:italian|stranier)\w+"
        r"|di razza \w+|di pelle (?:bianca|chiara|scura|nera)|(?:no|solo) (?:persone|gente) di colore",
        norms.ORIGIN, _("Toglilo: conta solo che la persona possa lavorare in Italia."),
        rf"{_EQUAL}|client|mercat|fornitor|prodott|component|normativ|merci|cani|vini|materia|marchi",
    ),
    Phrase(
        Ground.ORIGIN, _D,
        r"(?:cittadinanza|nazionalità|origine) (?:italiana|europea|comunitaria|ue)", norms.CITIZENSHIP,
        _("Lascialo solo se una legge lo chiede per questo lavoro, e scrivi quale."),
        r"prodott|merci|materia|component|software|acciai",
    ),
    Phrase(Ground.ORIGIN, _D, r"madre ?lingua|perfetto accento", norms.ORIGIN, _LANGUAGE),
    Phrase(
        Ground.ORIGIN, _D, r"residen(?:te|ti|za) (?:in|a|ad|nel|nella|nei|nelle|entro|vicin\w)(?: \w+)?",
        norms.INTERMEDIARIES, _("Scrivi dove e a che ora si lavora: chi legge decide se può arrivarci."),
        r"per non residenti|conservare la residenza",
    ),
    # Religion, opinions
    Phrase(
        Ground.RELIGION, _F,
        r"di (?:religione|fede|confessione) (?:cattolic|cristian|musulman|islamic|ebraic|ortodoss|protestant"
        r"|buddist)\w+"
        rf"|{_ONLY} (?:cattolic|cristian|musulman|islamic|ebre|ate|protestant)[aoicheè]+"
        r"|cattolic[oaie] praticant[ei]|no testimoni di geova",
        norms.EQUAL_TREATMENT, _CONVICTIONS, rf"{_EQUAL}|universit|scuol|istitut",
    ),
    Phrase(
        Ground.RELIGION, _D,
        r"(?:no|senza) (?:il )?(?:velo|hijab|turbante|simboli religiosi)", norms.EQUAL_TREATMENT,
        _("Se è per la sicurezza scrivi la protezione da usare: «casco obbligatorio in cantiere»."),
        r"saldatur|pittura",
    ),
    Phrase(
        Ground.OPINIONS, _F,
        r"(?:non|no|mai)(?: \w+){0,2} (?:iscritt|tesserat|aderent)\w+(?: \w+){0,2} (?:sindacat\w*|partit[oi]"
        r"|sigle sindacali)"
        r"|(?:no|astenersi|esclusi) sindacalist[aie]|non sindacalizzat[oaie]|tessera (?:sindacale|di partito"
        r"|del sindacato)"
        rf"|{_TOLD}(?: \w+){{0,3}} (?:iscrizione|appartenenza|orientamento|opinion\w|fede) (?:sindacal|politic)\w+",
        norms.INQUIRY, _CONVICTIONS, _EQUAL,
    ),
    # Health, orientation
    Phrase(
        Ground.HEALTH, _F,
        r"(?:no|non|senza|astenersi|esclus[ie])(?: \w+){0,2} (?:disabil\w+|invalid[ie]|invalidità"
        r"|portator\w+ di handicap"
        r"|handicappat\w+|categorie protette)"
        rf"|{_TOLD}(?: \w+){{0,3}} (?:malattie|patologie|condizioni di salute|stato di salute)",
        norms.EQUAL_TREATMENT, _ABLE,
        rf"{_EQUAL}|barrier|discrimin|problem|limit|accessib|preclu|impediment|ostacol|non (?:si )?esclud|non solo",
    ),
    Phrase(
        Ground.HEALTH, _D,
        r"sana e robusta costituzione|(?:buona|ottima|perfetta) salute|non fumator\w+|astenersi fumatori|no fumatori"
        r"|fisicamente (?:prestant|sano|sana)\w*",
        norms.INQUIRY, _ABLE,
    ),
    Phrase(
        Ground.ORIENTATION, _F,
        r"eterosessual[ei]|no (?:gay|omosessuali|lesbiche|trans)|astenersi (?:gay|omosessuali)",
        norms.EQUAL_TREATMENT, _("Toglilo: la vita privata non si chiede."), _EQUAL,
    ),
    # Military duty, the past, means
    Phrase(
        Ground.MILITARY, _D,
        r"milit[ei]? ?esent[ei]|milit[ei] assolt[oaie]"
        r"|(?:assolt|esent|adempiut)\w+(?: \w+){0,4} (?:di leva|servizio militare|obblighi militari)"
        r"|obblighi (?:di leva|militari) assolti|servizio (?:militare|di leva) assolto",
        norms.EQUALITY, _("Toglilo: la leva è sospesa dal 2005 e riguardava solo gli uomini."),
    ),
    Phrase(
        Ground.PAST, _F,
        r"(?:senza|non|no)(?: \w+){0,4} (?:cause|vertenze|contenziosi)(?: \w+){0,3} (?:di lavoro|precedenti|datori)",
        norms.INTERMEDIARIES, _("Toglilo: le controversie con altri datori di lavoro non si chiedono."),
    ),
    Phrase(
        Ground.PAST, _D, r"fedina penale|casellario giudiziale|carichi pendenti|incensurat[oaie]", norms.INQUIRY,
        _("Lascialo solo se una legge lo chiede per questo lavoro, e scrivi quale."),
    ),
    Phrase(
        Ground.PAST, _D,
        r"(?:ultim[ae]|attual[ei]|precedent[ei]) (?:retribuzion[ei]|ral|stipendi[o]?|bust[ae] paga)"
        r"|(?:retribuzione|ral|stipendio) (?:attual[ei]|percepit[oa]|precedent[ei])",
        norms.PAY, _("Non chiedere quanto guadagna oggi: scrivi quanto offri."),
    ),
    Phrase(
        Ground.MEANS, _D,
        r"auto ?munit[oaie]|(?:auto|mezzo|macchina) propri[oa]|munit[oaie] di (?:auto|mezzo)(?: propri[oa])?",
        norms.INQUIRY,
        _("Scrivi perché serve: «la sede non è servita da mezzi pubblici», «si usa il furgone aziendale»."),
    ),
)  # fmt: skip
