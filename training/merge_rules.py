"""What happens to courses and applications when two partners, or two persons, become one."""

from typing import Any

from core.merge import Moves, Rule, Rules
from training import services
from training.enums import ApplicationState
from training.models import Application, CourseCode, CourseImport, EditionPartner
from training.services import together
from training.services.course_imports import course_import_stop

# How near to the end of the course an application is, in the order of the states as they are told.
NEARNESS = {state.value: place for place, state in enumerate(ApplicationState)}


def one_of_two_withdrawn(row: Application, keep: Any, by: Any) -> Application:
    """Both asked for the same edition: the one that is further stays, else that of the account which is kept."""
    held = Application.objects.live().filter(person=keep, edition=row.edition_id).get()
    has_more = NEARNESS[row.state] > NEARNESS[held.state]
    ended = held if has_more else row
    services.application_withdraw(application=ended, by=by)
    return ended


def import_stopped(row: CourseImport, _keep: Any, by: Any) -> CourseImport:
    """Both partners had one at work: that of the double ends where it is."""
    return course_import_stop(run=row, by=by)


def code_forgotten(row: CourseCode, _keep: Any, _by: Any) -> CourseCode:
    """Both called a course by the same code: the double's is forgotten, and found by its title."""
    CourseCode.objects.filter(pk=row.pk).delete()
    return row


def together_ended(row: EditionPartner, keep: Any, by: Any) -> EditionPartner:
    """Both hold the same edition together: one row is enough, that of the partner which stays."""
    together.together_end(asked=row, by=by)
    return row


RULES: Rules = {
    "training.Course.partner": Moves(),
    "training.CourseImport.partner": Moves(import_stopped),
    "training.CourseImport.requested_by": Rule.STAYS,
    "training.CourseCode.partner": Moves(code_forgotten),
    "training.EditionPartner.partner": Moves(together_ended),
    "training.EditionPartner.agreed_by": Rule.STAYS,
    "training.OfferTemplate.partner": Moves(),
    "training.TemplateVersion.published_by": Rule.STAYS,
    "training.Course.published_by": Rule.STAYS,
    "training.CourseVersion.published_by": Rule.STAYS,
    "training.Application.person": Moves(one_of_two_withdrawn),
    "training.Application.decided_by": Rule.STAYS,
    "training.RankingPoints.given_by": Rule.STAYS,
    "training.Ranking.published_by": Rule.STAYS,
    "training.Bookmark.person": Moves(),
    "training.SavedSearch.person": Moves(),
    "training.ApplicationMessage.author": Rule.STAYS,
}
