"""Who saw a person's data and who changed what they may do: rows of the audit in that person's words.

The organisation and the office are always told. The name of the reader is told when they act for a partner, so that
the person knows whom to turn to there; of the Polo's own staff the office answers, not the employee.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import SecurityChange
from accounts.models import User
from core.models import AuditEvent
from dashboards.named_things import things_named
from partners.models import Mandate, Membership, Partner
from partners.support_pages import pages_told

SUPPORT_SEEN = "accounts.support_seen"
# verb -> what was seen, and why whoever saw it could
LOOKS = {
    "training.application_seen": (
        gettext_lazy("la tua domanda di iscrizione"),
        gettext_lazy("risponde alle domande per i suoi corsi"),
    ),
    "training.document_seen": (
        gettext_lazy("un documento che hai mandato con la domanda di iscrizione"),
        gettext_lazy("risponde alle domande per i suoi corsi"),
    ),
    "orientation.appointment_seen": (
        gettext_lazy("il tuo appuntamento e l'argomento che hai scritto"),
        gettext_lazy("ti incontra per l'orientamento"),
    ),
    "accounts.user_seen": (
        gettext_lazy("il tuo account: nome, indirizzo e-mail, ruoli"),
        gettext_lazy("fa assistenza e controlli per il Polo"),
    ),
    "partners.member_seen": (
        gettext_lazy("il tuo nome, il tuo indirizzo e-mail e il tuo ruolo"),
        gettext_lazy("si occupa delle persone che lavorano per il partner"),
    ),
    "partners.join_request_seen": (
        gettext_lazy("la tua richiesta di entrare"),
        gettext_lazy("risponde alle richieste di entrare"),
    ),
    SUPPORT_SEEN: (
        gettext_lazy("il portale come lo vedi tu, senza poter cambiare niente"),
        gettext_lazy("ti ha dato assistenza"),
    ),
    "partners.accession_looked_at": (
        gettext_lazy("la tua domanda di ingresso per un ente, con il tuo nome e indirizzo e-mail"),
        gettext_lazy("verifica chi chiede di entrare nel Polo o gli risponde"),
    ),
    "partners.handover_looked_at": (
        gettext_lazy("il tuo nome, come persona proposta per un incarico"),
        gettext_lazy("si occupa degli incarichi del Polo"),
    ),
    "recruitment.passport_seen": (
        gettext_lazy("il tuo passaporto delle competenze, con il tuo nome"),
        gettext_lazy("ha il link che hai dato tu"),
    ),
    "recruitment.placement_seen": (
        gettext_lazy("il tuo tirocinio o apprendistato: date, piano, tutor e firme"),
        gettext_lazy("lo segue per l'impresa, per la scuola o per l'ente"),
    ),
    "recruitment.background_opened": (
        gettext_lazy("il tuo profilo completo: competenze, esperienze, studi, lingue, patenti"),
        gettext_lazy("hai detto sì alla sua richiesta"),
    ),
    "recruitment.cv_opened": (
        gettext_lazy("il tuo CV"),
        gettext_lazy("hai detto sì alla sua richiesta"),
    ),
    "recruitment.profile_opened": (
        gettext_lazy("il tuo profilo con nome e indirizzo e-mail"),
        gettext_lazy("hai detto sì alla sua richiesta"),
    ),
}
CHANGES = {f"accounts.user_{change}": change.label for change in SecurityChange} | {
    "accounts.birth_date_told": gettext_lazy("La tua data di nascita è stata scritta"),
    "accounts.person_erased": gettext_lazy("Il tuo account è stato cancellato"),
    "accounts.support_started": gettext_lazy("La segreteria ha cominciato ad assisterti"),
    "accounts.support_ended": gettext_lazy("La segreteria ha finito di assisterti"),
    "accounts.person_corrected": gettext_lazy("Il tuo nome o la tua data di nascita sono stati corretti"),
    "accounts.user_suspend": gettext_lazy("Il tuo account è stato sospeso"),
    "accounts.user_restore": gettext_lazy("Il tuo account è di nuovo attivo"),
    "accounts.user_forget_factors": gettext_lazy("La segreteria ha tolto il secondo passaggio del tuo account"),
    "accounts.user_sign_out": gettext_lazy("La segreteria ha chiuso le tue sessioni"),
    "accounts.user_merged": gettext_lazy("Un altro tuo account è stato unito a questo"),
    "partners.mandate_created": gettext_lazy("Hai avuto un incarico del Polo"),
    "partners.mandate_updated": gettext_lazy("Un tuo incarico del Polo è stato corretto"),
    "partners.mandate_deleted": gettext_lazy("Un tuo incarico del Polo è stato tolto"),
    "partners.mandate_handed_over": gettext_lazy("Un incarico del Polo è passato a te"),
    "partners.membership_created": gettext_lazy("Hai avuto un ruolo presso un partner"),
    "partners.membership_ended": gettext_lazy("Un tuo ruolo presso un partner è finito"),
}
ACCESS_TARGETS = ("partners.membership", "partners.mandate", "accounts.user")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the page: when, who for whom, what and why."""

    at: datetime.datetime
    organisation: str
    role: str
    person: str
    what: str
    thing: str
    why: str


def looks_at(user: User) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.looks().about(user)


def access_changes_of(user: User) -> QuerySet[AuditEvent]:
    """What was changed of what the person may do, by themselves too: somebody else may hold their password."""
    return AuditEvent.objects.changes().about(user).filter(target_type__in=ACCESS_TARGETS)


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """As many queries for many rows as for few: partners, roles there, offices of the Polo, kinds of things."""
    rows = list(events)
    readers, things, visits = _Readers(rows), things_named(rows), _pages_of_visits(rows)
    return [
        Line(
            at=row.at,
            thing=visits.get(row.pk) or things.get((row.target_type, row.target_id), ""),
            **readers.told(row),
            **(_look_words(row) if row.look_hour else _change_words(row)),
        )
        for row in rows
    ]


def _pages_of_visits(rows: list[AuditEvent]) -> dict[int, str]:
    """Of each look of support, the pages that were opened in its hour."""
    looks = {(row.actor_id, row.subject_id, row.look_hour): row.pk for row in rows if row.verb == SUPPORT_SEEN}
    if not looks:
        return {}
    hours = [hour for _actor, _subject, hour in looks if hour]
    seen = AuditEvent.objects.filter(
        verb="accounts.support_page_seen",
        subject__in={subject for _actor, subject, _hour in looks},
        at__gte=min(hours),
        at__lt=max(hours) + datetime.timedelta(hours=1),
    )
    routes: dict[int, list[str]] = {}
    for page in seen.order_by("at", "pk"):
        look = looks.get((page.actor_id, page.subject_id, page.at.replace(minute=0, second=0, microsecond=0)))
        if look:
            routes.setdefault(look, []).append(page.after.get("route", ""))
    return {look: pages_told(opened) for look, opened in routes.items()}


class _Readers:
    """Partners, roles and offices of those who acted in some rows."""

    def __init__(self, rows: list[AuditEvent]):
        actors = {row.actor_id for row in rows if row.actor_id}
        partners = {row.acting_partner_id for row in rows if row.acting_partner_id}
        self.people = User.objects.in_bulk(actors)
        self.partners = dict(Partner.objects.filter(pk__in=partners).values_list("pk", "name"))
        self.memberships = list(Membership.objects.filter(user__in=actors, partner__in=partners).order_by("pk"))
        self.mandates = list(Mandate.objects.filter(user__in=actors).order_by("pk"))

    def told(self, row: AuditEvent) -> dict[str, str]:
        if row.actor_id is None:
            return {"organisation": _("il portale, da solo"), "role": "", "person": ""}
        if row.actor_id == row.subject_id:
            return {"organisation": _("tu"), "role": "", "person": ""}
        if row.acting_partner_id is None:
            return {"organisation": self._office(row), "role": "", "person": ""}
        name = self.partners.get(row.acting_partner_id, _("un partner"))
        person = self.people[row.actor_id].get_full_name()
        return {"organisation": name, "role": self._role(row), "person": person}

    def _role(self, row: AuditEvent) -> str:
        roles = [
            membership.get_role_display()
            for membership in self.memberships
            if membership.user_id == row.actor_id
            and membership.partner_id == row.acting_partner_id
            and membership.created_at <= row.at
            and (membership.ended_at is None or membership.ended_at >= row.at)
        ]
        return ", ".join(roles)

    def _office(self, row: AuditEvent) -> str:
        day = timezone.localdate(row.at)
        for mandate in self.mandates:
            begun = mandate.starts_on is None or mandate.starts_on <= day
            if mandate.user_id == row.actor_id and begun and (mandate.ends_on is None or mandate.ends_on >= day):
                return capfirst(mandate.get_office_display())
        return _("Gestione tecnica del portale")


def _look_words(row: AuditEvent) -> dict[str, Any]:
    """Of the Polo's own staff the reason is always the same: the page of the partner is not theirs."""
    what, why = LOOKS.get(row.verb, (_noun(row), ""))
    if not why or (row.acting_partner_id is None and not row.verb.startswith("accounts.")):
        why = _("fa assistenza e controlli per il Polo")
    return {"what": str(what), "why": str(why)}


def _change_words(row: AuditEvent) -> dict[str, Any]:
    what = CHANGES.get(row.verb)
    return {"what": str(what) if what else _("Modifica: %(noun)s") % {"noun": _noun(row)}, "why": ""}


def _noun(row: AuditEvent) -> str:
    try:
        return str(apps.get_model(row.target_type)._meta.verbose_name)
    except LookupError:  # a model that is no longer there
        return _("dati")
