"""The cards of who works for a partner: agenda, courses, openings, people."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from orientation.enums import AppointmentState
from orientation.models import Appointment
from partners.enums import Permission
from partners.models import JoinRequest, Partner
from partners.policies import (
    permissions_in,
)
from recruitment.enums import RUNNING
from recruitment.models import Interest, Opening, Placement
from recruitment.selectors import placement
from recruitment.selectors.outcomes import counts_of_firm
from training.models import Application, Course
from training.selectors.review import courses_to_confirm


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing to do: how many wait, in which words, and the page where it is done."""

    title: str
    waiting: int
    text: str
    url: str
    action: str
    is_used: bool = True


def partner_cards(user: User, partner: Partner) -> list[Card]:
    held = permissions_in(user, partner)
    cards = []
    if Permission.OPEN_SLOTS in held:
        cards.append(_agenda_card(user))
    if Permission.EDIT_COURSES in held:
        cards += [_courses_card(partner), *_review_cards(partner)]
    if Permission.EDIT_DEMAND in held:
        cards.append(_openings_card(partner))
    if Permission.SEE_CANDIDATES in held:
        cards += [*_selection_cards(partner), *_outcome_cards(user)]
    cards += [*_assessment_cards(user), *_placement_cards(user)]
    if Permission.MANAGE_MEMBERS in held:
        cards += [_members_card(partner), _adhesion_card()]
    return cards


def _agenda_card(user: User) -> Card:
    awaiting = Appointment.objects.led_by(user).filter(state=AppointmentState.BOOKED)
    total = awaiting.count()
    text = ngettext("%(n)s appuntamento prenotato.", "%(n)s appuntamenti prenotati.", total) % {"n": total}
    return Card(
        title=_("La mia agenda"),
        waiting=total,
        text=text if total else _("Nessun appuntamento: aggiungi gli orari in cui ci sei."),
        url=reverse("orientation:agenda"),
        action=_("Apri l'agenda"),
    )


def _courses_card(partner: Partner) -> Card:
    waiting = Application.objects.waiting().filter(edition__course__partner=partner).count()
    courses = Course.objects.filter(partner=partner).aggregate(
        total=Count("pk"), drafts=Count("pk", filter=Q(published_at=None))
    )
    text = ngettext("%(n)s domanda aspetta risposta.", "%(n)s domande aspettano risposta.", waiting) % {"n": waiting}
    rest = ngettext(
        "%(total)s corso, di cui %(drafts)s in bozza.",
        "%(total)s corsi, di cui %(drafts)s in bozza.",
        courses["total"],
    )
    return Card(
        title=_("I nostri corsi"),
        waiting=waiting,
        text=text if waiting else rest % courses,
        url=reverse("training:desk_application_list" if waiting else "training:desk_course_list"),
        action=_("Rispondi alle domande") if waiting else _("Apri i corsi"),
    )


def _review_cards(partner: Partner) -> list[Card]:
    """Courses that the school has not confirmed for long, those that have left the catalogue too."""
    due = courses_to_confirm(timezone.localdate()).filter(partner=partner).count()
    hidden = Course.objects.filter(partner=partner, hidden_at__isnull=False).count()
    if not due + hidden:
        return []
    text = ngettext(
        "%(n)s corso aspetta che tu confermi che è ancora vero.",
        "%(n)s corsi aspettano che tu confermi che sono ancora veri.",
        due + hidden,
    ) % {"n": due + hidden}
    gone = ngettext("%(n)s è già uscito dal catalogo.", "%(n)s sono già usciti dal catalogo.", hidden) % {"n": hidden}
    return [
        Card(
            title=_("Corsi da confermare"),
            waiting=due + hidden,
            text=f"{text} {gone}" if hidden else text,
            url=reverse("training:desk_course_list"),
            action=_("Apri i corsi"),
        )
    ]


def _openings_card(partner: Partner) -> Card:
    openings = Opening.objects.public().filter(partner=partner).count()
    text = ngettext("%(n)s offerta pubblicata.", "%(n)s offerte pubblicate.", openings) % {"n": openings}
    return Card(
        title=_("Fabbisogni e offerte"),
        waiting=0,
        text=text if openings else _("Scrivi di chi avrai bisogno: le scuole del Polo lo leggono."),
        url=reverse("recruitment:desk_opening_list" if openings else "recruitment:need_list"),
        action=_("Vedi offerte e candidature") if openings else _("Scrivi un fabbisogno"),
    )


def _selection_cards(partner: Partner) -> list[Card]:
    """People who said yes to the firm: they wait for a word, or are being met."""
    running = Interest.objects.disclosing().filter(opening__partner=partner, stage__in=RUNNING)
    counted = running.aggregate(total=Count("pk"), waiting=Count("pk", filter=Q(firm_answered_at=None)))
    if not counted["total"]:
        return []
    text = ngettext(
        "%(n)s persona ti ha detto sì e aspetta una tua parola.",
        "%(n)s persone ti hanno detto sì e aspettano una tua parola.",
        counted["waiting"],
    ) % {"n": counted["waiting"]}
    rest = ngettext("%(n)s persona in selezione.", "%(n)s persone in selezione.", counted["total"])
    return [
        Card(
            title=_("Le selezioni in corso"),
            waiting=counted["waiting"],
            text=text if counted["waiting"] else rest % {"n": counted["total"]},
            url=reverse("recruitment:desk_opening_list"),
            action=_("Apri le selezioni"),
        )
    ]


def _outcome_cards(user: User) -> list[Card]:
    """For the firm: are those whom it hired, or who learnt there, still with it?"""
    counted = counts_of_firm(user)
    if not counted["total"]:
        return []
    waiting = counted["waiting"]
    text = ngettext(
        "%(n)s domanda su chi avete assunto o ha imparato da voi: basta un pulsante.",
        "%(n)s domande su chi avete assunto o ha imparato da voi: basta un pulsante.",
        waiting,
    ) % {"n": waiting}
    return [
        Card(
            title=_("Com'è andata dopo"),
            waiting=waiting,
            text=text if waiting else _("Che cosa avete risposto dopo assunzioni e tirocini."),
            url=reverse("recruitment:outcome_list"),
            action=_("Rispondi") if waiting else _("Apri"),
        )
    ]


def _assessment_cards(user: User) -> list[Card]:
    """For tutors: somebody has finished, and waits to hear what was seen."""
    waiting = placement.waiting_for_tutor(user).count()
    if not waiting:
        return []
    text = ngettext(
        "%(n)s persona ha finito e aspetta la valutazione.",
        "%(n)s persone hanno finito e aspettano la valutazione.",
        waiting,
    )
    return [
        Card(
            title=_("Valutazioni da scrivere"),
            waiting=waiting,
            text=text % {"n": waiting},
            url=reverse("recruitment:placement_list"),
            action=_("Scrivi che cosa hai visto"),
        )
    ]


def _placement_cards(user: User) -> list[Card]:
    """Placements that somebody runs here or is the tutor of; first those that we have to sign."""
    total = Placement.objects.followed_by(user).count()
    if not total:
        return []
    waiting = placement.waiting_for_staff(user).count()
    text = ngettext("%(n)s aspetta la nostra firma.", "%(n)s aspettano la nostra firma.", waiting) % {"n": waiting}
    rest = ngettext("%(n)s in tutto, fra bozze e firmati.", "%(n)s in tutto, fra bozze e firmati.", total)
    return [
        Card(
            title=_("Tirocini e apprendistati"),
            waiting=waiting,
            text=text if waiting else rest % {"n": total},
            url=reverse("recruitment:placement_list"),
            action=_("Aprili"),
        )
    ]


def _members_card(partner: Partner) -> Card:
    waiting = JoinRequest.objects.waiting().filter(partner=partner).count()
    text = ngettext("%(n)s persona chiede di entrare.", "%(n)s persone chiedono di entrare.", waiting) % {"n": waiting}
    return Card(
        title=_("Le persone del nostro ente"),
        waiting=waiting,
        text=text if waiting else _("Chi lavora qui, con quale ruolo, e gli inviti."),
        url=reverse("partners:member_list"),
        action=_("Rispondi alle richieste") if waiting else _("Vedi le persone"),
    )


def _adhesion_card() -> Card:
    return Card(
        title=_("La nostra adesione"),
        waiting=0,
        text=_("Da quando il vostro ente fa parte del Polo e con quale atto."),
        url=reverse("partners:adhesion_own"),
        action=_("Vedi l'adesione"),
    )
