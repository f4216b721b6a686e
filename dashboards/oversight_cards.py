"""Cards of the desk for who oversees the matching: selections, and people who contest a match."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.partner_cards import Card
from recruitment.models import MatchContest
from recruitment.selectors.totals import silent_firms


def oversight_cards() -> list[Card]:
    """The totals always; contests where somebody waits for an answer."""
    waiting = MatchContest.objects.waiting().count()
    return [_selections_card(), *([_contests_card(waiting)] if waiting else [])]


def _selections_card() -> Card:
    """Totals, and firms that let people wait though reminded."""
    silent = silent_firms().count()
    text = ngettext(
        "%(n)s impresa non risponde a chi le ha detto sì, nemmeno dopo il sollecito.",
        "%(n)s imprese non rispondono a chi ha detto loro sì, nemmeno dopo il sollecito.",
        silent,
    ) % {"n": silent}
    return Card(
        title=_("Selezioni delle imprese"),
        waiting=silent,
        text=text if silent else _("Quante richieste, quanti sì, quante assunzioni: solo totali."),
        url=reverse("recruitment:selection_totals"),
        action=_("Guarda i totali"),
    )


def _contests_card(waiting: int) -> Card:
    """A right of who is matched: an answer from a human."""
    return Card(
        title=_("Abbinamenti contestati"),
        waiting=waiting,
        text=ngettext(
            "%(n)s persona chiede di ricontrollare un punteggio e aspetta una risposta.",
            "%(n)s persone chiedono di ricontrollare un punteggio e aspettano una risposta.",
            waiting,
        )
        % {"n": waiting},
        url=reverse("recruitment:contest_list"),
        action=_("Leggi e rispondi"),
    )
