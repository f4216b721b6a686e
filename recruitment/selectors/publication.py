"""What an opening still lacks before anybody may read it: one list, for the desk and for the refusal alike."""

from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import Opening


def publication_gaps(opening: Opening, *, has_skills: bool) -> list[str]:
    """Empty when it can be published. Pay and agreement: directive EU 2023/970, article 5."""
    gaps = []
    if opening.needs_pay and opening.pay_from is None:
        gaps.append(_("la retribuzione"))
    if opening.needs_pay and not opening.ccnl:
        gaps.append(_("il contratto collettivo (CCNL)"))
    if not has_skills:
        gaps.append(_("almeno una competenza, per trovare le persone"))
    if opening.closes_on < timezone.localdate():
        gaps.append(_("un ultimo giorno per le candidature che non sia già passato"))
    return gaps
