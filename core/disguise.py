"""Numbers of rows as addresses and pages tell them: out of order, so that two made together do not look it."""

from django.utils.crypto import salted_hmac

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # none is taken for another one
LENGTH = 10
HALF = 25  # bits; twice as many in all
ROUNDS = range(4)


class Disguise:
    """One row number, one word of ten letters: a Feistel network with `SECRET_KEY` and the name as its key.

    It hides which rows were made together, nothing more: who may open a row is asked as everywhere else.
    """

    def __init__(self, name: str) -> None:
        self.name = f"core.disguise.{name}"

    def word(self, number: int) -> str:
        left, right = divmod(number, 1 << HALF)
        if not 0 <= left < 1 << HALF:
            raise ValueError(number)
        for turn in ROUNDS:
            left, right = right, left ^ self._mixed(turn, right)
        mixed = left << HALF | right
        return "".join(LETTERS[mixed >> 5 * place & 31] for place in reversed(range(LENGTH)))

    def number(self, word: str) -> int:
        if len(word) != LENGTH:
            raise ValueError(word)
        mixed = 0
        for letter in word:
            mixed = mixed << 5 | LETTERS.index(letter)
        left, right = divmod(mixed, 1 << HALF)
        for turn in reversed(ROUNDS):
            left, right = right ^ self._mixed(turn, left), left
        return left << HALF | right

    def _mixed(self, turn: int, half: int) -> int:
        digest = salted_hmac(self.name, f"{turn}:{half}", algorithm="sha256").digest()
        return int.from_bytes(digest[:4]) >> 32 - HALF


class DisguiseConverter:
    """For `path()`: the address has the word, the view gets the number. A subclass names its disguise."""

    regex = f"[{LETTERS}]{{{LENGTH}}}"
    disguise: Disguise

    def to_python(self, value: str) -> int:
        return self.disguise.number(value)

    def to_url(self, value: int) -> str:
        return self.disguise.word(int(value))
