"""An organisation's way into the Polo: sent, checked by the secretariat, approved or refused by the referent."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from partners import notifications
from partners.enums import (
    AMENDABLE_ACCESSION_STATES,
    AccessionState,
    AdhesionRole,
    AgreementKind,
    Role,
    Standing,
)
from partners.models import Accession, Adhesion, Agreement, Membership, Partner
from partners.services.documents import deed_store
from partners.services.limits import refuse_too_many_accessions
from partners.services.memberships import membership_create, partner_lock

SLUG_LENGTH, SLUG_TURNS = 70, 5
ADHESION_ROLES = {Standing.MEMBER: AdhesionRole.PARTNER, Standing.SUPPORTER: AdhesionRole.SUPPORTER}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """What somebody says of the organisation for which they ask."""

    name: str
    category: str
    tax_code: str
    places: str


@transaction.atomic
def accession_submit(*, organisation: Organisation, asked_standing: str, motivation: str, by: User) -> Accession:
    """Ask to enter the Polo for one's organisation; one request at a time, and not for who is in already."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if Accession.objects.live().filter(contact=by).exists():
        raise BusinessRuleError(_("Hai già una domanda di ingresso in corso: la trovi nella tua area."))
    _refuse_known(organisation)
    refuse_too_many_accessions(by=by)
    accession = Accession(
        partner=_applicant(organisation, by),
        asked_standing=asked_standing,
        contact=by,
        motivation=motivation,
        places=organisation.places,
    )
    accession.full_clean()
    accession.save()
    record_event(by=by, verb="partners.accession_submitted", target=accession, after={"state": accession.state})
    notifications.accession_submitted(accession)
    return accession


@transaction.atomic
def accession_amend(
    *, accession: Accession, organisation: Organisation, asked_standing: str, motivation: str, message: str, by: User
) -> Accession:
    """The contact corrects what it says and answers the secretariat, who takes it in hand again."""
    accession = _locked(accession, *AMENDABLE_ACCESSION_STATES)
    _refuse_known(organisation)
    partner = accession.partner
    partner.name, partner.category, partner.tax_code = organisation.name, organisation.category, organisation.tax_code
    partner.save(update_fields=["name", "category", "tax_code", "updated_at"])
    before, accession.state = accession.state, AccessionState.SUBMITTED
    accession.asked_standing, accession.motivation = asked_standing, motivation
    accession.places, accession.message = organisation.places, message
    accession.full_clean()
    accession.save()
    event = record_event(
        by=by,
        verb="partners.accession_updated",
        target=accession,
        before={"state": before},
        after={"state": accession.state},
        subject=accession.contact,
    )
    notifications.accession_amended(accession, event=event)
    return accession


@transaction.atomic
def accession_start(*, accession: Accession, by: User) -> Accession:
    """The secretariat takes it in hand."""
    accession = _locked(accession, AccessionState.SUBMITTED)
    return _move(accession, AccessionState.IN_CHECK, by=by)


@transaction.atomic
def accession_check(
    *, accession: Accession, missing: list[str], by: User, not_needed: Sequence[str] = ()
) -> Accession:
    """What the secretariat found: something is missing and the contact is told, or nothing and the referent is."""
    accession = _locked(accession, AccessionState.IN_CHECK)
    accession.missing, accession.not_needed = missing, list(not_needed)
    accession.checked_at, accession.checked_by = timezone.now(), by
    if missing:
        accession.save()
        event = record_event(
            by=by, verb="partners.accession_checked", target=accession, after={"missing": accession.missing}
        )
        notifications.accession_missing(accession, event=event)
        return accession
    accession = _move(accession, AccessionState.TO_APPROVE, by=by)
    notifications.accession_to_approve(accession)
    return accession


@transaction.atomic
def accession_approve(
    *, accession: Accession, reason: str, joined_on: datetime.date, by: User, deed: File | None = None
) -> Accession:
    """The referent says yes: a partner with its adhesion, and the contact, who must be able to sign in, manages it.

    An invented organisation stays one: it becomes an example, adheres to nothing and is in no figure.
    """
    contact = User.objects.select_for_update(of=("self",), no_key=True).get(pk=accession.contact_id)
    accession = _locked(accession, AccessionState.TO_APPROVE)
    if not contact.is_active:
        raise BusinessRuleError(
            _("La persona di contatto non ha più un account attivo: qualcun altro dell'ente deve fare la domanda.")
        )
    if joined_on > timezone.localdate():
        raise BusinessRuleError(_("L'adesione vale da subito: il giorno non può essere nel futuro."))
    partner = accession.partner
    standing = Standing.DEMO if accession.is_demo else Standing(accession.asked_standing)
    if not accession.is_demo:
        _adhere(partner, role=ADHESION_ROLES[standing], joined_on=joined_on, deed=deed, by=by)
    partner.standing = standing
    partner.save(update_fields=["standing", "updated_at"])
    record_event(
        by=by,
        verb="partners.standing_changed",
        target=partner,
        before={"standing": Standing.APPLICANT},
        after={"standing": standing},
    )
    accession = _answer(accession, AccessionState.APPROVED, by=by, reason=reason)
    if not Membership.objects.managing(partner).filter(user=contact).exists():
        membership_create(user=contact, partner=partner, role=Role.MANAGER, by=by, reason=f"accession {accession.pk}")
    notifications.accession_answered(accession)
    return accession


@transaction.atomic
def accession_refuse(*, accession: Accession, reason: str, by: User) -> Accession:
    """The referent says no, at any point; the contact reads why."""
    accession = _locked(accession, AccessionState.SUBMITTED, AccessionState.IN_CHECK, AccessionState.TO_APPROVE)
    accession = _answer(accession, AccessionState.REFUSED, by=by, reason=reason)
    notifications.accession_answered(accession)
    return accession


@transaction.atomic
def accession_withdraw(*, accession: Accession, by: User) -> Accession:
    """The contact thinks again."""
    accession = _locked(accession, AccessionState.SUBMITTED, AccessionState.IN_CHECK, AccessionState.TO_APPROVE)
    return _move(accession, AccessionState.WITHDRAWN, by=by)


@transaction.atomic
def accessions_give_up(*, person: User, by: User) -> None:
    """Who leaves the portal brings no organisation in: their application goes with them."""
    for accession in Accession.objects.live().filter(contact=person).order_by("partner_id"):
        accession_withdraw(accession=accession, by=by)


def _refuse_known(organisation: Organisation) -> None:
    same = Q(name__iexact=organisation.name) | Q(names__name__iexact=organisation.name)
    if organisation.tax_code:
        same |= Q(tax_code=organisation.tax_code)
    if Partner.objects.public().filter(same).exists():
        raise BusinessRuleError(_("Questo ente fa già parte del Polo: dalla sua pagina puoi chiedere di entrarci."))


def _adhere(
    partner: Partner, *, role: AdhesionRole, joined_on: datetime.date, deed: File | None, by: User
) -> Adhesion:
    """Signs the network agreement now in force."""
    agreement = Agreement.objects.current().filter(kind=AgreementKind.NETWORK).order_by("-version", "-pk").first()
    if agreement is None:
        raise BusinessRuleError(_("Non c'è un accordo di rete firmato a cui aderire: la segreteria deve scriverlo."))
    return Adhesion.objects.create(
        partner=partner,
        agreement=agreement,
        role=role,
        category=partner.category,
        joined_on=joined_on,
        deed=deed_store(file=deed, title=_("Atto di adesione: %(name)s") % {"name": partner.name}, by=by),
    )


def _applicant(organisation: Organisation, by: User) -> Partner:
    """The row that waits: that of an earlier application of the same person for the same name, or a new one."""
    facts = {"category": organisation.category, "tax_code": organisation.tax_code}
    own = Partner.objects.filter(standing=Standing.APPLICANT, name=organisation.name, accessions__contact=by)
    earlier = own.exclude(accessions__in=Accession.objects.live()).order_by("-pk").first()
    if earlier is None:
        return _new_applicant(organisation.name, facts)
    partner = partner_lock(earlier.pk)
    for name, value in facts.items():
        setattr(partner, name, value)
    partner.save(update_fields=[*facts, "updated_at"])
    return partner


def _new_applicant(name: str, facts: dict[str, str]) -> Partner:
    """The address may be taken by somebody in this very moment: then the next one."""
    for _turn in range(SLUG_TURNS):
        try:
            with transaction.atomic():
                return Partner.objects.create(name=name, slug=_free_slug(name), standing=Standing.APPLICANT, **facts)
        except IntegrityError as error:
            if "slug" not in str(error):
                raise
    raise BusinessRuleError(_("Ci sono molte domande con questo nome in questo momento: riprova fra poco."))


def _free_slug(name: str) -> str:
    stem = slugify(name)[:SLUG_LENGTH].strip("-") or "ente"
    taken = set(Partner.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _locked(accession: Accession, *states: AccessionState) -> Accession:
    """The partner's row first, as everywhere; of two answers at once the second finds the state changed."""
    partner_lock(accession.partner_id)
    rows = Accession.objects.select_for_update(of=("self",), no_key=True).select_related("partner", "contact")
    accession = rows.get(pk=accession.pk)
    if accession.state not in states:
        raise BusinessRuleError(
            _("Questa domanda intanto è cambiata: adesso è «%(state)s».") % {"state": accession.get_state_display()}
        )
    return accession


def _answer(accession: Accession, state: AccessionState, *, by: User, reason: str) -> Accession:
    accession.decided_at, accession.decided_by, accession.reason = timezone.now(), by, reason
    return _move(accession, state, by=by, reason=reason)


def _move(accession: Accession, state: AccessionState, *, by: User, reason: str = "") -> Accession:
    before, accession.state = accession.state, state
    accession.full_clean()
    accession.save()
    record_event(
        by=by,
        verb=f"partners.accession_{state.lower()}",
        target=accession,
        before={"state": before},
        after={"state": state},
        reason=reason,
        subject=accession.contact,
    )
    return accession
