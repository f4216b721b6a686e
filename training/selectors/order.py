"""The orders in which answers may be asked for."""

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Value
from django.db.models.expressions import Combinable

from training.selectors.catalogue_query import CatalogueQuery, Sort
from training.selectors.search_text import Reading

# Order -> how it reads over the columns `card` (what the card shows), `own` (what the order asks besides), title, id.
BY_CARD = "card NULLS LAST, title, id"
BY_TITLE = "title, id"
BY_OWN_RISING = "own NULLS LAST, title, id"
BY_OWN_FALLING = "own DESC NULLS LAST, title, id"


def order_by(query: CatalogueQuery, reading: Reading | None) -> tuple[Combinable, str]:
    """The expression of the column `own`, and the order."""
    if query.order == Sort.TITLE:
        return Value(0), BY_TITLE
    if query.order == Sort.COST:
        return F("cost_cents"), BY_OWN_RISING
    if query.order == Sort.NEWEST:
        return F("published_at"), BY_OWN_FALLING
    if query.order == Sort.START or reading is None:
        return Value(0), BY_CARD
    return relevance(reading), BY_OWN_FALLING


def relevance(reading: Reading) -> Combinable:
    """Courses that hold the words as they were typed before those that hold what stands for them."""
    return SearchRank(F("search"), reading.typed or reading.words) + SearchRank(F("search"), reading.words) * 0.5
