"""A check of JSON-LD against schema.org: properties that exist for the type, with values of the types they take.

The part of the vocabulary that the portal uses, typed from schema.org (release 28): `TYPES` names the parents of a
type, `PROPERTIES` the types that have a property and what it may hold. What is not in here is a mistake.
"""

import re

TYPES = {
    "Thing": (), "Intangible": ("Thing",), "CreativeWork": ("Thing",), "Place": ("Thing",), "Event": ("Thing",),
    "Organization": ("Thing",), "Course": ("CreativeWork",), "CourseInstance": ("Event",),
    "EducationalOccupationalCredential": ("CreativeWork",), "DefinedTerm": ("Intangible",), "Offer": ("Intangible",),
    "Audience": ("Intangible",), "Schedule": ("Intangible",), "VirtualLocation": ("Intangible",),
    "PostalAddress": ("Intangible",), "GeoCoordinates": ("Intangible",),
}  # fmt: skip
DATE, TIME, DURATION = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT\S+", r"PT\d+H"
WEB = r"https?://\S+"
TEXT = r"(?s).+"
PROPERTIES = {
    "name": ("Thing", TEXT), "description": ("Thing", TEXT), "url": ("Thing", WEB), "sameAs": ("Thing", WEB),
    "provider": ("CreativeWork", "Organization"), "about": ("CreativeWork", "DefinedTerm"),
    "teaches": ("CreativeWork", "DefinedTerm"), "keywords": ("CreativeWork", TEXT),
    "educationalLevel": ("CreativeWork", "DefinedTerm"), "timeRequired": ("CreativeWork", DURATION),
    "isAccessibleForFree": ("CreativeWork", bool), "dateModified": ("CreativeWork", TIME),
    "inLanguage": ("CreativeWork Event", r"[a-z]{2}"), "audience": ("CreativeWork Event", "Audience"),
    "offers": ("CreativeWork Event", "Offer"), "coursePrerequisites": ("Course", TEXT),
    "educationalCredentialAwarded": ("Course", "EducationalOccupationalCredential"),
    "hasCourseInstance": ("Course", "CourseInstance"),
    "competencyRequired": ("EducationalOccupationalCredential", "DefinedTerm"),
    "termCode": ("DefinedTerm", TEXT), "inDefinedTermSet": ("DefinedTerm", WEB), "audienceType": ("Audience", TEXT),
    "category": ("Offer", "Free|Paid"), "price": ("Offer", r"\d+\.\d\d"), "priceCurrency": ("Offer", r"[A-Z]{3}"),
    "availability": ("Offer", "https://schema.org/(InStock|SoldOut|PreOrder|Discontinued)"),
    "validFrom": ("Offer", DATE), "validThrough": ("Offer", DATE),
    "courseMode": ("CourseInstance", "online|onsite|blended"), "courseWorkload": ("CourseInstance", DURATION),
    "courseSchedule": ("CourseInstance", "Schedule"), "scheduleTimezone": ("Schedule", "Europe/Rome"),
    "startDate": ("Event Schedule", DATE), "endDate": ("Event Schedule", DATE), "organizer": ("Event", "Organization"),
    "eventStatus": ("Event", "https://schema.org/Event(Scheduled|Cancelled)"),
    "eventAttendanceMode": ("Event", "https://schema.org/(Offline|Online|Mixed)EventAttendanceMode"),
    "location": ("Event", "Place VirtualLocation"), "maximumAttendeeCapacity": ("Event", int),
    "remainingAttendeeCapacity": ("Event", int), "address": ("Place", "PostalAddress"),
    "geo": ("Place", "GeoCoordinates"), "latitude": ("GeoCoordinates", float), "longitude": ("GeoCoordinates", float),
    "streetAddress": ("PostalAddress", TEXT), "postalCode": ("PostalAddress", r"\d{5}"),
    "addressLocality": ("PostalAddress", TEXT), "addressRegion": ("PostalAddress", r"[A-Z]{2}"),
    "addressCountry": ("PostalAddress", "IT"),
}  # fmt: skip
# What search engines ask of a course before they show it.
REQUIRED = {
    "Course": {"name", "description", "provider"},
    "CourseInstance": {"name", "courseMode", "startDate", "endDate"},
    "Offer": {"category"},
    "Organization": {"name"},
    "DefinedTerm": {"name"},
    "Place": {"address"},
}


def problems(node, path="$"):
    """What is wrong with a node and what hangs from it, in words."""
    kind = node.get("@type")
    if kind not in TYPES:
        return [f"{path}: unknown type {kind}"]
    found = [f"{path}: {name} is missing" for name in sorted(REQUIRED.get(kind, set()) - set(node))]
    for name, value in node.items():
        if not name.startswith("@"):
            found += _property_problems(kind, name, value, f"{path}.{name}")
    return found


def _property_problems(kind, name, value, path):
    domain, expected = PROPERTIES.get(name, ("", None))
    if not set(domain.split()) & _lineage(kind):
        return [f"{path}: {kind} has no {name}"]
    values = value if isinstance(value, list) else [value]
    return [problem for each in values for problem in _value_problems(each, expected, path)]


def _value_problems(value, expected, path):
    if isinstance(expected, type):
        return [] if type(value) is expected else [f"{path}: {value!r} is no {expected.__name__}"]
    if isinstance(value, dict):
        wrong = [] if value.get("@type") in expected.split() else [f"{path}: takes no {value.get('@type')}"]
        return wrong + problems(value, path)
    is_right = isinstance(value, str) and expected not in TYPES and re.fullmatch(expected, value)
    return [] if is_right else [f"{path}: {value!r} is not {expected}"]


def _lineage(kind):
    return {kind}.union(*(_lineage(parent) for parent in TYPES[kind]))
