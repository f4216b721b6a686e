"""Editions that choose by a ranking: one whose criteria are still written, one provisional, some definitive."""

import pgtrigger

from accounts.models import User
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from training.enums import AdmissionOrder, ApplicationState, EditionState, TieBreak
from training.models import Admission, Application, Edition, Ranking, RankingCriterion, RankingPlace, RankingPoints
from training.selectors.ranking import ranked
from training.services.sending import new_code

CRITERIA = (
    ("Colloquio", "Da 0 a 10: motivazione, domande sul mestiere.", 10, 2),
    ("Esperienza in officina o in laboratorio", "Un punto per ogni mese, anche di stage.", 6, 1),
    ("Prova pratica", "Da 0 a 10: un pezzo semplice da leggere e misurare.", 10, 1),
)
WRITTEN = {"Centri di lavoro a 5 assi", "Elettricista di bordo"}
EVERY = 2  # one edition out of so many chooses by a ranking
WHY = ("Ha saputo dire perché gli interessa.", "Ha portato la lettera dell'azienda.", "")
SEATED = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)
DEFINITIVE, PROVISIONAL = (EditionState.CLOSED, EditionState.RUNNING), (EditionState.OPEN,)


def rankings_build(people: dict[str, User], editions: list[Edition]) -> None:
    """After the applications: the triggers that settle the rules are for whoever comes later."""
    definitive = [edition for edition in editions if edition.seats and edition.state in DEFINITIVE][::EVERY]
    provisional = [edition for edition in editions if edition.seats and edition.state in PROVISIONAL][1 :: 2 * EVERY]
    upcoming = [edition for edition in editions if edition.seats and edition.state == EditionState.UPCOMING]
    written = [edition for edition in upcoming if edition.course.title in WRITTEN]
    chosen = [*definitive, *provisional, *written]
    with pgtrigger.ignore("training.RankingCriterion:settled", "training.Admission:rules_settled"):
        _rules(chosen, published=[*definitive, *provisional])
        _criteria(chosen)
    _points([*definitive, *provisional])
    for edition in definitive:
        _publish(edition, by=people["segreteria@example.org"])


def _rules(editions: list[Edition], *, published: list[Edition]) -> None:
    ready = {edition.pk for edition in published}
    rows: list[Row] = [
        {
            "edition_id": edition.pk,
            "ordering": AdmissionOrder.RANKING,
            "tie_break": TieBreak.CRITERIA,
            "shows_ranking": edition.pk in ready,
            "criteria_published_at": moment(-100) if edition.pk in ready else None,
        }
        for edition in editions
    ]
    keep(among=Admission.objects.filter(edition__in=editions), key=["edition_id"], rows=rows)


def _criteria(editions: list[Edition]) -> None:
    rows: list[Row] = [
        {"edition_id": edition.pk, "name": name, "note": note, "max_points": most, "weight": weight}
        for edition in editions
        for name, note, most, weight in CRITERIA
    ]
    among = RankingCriterion.objects.filter(edition__in=editions)
    keep(among=among, key=["edition_id", "name"], rows=rows)


def _points(editions: list[Edition]) -> None:
    """Who has a seat has more points; in what is provisional the last one still waits for some."""
    applications = Application.objects.filter(edition__in=editions, submitted_at__isnull=False).order_by("pk")
    rows: list[Row] = []
    for application in applications.select_related("edition"):
        _give_code(application)
        base = 5 if application.state in SEATED else 2
        for place, criterion in enumerate(application.edition.criteria.order_by("pk")):
            if place and application.state == ApplicationState.SUBMITTED and _is_open(application.edition):
                continue
            points = base + (application.person_id * 7 + place) % (criterion.max_points - base + 1) // 2
            rows.append(
                {
                    "application_id": application.pk,
                    "criterion_id": criterion.pk,
                    "points": points,
                    "note": WHY[place],
                    "given_by_id": application.decided_by_id or application.person_id,
                }
            )
    among = RankingPoints.objects.filter(application__edition__in=editions)
    keep(among=among, key=["application_id", "criterion_id"], rows=rows)


def _is_open(edition: Edition) -> bool:
    return edition.state_on(moment(0).date(), 0) == EditionState.OPEN


def _give_code(application: Application) -> None:
    """Once: a code is drawn, never told again."""
    if not application.code:
        Application.objects.filter(pk=application.pk).update(code=new_code())


def _publish(edition: Edition, *, by: User) -> None:
    """Once: a definitive ranking never changes."""
    if Ranking.objects.filter(edition=edition).exists():
        return
    ranking = Ranking.objects.create(edition=edition, number=1, published_at=moment(-3), published_by=by)
    RankingPlace.objects.bulk_create(
        RankingPlace(ranking=ranking, application=rank.application, position=rank.position, total=rank.total)
        for rank in ranked(edition)
        if rank.position
    )
