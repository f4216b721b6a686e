"""Which courses answer a question: text and filters as expressions, one per facet, so that counts can skip one."""

import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from partners.models import Site
from training.models import Course, Edition
from training.selectors.card_edition import by_card_edition
from training.selectors.catalogue_query import CatalogueQuery, Sort
from training.selectors.search_text import Reading

# Work is bounded whatever the question: at most so many courses are ranked and counted ("5000+" beyond).
MATCH_CAP = 5000


def open_editions(day: datetime.date) -> QuerySet[Edition]:
    """Those in state OPEN on that day: in the window, with free seats (or seats not declared)."""
    return (
        Edition.objects.with_taken()
        .filter(Q(applications_open_on=None) | Q(applications_open_on__lte=day))
        .filter(cancelled_at=None, applications_close_on__gte=day, ends_on__gte=day)
        .filter(Q(seats=None) | Q(seats__gt=F("taken")))
    )


def text_matches(courses: QuerySet[Course], words: SearchQuery | None) -> QuerySet[Course]:
    return courses if words is None else courses.filter(search=words)


def with_province(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Adds `province`: of the course's site, else of the partner's main one, else empty."""
    main = Site.objects.filter(partner=OuterRef("partner")).order_by("-is_main", "pk")
    return courses.annotate(
        province=Coalesce(
            "site__municipality__province", Subquery(main.values("municipality__province")[:1]), Value("")
        )
    )


def conditions(query: CatalogueQuery, day: datetime.date) -> dict[str, Q]:
    """One condition per active filter; needs `province`."""
    columns = {
        "tipo": "kind__code__in",
        "per": "audience__in",
        "provincia": "province__in",
        "modalita": "mode__in",
        "partner": "partner__slug__in",
    }
    found = {param: Q(**{column: query.values(param)}) for param, column in columns.items() if query.values(param)}
    if query.values("filiera"):
        through = Course.filiere.through.objects.filter(
            course=OuterRef("pk"), filiera__slug__in=query.values("filiera")
        )
        found["filiera"] = Q(Exists(through))
    if query.open_only:
        found["aperte"] = Q(pk__in=open_editions(day).values("course"))
    return found


def newest(courses: QuerySet[Course], query: CatalogueQuery) -> QuerySet[Course]:
    """The newest first. With words, the sum hides the key's index from the planner: that of the words is better."""
    return courses.order_by((F("pk") + 0).desc() if query.text else F("pk").desc())


def in_order(
    courses: QuerySet[Course], query: CatalogueQuery, day: datetime.date, reading: Reading | None
) -> QuerySet[Course]:
    """The order asked for."""
    if query.order == Sort.TITLE:
        return courses.order_by("title", "pk")
    if query.order == Sort.START or reading is None:
        return by_card_edition(courses, day)
    rank = SearchRank(F("search"), reading.typed or reading.words) + SearchRank(F("search"), reading.words) * 0.5
    return courses.alias(rank=rank).order_by("-rank", "title", "pk")
