from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's own in our words: its Italian catalogue lost this refusal (5.2), and a length wants a reason."""

    def get_error_message(self) -> str:
        return (
            ngettext(
                "La password è troppo corta: serve almeno %d carattere.",
                "La password è troppo corta: servono almeno %d caratteri.",
                self.min_length,
            )
            % self.min_length
        )

    def get_help_text(self) -> str:
        return (
            _(
                "Servono almeno %d caratteri: è la lunghezza, più dei simboli, che rende una password difficile da "
                "indovinare. Usa una frase che ricordi solo tu."
            )
            % self.min_length
        )
