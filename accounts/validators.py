from django.contrib.auth import password_validation
from django.utils.translation import ngettext


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's own, in Italian: its catalogue has lost the words of this one refusal (5.2)."""

    def get_error_message(self) -> str:
        return (
            ngettext(
                "La password è troppo corta: serve almeno %d carattere.",
                "La password è troppo corta: servono almeno %d caratteri.",
                self.min_length,
            )
            % self.min_length
        )
