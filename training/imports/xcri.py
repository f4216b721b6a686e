"""XCRI-CAP, the European feed of courses: one record per presentation, or one for a course without any.

Versions 1.1 and 1.2 differ by their namespaces and by a few names; elements are found by their local names.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from core.imports.xml_file import children, local_name, words

Record = dict[str, str]
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
MODES = {"CM": "in presenza", "DA": "a distanza", "DS": "a distanza", "ON": "a distanza", "MM": "mista", "WB": "mista"}
CAMPUS = MODES["CM"]
HOURS = re.compile(r"^PT(\d+)H$")


def xcri_records(catalogue: Element) -> Iterator[Record]:
    for provider in children(catalogue, "provider"):
        for course in children(provider, "course"):
            said = _course(course)
            presentations = children(course, "presentation")
            for presentation in presentations:
                yield said | _presentation(presentation)
            if not presentations:
                yield said


FORMATS = {"catalog": xcri_records}


def _course(course: Element) -> Record:
    qualification = next(iter(children(course, "qualification")), course)
    return {
        "identifier": _identifier(course),
        "title": _first(course, "title"),
        "type": next((words(one) for one in children(course, "type") if not one.get(TYPE)), ""),
        "abstract": _first(course, "abstract"),
        "description": _first(course, "description"),
        "qualification": _first(qualification, "title") if qualification is not course else "",
        "prerequisite": _first(course, "prerequisite"),
    }


def _presentation(presentation: Element) -> Record:
    venue = next((one for one in presentation.iter() if local_name(one) == "venue"), None)
    mode = next(iter(children(presentation, "attendanceMode")), None)
    return {
        "start": _day(presentation, "start"),
        "end": _day(presentation, "end"),
        "applyFrom": _day(presentation, "applyFrom"),
        "applyUntil": _day(presentation, "applyUntil"),
        "applyTo": _first(presentation, "applyTo"),
        "attendanceMode": CAMPUS if mode is None else MODES.get(mode.get("identifier", ""), words(mode)),
        "attendancePattern": _first(presentation, "attendancePattern"),
        "places": _first(presentation, "places"),
        "cost": _first(presentation, "cost"),
        "hours": _hours(presentation),
        "venue": next((words(one) for one in venue.iter() if local_name(one) == "town"), "")
        if venue is not None
        else "",
    }


def _identifier(course: Element) -> str:
    """The provider's own code where there is one, else the address that stands for the course."""
    found = children(course, "identifier")
    own = [one for one in found if one.get(TYPE, "").endswith("internalID")]
    return words(next(iter(own or found), None))


def _first(element: Element, name: str) -> str:
    """Descriptions with a type of their own are other things."""
    found = children(element, name)
    plain = [one for one in found if not one.get(TYPE)]
    return words(next(iter(plain or found), None))


def _day(element: Element, name: str) -> str:
    """The machine's date where it is a whole one, else what people read."""
    found = next(iter(children(element, name)), None)
    if found is None:
        return ""
    written = found.get("dtf", "")
    return written if len(written) >= len("2026-09-01") else words(found)


def _hours(presentation: Element) -> str:
    """A duration in months says nothing about hours."""
    duration = next(iter(children(presentation, "duration")), None)
    found = HOURS.match(duration.get("interval", "")) if duration is not None else None
    return found[1] if found else ""
