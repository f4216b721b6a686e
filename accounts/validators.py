"""What a password must be (NIST SP 800-63B-4): long, and not one that would be tried first. Any make-up will do."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What remains once everything predictable is taken out must still be as long as this.
LEFT_OVER = 6
LOOKED_AT = 256  # characters: whoever sends a megabyte does not make us read it all
SHORTEST_WORD, SHORTEST_RUN, LONGEST_UNIT, FEWEST_CHARACTERS = 3, 4, 7, 5
OUR_WORDS = (
    "polotecnicoprofessionale",
    "laspezia",
    "spezia",
    "portale",
    "polo",
    "password",
    "parolachiave",
    "liguria",
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LOOKALIKES = str.maketrans("0134579@$", "oieastgas")


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


class BlockListValidator(password_validation.CommonPasswordValidator):
    """Refuses what is tried first: passwords of known lists, words of the Polo and of the person, rows of keys.

    A word is no harm in a longer phrase: what counts is how much is left without it.
    """

    def validate(self, password: str, user: object = None) -> None:
        text = _plain(password)[:LOOKED_AT]
        if _repeats(text) or len(set(text)) < FEWEST_CHARACTERS:
            raise ValidationError(
                _("Questa password ripete sempre gli stessi caratteri: si indovina subito. Usa parole diverse."),
                code="password_repeats",
            )
        personal = sorted({*OUR_WORDS, *_words_of(user)}, key=len, reverse=True)
        for form in {text, text.translate(LOOKALIKES)}:
            self._refuse_if_common(form)
            if _too_little_left(form, personal):
                raise ValidationError(
                    _(
                        "Questa password si indovina facilmente: è fatta quasi solo del nome del Polo, del tuo nome o "
                        "indirizzo, o di tasti in fila come «123456». Aggiungi altre parole."
                    ),
                    code="password_predictable",
                )

    def _refuse_if_common(self, text: str) -> None:
        """One known password, alone, repeated or with a few characters around it."""
        known = (word for word in _pieces(text) if word in self.passwords)
        if text in self.passwords or any(len(text.replace(word, "")) < LEFT_OVER for word in known):
            raise ValidationError(
                _("Questa password contiene poco altro che una delle password più usate: scegline una più tua."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Non usare solo il tuo nome, il nome del Polo o parole che tutti proverebbero.")


def _plain(password: str) -> str:
    """Without capitals, accents and spaces: what differs only in these is guessed together."""
    letters = unicodedata.normalize("NFKD", password.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())


def _repeats(text: str) -> bool:
    """One short unit again and again."""
    units = range(1, min(LONGEST_UNIT, len(text) - 1) + 1)
    return any(all(text[at] == text[at - unit] for at in range(unit, len(text))) for unit in units)


def _words_of(user: object) -> Iterator[str]:
    """Names and parts of the address, as they would be written in a password."""
    told = [getattr(user, name, "") or "" for name in ("first_name", "last_name", "email")]
    for word in [part for text in told for part in (_plain(text), *re.split(r"[\W_]+", _plain(text)))]:
        if len(word) >= SHORTEST_WORD:
            yield word


def _pieces(text: str) -> Iterator[str]:
    """Every part long enough to count as a known password of its own."""
    for size in range(LEFT_OVER, min(len(text), 20) + 1):
        yield from (text[at : at + size] for at in range(len(text) - size + 1))


def _too_little_left(text: str, words: Iterable[str]) -> bool:
    rest = text
    for word in words:
        rest = rest.replace(word, "")
    for run in _runs(rest):
        rest = rest.replace(run, "")
    return rest != text and len(rest) < LEFT_OVER


def _runs(text: str) -> Iterator[str]:
    """Parts that follow the alphabet, the digits or a row of keys, forwards or backwards; the longest first."""
    rows = [direction for row in ROWS for direction in (row, row[::-1])]
    for size in range(len(max(ROWS, key=len)), SHORTEST_RUN - 1, -1):
        yield from (
            part for at in range(len(text) - size + 1) if any((part := text[at : at + size]) in row for row in rows)
        )
