"""What every transition of an application shares: the locks, the table of moves, the answer and its trace.

Order of locks, always: the edition, then its applications. Seats are counted after the first, so the last one is given
once whoever else is taking it at the same moment.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import APPLICATION_MOVES, SEATED_APPLICATION_STATES, ApplicationState, Mover
from training.models import Admission, Application, ApplicationHistory, Course, Edition, RankingPlace


def lock_edition(pk: int) -> Edition:
    """The row, then its course: read together, a course taken back while we waited would still look public."""
    edition = Edition.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    edition.course = Course.objects.select_related("partner").get(pk=edition.course_id)
    return edition


def lock_application(application: Application) -> Application:
    """The row as it is now, below the lock of its edition."""
    edition = lock_edition(application.edition_id)
    row = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=application.pk)
    )
    row.edition = edition
    return row


def seats_taken(edition: Edition) -> int:
    """Under the lock of the edition: what is counted here stays true until the end of the transaction."""
    return Application.objects.filter(edition=edition, state__in=SEATED_APPLICATION_STATES).count()


def require_move(application: Application, state: ApplicationState, mover: Mover) -> None:
    """Refuse what the table of moves does not know: mostly, somebody else was quicker."""
    if mover not in APPLICATION_MOVES.get((application.state, state), ()):
        raise BusinessRuleError(
            _("Questa domanda intanto è cambiata: adesso è «%(state)s».") % {"state": application.get_state_display()}
        )


def require_ranking(application: Application) -> RankingPlace | None:
    """Where a ranking decides, nobody gets a seat or a place in the list before it is definitive, nor outside it.

    Returns the place of the application, None where who asked first comes first.
    """
    if not Admission.of(application.edition).is_ranked:
        return None
    if not application.edition.rankings.exists():
        raise BusinessRuleError(_("Qui decide la graduatoria: dai i punti, pubblicala e poi assegna i posti."))
    place = RankingPlace.objects.filter(application=application).order_by("-ranking__number").first()
    if place is None:
        raise BusinessRuleError(_("Questa domanda non è in graduatoria: prima dai i punti."))
    return place


def decide(application: Application, *, by: User, message: str) -> None:
    application.decided_at, application.decided_by, application.message = timezone.now(), by, message


def move(
    application: Application, *, by: User | None, mover: Mover, state: ApplicationState, reason: str = ""
) -> None:
    require_move(application, state, mover)
    before = application.state
    application.state = state
    if state != ApplicationState.OFFERED:
        application.offer_until = None
    application.full_clean()
    application.save()
    record_event(
        by=by,
        verb=f"training.application_{state.lower()}",
        target=application,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )


def times_told(application: Application) -> int:
    """The first time that this state was said of it, or a later one: each is told once."""
    return ApplicationHistory.objects.filter(pgh_obj=application.pk, state=application.state).count()
