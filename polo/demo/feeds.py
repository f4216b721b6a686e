"""Feeds of vacancies of the demo firm: one carried out, one whose preview waits for a yes, one half-way."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from core.imports import queue
from core.imports.columns import guess
from core.imports.file_states import ImportState, ImportTask, RowAction, RowOutcome
from partners.models import Partner
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from recruitment.enums import Contract, DemandState
from recruitment.imports.fields import SYNONYMS
from recruitment.imports.samples import HEADERS, sample
from recruitment.models import Opening, OpeningImport, OpeningImportRow
from recruitment.services import opening_imports

FIRM, EDITOR = "cantiere-esempio", "impresa@example.org"
DONE_FILE, WAITING_FILE, NEW_FILE = "annunci-ottobre.xml", "annunci-novembre.csv", "annunci-portale.json"
NOT_A_CONTRACT = {"column": "contract", "code": "CONTRACT", "params": {"value": "a voce"}}
WRONG_ROWS = (
    "OFF-103;Carpentiera o carpentiere;;;;a voce;;;;;;;",
    "OFF-104;Verniciatrice o verniciatore;;;;apprendistato;;da concordare;;tante;;;",
)


def feeds_build(people: dict[str, User], partners: dict[str, Partner]) -> None:
    """A second run finds the same rows again."""
    firm, editor = partners[FIRM], people[EDITOR]
    runs = OpeningImport.objects.filter(partner=firm)
    [done] = keep(among=runs.filter(file_name=DONE_FILE), key=["file_name"], rows=[_done(firm, editor)])
    keep(among=OpeningImportRow.objects.filter(run=done), key=["number"], rows=_rows(done), only_these=True)
    if not runs.filter(file_name=WAITING_FILE).exists():
        _previewed(firm, editor)
        file = ContentFile(sample("json"), name=NEW_FILE)
        opening_imports.opening_import_create(partner=firm, file=file, by=editor)


def _previewed(firm: Partner, editor: User) -> None:
    """The example that the portal hands out, with two rows that are wrong: read by the portal itself."""
    file = ContentFile(sample("csv") + "\n".join(WRONG_ROWS).encode(), name=WAITING_FILE)
    run = opening_imports.opening_import_create(partner=firm, file=file, by=editor)
    opening_imports.opening_import_map(
        run=run, mapping={header: field for header, field in run.mapping.items() if field},
        default_occupation=Opening.objects.filter(partner=firm).order_by("pk")[0].occupation,
        default_contract=Contract.FIXED_TERM, withdraws=False, by=editor,
    )  # fmt: skip
    taken = queue.take(OpeningImport.objects.filter(pk=run.pk))
    if taken is not None:
        opening_imports.opening_import_run(run=taken)


def _done(firm: Partner, editor: User) -> Row:
    path = "imports/openings/esempio"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(sample("xml")))
    return {
        "partner_id": firm.pk, "requested_by_id": editor.pk, "file": path, "file_name": DONE_FILE,
        "headers": HEADERS, "mapping": guess(HEADERS, SYNONYMS), "task": ImportTask.APPLY, "state": ImportState.DONE,
        "counts": {"new": 1, "error": 1, "done": 1},
        **{name: moment(-14) for name in ("created_at", "started_at", "finished_at")},
    }  # fmt: skip


def _rows(run: OpeningImport) -> list[Row]:
    """A draft that came with the file, and a row whose contract nobody knows."""
    drafts = Opening.objects.filter(partner=run.partner_id, is_demo=True, state=DemandState.DRAFT).order_by("pk")
    opening = drafts.first()
    title = opening.title if opening else "Saldatrice o saldatore TIG"
    blank: Row = {"run_id": run.pk, "code": "", "opening_id": None, "changes": [], "problems": [], "note": ""}
    return [
        blank | {
            "number": 1, "action": RowAction.NEW, "outcome": RowOutcome.DONE, "title": title, "code": "OFF-090",
            "opening_id": opening.pk if opening else None, "changes": [["title", None, title]],
        },
        blank | {
            "number": 2, "action": RowAction.ERROR, "outcome": RowOutcome.PENDING, "title": "Aiuto in officina",
            "problems": [NOT_A_CONTRACT],
        },
    ]  # fmt: skip
