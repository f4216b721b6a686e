"""When the invented courses are held, so that every state of an edition can be seen; and dates for some real paths."""

from dataclasses import dataclass

from polo.demo.catalogue import COURSES, DRAFTS, HIDDEN
from polo.demo.clock import day, moment
from polo.demo.upsert import Row, keep
from training.enums import Enrolment, Mode
from training.models import Course, Edition

FULL_SEATS = 3  # so few that the demo fills them
MARK = "Edizione dimostrativa: date e posti sono inventati."


@dataclass(frozen=True)
class Plan:
    """Days from today: when it runs and when it takes applications."""

    starts: int
    lasts: int
    window: tuple[int, int] | None
    seats: int | None = 16
    minimum: int | None = 8
    cancelled: bool = False
    external: bool = False


OPEN = Plan(35, 90, (-25, 20))
OPEN_SMALL = Plan(24, 40, (-15, 12), seats=10, minimum=5)
UPCOMING = Plan(110, 120, (20, 80), seats=20)
FULL = Plan(28, 60, (-30, 15), seats=FULL_SEATS, minimum=2)
CLOSED = Plan(9, 60, (-50, -4), seats=14, minimum=2)
TO_CONFIRM = Plan(16, 50, (-45, -2), seats=14, minimum=8)
RUNNING = Plan(-30, 90, (-90, -40), seats=14)
FINISHED = Plan(-160, 80, (-220, -175), seats=12)
CANCELLED = Plan(40, 60, (-20, 25), cancelled=True)
NEXT_YEAR = Plan(390, 180, (200, 350), seats=24, minimum=10)
EXTERNAL = Plan(50, 200, (-10, 30), seats=None, minimum=None, external=True)
AT_THE_SCHOOL = Plan(120, 150, None, seats=None, minimum=None, external=True)  # which tells no days

# One line of plans for each course in turn.
CYCLE = (
    (OPEN, FINISHED), (OPEN_SMALL,), (FULL, NEXT_YEAR), (OPEN, RUNNING), (UPCOMING,), (CLOSED, NEXT_YEAR),
    (OPEN_SMALL, CANCELLED), (RUNNING, OPEN), (OPEN, NEXT_YEAR), (EXTERNAL, TO_CONFIRM, AT_THE_SCHOOL),
)  # fmt: skip
TIMETABLES = ("lun e mer 17.30-20.30", "dal lun al ven 9-13", "sabato 9-16", "mar e gio 14.30-17.30")

# Of last year: who completed them has been at work since (outcomes.py).
LAST_YEAR = Plan(-400, 100, (-450, -410), seats=20)
LAST_YEARS = ("Carrelli elevatori, gru e piattaforme", "Inglese tecnico per l'officina")

# Study paths of real schools: plainly marked, enrolment at the school, as it is.
REAL_PATHS = (
    "meccanica-capellini", "elettronica-capellini", "costruzioni-navali-sauro", "meccanica-natta",
    "manutenzione-chiavari", "informatica-fossati", "manutenzione-barsanti", "apparati-impianti-marittimi-fiorillo",
)  # fmt: skip


def editions_build(courses: dict[str, Course]) -> list[Edition]:
    """All demo editions; those of one course are told apart by their order."""
    rows: list[Row] = []
    published = [demo.title for demo in COURSES if demo.title not in DRAFTS | HIDDEN]
    for place, title in enumerate(published):
        timetable = TIMETABLES[place % len(TIMETABLES)]
        rows += [_row(plan, courses[title], timetable) for plan in CYCLE[place % len(CYCLE)]]
    rows.append(_online(courses[published[-1]]))
    rows += [_row(LAST_YEAR, courses[title], TIMETABLES[0]) for title in LAST_YEARS]
    mine = Edition.objects.filter(is_demo=True, course__is_demo=True)
    editions = keep(among=mine, key=["course_id"], rows=rows)
    keep(among=Edition.objects.filter(is_demo=True, course__is_demo=False), key=["course_id"], rows=_real_rows())
    return editions


def _row(plan: Plan, course: Course, timetable: str) -> Row:
    opens, closes = (day(days) for days in plan.window) if plan.window else (None, None)
    return {
        "course_id": course.pk,
        "site_id": course.site_id,
        "starts_on": day(plan.starts),
        "ends_on": day(plan.starts + plan.lasts),
        "seats": plan.seats,
        "min_enrolment": plan.minimum,
        "mode": course.mode,
        "enrolment": Enrolment.EXTERNAL if plan.external else Enrolment.PORTAL,
        "enrolment_note": "Ci si iscrive presso l'ente di esempio." if plan.external else "",
        "applications_open_on": opens,
        "applications_close_on": closes,
        "timetable": timetable,
        "cancelled_at": moment(-2) if plan.cancelled else None,
        "is_demo": True,
    }


def _online(course: Course) -> Row:
    """A second, larger edition at a distance."""
    return _row(Plan(15, 20, (-10, 10), seats=40, minimum=5), course, "giovedì 18-20") | {"mode": Mode.ONLINE}


def _real_rows() -> list[Row]:
    """The next school year of some real paths."""
    paths = Course.objects.filter(slug__in=REAL_PATHS, is_demo=False).order_by("slug").select_related("site")
    year = _next_school_year()
    rows = []
    for course in paths:
        january = (year - 250, year - 220)
        plan = Plan(year, 265, january, seats=25, minimum=None, external=True)
        row = _row(plan, course, "")
        rows.append(row | {"enrolment_note": f"{MARK} Per iscriversi davvero ci si rivolge alla scuola."})
    return rows


def _next_school_year() -> int:
    """Days to the next mid-September."""
    today = day(0)
    start = today.replace(month=9, day=15)
    return ((start if start > today else start.replace(year=today.year + 1)) - today).days
