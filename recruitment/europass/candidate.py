"""The Candidate that europass.europa.eu writes since 2020 (HR Open Standards 3 with the Commission's own elements).

Real files differ from the published schema in order and in what is there: elements are found by their local name,
none is required. Of `CandidatePerson` only the mother tongues are looked at.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from core.imports.xml_file import children, local_name
from recruitment.europass import entries
from recruitment.europass.entries import Day, Entry
from recruitment.europass.words import line, plain

PARTS = {
    "CEF-Understanding-Listening": "listening",
    "CEF-Understanding-Reading": "reading",
    "CEF-Speaking-Interaction": "interaction",
    "CEF-Speaking-Production": "production",
    "CEF-Writing-Production": "writing",
}
PROFILE = "CandidateProfile"
# Blocks in which skills are told, as names or in words.
SKILLS = (
    "Skills", "DigitalSkills", "OrganisationalSkills", "CommunicationAndInterpersonalSkills",
    "ManagementAndLeadershipSkills", "PersonQualifications",
)  # fmt: skip
NAMES = {"CompetencyName", "Description", "Title", "CompetencyID"}


def entries_of(root: Element) -> Iterator[Entry]:
    for employer in _at(root, PROFILE, "EmploymentHistory", "EmployerHistory"):
        yield from _jobs(employer)
    yield from map(_study, _at(root, PROFILE, "EducationHistory", "EducationOrganizationAttendance"))
    for tongue in _at(root, "CandidatePerson", "PrimaryLanguageCode"):
        yield entries.language(_code(tongue, tongue.get("name")), label=tongue.text)
    for competency in _at(root, PROFILE, "PersonQualifications", "PersonCompetency"):
        if _text(competency, "TaxonomyID").lower() == "language":
            yield _language(competency)
    for code in _at(root, PROFILE, "Licenses", "License", "LicenseTypeCode"):
        yield entries.licence(code.text)


def text_of(root: Element) -> str:
    """Names of skills, and what is written about them."""
    told: list[str] = []
    for profile in _at(root, PROFILE):
        for block in children(profile, *SKILLS):
            told += [plain(one.text) for one in block.iter() if local_name(one) in NAMES]
    return "\n".join(words for words in told if words)


def _jobs(employer: Element) -> Iterator[Entry]:
    """The period stands on the post; where it does not, on the employer."""
    for post in children(employer, "PositionHistory") or [employer]:
        periods = [*_at(post, "EmploymentPeriod"), *_at(employer, "EmploymentPeriod")]
        period = periods[0] if periods else employer
        facts = {
            "role": _text(post, "PositionTitle"),
            "employer": _text(employer, "OrganizationName"),
            "description": next((one.text for one in _at(post, "Description")), None),
        }
        yield entries.work(facts, start=_day(period, "StartDate"), end=_end(period, "CurrentIndicator"))


def _study(attended: Element) -> Entry:
    period = next(_at(attended, "AttendancePeriod"), attended)
    degree = next(_at(attended, "EducationDegree"), attended)
    fields = [line(one.text) for one in degree.iter() if local_name(one) == "ProgramConcentration"]
    facts = {
        "title": _text(degree, "DegreeName") or _text(attended, "ProgramName"),
        "school": _text(attended, "OrganizationName"),
        "eqf": _text(attended, "EducationLevelCode") or _text(degree, "EducationLevelCode"),
        "isced_f": fields[-1] if fields else "",
    }
    return entries.study(facts, end=_end(period, "Ongoing"))


def _language(competency: Element) -> Entry:
    named = next(_at(competency, "CompetencyID"), None)
    code = "" if named is None else _code(named, named.get("schemeName"))
    levels = {
        PARTS[kind]: _text(dimension, "Score", "ScoreText")
        for dimension in _at(competency, "CompetencyDimension")
        if (kind := _text(dimension, "CompetencyDimensionTypeCode")) in PARTS
    }
    return entries.language(code, label="" if named is None else named.text, levels=levels)


def _code(element: Element, scheme: str | None) -> str:
    """Free text is a name, not a code: nobody guesses which language it means."""
    return "" if "FREE" in (scheme or "").upper() else line(element.text)


def _end(period: Element, current: str) -> Day | None:
    return None if _text(period, current).lower() == "true" else _day(period, "EndDate")


def _day(period: Element, name: str) -> Day:
    written = _text(period, name, "FormattedDateTime").partition("T")[0]
    return Day(*(written.split("-") + ["", "", ""])[:3])


def _at(element: Element, *path: str) -> Iterator[Element]:
    found: Iterable[Element] = [element]
    for name in path:
        found = [child for one in found for child in children(one, name)]
    yield from found


def _text(element: Element, *path: str) -> str:
    return next((line(one.text) for one in _at(element, *path)), "")
