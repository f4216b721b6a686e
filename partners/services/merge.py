"""Two rows of one organisation become one; two accounts of one person too, as far as the Polo's offices let them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import merge as accounts_merge
from core.errors import BusinessRuleError
from core.merge import Line, rows_merge
from core.services import record_event
from partners import policies
from partners.enums import NameChange, Standing
from partners.models import Accession, Handover, Leave, Membership, Partner, PartnerName
from partners.services.accounts import sessions_end
from partners.services.memberships import partners_lock

# What is taken over where the one that is kept does not say it.
FACTS = (
    "kind_note_it", "kind_note_en", "summary_it", "summary_en", "website", "pec", "tax_code", "legal_form_code",
    "staff_size_class",
)  # fmt: skip


@dataclass(frozen=True)
class PartnerMerge:
    keep: Partner
    drop: Partner
    lines: list[Line]
    names: list[str]
    facts: list[str]


def partner_merge(*, keep: Partner, drop: Partner, by: User, reason: str, dry_run: bool) -> PartnerMerge:
    """Everything of the second goes to the first; the second stays as a row that leads there, for old addresses.

    A dry run does it all and takes it back, so that what it lists is what would happen.
    """
    with transaction.atomic():
        done = _merge(keep, drop, by=by, reason=reason)
        if dry_run:
            transaction.set_rollback(True)
    return done


def person_merge(*, keep: User, drop: User, by: User, reason: str, dry_run: bool) -> accounts_merge.PersonMerge:
    """`user_merge`, and the browsers of the closed account are signed out.

    Refused while that one has an office of the Polo, or is about to; and where one has more power than who merges
    looks after, so that nobody puts a second account of their own in the place of the referent's.
    """
    with transaction.atomic():
        accounts_merge.users_lock(keep, drop)
        partners_lock(Membership.objects.active().filter(user__in=[keep.pk, drop.pk]).values("partner"))
        if policies.has_office_ahead(drop) or Handover.objects.addressed_to(drop).exists():
            raise BusinessRuleError(_("L'account da chiudere ha un incarico del Polo: prima passalo all'altro."))
        reach = policies.people_looked_after_by(by).filter(pk__in=[keep.pk, drop.pk]).values_list("pk", flat=True)
        if not {keep.pk, drop.pk} <= {*reach, by.pk}:
            raise BusinessRuleError(
                _("Uno dei due account ha poteri sul Polo: li unisce solo chi gestisce il portale.")
            )
        done = accounts_merge.user_merge(keep=keep, drop=drop, by=by, reason=reason, dry_run=dry_run)
        if not dry_run:
            sessions_end(person=done.drop)
    return done


def _merge(keep: Partner, drop: Partner, *, by: User, reason: str) -> PartnerMerge:
    pair = Partner.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[keep.pk, drop.pk])
    held = {partner.pk: partner for partner in pair.order_by("pk")}
    keep, drop = held[keep.pk], held[drop.pk]
    _refuse(keep, drop)
    before = {"standing": drop.standing}
    drop.standing, drop.merged_into = Standing.FORMER, keep
    drop.save(update_fields=["standing", "merged_into", "updated_at"])
    Partner.objects.filter(merged_into=drop).update(merged_into=keep)
    if keep.sites.filter(is_main=True).exists():
        drop.sites.update(is_main=False)
    lines, names = rows_merge(keep=keep, drop=drop, by=by), _names_told(keep, drop)
    facts = _facts_taken(keep, drop)
    record_event(
        by=by,
        verb="partners.partner_merged",
        target=drop,
        before=before,
        after={"into": keep.pk, "facts": facts, "moved": {line.what: line.moved for line in lines}},
        reason=reason,
    )
    return PartnerMerge(keep, drop, lines, names, facts)


def _refuse(keep: Partner, drop: Partner) -> None:
    if keep.pk == drop.pk:
        raise BusinessRuleError(_("È lo stesso partner: scegline due diversi."))
    if keep.merged_into_id or drop.merged_into_id:
        raise BusinessRuleError(_("Uno dei due è già stato unito a un altro: forse qualcuno l'ha appena fatto."))
    if keep.category != drop.category:
        raise BusinessRuleError(_("Hanno categorie diverse: correggi prima quella sbagliata."))
    if keep.standing == Standing.FORMER:
        raise BusinessRuleError(_("Il partner da tenere è uscito dal Polo: tieni l'altro."))
    both = [keep, drop]
    if Accession.objects.live().filter(partner__in=both).exists():
        raise BusinessRuleError(_("Uno dei due ha una domanda di ingresso in corso: prima serve la risposta."))
    if Leave.objects.live().filter(partner__in=both).exists():
        raise BusinessRuleError(_("Uno dei due sta uscendo dal Polo: prima si conclude o si annulla l'uscita."))


def _names_told(keep: Partner, drop: Partner) -> list[str]:
    """The names of the second, today's and earlier, are told as those of a double of the first."""
    known = {keep.name, *keep.names.values_list("name", flat=True)}
    names = [
        name for name in dict.fromkeys([drop.name, *drop.names.values_list("name", flat=True)]) if name not in known
    ]
    PartnerName.objects.bulk_create(
        PartnerName(partner=keep, name=name, change=NameChange.DUPLICATE) for name in names
    )
    return names


def _facts_taken(keep: Partner, drop: Partner) -> list[str]:
    taken = [name for name in FACTS if not getattr(keep, name) and getattr(drop, name)]
    for name in taken:
        setattr(keep, name, getattr(drop, name))
    keep.save(update_fields=[*taken, "updated_at"])
    return taken
