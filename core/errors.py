from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError


class BusinessRuleError(Exception):
    """What was asked is permitted to this person but refused by a rule of the trade.

    The message is in the user's language and says what to do; views show it next to the form.
    """


class RefusedLinesError(BusinessRuleError):
    """Some lines of a list are refused, each with its reason, and nothing of the list was done.

    `parameter` is the argument of the service, and the field of the form, that holds the list.
    """

    def __init__(self, *, parameter: str, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.parameter, self.reasons = parameter, reasons


@contextmanager
def told_as_refusal() -> Iterator[None]:
    """For rows that no form has checked: what their rules refuse is told as a rule of the trade."""
    try:
        yield
    except ValidationError as error:
        raise BusinessRuleError(" ".join(error.messages)) from error


def broken_rule(error: IntegrityError) -> str:
    """The constraint that refused what was written: each means something else, and most mean a fault of ours."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
