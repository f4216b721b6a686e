"""The columns that a file of courses may have: what they hold and by which names they are known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.imports import cells

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One column: `read` makes a plain value of a cell, `synonyms` are names under which it comes."""

    label: str | Promise
    read: Read
    synonyms: tuple[str, ...]
    help: str | Promise = ""
    of_edition: bool = False


COURSE: dict[str, Field] = {
    "code": Field(
        _("codice del corso"), cells.one_line,
        ("codice", "codice corso", "codice del corso", "cod corso", "id", "id corso", "identificativo", "identifier",
         "course code", "coursecode", "internalid"),
        _("Quello che usate voi: serve a ritrovare il corso anche se cambia titolo."),
    ),
    "title": Field(
        _("titolo"), cells.one_line,
        ("titolo", "titolo del corso", "titolo corso", "nome", "nome corso", "nome del corso", "denominazione",
         "denominazione corso", "corso", "title", "course title", "name"),
        _("Senza questa colonna non si può importare."),
    ),
    "kind": Field(
        _("tipo di percorso"), cells.one_line,
        ("tipo", "tipo di percorso", "tipologia", "tipo corso", "tipologia corso", "kind", "type", "course type"),
        _("Il nome o la sigla: ITS5, IFTS, LIB…"),
    ),
    "audience": Field(
        _("a chi si rivolge"), cells.one_line,
        ("a chi si rivolge", "destinatari", "rivolto a", "target", "audience", "utenza"),
    ),
    "summary": Field(
        _("in breve"), cells.one_line,
        ("in breve", "sintesi", "descrizione breve", "abstract", "summary", "riassunto", "sottotitolo"),
    ),
    "description": Field(
        _("descrizione"), cells.text,
        ("descrizione", "descrizione del corso", "contenuti", "programma", "description", "obiettivi"),
    ),
    "site": Field(
        _("sede"), cells.one_line,
        ("sede", "sede del corso", "luogo", "dove", "comune", "citta", "plesso", "venue", "location", "town",
         "codice meccanografico", "codicescuola"),
        _("Il nome, il codice meccanografico o il comune di una vostra sede."),
    ),
    "mode": Field(
        _("modalità"), cells.one_line,
        ("modalita", "modalita di erogazione", "erogazione", "mode", "attendance mode", "attendancemode",
         "course mode"),
        _("In presenza, a distanza o mista."),
    ),
    "entry_requirements": Field(
        _("che cosa serve per iscriversi"), cells.one_line,
        ("requisiti", "requisiti di ingresso", "requisiti di accesso", "prerequisiti", "che cosa serve per iscriversi",
         "prerequisite", "courseprerequisites", "entry requirements"),
    ),
    "certification": Field(
        _("che cosa si ottiene"), cells.one_line,
        ("certificazione", "titolo rilasciato", "attestato", "attestazione", "qualifica", "che cosa si ottiene",
         "titolo finale", "qualification", "award", "certification", "educationalcredentialawarded"),
    ),
    "eqf": Field(
        _("livello EQF"), cells.one_line, ("eqf", "livello eqf", "livello", "eqf level", "qnq"),
    ),
    "isced_f": Field(
        _("campo di studio (ISCED-F)"), cells.one_line,
        ("isced", "isced f", "isced f 2013", "iscedf", "campo di studio", "field of study"),
        _("Le quattro cifre: gli zeri persi da Excel si ritrovano."),
    ),
    "hours": Field(
        _("ore totali"), cells.whole,
        ("ore", "ore totali", "durata", "durata in ore", "durata ore", "totale ore", "monte ore", "hours", "duration",
         "total hours"),
    ),
    "hours_stage": Field(
        _("ore di stage"), cells.whole,
        ("ore stage", "ore di stage", "stage", "ore tirocinio", "tirocinio", "ore in azienda", "internship hours"),
    ),
    "hours_lab": Field(
        _("ore di laboratorio"), cells.whole, ("ore laboratorio", "ore di laboratorio", "laboratorio", "lab hours"),
    ),
    "hours_elearning": Field(
        _("ore a distanza"), cells.whole, ("ore a distanza", "ore fad", "ore e learning", "ore online"),
    ),
    "hours_practitioners": Field(
        _("ore di chi viene dal lavoro"), cells.whole, ("ore docenti dal lavoro", "ore di chi viene dal lavoro"),
    ),
    "language": Field(_("lingua"), cells.one_line, ("lingua", "lingua del corso", "language", "lingua di erogazione")),
    "figure": Field(
        _("indirizzo o figura"), cells.one_line,
        ("indirizzo di studio", "indirizzo o figura", "figura", "profilo", "articolazione"),
    ),
    "attestation": Field(
        _("tipo di attestazione"), cells.one_line, ("tipo di attestazione", "tipo attestazione", "tipo attestato"),
    ),
    "funding": Field(
        _("finanziamento"), cells.one_line, ("finanziamento", "fonte di finanziamento", "canale di finanziamento"),
    ),
    "cup_code": Field("CUP", cells.one_line, ("cup", "codice cup")),
    "credits": Field(_("crediti riconosciuti"), cells.one_line, ("crediti", "crediti riconosciuti", "cfu", "credits")),
    "accessibility": Field(
        _("accessibilità e aiuti"), cells.one_line, ("accessibilita", "accessibilita e aiuti", "accessibility"),
    ),
    "contact": Field(
        _("a chi chiedere"), cells.one_line, ("contatti", "contatto", "a chi chiedere", "referente", "contact"),
    ),
    "cost_cents": Field(
        _("costo"), cells.cents,
        ("costo", "costo in euro", "prezzo", "quota", "quota di iscrizione", "cost", "price", "fee"),
        _("In euro; 0 o «gratuito» se non si paga."),
    ),
    "filiere": Field(
        _("filiere"), cells.text, ("filiera", "filiere", "settore", "settori", "area", "sector"),
    ),
    "occupations": Field(
        _("professioni"), cells.text,
        ("professione", "professioni", "figura professionale", "figure professionali", "occupations", "occupation"),
        _("Separate da punto e virgola, con i nomi del modulo dei corsi."),
    ),
    "taught": Field(
        _("competenze insegnate"), cells.text,
        ("competenze", "competenze insegnate", "competenza", "skills", "skill", "learning outcomes", "teaches"),
        _("Separate da punto e virgola. Si può aggiungere il livello, da 1 a 4, fra parentesi; un asterisco se è "
          "valutata: «Saldare a TIG (3)*»."),
    ),
}  # fmt: skip

EDITION: dict[str, Field] = {
    "starts_on": Field(
        _("inizio"), cells.day,
        ("inizio", "data inizio", "data di inizio", "data avvio", "avvio", "dal", "start", "start date", "startdate"),
        _("Una riga con l'inizio è anche un'edizione; più righe dello stesso corso sono più edizioni."),
        of_edition=True,
    ),
    "ends_on": Field(
        _("fine"), cells.day,
        ("fine", "data fine", "data di fine", "al", "termine", "conclusione", "end", "end date", "enddate"),
        of_edition=True,
    ),
    "timetable": Field(
        _("orario"), cells.one_line, ("orario", "orari", "calendario", "timetable", "attendance pattern"),
        of_edition=True,
    ),
    "seats": Field(
        _("posti"), cells.whole,
        ("posti", "numero posti", "posti disponibili", "n posti", "numero allievi", "places", "seats",
         "maximumattendeecapacity"),
        of_edition=True,
    ),
    "min_enrolment": Field(
        _("iscrizioni minime"), cells.whole,
        ("iscrizioni minime", "minimo iscritti", "minimo partecipanti", "numero minimo", "minimum enrolment"),
        of_edition=True,
    ),
    "applications_open_on": Field(
        _("iscrizioni dal"), cells.day,
        ("iscrizioni dal", "apertura iscrizioni", "inizio iscrizioni", "apply from", "applyfrom"), of_edition=True,
    ),
    "applications_close_on": Field(
        _("iscrizioni fino al"), cells.day,
        ("iscrizioni fino al", "iscrizioni entro", "chiusura iscrizioni", "scadenza iscrizioni", "scadenza",
         "termine iscrizioni", "apply until", "applyuntil"),
        of_edition=True,
    ),
    "enrolment_note": Field(
        _("come ci si iscrive da voi"), cells.one_line,
        ("come ci si iscrive", "come iscriversi", "modalita di iscrizione", "iscrizione", "iscrizioni", "apply to",
         "applyto", "url iscrizione", "link iscrizione"),
        _("Se c'è, ci si iscrive da voi e non sul portale."), of_edition=True,
    ),
}  # fmt: skip

FIELDS: dict[str, Field] = COURSE | EDITION
SYNONYMS = {name: field.synonyms for name, field in FIELDS.items()}
LISTS = ("filiere", "occupations", "taught")
