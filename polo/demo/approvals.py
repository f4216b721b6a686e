"""Two applications of an invented minor: one waits for the guardian's yes to it, one has had it."""

import pgtrigger

from accounts.enums import GuardianAnswer
from accounts.models import GuardianRequest, User
from polo.demo.clock import moment
from polo.demo.guardians import CONFIRMED
from polo.demo.upsert import Row, keep
from training.enums import ApplicationState, Audience, EditionState
from training.models import Application, Edition, GuardianApproval

# Known to everybody, so that the page can be looked at: it names an invented person.
APPROVAL_TOKEN = "iscrizione-di-esempio"
STORY = ((ApplicationState.AWAITING, APPROVAL_TOKEN), (ApplicationState.SUBMITTED, "iscrizione-di-esempio-data"))


def approvals_build(people: dict[str, User], editions: list[Edition]) -> None:
    """In the first open editions that are for students and order by arrival."""
    minor = people[CONFIRMED]
    guardian = GuardianRequest.objects.in_force().filter(minor=minor).first()
    if guardian is None:  # taken back in the portal: nobody to ask
        return
    fitting = [
        edition
        for edition in editions
        if edition.seats
        and edition.state == EditionState.OPEN
        and edition.course.audience != Audience.TEACHERS
        and not edition.criteria.exists()
    ]
    chosen = list(zip(fitting, STORY, strict=False))
    applications = _applications(minor, chosen)
    rows: list[Row] = [
        _approval(application, guardian, *story)
        for application, (_edition, story) in zip(applications, chosen, strict=True)
    ]
    among = GuardianApproval.objects.current().filter(application__person=minor)
    keep(among=among, key=["application_id"], rows=rows)


def _applications(minor: User, chosen: list[tuple[Edition, tuple[ApplicationState, str]]]) -> list[Application]:
    rows: list[Row] = [
        {
            "person_id": minor.pk,
            "edition_id": edition.pk,
            "state": state,
            "motivation": "A scuola abbiamo visto il laboratorio: vorrei provare.",
            "submitted_at": None if state == ApplicationState.AWAITING else moment(-1),
            "created_at": moment(-2),
        }
        for edition, (state, _token) in chosen
    ]
    among = Application.objects.filter(person=minor, edition__is_demo=True)
    with pgtrigger.ignore("training.Application:state_moves"):  # another day, another story for the same row
        return keep(among=among, key=["person_id", "edition_id"], rows=rows)


def _approval(application: Application, guardian: GuardianRequest, state: ApplicationState, token: str) -> Row:
    is_given = state != ApplicationState.AWAITING
    return {
        "application_id": application.pk,
        "guardian_id": guardian.pk,
        "token_hash": GuardianApproval.hash_of(token),
        "sent_at": moment(-2),
        "expires_at": moment(9),
        "answer": GuardianAnswer.YES if is_given else "",
        "answered_at": moment(-1) if is_given else None,
        "created_at": moment(-2),
    }
