"""Load an official ESCO release from its zips, here and now (the admin does the same in the background)."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from core.errors import BusinessRuleError
from core.imports.states import ImportState
from skills import services

MAX_ZIPS = 2


class Command(BaseCommand):
    help = "Load or update the ESCO vocabulary from the official zips: classification, and relations of that version."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("zips", nargs="+", type=Path, help="the classification zip, then the relations zip")
        parser.add_argument("--may-shrink", action="store_true", help="load even if a fifth of the terms disappears")

    def handle(self, *_args: Any, **options: Any) -> None:
        paths: list[Path] = options["zips"]
        if len(paths) > MAX_ZIPS or not all(path.is_file() for path in paths):
            raise CommandError("Give the classification zip and, if you have it, the relations zip.")
        try:
            with ExitStack() as stack:
                files = [File(stack.enter_context(path.open("rb")), name=path.name) for path in paths]
                run = services.vocabulary_import_create(
                    by=None,
                    classification=files[0],
                    relations=files[1] if len(files) > 1 else None,
                    may_shrink=options["may_shrink"],
                )
        except BusinessRuleError as error:
            raise CommandError(str(error)) from error
        services.vocabulary_imports_run()
        run.refresh_from_db()
        if run.state != ImportState.DONE:
            raise CommandError(run.error or "Another import is at work: this one waits for the worker.")
        self.stdout.write(
            f"ESCO {run.version} {run.language}: {run.report['added']} added, see the admin for the rest"
        )
