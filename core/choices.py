"""A column with choices holds one of them, whoever writes it: a form, a service, an import, a console."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def known_choice(
    field: str, choices: type[models.Choices], *, blank: bool = False, null: bool = False
) -> models.CheckConstraint:
    """For `Meta.constraints`: the column is one of the choices, or empty where the field may be blank or NULL.

    The values are sorted, so that other labels or another order need no migration; a new choice does.
    """
    known = {f"{field}__in": _values(choices, ("",) if blank else ())}
    nothing = Q(**{field: None})
    return _check(field, nothing | Q(**{f"{field}__isnull": False}, **known) if null else Q(**known))


def known_choices(field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """The same of a column that holds a list of choices."""
    return _check(field, Q(**{f"{field}__contained_by": _values(choices)}))


def _values(choices: type[models.Choices], more: Iterable[str] = ()) -> list[str | int]:
    return sorted([*more, *choices.values])


def _check(field: str, condition: Q) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_known",
        condition=condition,
        violation_error_message=_("Scegli uno dei valori previsti."),
    )
