"""What the referent reads of selections: totals that point at nobody, and firms that let people wait."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Partner
from recruitment.enums import RUNNING, Answer, Stage
from recruitment.models import Interest
from recruitment.selectors.register import SMALL_GROUP

FEW_FIRMS = 3
YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Total:
    """One line; `people` is None where fewer than three firms or five people stand behind it, or beside it."""

    label: str
    people: int | None


def ways() -> list[tuple[str, Q]]:
    """How a firm's question of the last year stands, each in one line only."""
    no_answer = Q(answer="")
    return [
        (_("Senza risposta della persona"), no_answer),
        (_("La persona ha detto no"), Q(answer=Answer.NO)),
        (_("Selezione in corso"), Q(stage__in=RUNNING)),
        (_("Assunzione confermata dalla persona"), Q(stage=Stage.HIRED, hire_confirmed_at__isnull=False)),
        (_("Assunzione detta dall'impresa, da confermare"), Q(stage=Stage.HIRED, hire_confirmed_at=None)),
        (_("La selezione non è andata avanti"), Q(stage=Stage.NOT_SELECTED)),
        (_("La persona si è ritirata o ha trovato lavoro altrove"), Q(stage__in=[Stage.WITHDRAWN, Stage.ELSEWHERE])),
        (_("Offerta chiusa o tempo finito"), Q(stage__in=[Stage.ENDED, Stage.EXPIRED])),
    ]


def totals() -> list[Total]:
    """Lines add up to nothing that is shown, and no line stands alone in being hidden: none can be worked out."""
    lines = ways()
    counts: dict[str, int] = Interest.objects.filter(created_at__gte=timezone.now() - YEAR).aggregate(
        **{f"people{n}": Count("profile", distinct=True, filter=rule) for n, (_label, rule) in enumerate(lines)},
        **{f"firms{n}": Count("opening__partner", distinct=True, filter=rule) for n, (_l, rule) in enumerate(lines)},
    )
    return told_together(
        [(label, counts[f"people{n}"], counts[f"firms{n}"]) for n, (label, _rule) in enumerate(lines)]
    )


def told_together(lines: list[tuple[str, int, int]]) -> list[Total]:
    """Lines of label, people and firms: small ones are hidden, and never one alone, so that none can be worked out."""
    told = [_told(people, firms) for _label, people, firms in lines]
    if told.count(None) == 1:
        shown = [n for n, people in enumerate(told) if people]
        if shown:
            told[min(shown, key=lambda n: told[n] or 0)] = None
    return [Total(label, people) for (label, _people, _firms), people in zip(lines, told, strict=True)]


def silent_firms() -> QuerySet[Partner]:
    """Firms that were reminded, and still have not answered somebody; since when the first of them waits."""
    before = timezone.now() - datetime.timedelta(days=settings.INTEREST_FIRM_DAYS)
    waiting = Interest.objects.disclosing().filter(stage=Stage.ACCEPTED, firm_answered_at=None, nudged_at__lt=before)
    return (
        Partner.objects.filter(openings__interests__in=waiting)
        .annotate(waits_since=Min("openings__interests__answered_at", filter=Q(openings__interests__in=waiting)))
        .order_by("waits_since", "pk")
    )


def _told(people: int, firms: int) -> int | None:
    if people == 0:
        return 0
    return people if people >= SMALL_GROUP and firms >= FEW_FIRMS else None
