"""Names of the codes that come with the portal, for pages that show a code and should ask no database for its name."""

import csv
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parents[1] / "data"


def shipped_name(file: str, code: str) -> str:
    """The name of a code in the reader's language; empty for a code that the file does not have."""
    italian, english = _names(file).get(code, ("", ""))
    return english if get_language() == "en" else italian


@lru_cache
def _names(file: str) -> dict[str, tuple[str, str]]:
    with (DATA / f"{file}.csv").open(newline="", encoding="utf-8") as lines:
        return {row["code"]: (row["label_it"], row["label_en"]) for row in csv.DictReader(lines)}
