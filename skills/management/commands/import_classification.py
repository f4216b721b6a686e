"""Load a whole edition of ATECO or ISCED-F from the official file, and how two editions of ATECO correspond."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import BusinessRuleError
from skills import services
from skills.classifications.files import read_codes, read_correspondences
from skills.services.classifications import Loaded

NAMES = ("ateco-2007", "ateco-2025", "isced-f")
PAIRS = "ateco-pairs"


class Command(BaseCommand):
    help = "Load a whole classification (CSV, XLSX or JSON), or the pairs of ATECO 2007 and 2025 codes."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", choices=[*NAMES, PAIRS])
        parser.add_argument("file", type=Path)
        parser.add_argument("--may-shrink", action="store_true", help="load even if a fifth of the codes disappears")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            loaded = self._load(options["name"], path, may_shrink=options["may_shrink"])
        except BusinessRuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.added} added, {loaded.changed} changed, {loaded.removed} removed")
        for pointer in loaded.dangling:
            self.stdout.write(f"points to nothing: {pointer}")

    def _load(self, name: str, path: Path, *, may_shrink: bool) -> Loaded:
        source = f"file {path.name}"[:200]
        if name == PAIRS:
            return services.correspondences_load(
                earlier="ateco-2007",
                later="ateco-2025",
                pairs=read_correspondences(path),
                source=source,
                is_whole=True,
            )
        return services.classification_load(
            name=name, codes=read_codes(path), source=source, is_whole=True, may_shrink=may_shrink
        )
