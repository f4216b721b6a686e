"""The ranking of an edition: points given, made definitive on a day, corrected with a reason, seats given by it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training import notifications
from training.enums import PENDING_APPLICATION_STATES, ApplicationState
from training.models import (
    Admission,
    Application,
    Edition,
    Ranking,
    RankingCriterion,
    RankingPlace,
    RankingPoints,
    in_order,
)
from training.selectors.ranking import Rank, latest_ranking, ranked
from training.services.application_batch import Outcome
from training.services.applications import application_accept
from training.services.moves import lock_application, lock_edition, seats_taken
from training.services.waiting_list import application_waitlist

# By which criterion, how many points, and why.
Given = tuple[RankingCriterion, int, str]


@transaction.atomic
def points_give(*, application: Application, given: Iterable[Given], by: User, reason: str = "") -> Application:
    """Write the points of one application. Once the ranking is definitive it becomes a new one, which says why."""
    application = lock_application(application)
    edition = application.edition
    if not Admission.of(edition).is_ranked:
        raise BusinessRuleError(_("In questa edizione le domande si ordinano per arrivo: non si danno punti."))
    if application.state not in PENDING_APPLICATION_STATES:
        raise BusinessRuleError(_("Questa domanda non è più in gara: i punti restano come sono."))
    is_definitive = latest_ranking(edition) is not None
    if is_definitive and not reason.strip():
        raise BusinessRuleError(_("La graduatoria è già pubblicata: per cambiarla scrivi perché."))
    before, after = _write(application, given, by)
    if before == after:
        return application
    record_event(by=by, verb="training.points_updated", target=application, before=before, after=after, reason=reason)
    if is_definitive:
        _publish(edition, by=by, reason=reason)
    return application


def _write(application: Application, given: Iterable[Given], by: User) -> tuple[dict[str, int], dict[str, int]]:
    """Each criterion once; returns the points before and after, by criterion."""
    rows = {row.criterion_id: row for row in application.points.select_related("criterion")}
    before = {row.criterion.name: row.points for row in rows.values()}
    after = dict(before)
    for criterion, points, note in given:
        if criterion.edition_id != application.edition_id or not 0 <= points <= criterion.max_points:
            raise BusinessRuleError(
                _("«%(name)s» vale da 0 a %(most)d punti.") % {"name": criterion.name, "most": criterion.max_points}
            )
        row = rows.get(criterion.pk) or RankingPoints(application=application, criterion=criterion)
        row.points, row.note, row.given_by = points, note, by
        row.full_clean()
        row.save()
        after[criterion.name] = points
    return before, after


@transaction.atomic
def ranking_publish(*, edition: Edition, by: User) -> Ranking:
    """Make it definitive: after the window has closed and once every application has all its points."""
    edition = lock_edition(edition.pk)
    if not Admission.of(edition).is_ranked:
        raise BusinessRuleError(_("In questa edizione le domande si ordinano per arrivo."))
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata."))
    if edition.applications_close_on is None or timezone.localdate() <= edition.applications_close_on:
        raise BusinessRuleError(
            _("La graduatoria si pubblica quando le iscrizioni sono chiuse: potrebbe arrivare altro.")
        )
    if latest_ranking(edition) is not None:
        raise BusinessRuleError(_("La graduatoria è già pubblicata: per correggerla cambia i punti di una domanda."))
    rows = ranked(edition)
    if not rows:
        raise BusinessRuleError(_("Non ci sono domande da mettere in ordine."))
    if missing := sum(not rank.is_complete for rank in rows):
        raise BusinessRuleError(_("Domande ancora senza tutti i punti: %(number)d.") % {"number": missing})
    return _publish(edition, by=by)


def _publish(edition: Edition, *, by: User, reason: str = "") -> Ranking:
    last = latest_ranking(edition)
    before = dict(last.places.values_list("application_id", "position")) if last else {}
    ranking = Ranking.objects.create(
        edition=edition,
        number=last.number + 1 if last else 1,
        published_at=timezone.now(),
        published_by=by,
        reason=reason,
    )
    rows = [rank for rank in ranked(edition) if rank.position]
    RankingPlace.objects.bulk_create(
        RankingPlace(ranking=ranking, application=rank.application, position=rank.position, total=rank.total)
        for rank in rows
    )
    after = {rank.application.pk: rank.position for rank in rows}
    record_event(
        by=by,
        verb="training.ranking_replaced" if last else "training.ranking_published",
        target=ranking,
        before=_lines(before),
        after=_lines(after),
        reason=reason,
    )
    _tell(edition, ranking, [rank for rank in rows if rank.position != before.get(rank.application.pk)])
    return ranking


def _lines(places: dict[int, int]) -> dict[str, int]:
    """By the number of the application, as the audit keeps it."""
    return {str(pk): place for pk, place in places.items()}


def _tell(edition: Edition, ranking: Ranking, moved: list[Rank]) -> None:
    """Whoever has a place, or another one than before."""
    for rank in moved:
        rank.application.edition = edition
        notifications.ranking_told(rank.application, ranking=ranking)


@transaction.atomic
def ranking_assign(*, edition: Edition, by: User) -> Outcome:
    """Answer everybody in the order of the ranking: a seat as long as there are, then the waiting list."""
    edition = lock_edition(edition.pk)
    if latest_ranking(edition) is None:
        raise BusinessRuleError(_("Prima pubblica la graduatoria."))
    outcome = Outcome()
    waiting = Application.objects.filter(edition=edition, state=ApplicationState.SUBMITTED)
    for application in in_order(waiting.select_related("edition")):
        has_seat = edition.seats_left(seats_taken(edition)) != 0
        try:
            with transaction.atomic():
                answer = application_accept if has_seat else application_waitlist
                answer(application=application, by=by)
        except BusinessRuleError as error:
            outcome.held.append((application.pk, str(error)))
        else:
            outcome.done += 1
    return outcome
