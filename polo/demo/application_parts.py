"""What goes with the demo applications: documents that some editions ask for, a few files, a few messages."""

from accounts.models import User
from polo.demo.applications import MAIN
from polo.demo.upsert import Row, keep
from training.enums import ApplicationState, EditionState
from training.models import (
    Admission,
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Edition,
    RequestedDocument,
)
from training.validators import MediaType

PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
ASKED = (
    ("Curriculum", "Una o due pagine, anche senza foto.", True),
    ("Titolo di studio", "Va bene una foto leggibile del diploma o della licenza media.", False),
)
TALK = (
    (False, "Buongiorno, lavoro fino alle 16: il corso è compatibile?"),
    (True, "Sì, le lezioni cominciano alle 17.30. Se arrivi dieci minuti dopo non è un problema."),
)
EVERY = 3  # one edition out of so many asks for documents
OFFER_HOURS = 48


def application_parts_build(editions: list[Edition], applications: list[Application]) -> None:
    _rules(editions)
    asked = _requests([edition for edition in editions[::EVERY] if edition.seats])
    for application in applications:
        if application.edition_id in asked and application.state != ApplicationState.DRAFT:
            _file(application, asked[application.edition_id])
    mine = [row for row in applications if row.person.email in MAIN and row.state != ApplicationState.DRAFT]
    _talk(mine)


def _rules(editions: list[Edition]) -> None:
    """Until when each school answers; of the full ones every other has a waiting list."""
    full = [edition.pk for edition in editions if edition.state == EditionState.FULL]
    rows: list[Row] = [
        {
            "edition_id": edition.pk,
            "answers_by": edition.applications_close_on,
            "takes_when_full": edition.pk in full[::2],
            "offer_hours": OFFER_HOURS,
        }
        for edition in editions
        if edition.seats
    ]
    keep(among=Admission.objects.filter(edition__in=editions), key=["edition_id"], rows=rows)


def _requests(editions: list[Edition]) -> dict[int, RequestedDocument]:
    """The first document that each of these editions asks for."""
    rows: list[Row] = [
        {"edition_id": edition.pk, "name": name, "note": note, "is_required": is_required}
        for edition in editions
        for name, note, is_required in ASKED
    ]
    among = RequestedDocument.objects.filter(edition__in=editions)
    kept = keep(among=among, key=["edition_id", "name"], rows=rows)
    return {row.edition_id: row for row in reversed(kept)}


def _file(application: Application, asked: RequestedDocument) -> None:
    """Once: bytes are written, never compared."""
    ApplicationDocument.objects.get_or_create(
        application=application, request=asked, defaults={"content": PAGE, "media_type": MediaType.PDF}
    )


def _talk(applications: list[Application]) -> None:
    rows: list[Row] = [
        {
            "application_id": application.pk,
            "is_from_school": is_from_school,
            "author_id": _answerer(application).pk if is_from_school else application.person_id,
            "text": text,
        }
        for application in applications
        if application.decided_by_id
        for is_from_school, text in TALK
    ]
    among = ApplicationMessage.objects.filter(application__in=applications)
    keep(among=among, key=["application_id", "is_from_school"], rows=rows)


def _answerer(application: Application) -> User:
    assert application.decided_by is not None  # noqa: S101 - asked for by whoever calls
    return application.decided_by
