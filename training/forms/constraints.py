"""Errors of database constraints, shown beside the field that can mend them."""

from typing import ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.encoding import force_str


class ConstraintsBesideFieldsMixin:
    """`constraint_fields`: name of a constraint of the model -> field of the form that shows its message."""

    constraint_fields: ClassVar[dict[str, str]] = {}

    def _update_errors(self, errors: ValidationError) -> None:
        by_message = {
            force_str(constraint.violation_error_message): self.constraint_fields[constraint.name]
            for constraint in self._meta.model._meta.constraints
            if constraint.name in self.constraint_fields
        }
        placed: dict[str, list[ValidationError]] = {}
        for field, messages in _by_field(errors).items():
            for error in messages:
                text = "" if field != NON_FIELD_ERRORS else force_str(error.messages[0])
                placed.setdefault(by_message.get(text, field), []).append(error)
        super()._update_errors(ValidationError(placed))


def _by_field(errors: ValidationError) -> dict[str, list[ValidationError]]:
    return errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
