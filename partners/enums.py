from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The five categories of the Polo's agreement."""

    SCHOOL = "SCHOOL", _("Istituti scolastici")
    FIRM = "FIRM", _("Imprese")
    TRAINING_BODY = "TRAINING_BODY", _("Organismi formativi")
    ITS = "ITS", _("ITS Academy")
    INSTITUTION = "INSTITUTION", _("Istituzioni")


PROVIDERS = frozenset({Category.SCHOOL, Category.TRAINING_BODY, Category.ITS, Category.INSTITUTION})


class Standing(models.TextChoices):
    MEMBER = "MEMBER", _("partner")
    SUPPORTER = "SUPPORTER", _("sostenitore")
    APPLICANT = "APPLICANT", _("in ingresso")
    FORMER = "FORMER", _("uscito")
    DEMO = "DEMO", _("esempio dimostrativo")


# Who is asking to come in has nothing here yet, who has left has nothing any more: no page, no rights, no figures.
ACTIVE_STANDINGS = frozenset({Standing.MEMBER, Standing.SUPPORTER, Standing.DEMO})


class Role(models.TextChoices):
    """What a person does in one partner."""

    MANAGER = "MANAGER", _("responsabile")
    EDITOR = "EDITOR", _("redazione")
    COUNSELLOR = "COUNSELLOR", _("orientamento")
    TEACHER = "TEACHER", _("docenza e tutoraggio")


class Permission(models.TextChoices):
    MANAGE_MEMBERS = "MANAGE_MEMBERS", _("gestire le persone del partner")
    EDIT_COURSES = "EDIT_COURSES", _("gestire corsi ed edizioni")
    ANSWER_APPLICATIONS = "ANSWER_APPLICATIONS", _("rispondere alle domande di iscrizione")
    EDIT_DEMAND = "EDIT_DEMAND", _("gestire fabbisogni e offerte di lavoro")
    SEE_CANDIDATES = "SEE_CANDIDATES", _("vedere le candidature anonime")
    OPEN_SLOTS = "OPEN_SLOTS", _("offrire appuntamenti di orientamento")
    TEACHER_TRAINING = "TEACHER_TRAINING", _("iscriversi alla formazione per docenti")


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset(Permission) - {Permission.OPEN_SLOTS},
    Role.EDITOR: frozenset(
        {
            Permission.EDIT_COURSES,
            Permission.ANSWER_APPLICATIONS,
            Permission.EDIT_DEMAND,
            Permission.SEE_CANDIDATES,
            Permission.TEACHER_TRAINING,
        }
    ),
    Role.COUNSELLOR: frozenset({Permission.OPEN_SLOTS, Permission.TEACHER_TRAINING}),
    Role.TEACHER: frozenset({Permission.TEACHER_TRAINING}),
}

# Some permissions make sense only in some kinds of partner.
PERMISSION_CATEGORIES: dict[Permission, frozenset[Category]] = {
    Permission.EDIT_COURSES: PROVIDERS,
    Permission.ANSWER_APPLICATIONS: PROVIDERS,
    Permission.EDIT_DEMAND: frozenset({Category.FIRM}),
    Permission.SEE_CANDIDATES: frozenset({Category.FIRM}),
}


class InvitationState(models.TextChoices):
    """Where an invitation stands; worked out from its dates, never stored."""

    OPEN = "OPEN", _("in attesa")
    ACCEPTED = "ACCEPTED", _("accettato")
    REVOKED = "REVOKED", _("ritirato")
    DECLINED = "DECLINED", _("rifiutato")
    EXPIRED = "EXPIRED", _("scaduto")


class JoinRequestState(models.TextChoices):
    OPEN = "OPEN", _("in attesa")
    ACCEPTED = "ACCEPTED", _("accolta")
    REFUSED = "REFUSED", _("non accolta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")


class Office(models.TextChoices):
    """Offices of the Polo itself, held for a term."""

    REFERENT = "REFERENT", _("referente del Polo")
    SECRETARIAT = "SECRETARIAT", _("segreteria del Polo")


class PersonAct(models.TextChoices):
    """What the Polo's staff may do to somebody's account; the value is the last part of the page's address."""

    SUSPEND = "sospendi", _("Sospendi l'account")
    RESTORE = "riattiva", _("Riattiva l'account")
    SIGN_OUT = "chiudi-sessioni", _("Chiudi le sessioni aperte")
    FORGET_FACTORS = "togli-secondo-passaggio", _("Togli il secondo passaggio")


# Reasons that the portal notes by itself, put into words when they are read (partners/access_history.py).
ACCOUNT_CLOSED, MERGED = "account closed", "merged"


class NameChange(models.TextChoices):
    AS_SIGNED = "as_signed", _("nome nell'accordo di rete")
    RENAME = "cambio_nome", _("cambio di nome")
    MERGER = "fusione", _("fusione")
    SALE = "cessione", _("cessione")
    DUPLICATE = "doppione", _("già")


class MissingFact(models.TextChoices):
    """What may still be unknown of a partner, in the words of its page ("dati da completare")."""

    ADDRESS = "address", _("indirizzo")
    SITE = "site", _("sede")
    SUMMARY = "summary", _("presentazione")
    FILIERE = "filiere", _("filiere")
    WEBSITE = "website", _("sito web")
    PEC = "pec", _("posta elettronica certificata (PEC)")
    TAX_CODE = "tax_code", _("codice fiscale")
    LEGAL_FORM = "legal_form_code", _("forma giuridica")
    ATECO = "ateco", _("attività economica (ATECO)")
    STAFF_SIZE = "staff_size_class", _("numero di addetti")


class DocumentVisibility(models.TextChoices):
    PUBLIC = "PUBLIC", _("chiunque")
    RESERVED = "RESERVED", _("segreteria, referente e partner interessati")


class AgreementKind(models.TextChoices):
    NETWORK = "NETWORK", _("accordo di rete del Polo")
    SUPPLY_CHAIN = "SUPPLY_CHAIN", _("accordo di rete della filiera 4+2")
    PACT = "PACT", _("patto educativo 4.0")
    PROTOCOL = "PROTOCOL", _("protocollo d'intesa")
    CONVENTION = "CONVENTION", _("convenzione")


class AgreementStatus(models.TextChoices):
    """What somebody has written down; a reader is told an `AgreementState`."""

    DRAFT = "DRAFT", _("bozza")
    SIGNING = "SIGNING", _("in firma")
    SIGNED = "SIGNED", _("firmato")
    CEASED = "CEASED", _("cessato")


class AgreementState(models.TextChoices):
    """Where an agreement stands on a day; worked out from status, dates and versions, never stored."""

    DRAFT = "DRAFT", _("bozza")
    SIGNING = "SIGNING", _("in firma")
    UNDATED = "UNDATED", _("firmato, date da completare")
    UPCOMING = "UPCOMING", _("firmato, non ancora in vigore")
    IN_FORCE = "IN_FORCE", _("vigente")
    EXPIRED = "EXPIRED", _("scaduto")
    RENEWED = "RENEWED", _("sostituito da una versione più recente")
    CEASED = "CEASED", _("cessato")


class AdhesionRole(models.TextChoices):
    PARTNER = "PARTNER", _("partner")
    SUPPORTER = "SUPPORTER", _("sostenitore")
    REFERENT = "REFERENT", _("ente del referente")
    LEAD = "LEAD", _("capofila")


class BodyKind(models.TextChoices):
    ASSEMBLY = "ASSEMBLY", _("assemblea")
    COMMITTEE = "COMMITTEE", _("comitato tecnico-scientifico")
    SECRETARIAT = "SECRETARIAT", _("segreteria")
    OTHER = "OTHER", _("altro organo")


class AccessionState(models.TextChoices):
    """An organisation's way into the Polo."""

    SUBMITTED = "SUBMITTED", _("inviata")
    IN_CHECK = "IN_CHECK", _("in verifica")
    TO_APPROVE = "TO_APPROVE", _("in attesa del referente")
    APPROVED = "APPROVED", _("accolta")
    REFUSED = "REFUSED", _("non accolta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")


AMENDABLE_ACCESSION_STATES = (AccessionState.SUBMITTED, AccessionState.IN_CHECK)
LIVE_ACCESSION_STATES = (AccessionState.SUBMITTED, AccessionState.IN_CHECK, AccessionState.TO_APPROVE)


class AccessionCheck(models.TextChoices):
    """What the secretariat looks for before the referent is asked."""

    TAX_CODE = "TAX_CODE", _("codice fiscale verificato")
    REGISTER = "REGISTER", _("iscrizione al registro delle imprese o codice meccanografico")
    ACCREDITATION = "ACCREDITATION", _("accreditamento regionale, per chi fa formazione")
    MANDATE = "MANDATE", _("la persona di contatto può impegnare l'ente")
    SITES = "SITES", _("sedi nel territorio del Polo")
    DEED = "DEED", _("atto di adesione firmato")


class LeaveState(models.TextChoices):
    ASKED = "ASKED", _("chiesta")
    CONFIRMED = "CONFIRMED", _("confermata")
    DONE = "DONE", _("avvenuta")
    WITHDRAWN = "WITHDRAWN", _("ritirata")


LIVE_LEAVE_STATES = (LeaveState.ASKED, LeaveState.CONFIRMED)


class HandoverState(models.TextChoices):
    PROPOSED = "PROPOSED", _("in attesa di chi subentra")
    ACCEPTED = "ACCEPTED", _("accettato")
    DECLINED = "DECLINED", _("non accettato")
    WITHDRAWN = "WITHDRAWN", _("ritirato")
