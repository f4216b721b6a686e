"""The columns that a feed of vacancies may have: what they hold and by which names they are known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.imports import cells
from core.imports.formatted import plain_text

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One column: `read` makes a plain value of a cell, `synonyms` are names under which it comes."""

    label: str | Promise
    read: Read
    synonyms: tuple[str, ...]


# Names as Italian firms write them, those of schema.org/JobPosting and of the feeds of large job boards.
FIELDS: dict[str, Field] = {
    "code": Field(
        _("codice dell'offerta"), cells.one_line,
        ("codice", "codice offerta", "codice annuncio", "riferimento", "rif", "id", "id offerta", "identificativo",
         "identifier", "identifier value", "reference", "job id", "jobid", "job reference", "reference number",
         "referencenumber", "requisition id", "reference apec", "identifiant"),
    ),
    "title": Field(
        _("titolo"), cells.one_line,
        ("titolo", "titolo annuncio", "titolo offerta", "posizione", "mansione", "ruolo", "annuncio", "title",
         "job title", "job details title", "name", "intitule", "intitule du poste", "jobdescription title", "titre"),
    ),
    "occupation": Field(
        _("professione"), cells.one_line,
        ("professione", "figura professionale", "qualifica", "profilo professionale", "occupation",
         "occupationalcategory", "job category", "metier"),
    ),
    "description": Field(
        _("che cosa si fa"), plain_text,
        ("descrizione", "descrizione offerta", "testo", "testo annuncio", "attivita", "che cosa si fa", "description",
         "job description", "job details description", "texte offre", "mission", "description de la mission",
         "jobdescription description", "description1"),
    ),
    "site": Field(
        _("sede di lavoro"), cells.one_line,
        ("sede", "sede di lavoro", "luogo", "luogo di lavoro", "comune", "citta", "dove", "location", "city", "town",
         "joblocation", "joblocation address addresslocality", "address city", "ville", "location ville",
         "localisation du poste"),
    ),
    "contract": Field(
        _("contratto"), cells.one_line,
        ("contratto", "tipo contratto", "tipo di contratto", "tipologia contrattuale", "contract", "contract type",
         "contracttype", "contracttype label", "employmenttype", "employment type", "job type", "type contrat",
         "contrat type contrat", "type de contrat", "contrat"),
    ),
    "ccnl": Field(
        _("contratto collettivo (CCNL)"), cells.one_line,
        ("ccnl", "contratto collettivo", "contratto collettivo nazionale", "collective agreement"),
    ),
    "pay_from": Field(
        _("retribuzione lorda annua da (euro)"), cells.one_line,
        ("retribuzione", "retribuzione da", "retribuzione minima", "retribuzione annua", "ral", "ral da", "ral minima",
         "stipendio", "salary", "salary min", "min salary", "basesalary", "basesalary value", "basesalary minvalue",
         "basesalary value minvalue", "basesalary value value", "salaire affiche", "pay from"),
    ),
    "pay_to": Field(
        _("retribuzione lorda annua fino a (euro)"), cells.one_line,
        ("retribuzione a", "retribuzione fino a", "retribuzione massima", "ral a", "ral massima", "salary max",
         "max salary", "basesalary maxvalue", "basesalary value maxvalue", "pay to"),
    ),
    "pay_unit": Field(
        _("la retribuzione è per anno, mese od ora"), cells.one_line,
        ("unita retribuzione", "periodo retribuzione", "salary period", "salary unit", "basesalary value unittext",
         "basesalary unittext", "pay unit"),
    ),
    "positions": Field(
        _("quante persone"), cells.whole,
        ("posti", "numero posti", "posizioni aperte", "quante persone", "n posti", "positions", "openings",
         "totaljobopenings", "nombre postes"),
    ),
    "skills": Field(
        _("competenze richieste"), cells.text,
        ("competenze", "competenze richieste", "skill", "skills", "requisiti tecnici"),
    ),
    "min_eqf": Field(
        _("titolo di studio minimo"), cells.one_line,
        ("titolo di studio", "titolo di studio minimo", "istruzione", "eqf", "livello eqf", "education",
         "education level", "educationrequirements", "educationrequirements credentialcategory"),
    ),
    "licences": Field(
        _("patenti e patentini che servono"), cells.text,
        ("patente", "patenti", "patentini", "patenti e patentini", "abilitazioni", "licences", "driving licence"),
    ),
    "starts_on": Field(
        _("inizio del lavoro"), cells.day,
        ("inizio", "data inizio", "inizio del lavoro", "decorrenza", "start", "start date", "jobstartdate",
         "startdate"),
    ),
    "closes_on": Field(
        _("candidature fino al"), cells.day,
        ("scadenza", "data scadenza", "candidature entro", "candidature fino al", "valido fino", "fino al",
         "validthrough", "valid through", "expiry date", "expiration date", "closing date", "deadline"),
    ),
}  # fmt: skip
SYNONYMS = {name: field.synonyms for name, field in FIELDS.items()}
