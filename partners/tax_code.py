"""The tax code of an organisation: a warning for whoever types one, never a refusal."""

from stdnum.it import codicefiscale, iva


def looks_mistyped(code: str) -> bool:
    """Eleven digits with their check digit, or a person's sixteen characters for a one-person firm."""
    return bool(code) and not (iva.is_valid(code) or codicefiscale.is_valid(code))
