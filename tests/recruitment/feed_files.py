"""What the tests of vacancy feeds share: a file, a run from upload to report."""

from django.core.files.uploadedfile import SimpleUploadedFile

from recruitment.services import opening_imports as services


def feed(*lines, name="offerte.csv"):
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def preview(firm, *lines, file=None, occupation=None, contract="A00", withdraws=False):
    """Upload and match columns as guessed; the worker has made the preview."""
    run = services.opening_import_create(partner=firm.partner, file=file or feed(*lines), by=firm.user)
    services.opening_import_map(
        run=run, mapping={header: name for header, name in run.mapping.items() if name}, withdraws=withdraws,
        default_occupation=occupation, default_contract=contract, by=firm.user,
    )  # fmt: skip
    services.opening_imports_run()
    run.refresh_from_db()
    return run


def imported(firm, *lines, **options):
    return confirmed(firm, preview(firm, *lines, **options))


def confirmed(firm, run, *, may_shrink=True):
    services.opening_import_confirm(run=run, may_shrink=may_shrink, by=firm.user)
    services.opening_imports_run()
    run.refresh_from_db()
    return run


def undone(firm, run):
    services.opening_import_undo(run=run, by=firm.user)
    services.opening_imports_run()
    run.refresh_from_db()
    return run


def problems(run):
    return [(row.number, one["column"], one["code"]) for row in run.rows.all() for one in row.problems]


def outcomes(run):
    return [(row.number, row.outcome, row.note) for row in run.rows.all()]
