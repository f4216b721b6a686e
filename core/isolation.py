"""Work done row by row, at night: one that fails stays as it was and does not stop the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction

from core.errors import BusinessRuleError

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Tally:
    """How many were done, how many a rule of the trade holds back, how many failed."""

    done: int = 0
    held: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.done + other.done, self.held + other.held, self.failed + other.failed)


def each_apart(what: str, keys: Iterable[Any], act: Callable[[Any], int]) -> Tally:
    """Do each in a savepoint of its own. The log has the number of what failed, never what the row says."""
    tally = Tally()
    for key in keys:
        try:
            with transaction.atomic():
                tally += Tally(done=act(key))
        except BusinessRuleError as rule:
            log.warning("row_held", what=what, key=key, rule=type(rule).__name__)
            tally += Tally(held=1)
        except Exception:  # whatever it was: the others must not wait for somebody to look at this one
            log.exception("row_failed", what=what, key=key)
            tally += Tally(failed=1)
    return tally
