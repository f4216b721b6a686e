"""Load the ministry's register of schools, here and now (the admin does the same in the background)."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from core.errors import BusinessRuleError
from core.imports.states import ImportState
from partners.services import register_imports


class Command(BaseCommand):
    help = "Update the sites of the Polo's schools from the ministry's register (CSV, also packed with gzip)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="SCUANAGRAFESTAT….csv, or .csv.gz")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            with path.open("rb") as source:
                run = register_imports.register_import_create(by=None, file=File(source, name=path.name))
        except BusinessRuleError as error:
            raise CommandError(str(error)) from error
        register_imports.register_imports_run()
        run.refresh_from_db()
        if run.state != ImportState.DONE:
            raise CommandError(run.error or "Another import is at work: this one waits for the worker.")
        report = run.report
        self.stdout.write(
            f"Register {run.school_year}: {report['ours']} rows of ours among {report['read']}, {report['same']} "
            f"sites as they were, {len(report['changed'])} changes, {len(report['added'])} sites added, "
            f"{len(report['missing'])} codes missing"
        )
