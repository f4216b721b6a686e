"""What demo people keep of the catalogue, searches that write to them, and words that no course answers yet."""

import datetime

from accounts.models import User
from polo.demo.clock import day, moment
from polo.demo.upsert import Row, keep
from training.models import Bookmark, Course, EmptySearch, SavedSearch
from training.models.kept import Rhythm
from training.selectors.empty_searches import week_of

# Who, which course (of the demo), how many days ago.
BOOKMARKS = (
    ("persona@example.org", "PLC: dal primo programma alla linea", -2),
    ("persona@example.org", "Isole di saldatura robotizzata", -5),
    ("persona@example.org", "Allestimento navale: montare tubi e impianti", -9),
    ("studente@example.org", "PLC: dal primo programma alla linea", -1),
    ("studente@example.org", "Isole di saldatura robotizzata", -12),
)
# Who, how it is called, what it asks, how often it writes, until when it has told.
SEARCHES = (
    ("persona@example.org", "Saldatura con posti liberi", "?q=saldatura&aperte=1", Rhythm.DAILY, -1),
    ("persona@example.org", "Meccanica vicino alla Spezia", "?filiera=meccanica&da=011015&km=20", Rhythm.WEEKLY, -6),
    ("persona@example.org", "Tutto quello che è gratis", "?costo=gratis&ordine=novita", Rhythm.NEVER, -20),
    ("studente@example.org", "Programmare i PLC", "?q=plc", Rhythm.WEEKLY, -4),
)
# Words, how many asked for them in one week, how many weeks ago: one row each, whose week moves along.
UNANSWERED = (
    ("palombaro", 9, 1),
    ("restauro barche epoca", 6, 2),
    ("pilota di droni", 8, 0),
    ("velista", 5, 0),
    ("patente nautica", 6, 4),
    ("termografia", 3, 0),
)


def kept_build(people: dict[str, User]) -> None:
    courses = dict(Course.objects.filter(is_demo=True, published_at__isnull=False).values_list("title", "pk"))
    marks: list[Row] = [
        {"person_id": people[who].pk, "course_id": courses[title], "created_at": moment(ago)}
        for who, title, ago in BOOKMARKS
        if title in courses  # a school may have given it another title
    ]
    keep(among=Bookmark.objects.filter(course__is_demo=True), key=["person_id", "course_id"], rows=marks)
    searches: list[Row] = [
        {"person_id": people[who].pk, "name": name, "address": address, "rhythm": rhythm, "told_until": moment(told)}
        for who, name, address, rhythm, told in SEARCHES
    ]
    mine = SavedSearch.objects.filter(person__in={people[who].pk for who, *_rest in SEARCHES})
    keep(among=mine, key=["person_id", "address"], rows=searches)
    _unanswered_build()


def _unanswered_build() -> None:
    this_week = week_of(day(0))
    rows: list[Row] = [
        {"text": text, "week": this_week - datetime.timedelta(weeks=ago), "count": count}
        for text, count, ago in UNANSWERED
    ]
    keep(among=EmptySearch.objects.filter(text__in=[row["text"] for row in rows]), key=["text"], rows=rows)
