"""Which courses answer a question: text and filters as expressions, one per facet, so that counts can skip one."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from partners.models import Site
from training.enums import SEATED_APPLICATION_STATES, Mode
from training.models import Application, Course, CourseSkill, Edition
from training.selectors.catalogue_query import UNSTATED, CatalogueQuery
from training.selectors.places import towns_within
from training.selectors.search_text import Reading

# Work is bounded whatever the question: at most so many courses are ranked and counted ("more than 3000" beyond).
MATCH_CAP = 3000
WORDS_CAP = 1000  # where words are asked: these are looked for and ranked too
CENTS = 100
MONTH_DAYS = 30
# Filter -> the column of `with_values` that it asks.
COLUMNS = {
    "tipo": "kind__code",
    "per": "audience",
    "costo": "price",
    "livello": "level",
    "modalita": "mode",
    "provincia": "province",
    "comune": "town",
    "partner": "partner__slug",
}


def open_editions(day: datetime.date) -> QuerySet[Edition]:
    """Those in state OPEN on that day: in the window, with free seats (or seats not declared)."""
    seated = Application.objects.filter(edition=OuterRef("pk"), state__in=SEATED_APPLICATION_STATES)
    given = Coalesce(Subquery(seated.order_by().values("edition").annotate(number=Count("pk")).values("number")), 0)
    return (
        Edition.objects.filter(Q(applications_open_on=None) | Q(applications_open_on__lte=day))
        .filter(cancelled_at=None, applications_close_on__gte=day, ends_on__gte=day)
        .filter(Q(seats=None) | Q(seats__gt=given))
    )


def has_open_edition(day: datetime.date) -> Coalesce:
    """A value looked up for each course: as EXISTS, the planner would read all editions there are into memory."""
    found = open_editions(day).filter(course=OuterRef("pk")).order_by().annotate(yes=Value(True)).values("yes")
    return Coalesce(Subquery(found[:1]), Value(False))


def some_answers(courses: QuerySet[Course], reading: Reading | None) -> QuerySet[Course]:
    """The newest MATCH_CAP, or the newest WORDS_CAP where words are asked (those that hold a frequent word take
    seconds to read). Whoever calls may add values, not conditions."""
    if reading:
        return courses.filter(search=reading.words).order_by("-pk")[:WORDS_CAP]
    return courses.order_by("-pk")[:MATCH_CAP]


def with_price(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Adds the value of the filter by cost."""
    bounds = {0: "gratis", 200 * CENTS: "200", 500 * CENTS: "500"}
    return courses.annotate(
        price=Case(
            When(cost_cents=None, then=Value(UNSTATED)),
            *(When(cost_cents__lte=bound, then=Value(value)) for bound, value in bounds.items()),
            default=Value("oltre"),
        )
    )


def with_values(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Adds what filters ask and no column says: place (of the course, else the partner's main one), price, level."""
    main = Site.objects.filter(partner=OuterRef("partner")).order_by("-is_main", "pk")
    return with_price(courses).annotate(
        town=Coalesce(
            "site__municipality_id", Subquery(main.values("municipality_id")[:1]), Value(""), output_field=CharField()
        ),
        province=Coalesce(
            "site__municipality__province", Subquery(main.values("municipality__province")[:1]), Value("")
        ),
        level=Coalesce(Cast(Coalesce("eqf", "kind__eqf"), CharField()), Value(UNSTATED)),
    )


def periods(day: datetime.date) -> dict[str, Q]:
    """Windows of the start of an edition, one after the other."""
    ends = [day + datetime.timedelta(days=MONTH_DAYS * months) for months in (1, 3, 6)]
    return {
        "1": Q(starts_on__gte=day, starts_on__lte=ends[0]),
        "3": Q(starts_on__gt=ends[0], starts_on__lte=ends[1]),
        "6": Q(starts_on__gt=ends[1], starts_on__lte=ends[2]),
        "oltre": Q(starts_on__gt=ends[2]),
    }


def conditions(query: CatalogueQuery, day: datetime.date) -> dict[str, Q]:
    """One condition per active filter; needs `with_values`."""
    found = {
        param: Q(**{f"{column}__in": query.values(param)}) for param, column in COLUMNS.items() if query.values(param)
    }
    if slugs := query.values("filiera"):
        chains = Course.filiere.through.objects.filter(course=OuterRef("pk"), filiera__slug__in=slugs)
        found["filiera"] = Q(Exists(chains))
    if notations := query.values("competenza"):
        found["competenza"] = Q(
            Exists(CourseSkill.objects.filter(course=OuterRef("pk"), skill__notation__in=notations))
        )
    if chosen := query.values("quando"):
        starts = reduce(or_, (periods(day)[period] for period in chosen))
        found["quando"] = Q(Exists(Edition.objects.filter(starts, course=OuterRef("pk"), cancelled_at=None)))
    if query.near:  # what is taught at a distance is near everybody
        found["da"] = Q(town__in=towns_within(query.near, query.km)) | Q(mode=Mode.ONLINE)
    if query.open_only:
        found["aperte"] = Q(has_open_edition(day))
    return found
