"""The cards of the desk: what waits for me first, then the rest of what I may do."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Erasure, User
from accounts.policies import why_waiting
from core.elision import elided
from dashboards.oversight_cards import oversight_cards
from dashboards.partner_cards import Card, partner_cards
from orientation.enums import AppointmentState
from orientation.models import Appointment
from partners.enums import AccessionState, LeaveState
from partners.models import Accession, Handover, Invitation, Leave, Partner
from partners.policies import (
    can_approve_accession,
    can_look_after_consortium,
    can_rescue_partners,
    may_enter_admin,
)
from partners.selectors import agreements_ending
from planning.selectors import Coverage, editions_within, needs_within, openings_counted
from recruitment.enums import Stage
from recruitment.models import CandidateProfile, Interest, Match, Opening, Placement
from recruitment.selectors import placement
from recruitment.selectors.outcomes import waiting_for_person
from training.enums import UNSENT_APPLICATION_STATES, ApplicationState
from training.models import Application, Edition


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The cards of the page, and apart those for whoever works here and also studies or looks for work."""

    cards: list[Card]
    personal: list[Card]


def desk_of(*, user: User, partner: Partner | None, may_see_dashboard: bool) -> Desk:
    """What waits first, then the rest; at most twenty queries.

    Of whoever works for a partner or for the Polo, their own cards stand apart, and only those that they use.
    """
    work = [_dashboard_card(), _consortium_card(user), *oversight_cards()] if may_see_dashboard else []
    if may_see_dashboard and can_rescue_partners(user):
        work += [_unmanaged_card(), _doubles_card()]
    if may_enter_admin(user):
        work.append(_admin_card())
    if partner:
        work += partner_cards(user, partner)
    addressed = _erasure_cards(user) + _invitation_cards(user) + _consortium_person_cards(user)
    own = _person_cards(user)
    if not work:
        return Desk(cards=_waiting_first(addressed + own), personal=[])
    return Desk(cards=_waiting_first(addressed + work), personal=_waiting_first([one for one in own if one.is_used]))


def _waiting_first(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: card.waiting == 0)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The figures at the top of the dashboard: people, seats, and how many skills fall short."""

    asked: int
    seats: int
    short_skills: int
    untaught_skills: int


def coverage_totals(*, months: int, rows: list[Coverage]) -> Totals:
    """People and seats are counted once each, not once per skill."""
    openings = openings_counted(months=months).aggregate(n=Sum("positions"))["n"] or 0
    needs = needs_within(months=months).aggregate(n=Sum("head_count"))["n"] or 0
    return Totals(
        asked=needs + openings,
        seats=editions_within(months=months).aggregate(n=Sum("seats"))["n"] or 0,
        short_skills=sum(row.gap > 0 for row in rows),
        untaught_skills=sum(row.asked > 0 and row.seats == 0 for row in rows),
    )


def _person_cards(user: User) -> list[Card]:
    own = [
        *_hire_cards(user), *_outcome_cards(user), *_placement_cards(user), _interest_card(user),
        _application_card(user), _appointment_card(user), _match_card(user), _kept_card(),
    ]  # fmt: skip
    waiting = why_waiting(user)
    return [_age_card(waiting), *own] if waiting else own


def _age_card(why: str) -> Card:
    return Card(
        title=_("I tuoi dati"), waiting=1, text=why, url=reverse("accounts:own_data"), action=_("Vai a «I tuoi dati»")
    )


def _hire_cards(user: User) -> list[Card]:
    """A firm says that it has hired me: only my word makes it so."""
    hires = Interest.objects.visible_to(user).live().filter(stage=Stage.HIRED, hire_confirmed_at=None)
    return [
        Card(
            title=_("Ti ha assunto?"),
            waiting=1,
            text=_("%(firm)s ha scritto che ti ha assunto: dicci se è vero.") % {"firm": hire.opening.partner},
            url=reverse("recruitment:interest_detail", args=[hire.pk]),
            action=_("Rispondi"),
        )
        for hire in hires.select_related("opening__partner").order_by("pk")
    ]


def _outcome_cards(user: User) -> list[Card]:
    """Asked 30, 90 and 180 days after a hire or a placement: the card leads to the buttons."""
    waiting = waiting_for_person(user)
    if not waiting:
        return []
    return [
        Card(
            title=_("Che cosa fai adesso?"),
            waiting=len(waiting),
            text=_("Ti chiediamo com'è andata dopo %(firm)s: basta un pulsante.") % {"firm": waiting[0].firm},
            url=waiting[0].get_absolute_url() if len(waiting) == 1 else reverse("recruitment:outcome_list"),
            action=_("Rispondi"),
        )
    ]


def _placement_cards(user: User) -> list[Card]:
    """A placement that waits for my signature, or one that I have."""
    if not Placement.objects.of_person(user).exists():
        return []
    waiting = placement.waiting_for_person(user).count()
    return [
        Card(
            title=_("Il mio tirocinio o apprendistato"),
            waiting=waiting,
            text=_("C'è un documento da leggere e firmare.")
            if waiting
            else _("Date, tutor, firme e che cosa impari."),
            url=reverse("recruitment:placement_list"),
            action=_("Leggi e firma") if waiting else _("Apri"),
        )
    ]


def _interest_card(user: User) -> Card:
    waiting = Interest.objects.visible_to(user).pending().count()
    text = ngettext(
        "%(n)s impresa vorrebbe conoscerti: rispondi sì o no.",
        "%(n)s imprese vorrebbero conoscerti: rispondi sì o no.",
        waiting,
    ) % {"n": waiting}
    return Card(
        title=_("Imprese interessate a me"),
        waiting=waiting,
        is_used=waiting > 0,
        text=text if waiting else _("Nessuna richiesta in attesa di risposta."),
        url=reverse("recruitment:interest_list"),
        action=_("Vedi le richieste"),
    )


def _kept_card() -> Card:
    return Card(
        title=_("Corsi e ricerche salvate"),
        waiting=0,
        is_used=False,
        text=_("Quello che hai messo da parte nel catalogo, e gli avvisi quando esce qualcosa di nuovo."),
        url=reverse("training:kept_list"),
        action=_("Apri i salvati"),
    )


def _application_card(user: User) -> Card:
    """A seat that is held for an answer comes before all else: it has an hour at which it goes to somebody else."""
    held = Q(state=ApplicationState.OFFERED, offer_until__gt=timezone.now())
    taking = Edition.objects.open_on(timezone.localdate())
    own = Application.objects.visible_to(user).aggregate(
        total=Count("pk"),
        unsent=Count("pk", filter=Q(state__in=UNSENT_APPLICATION_STATES, edition__in=taking)),
        sent=Count("pk", filter=Q(submitted_at__isnull=False)),
        held=Count("pk", filter=held),
    )
    return Card(
        title=_("Le mie iscrizioni"),
        waiting=own["held"],
        is_used=own["total"] > 0,
        text=_applications_in_words(**own),
        url=reverse("training:application_list" if own["total"] else "training:course_list"),
        action=_("Vedi a che punto sono") if own["total"] else _("Trova un corso"),
    )


def _applications_in_words(*, total: int, unsent: int, sent: int, held: int) -> str:
    if held:
        text = ngettext(
            "%(n)s posto è tenuto per te: di' di sì in tempo.",
            "%(n)s posti sono tenuti per te: di' di sì in tempo.",
            held,
        )
        return text % {"n": held}
    if sent:
        return ngettext("Hai inviato %(n)s domanda.", "Hai inviato %(n)s domande.", sent) % {"n": sent}
    if unsent:
        text = ngettext("Hai %(n)s domanda non ancora inviata.", "Hai %(n)s domande non ancora inviate.", unsent)
        return text % {"n": unsent}
    return _("Non hai domande in corso.") if total else _("Non hai ancora chiesto di iscriverti a un corso.")


def _appointment_card(user: User) -> Card:
    upcoming = Appointment.objects.visible_to(user).filter(
        state=AppointmentState.BOOKED, slot__starts_at__gt=timezone.now()
    )
    total = upcoming.count()
    text = ngettext("Hai %(n)s incontro in programma.", "Hai %(n)s incontri in programma.", total) % {"n": total}
    return Card(
        title=_("Orientamento"),
        waiting=total,
        is_used=total > 0,
        text=text if total else _("Parla con chi fa orientamento: è gratuito."),
        url=reverse("orientation:appointment_list" if total else "orientation:service_list"),
        action=_("Vedi gli appuntamenti") if total else _("Prenota un incontro"),
    )


def _match_card(user: User) -> Card:
    profile = CandidateProfile.objects.visible_to(user).first()
    if profile is None or profile.matching_consent_at is None:
        return Card(
            title=_("Il mio profilo"),
            waiting=0,
            is_used=profile is not None,
            text=_("Racconta che cosa sai fare: ti mostriamo le offerte adatte e che cosa ti manca."),
            url=reverse("recruitment:profile_detail"),
            action=_("Completa il profilo"),
        )
    total = Match.objects.filter(profile=profile, opening__in=Opening.objects.public()).count()
    text = ngettext("%(n)s offerta trovata per te.", "%(n)s offerte trovate per te.", total) % {"n": total}
    return Card(
        title=_("Offerte di lavoro per me"),
        waiting=0,
        text=text if total else _("Per ora nessuna offerta corrisponde al tuo profilo."),
        url=reverse("recruitment:match_list"),
        action=_("Vedi le offerte"),
    )


def _unmanaged_card() -> Card:
    """Partners that somebody looked after and nobody does any more are work; those not begun yet are not."""
    locked_out = Partner.objects.unmanaged().with_open_doors().filter(had_manager=True).count()
    text = ngettext(
        "%(n)s partner ha perso la sua persona responsabile.",
        "%(n)s partner hanno perso la loro persona responsabile.",
        locked_out,
    )
    return Card(
        title=_("Partner senza responsabile"),
        waiting=locked_out,
        text=text % {"n": locked_out} if locked_out else _("A chi manca una persona che gestisce inviti e ruoli."),
        url=reverse("partners:unmanaged_list"),
        action=_("Vedi i partner"),
    )


def _doubles_card() -> Card:
    return Card(
        title=_("Doppioni"),
        waiting=0,
        text=_("Lo stesso partner o la stessa persona compare due volte: uniscili."),
        url=reverse("partners:person_merge"),
        action=_("Unisci due account"),
    )


def _admin_card() -> Card:
    return Card(
        title=_("Amministrazione"),
        waiting=0,
        text=_("Persone, partner, corsi e offerte: cerca, guarda, esporta."),
        url=reverse("admin:index"),
        action=_("Apri l'amministrazione"),
    )


def _erasure_cards(user: User) -> list[Card]:
    """Somebody asked to close the account: until it is done there is a way back."""
    erasure = Erasure.objects.visible_to(user).open().first()
    if erasure is None:
        return []
    text = _("Il tuo account si cancella dopo il %(day)s. Fino ad allora puoi cambiare idea.")
    return [
        Card(
            title=_("Cancellazione dell'account"),
            waiting=1,
            text=elided(text % {"day": date_format(timezone.localtime(erasure.due_at), "j F Y")}),
            url=reverse("accounts:privacy_overview"),
            action=_("Cambia idea"),
        )
    ]


def _invitation_cards(user: User) -> list[Card]:
    open_now = Invitation.objects.pending().filter(expires_at__gt=timezone.now())
    return [
        Card(
            title=_("Un invito per te"),
            waiting=1,
            text=_("%(partner)s ti invita. Il tuo ruolo: %(role)s.")
            % {"partner": invitation.partner, "role": invitation.get_role_display()},
            url=invitation.get_absolute_url(),
            action=_("Leggi l'invito"),
        )
        for invitation in open_now.addressed_to(user).select_related("partner").order_by("expires_at", "pk")
    ]


def _dashboard_card() -> Card:
    return Card(
        title=_("Cruscotto del Polo"),
        waiting=0,
        text=_("Che cosa chiedono le imprese e che cosa si insegna."),
        url=reverse("dashboards:coverage"),
        action=_("Apri il cruscotto"),
    )


def _consortium_card(user: User) -> Card:
    """For secretariat and referent: what waits for an answer of theirs, and an agreement about to end."""
    mine = [AccessionState.TO_APPROVE] if can_approve_accession(user) else []
    if can_look_after_consortium(user):
        mine += [AccessionState.SUBMITTED, AccessionState.IN_CHECK]
    leaves = Leave.objects.filter(state=LeaveState.ASKED).count() if can_look_after_consortium(user) else 0
    ending = agreements_ending()
    waiting = Accession.objects.filter(state__in=mine).count() + leaves + len(ending)
    text = ngettext("%(n)s cosa da guardare.", "%(n)s cose da guardare.", waiting) % {"n": waiting}
    if ending:
        day = date_format(ending[0].valid_to or timezone.localdate(), "j F Y")
        text = elided(_("L'accordo del Polo scade il %(day)s: preparate il rinnovo.") % {"day": day})
    return Card(
        title=_("Chi fa parte del Polo"),
        waiting=waiting,
        text=text if waiting else _("Ingressi, uscite, incarichi e scadenza dell'accordo."),
        url=reverse("partners:consortium_desk"),
        action=_("Apri la pagina"),
    )


def _consortium_person_cards(user: User) -> list[Card]:
    """Only for who has asked for an organisation or has been named for an office; one query each."""
    cards = []
    if handover := Handover.objects.addressed_to(user).first():
        cards.append(
            Card(
                title=_("Un incarico per te"),
                waiting=1,
                text=_("Ti propongono un incarico del Polo: leggi e rispondi."),
                url=reverse("partners:handover_answer", args=[handover.pk]),
                action=_("Leggi la proposta"),
            )
        )
    if accession := Accession.objects.visible_to(user).select_related("partner").first():
        cards.append(
            Card(
                title=_("La domanda di ingresso"),
                waiting=0,
                text=f"{accession.partner}: {accession.get_state_display()}.",
                url=accession.get_absolute_url(),
                action=_("Vedi a che punto è"),
            )
        )
    return cards
