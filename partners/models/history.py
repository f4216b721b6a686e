"""Who could do what for a partner, who held an office, how partners were called: for when an act is contested."""

from django.utils.translation import gettext_lazy as _

from core.history import APPEND_ONLY, KEPT, LABELS, NEVER_EMPTIED, PLAIN, UNSHOWN, WORDS, tracked
from core.privacy import Keep
from partners.models.membership import Mandate, Membership
from partners.models.partner import PartnerName

NAMELESS = _("dice chi poteva fare che cosa, con il solo numero di un account che resta senza nome")


class MembershipHistory(tracked(Membership, fields=["user", "partner", "role", "ended_at"])):  # type: ignore[misc]
    class Privacy:
        personal = {"user"}
        plain = PLAIN | {"partner", "role", "ended_at"}
        subject = ("user",)
        labels, unshown, words = LABELS, UNSHOWN, WORDS
        purpose = _("provare chi poteva agire per un partner, e quando")
        erasure = Keep(NAMELESS)
        retention = KEPT

    class Meta:
        verbose_name = _("storia di un incarico presso un partner")
        verbose_name_plural = _("storia degli incarichi presso i partner")
        ordering = ["pgh_id"]
        triggers = [APPEND_ONLY, NEVER_EMPTIED]


class MandateHistory(tracked(Mandate, fields=["user", "office", "partner", "starts_on", "ends_on"])):  # type: ignore[misc]
    class Privacy:
        personal = {"user"}
        plain = PLAIN | {"office", "partner", "starts_on", "ends_on"}
        subject = ("user",)
        labels, unshown, words = LABELS, UNSHOWN, WORDS
        purpose = _("provare chi aveva un incarico del Polo, e quando")
        erasure = Keep(NAMELESS)
        retention = KEPT

    class Meta:
        verbose_name = _("storia di un incarico del Polo")
        verbose_name_plural = _("storia degli incarichi del Polo")
        ordering = ["pgh_id"]
        triggers = [APPEND_ONLY, NEVER_EMPTIED]


class PartnerNameHistory(
    tracked(PartnerName, fields=["partner", "name", "valid_from", "valid_to", "since", "change"])  # type: ignore[misc]
):
    class Privacy:
        plain = PLAIN | {"partner", "name", "valid_from", "valid_to", "since", "change"}

    class Meta:
        verbose_name = _("storia di un nome del partner")
        verbose_name_plural = _("storia dei nomi dei partner")
        ordering = ["pgh_id"]
        triggers = [APPEND_ONLY, NEVER_EMPTIED]
