"""The concepts of one page's forms: each is read once, those of a formset together."""

from collections.abc import Iterable

from skills.models import Concept


class Vocabulary:
    """Concepts in use by their key. `preload` reads many in one statement; the rest are read when asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Concept | None] = {}

    def preload(self, keys: Iterable[object]) -> None:
        wanted = {str(key) for key in keys if _is_key(str(key))} - self._known.keys()
        if wanted:
            found = Concept.objects.in_use().in_bulk([int(key) for key in wanted])
            self._known |= {key: found.get(int(key)) for key in wanted}

    def get(self, key: object) -> Concept | None:
        """The concept in use with this key; None for anything else."""
        self.preload([key])
        return self._known.get(str(key))


def _is_key(text: str) -> bool:
    """What fits a primary key: other posted values are not even asked for."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(2**63)) - 1
