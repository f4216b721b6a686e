"""An edition as an iCalendar file (RFC 5545), for the calendar of whoever takes part.

The period is one all-day event that keeps nobody "busy"; the last moment to apply is another. Both keep their UID for
ever and carry the edition's `revision` as SEQUENCE, so that a calendar that imports the file again changes its own. A
fact that is shown here and not counted there yet goes into `models.edition.PLANNED` or the triggers of migration 0029.
"""

import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from partners.models import Site
from training.enums import Enrolment, Mode
from training.models import Edition

ROME = ZoneInfo("Europe/Rome")
LAST_MINUTE = datetime.time(23, 59)
# The rule of the European Union since 1996, in local times before each change: short, and without an end.
ROME_RULES = b"""BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def edition_calendar(edition: Edition) -> bytes:
    """The file; `edition` comes with its course, partner, kind and sites."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Polo tecnico-professionale//portale//{(get_language() or 'it').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(Timezone.from_ical(ROME_RULES))
    calendar.add_component(_period(edition))
    if edition.enrolment == Enrolment.PORTAL and edition.applications_close_on:
        calendar.add_component(_last_day_to_apply(edition, edition.applications_close_on))
    return calendar.to_ical()


def _period(edition: Edition) -> Event:
    event = _event(edition, "edition", _one_line(edition.course.title))
    event.add("dtstart", edition.starts_on)
    event.add("dtend", edition.ends_on + datetime.timedelta(days=1))  # the day after, as the format wants
    _add_place(event, edition)
    return event


def _last_day_to_apply(edition: Edition, day: datetime.date) -> Event:
    title = _("Ultimo giorno per iscriversi: %(course)s") % {"course": _one_line(edition.course.title)}
    event = _event(edition, "deadline", title)
    event.add("dtstart", datetime.datetime.combine(day, LAST_MINUTE, ROME))
    return event


def _event(edition: Edition, name: str, title: str) -> Event:
    times = (edition.updated_at, edition.course.updated_at, edition.around_changed_at)
    changed = max(time for time in times if time).astimezone(datetime.UTC)
    event = Event()
    event.add("uid", f"{name}-{edition.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("created", edition.created_at.astimezone(datetime.UTC))
    event.add("sequence", edition.revision)
    event.add("status", "CANCELLED" if edition.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", title)
    event.add("description", _description(edition))
    event.add("url", settings.SITE_URL + edition.course.get_absolute_url())
    return event


def _description(edition: Edition) -> str:
    lines = [
        _("Edizione annullata.") if edition.cancelled_at else "",
        edition.course.partner.name,
        edition.course.summary,
        edition.timetable and _("Orario: %(timetable)s") % {"timetable": edition.timetable},
        str(Mode(edition.mode).label).capitalize(),
        _("Dato dimostrativo: il corso non esiste.") if edition.is_demo else "",
    ]
    return "\n".join(_one_line(line) for line in lines if line)


def _add_place(event: Event, edition: Edition) -> None:
    site = edition.site or edition.course.site
    if site is None or edition.mode == Mode.ONLINE:
        return
    event.add("location", _place(site))
    if site.lat is not None and site.lon is not None:
        event.add("geo", (float(site.lat), float(site.lon)))


def _place(site: Site) -> str:
    town = site.municipality
    parts = [site.name, site.address, f"{site.postcode} {town.name} ({town.province})".strip()]
    return _one_line(", ".join(part for part in parts if part))


def _one_line(text: str) -> str:
    """What would break a line of the file or hide from the eye becomes a space."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
