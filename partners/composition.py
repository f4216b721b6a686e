"""Is the Polo composed as the law asks? Allegato C of the guidelines on the poli (DM 7 febbraio 2013), read live.

At least two technical or vocational schools and two firms entered in the business register, not counting those that
founded the ITS; one ITS; one vocational training body.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.enums import Category
from partners.models import Partner
from partners.school_code import is_technical_or_vocational

# AGID "legal-status": companies with share capital, which exist only once entered in the register (c.c. 2331, 2463).
SHARE_CAPITAL = "1.3."


@dataclass(frozen=True)
class Excluded:
    """A partner that does not count towards a minimum, and why."""

    partner: Partner
    reason: str | Promise


@dataclass(frozen=True)
class Requirement:
    """One minimum of the law: how many are needed, which partners count and which do not."""

    label: str | Promise
    needed: int
    counted: tuple[Partner, ...]
    excluded: tuple[Excluded, ...]

    @property
    def met(self) -> bool:
        return len(self.counted) >= self.needed


@dataclass(frozen=True)
class Composition:
    """The verdict with its explanation, one requirement a line. True in a condition when every one is met."""

    requirements: tuple[Requirement, ...]

    @property
    def ok(self) -> bool:
        return all(requirement.met for requirement in self.requirements)

    def __bool__(self) -> bool:
        return self.ok


def composition_ok() -> Composition:
    """Check the members of today against the four minimums; two queries."""
    members = list(Partner.objects.members().prefetch_related("school_codes"))
    return Composition(
        (
            _requirement(_("Istituti tecnici o professionali"), 2, _of(members, Category.SCHOOL), _school_excluded),
            _requirement(_("Imprese iscritte al registro"), 2, _of(members, Category.FIRM), _firm_excluded),
            _requirement(_("ITS Academy"), 1, _of(members, Category.ITS)),
            _requirement(_("Organismi di formazione professionale"), 1, _of(members, Category.TRAINING_BODY)),
        )
    )


def _of(members: list[Partner], category: Category) -> list[Partner]:
    return [partner for partner in members if partner.category == category]


def _requirement(
    label: str | Promise,
    needed: int,
    partners: list[Partner],
    excluded_because: Callable[[Partner], str | Promise] = lambda partner: "",
) -> Requirement:
    reasons = [(partner, excluded_because(partner)) for partner in partners]
    return Requirement(
        label=label,
        needed=needed,
        counted=tuple(partner for partner, reason in reasons if not reason),
        excluded=tuple(Excluded(partner, reason) for partner, reason in reasons if reason),
    )


def _school_excluded(school: Partner) -> str | Promise:
    if school.is_its_founder:
        return _("ha fondato l'ITS")
    today = timezone.localdate()
    codes = [row.code for row in school.school_codes.all() if row.valid_to is None or row.valid_to >= today]
    if not codes:
        return _("codici di scuola da completare")
    return "" if any(map(is_technical_or_vocational, codes)) else _("nessun corso tecnico o professionale")


def _firm_excluded(firm: Partner) -> str | Promise:
    if firm.is_its_founder:
        return _("ha fondato l'ITS")
    in_register = firm.tax_code or firm.legal_form_code.startswith(SHARE_CAPITAL)
    return "" if in_register else _("iscrizione al registro delle imprese da completare")
