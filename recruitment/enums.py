from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_SKILLS = 30  # asked for by one need or opening


class Horizon(models.IntegerChoices):
    """In how many months a firm will need people."""

    NOW = 0, _("adesso")
    YEAR_1 = 12, _("entro 12 mesi")
    YEAR_2 = 24, _("entro 24 mesi")
    YEAR_3 = 36, _("entro 36 mesi")


class Difficulty(models.IntegerChoices):
    """How hard a firm finds it to meet such people."""

    EASY = 1, _("si trovano")
    HARD = 2, _("si fatica a trovarle")
    RARE = 3, _("quasi introvabili")


class Confidentiality(models.TextChoices):
    """Who reads a need: firms of one consortium compete."""

    PUBLIC = "PUBLIC", _("chiunque")
    PARTNERS = "PARTNERS", _("solo i partner del Polo")
    REFERENT = "REFERENT", _("solo il referente del Polo")


class Contract(models.TextChoices):
    """Kinds of contract, codes of the Italian labour communications (PLUS, TAB_TIPOLOGIA_CONTR)."""

    PERMANENT = "A00", _("tempo indeterminato")
    FIXED_TERM = "A01", _("tempo determinato")
    APPRENTICESHIP = "A02", _("apprendistato")
    INTERNSHIP = "A03", _("tirocinio")


class CvType(models.TextChoices):
    """The kinds of file that a CV may be, told by its content."""

    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (DOCX)"


class CvRefusal(models.TextChoices):
    """Why a CV cannot be read, and what to do."""

    LOCKED = "LOCKED", _("è protetto da una password: salvalo senza e caricalo di nuovo")
    ACTIVE = "ACTIVE", _("contiene allegati, programmi o rimandi ad altri file: salvalo come PDF semplice")
    LONG = "LONG", _("è troppo lungo: bastano poche pagine, al massimo venti")
    EMPTY = (
        "EMPTY",
        _("non contiene testo: forse è la foto di un foglio. Esportalo dal programma con cui l'hai scritto"),
    )
    BROKEN = "BROKEN", _("non si apre: forse è rovinato. Salvalo di nuovo e riprova")


class StudyLevel(models.IntegerChoices):
    """Study titles in the words of who holds them; the number is the EQF level (decree of 8 January 2018, annex 2)."""

    PRIMARY = 1, _("licenza elementare o scuola primaria")
    MIDDLE = 2, _("licenza media")
    QUALIFICATION = 3, _("qualifica professionale (tre anni)")
    DIPLOMA = 4, _("diploma di scuola superiore o diploma professionale")
    ITS = 5, _("ITS Academy: diploma di specializzazione tecnica superiore")
    BACHELOR = 6, _("laurea triennale")
    MASTER = 7, _("laurea magistrale")
    DOCTORATE = 8, _("dottorato di ricerca")


class EuropassNote(models.TextChoices):
    """What somebody has to look at in a line of a Europass before it is added; `%(value)s` is what the file says."""

    ROLE = "ROLE", _("Nel file non c'è scritto che cosa facevi: scrivilo tu.")
    START = "START", _("Nel file manca la data d'inizio, o non si capisce: scrivila tu.")
    END = "END", _("La data di fine nel file («%(value)s») non si capisce: scrivila tu, o lascia vuoto se continua.")
    TITLE = "TITLE", _("Nel file manca il nome del titolo di studio: scrivilo tu.")
    EQF = "EQF", _("Nel file il livello di studi è «%(value)s», che non è fra 1 e 8: se vuoi sceglilo tu.")
    LANGUAGE = "LANGUAGE", _("Nel file la lingua è «%(value)s», che non è nel nostro elenco: scegli tu quale.")
    LEVEL = "LEVEL", _("Nel file c'è il livello «%(value)s», che non è fra A1 e C2: scegli tu quello giusto.")
    NO_LEVEL = "NO_LEVEL", _("Nel file non c'è un livello che si capisca: indicane almeno uno.")
    LICENCE = "LICENCE", _("Nel file la patente è «%(value)s», che non conosciamo: scegli tu quale.")
    LONG = "LONG", _("Nel file il testo è più lungo di quanto ci sta: ne abbiamo tenuto l'inizio.")
    TWICE = "TWICE", _("È già più su, nello stesso file.")

    @property
    def is_mended_first(self) -> bool:
        """Whether the line cannot be added as it stands, or says something else than the file."""
        return self not in {EuropassNote.LONG, EuropassNote.EQF, EuropassNote.TWICE}


class WorkingHours(models.TextChoices):
    """How much of the week a person wants to work."""

    FULL = "FULL", _("tempo pieno")
    PART = "PART", _("tempo parziale")
    ANY = "ANY", _("tempo pieno o parziale")


class ExperienceKind(models.TextChoices):
    """Where somebody learned by doing: a job is one way among others."""

    JOB = "JOB", _("lavoro")
    PLACEMENT = "PLACEMENT", _("tirocinio, stage o formazione scuola-lavoro")
    VOLUNTEERING = "VOLUNTEERING", _("volontariato o servizio civile")
    OTHER = "OTHER", _("altro: aiuto in famiglia, sport, progetti")


class LanguageLevel(models.TextChoices):
    """The six levels of the Common European Framework of Reference for Languages."""

    A1 = "A1", _("A1: parole e frasi di tutti i giorni")
    A2 = "A2", _("A2: scambi semplici su cose note")
    B1 = "B1", _("B1: me la cavo in viaggio e al lavoro")
    B2 = "B2", _("B2: converso con scioltezza")
    C1 = "C1", _("C1: mi esprimo con facilità su temi difficili")
    C2 = "C2", _("C2: come chi la parla dalla nascita")


class LicenceKind(models.TextChoices):
    """Driving licences (Codice della strada, article 116) and licences to work that firms of the filiere ask for."""

    AM = "AM", _("patente AM")
    A1 = "A1", _("patente A1")
    A2 = "A2", _("patente A2")
    A = "A", _("patente A")
    B = "B", _("patente B")
    BE = "BE", _("patente BE")
    C = "C", _("patente C")
    CE = "CE", _("patente CE")
    D = "D", _("patente D")
    CQC = "CQC", _("carta di qualificazione del conducente (CQC)")
    WELDING = "WELDING", _("patentino di saldatura (ISO 9606)")
    FORKLIFT = "FORKLIFT", _("carrelli elevatori (muletto)")
    PLATFORM = "PLATFORM", _("piattaforme di lavoro elevabili (PLE)")
    CRANE = "CRANE", _("gru")
    BOAT = "BOAT", _("patente nautica")
    STCW = "STCW", _("addestramento per lavorare a bordo (STCW)")
    PRESSURE = "PRESSURE", _("apparecchi a pressione")
    HEATING = "HEATING", _("impianti termici")
    TOXIC_GAS = "TOXIC_GAS", _("gas tossici")
    LIFTS = "LIFTS", _("ascensori e montacarichi")
    SAFETY = "SAFETY", _("formazione sulla sicurezza")
    OTHER = "OTHER", _("un'altra abilitazione")


# Those that a Europass lists by their category.
DRIVING = ("AM", "A1", "A2", "A", "B", "BE", "C", "CE", "D")
# Whoever has one of these may do what the first one allows (Codice della strada, articles 116 and 125).
LICENCE_COVERED_BY = {
    LicenceKind.AM: ("A1", "A2", "A", "B", "BE", "C", "CE", "D"),
    LicenceKind.A1: ("A2", "A"),
    LicenceKind.A2: ("A",),
    LicenceKind.B: ("BE", "C", "CE", "D"),
    LicenceKind.BE: ("CE",),
    LicenceKind.C: ("CE",),
}


class Language(models.TextChoices):
    """Languages that people of the territory speak, codes of ISO 639-1."""

    IT = "it", _("italiano")
    EN = "en", _("inglese")
    FR = "fr", _("francese")
    DE = "de", _("tedesco")
    ES = "es", _("spagnolo")
    PT = "pt", _("portoghese")
    RO = "ro", _("rumeno")
    SQ = "sq", _("albanese")
    AR = "ar", _("arabo")
    UK = "uk", _("ucraino")
    RU = "ru", _("russo")
    PL = "pl", _("polacco")
    BG = "bg", _("bulgaro")
    SR = "sr", _("serbo")
    HR = "hr", _("croato")
    SL = "sl", _("sloveno")
    MK = "mk", _("macedone")
    EL = "el", _("greco")
    TR = "tr", _("turco")
    NL = "nl", _("olandese")
    SV = "sv", _("svedese")
    HU = "hu", _("ungherese")
    CS = "cs", _("ceco")
    ZH = "zh", _("cinese")
    JA = "ja", _("giapponese")
    HI = "hi", _("hindi")
    BN = "bn", _("bengalese")
    PA = "pa", _("panjabi")
    UR = "ur", _("urdu")
    SI = "si", _("singalese")
    TL = "tl", _("tagalog")
    FA = "fa", _("persiano")
    WO = "wo", _("wolof")
    SO = "so", _("somalo")
    TI = "ti", _("tigrino")
    AM = "am", _("amarico")


# Contracts whose age the law itself sets (D.Lgs. 81/2015, articles 43-45; regional rules on traineeships).
AGE_BY_LAW = frozenset({Contract.APPRENTICESHIP, Contract.INTERNSHIP})


class PlacementKind(models.TextChoices):
    """How somebody learns inside a firm; apprenticeships by the levels of D.Lgs. 81/2015 (articles 43, 44 and 45)."""

    SCHOOL_WORK = "FSL", _("formazione scuola-lavoro")
    CURRICULAR = "TIR_C", _("tirocinio curriculare")
    EXTRACURRICULAR = "TIR_E", _("tirocinio extracurriculare")
    APPRENTICE_1 = "APP1", _("apprendistato per la qualifica o il diploma (primo livello)")
    APPRENTICE_2 = "APP2", _("apprendistato professionalizzante (secondo livello)")
    APPRENTICE_3 = "APP3", _("apprendistato di alta formazione e ricerca (terzo livello)")


APPRENTICESHIPS = (PlacementKind.APPRENTICE_1, PlacementKind.APPRENTICE_2, PlacementKind.APPRENTICE_3)


class PlacementState(models.TextChoices):
    DRAFT = "DRAFT", _("bozza")
    TO_SIGN = "TO_SIGN", _("da firmare")
    IN_FORCE = "IN_FORCE", _("in vigore")
    ENDED = "ENDED", _("concluso")
    BROKEN = "BROKEN", _("interrotto")

    @property
    def tone(self) -> str:
        tones = {
            PlacementState.TO_SIGN: "warning",
            PlacementState.IN_FORCE: "success",
            PlacementState.BROKEN: "danger",
        }
        return tones.get(self, "secondary")


LIVE_PLACEMENTS = (PlacementState.DRAFT, PlacementState.TO_SIGN, PlacementState.IN_FORCE)
# The only ways from one state to another; a trigger of the database refuses the rest.
PLACEMENT_MOVES = frozenset(
    {
        (PlacementState.DRAFT, PlacementState.TO_SIGN),
        (PlacementState.TO_SIGN, PlacementState.IN_FORCE),
        (PlacementState.TO_SIGN, PlacementState.BROKEN),
        (PlacementState.IN_FORCE, PlacementState.ENDED),
        (PlacementState.IN_FORCE, PlacementState.BROKEN),
    }
)


class BreakReason(models.TextChoices):
    """Why a placement ended before its day, or was never signed."""

    PERSON = "PERSON", _("l'ha chiesto la persona")
    FIRM = "FIRM", _("l'ha chiesto l'impresa")
    SENDER = "SENDER", _("l'ha chiesto la scuola o l'ente")
    HIRED = "HIRED", _("l'impresa ha assunto la persona")
    GUARDIAN = "GUARDIAN", _("un genitore o tutore ha ritirato il sì")
    ACCOUNT = "ACCOUNT", _("la persona ha chiuso l'account")
    PARTNER = "PARTNER", _("l'impresa, la scuola o l'ente ha lasciato il Polo")


# What somebody may choose; the others are noted by the portal.
BREAK_CHOICES = (BreakReason.PERSON, BreakReason.FIRM, BreakReason.SENDER, BreakReason.HIRED)


class Party(models.TextChoices):
    """Who signs: the person, whoever answers for a minor, the firm, the school or body that sends."""

    PERSON = "PERSON", _("la persona")
    GUARDIAN = "GUARDIAN", _("un genitore o tutore")
    HOST = "HOST", _("l'impresa")
    SENDER = "SENDER", _("la scuola o l'ente")


class SigningWay(models.TextChoices):
    PAPER = "PAPER", _("su carta")
    DIGITAL = "DIGITAL", _("con firma digitale")


class DemandState(models.TextChoices):
    DRAFT = "DRAFT", _("bozza")
    PUBLISHED = "PUBLISHED", _("pubblicata")
    PAUSED = "PAUSED", _("in pausa")
    FILLED = "FILLED", _("coperta")
    CLOSED = "CLOSED", _("chiusa")


# The only ways from one state to another; the database refuses the rest (`OPENING_MOVES`, a trigger of the model).
MOVES = frozenset(
    {
        (DemandState.DRAFT, DemandState.PUBLISHED),
        (DemandState.PUBLISHED, DemandState.PAUSED),
        (DemandState.PUBLISHED, DemandState.FILLED),
        (DemandState.PUBLISHED, DemandState.CLOSED),
        (DemandState.PAUSED, DemandState.PUBLISHED),
        (DemandState.PAUSED, DemandState.FILLED),
        (DemandState.PAUSED, DemandState.CLOSED),
    }
)


class Ending(models.TextChoices):
    """How an opening ended: what a firm chooses, then what the portal writes by itself."""

    HERE = "HERE", _("abbiamo assunto persone trovate qui")
    ELSEWHERE = "ELSEWHERE", _("abbiamo assunto persone trovate altrove")
    NOT_FOUND = "NOT_FOUND", _("non abbiamo trovato chi cercavamo")
    NO_NEED = "NO_NEED", _("il posto non serve più")
    OTHER = "OTHER", _("altro motivo")
    EXPIRED = "EXPIRED", _("scaduta: l'impresa non l'ha confermata")
    FIRM_LEFT = "FIRM_LEFT", _("l'impresa è uscita dal Polo")

    @property
    def state(self) -> DemandState:
        return DemandState.FILLED if self in {Ending.HERE, Ending.ELSEWHERE} else DemandState.CLOSED


class ContestOutcome(models.TextChoices):
    """What came of a match that somebody contested."""

    CHANGED = "CHANGED", _("aveva ragione chi ha contestato: i dati o le regole si correggono")
    CONFIRMED = "CONFIRMED", _("ricontrollato: il punteggio segue le regole e i dati")


class Answer(models.TextChoices):
    YES = "YES", _("sì")
    NO = "NO", _("no")


class Stage(models.TextChoices):
    """Where the firm and a person who said yes to it stand."""

    ACCEPTED = "ACCEPTED", _("ha detto sì")
    CONTACTED = "CONTACTED", _("contatto avviato")
    INTERVIEW = "INTERVIEW", _("colloquio")
    OFFER = "OFFER", _("proposta di lavoro")
    HIRED = "HIRED", _("assunzione")
    NOT_SELECTED = "NOT_SEL", _("la selezione non prosegue")
    WITHDRAWN = "WITHDRAWN", _("la persona si è ritirata")
    ELSEWHERE = "ELSEWHERE", _("la persona ha trovato lavoro altrove")
    ENDED = "ENDED", _("offerta chiusa")
    EXPIRED = "EXPIRED", _("tempo finito")


RUNNING = (Stage.ACCEPTED, Stage.CONTACTED, Stage.INTERVIEW, Stage.OFFER)
# What the firm may do with a card: forwards, and one step back for a slip. The person confirms a hire.
FIRM_MOVES: dict[str, tuple[Stage, ...]] = {
    Stage.ACCEPTED: (Stage.CONTACTED, Stage.INTERVIEW, Stage.NOT_SELECTED),
    Stage.CONTACTED: (Stage.INTERVIEW, Stage.OFFER, Stage.NOT_SELECTED),
    Stage.INTERVIEW: (Stage.OFFER, Stage.CONTACTED, Stage.NOT_SELECTED),
    Stage.OFFER: (Stage.HIRED, Stage.INTERVIEW, Stage.NOT_SELECTED),
}
_OVER = (Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.ENDED, Stage.EXPIRED)
# The only ways from one stage to another; a trigger of the database refuses the rest.
STAGE_MOVES = frozenset(
    {("", Stage.ACCEPTED), (Stage.HIRED, Stage.OFFER)}
    | {(before, after) for before, ways in FIRM_MOVES.items() for after in ways}
    | {(before, after) for before in RUNNING for after in _OVER}
)


class NotSelected(models.TextChoices):
    """Why a firm does not go on with a person, in words that the person reads."""

    SKILLS = "SKILLS", _("servivano altre competenze")
    EXPERIENCE = "EXPERIENCE", _("serviva più esperienza")
    ANOTHER = "ANOTHER", _("è stata scelta un'altra persona")
    TIMES = "TIMES", _("orari, date o distanza non si conciliano")
    TERMS = "TERMS", _("non c'è stato accordo sulle condizioni")
    UNREACHED = "UNREACHED", _("non ci siamo mai sentiti")
    STOPPED = "STOPPED", _("la ricerca si è fermata")
