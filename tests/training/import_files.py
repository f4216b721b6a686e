"""What the tests of imports share: a school with its lookups, a file, a run from upload to report."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.partners.factories import SiteFactory
from tests.training.desk_pages import editor
from tests.training.factories import OfferKindFactory
from training.services import course_imports as services


def school():
    """Somebody who edits the courses of a school with one site, where the kind LIB is in force."""
    user, partner = editor()
    SiteFactory(partner=partner, name="Sede centrale", school_code="SPTF00601X", is_main=True)
    OfferKindFactory(code="LIB", name_it="Corso libero", name_en="Open course")
    return user, partner


def csv_file(*lines, name="corsi.csv"):
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def preview(user, partner, *lines, file=None, kind=None, withdraws=False, mapping=None):
    """Upload and match columns as guessed; the worker has made the preview."""
    run = services.course_import_create(partner=partner, file=file or csv_file(*lines), by=user)
    said = {header: field for header, field in (mapping or run.mapping).items() if field}
    services.course_import_map(run=run, mapping=said, default_kind=kind, withdraws=withdraws, by=user)
    services.course_imports_run()
    run.refresh_from_db()
    return run


def imported(user, partner, *lines, publishes=False, **options):
    run = preview(user, partner, *lines, **options)
    services.course_import_confirm(run=run, publishes=publishes, may_shrink=True, by=user)
    services.course_imports_run()
    run.refresh_from_db()
    return run


def actions(run):
    return [(row.number, row.action) for row in run.rows.all()]


def problems(run):
    return [(row.number, one["column"], one["code"]) for row in run.rows.all() for one in row.problems]
