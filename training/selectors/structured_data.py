"""A course and its editions in schema.org words (domain: Course, CourseInstance); empty values are left out later."""

from typing import Any

from django.conf import settings

from partners.models import Partner
from partners.structured_data import place_data
from training.enums import EditionState, Mode
from training.isced_f import URI, isced_f_name
from training.models import Course, CourseSkill, Edition
from training.selectors.course_page import EditionRow

SCHEMA = "https://schema.org/"
EQF_URI = "http://data.europa.eu/snb/eqf/"
MODES = {Mode.ONSITE: "onsite", Mode.ONLINE: "online", Mode.BLENDED: "blended"}
ATTENDANCE = {
    Mode.ONSITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.BLENDED: "MixedEventAttendanceMode",
}
# Whether a place can be had now; of an edition that only the school signs up for, nothing is said.
AVAILABILITY = {
    EditionState.UPCOMING: "PreOrder",
    EditionState.OPEN: "InStock",
    EditionState.WAITING: "BackOrder",
    EditionState.FULL: "SoldOut",
    EditionState.TO_CONFIRM: "Discontinued",
    EditionState.CLOSED: "Discontinued",
    EditionState.RUNNING: "Discontinued",
}


def course_data(course: Course, rows: list[EditionRow]) -> dict[str, Any]:
    address = _address(course)
    return {
        "@type": "Course",
        "@id": address,
        "name": course.title,
        "description": course.summary or course.description or course.title,
        "url": address,
        "provider": _provider(course.partner),
        "coursePrerequisites": course.entry_requirements or course.kind.entry,
        "educationalCredentialAwarded": _credential(course),
        "educationalLevel": _eqf(course),
        "about": _field_of_education(course),
        "teaches": [_skill(taught) for taught in course.taught.all()],
        "audience": {"@type": "Audience", "audienceType": course.get_audience_display()},
        "keywords": [str(filiera) for filiera in course.filiere.all()],
        "inLanguage": course.language,
        "timeRequired": _hours(course),
        "isAccessibleForFree": None if course.cost_cents is None else course.cost_cents == 0,
        "dateModified": course.updated_at.isoformat(),
        "offers": _offer(course),
        "hasCourseInstance": [_instance(course, row) for row in rows if row.edition.state != EditionState.FINISHED],
    }


def _address(course: Course) -> str:
    return settings.SITE_URL + course.get_absolute_url()


def _provider(partner: Partner) -> dict[str, Any]:
    address = settings.SITE_URL + partner.get_absolute_url()
    return {
        "@type": "Organization", "@id": address, "name": partner.name, "url": address, "sameAs": partner.website
    }  # fmt: skip


def _credential(course: Course) -> dict[str, Any] | None:
    """What one gets at the end; the skills that it is given for are those assessed."""
    name = course.certification or course.kind.exit_title
    if not name:
        return None
    return {
        "@type": "EducationalOccupationalCredential",
        "name": name,
        "educationalLevel": _eqf(course),
        "competencyRequired": [_skill(taught) for taught in course.taught.all() if taught.is_assessed],
    }


def _eqf(course: Course) -> dict[str, Any] | None:
    level = course.eqf or course.kind.eqf
    return _term(f"EQF {level}", EQF_URI, str(level)) if level else None


def _field_of_education(course: Course) -> dict[str, Any] | None:
    code = course.isced_f
    return _term(isced_f_name(code) or code, URI, code) if code else None


def _term(name: str, vocabulary: str, code: str) -> dict[str, Any]:
    return {
        "@type": "DefinedTerm",
        "name": name,
        "url": vocabulary + code,
        "termCode": code,
        "inDefinedTermSet": vocabulary,
    }


def _skill(taught: CourseSkill) -> dict[str, Any]:
    return {"@type": "DefinedTerm", "name": str(taught.skill), "url": taught.skill.uri}


def _hours(course: Course) -> str:
    return f"PT{course.hours}H" if course.hours else ""


def _offer(course: Course) -> dict[str, Any] | None:
    if course.cost_cents is None:
        return None
    return {
        "@type": "Offer",
        "category": "Paid" if course.cost_cents else "Free",
        "price": f"{course.cost_cents / 100:.2f}",
        "priceCurrency": "EUR",
        "url": _address(course),
    }


def _instance(course: Course, row: EditionRow) -> dict[str, Any]:
    edition = row.edition
    status = "EventCancelled" if edition.cancelled_at else "EventScheduled"
    return {
        "@type": "CourseInstance",
        "name": course.title,
        "description": course.summary or course.title,
        "url": _address(course),
        "courseMode": MODES[Mode(edition.mode)],
        "eventAttendanceMode": SCHEMA + ATTENDANCE[Mode(edition.mode)],
        "eventStatus": SCHEMA + status,
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "courseWorkload": _hours(course),
        "courseSchedule": _schedule(edition),
        "maximumAttendeeCapacity": edition.seats,
        "remainingAttendeeCapacity": None if edition.cancelled_at else row.seats_left,
        "inLanguage": course.language,
        "organizer": [_provider(course.partner), *(_provider(row.partner) for row in edition.together.all())],
        "location": _places(course, edition),
        "offers": _seat_offer(course, edition),
    }


def _schedule(edition: Edition) -> dict[str, Any] | None:
    if not edition.timetable:
        return None
    return {
        "@type": "Schedule",
        "description": edition.timetable,
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "scheduleTimezone": settings.TIME_ZONE,
    }


def _places(course: Course, edition: Edition) -> list[dict[str, Any]]:
    site = edition.site or course.site
    online = {"@type": "VirtualLocation", "url": _address(course)}
    places = [] if edition.mode == Mode.ONSITE else [online]
    return places if site is None or edition.mode == Mode.ONLINE else [place_data(site), *places]


def _seat_offer(course: Course, edition: Edition) -> dict[str, Any] | None:
    """The price is the course's; the window and whether there is room are the edition's."""
    availability = AVAILABILITY.get(edition.state)
    if (offer := _offer(course)) is None or availability is None:
        return offer
    first, last = edition.applications_open_on, edition.applications_close_on
    return offer | {
        "availability": SCHEMA + availability if last else None,
        "validFrom": first.isoformat() if first else None,
        "validThrough": last.isoformat() if last else None,
    }
