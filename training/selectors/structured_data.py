"""A course and its editions in schema.org words (domain: Course, CourseInstance)."""

from typing import Any

from django.conf import settings

from partners.structured_data import place_data
from training.enums import EditionState, Mode
from training.models import Course, Edition
from training.selectors.course_page import EditionRow

MODES = {Mode.ONSITE: "onsite", Mode.ONLINE: "online", Mode.BLENDED: "blended"}
OVER = (EditionState.FINISHED, EditionState.CANCELLED)


def course_data(course: Course, rows: list[EditionRow]) -> dict[str, Any]:
    return {
        "@type": "Course",
        "name": course.title,
        "description": course.summary or course.description or course.title,
        "url": settings.SITE_URL + course.get_absolute_url(),
        "provider": {"@type": "Organization", "name": course.partner.name, "sameAs": course.partner.website},
        "coursePrerequisites": course.entry_requirements or course.kind.entry,
        "educationalCredentialAwarded": course.certification or course.kind.exit_title,
        "educationalLevel": f"EQF {eqf}" if (eqf := course.eqf or course.kind.eqf) else "",
        "about": f"http://data.europa.eu/snb/isced-f/{course.isced_f}" if course.isced_f else "",
        "teaches": [taught.skill.label_it for taught in course.taught.all()],
        "inLanguage": "it",
        "offers": _offer(course),
        "hasCourseInstance": [_instance(course, row.edition) for row in rows if row.edition.state not in OVER],
    }


def _offer(course: Course) -> dict[str, Any] | None:
    if course.cost_cents is None:
        return None
    price = f"{course.cost_cents / 100:.2f}"
    category = "Paid" if course.cost_cents else "Free"
    return {"@type": "Offer", "category": category, "price": price, "priceCurrency": "EUR"}


def _instance(course: Course, edition: Edition) -> dict[str, Any]:
    return {
        "@type": "CourseInstance",
        "courseMode": MODES[Mode(edition.mode)],
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "courseWorkload": f"PT{course.hours}H" if course.hours else "",
        "maximumAttendeeCapacity": edition.seats,
        "location": place_data(site) if (site := edition.site or course.site) else None,
    }
