"""The shared vocabulary by the keys that the demo names."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from skills.enums import SKILL_KINDS, ConceptKind, Importance
from skills.models import Concept, OccupationSkill

# Where the rarest skills of the occupation are not those that a firm of the Gulf would write first.
WRITTEN = {
    "welder": (
        "perform-tungsten-inert-gas-welding perform-metal-active-gas-welding read-wps weld-mma "
        "wear-protective-gear weld-aluminium-and-light-alloys? fire-watch?"
    ),
    "cnc-programmer": (
        "program-a-cnc-controller use-cam-software choose-cutting-tools-and-parameters machine-on-5-axis-centres "
        "interpret-geometric-dimensions-and-tolerances technical-english?"
    ),
    "computer-numerical-control-machine-operator": (
        "operate-cnc-machines set-up-machine-tools tend-cnc-lathe tend-cnc-milling-machine "
        "use-measurement-instruments program-a-cnc-controller? statistical-process-control?"
    ),
    "marine-mechatronics-technician": (
        "hybrid-ship-propulsion energy-storage-systems electric-drives plc install-mechatronic-equipment "
        "alternative-marine-fuels? shore-power?"
    ),
    "marine-upholsterer": (
        "provide-customized-upholstery upholster-transport-interiors attend-to-detail use-tools-with-precision "
        "meet-deadlines?"
    ),
    "structural-ironworker": (
        "mark-out-structural-steelwork apply-arc-welding-techniques read-engineering-drawings rig-loads "
        "work-at-heights operate-aerial-platforms?"
    ),
}


@dataclass(frozen=True)
class Vocabulary:
    """Primary keys of skills and occupations by notation, and what each occupation asks for."""

    skills: dict[str, int]
    occupations: dict[str, int]
    asked: dict[str, list[tuple[int, str]]]

    def skills_of(self, occupation: str) -> list[int]:
        return [skill for skill, _ in self.asked[occupation]]

    def main_skills(self, occupation: str, *, essential: int = 5, optional: int = 2) -> list[tuple[int, str]]:
        """A short list as a firm would write it: the first essential and the first useful ones."""
        if words := WRITTEN.get(occupation):
            optional_words = {word for word in words.split() if word.endswith("?")}
            return [
                (
                    self.skills[word.rstrip("?")],
                    Importance.OPTIONAL if word in optional_words else Importance.ESSENTIAL,
                )
                for word in words.split()
            ]
        rows = self.asked[occupation]
        first = [row for row in rows if row[1] == Importance.ESSENTIAL][:essential]
        return first + [row for row in rows if row[1] == Importance.OPTIONAL][:optional]


def vocabulary_read() -> Vocabulary:
    skills = Concept.objects.in_use().filter(kind__in=SKILL_KINDS).order_by("pk").values_list("notation", "pk")
    occupations = Concept.objects.in_use().filter(kind=ConceptKind.OCCUPATION).order_by("pk")
    asked: dict[str, list[tuple[int, str]]] = {}
    # What few occupations ask for says most about each of them, so it comes first.
    rows = OccupationSkill.objects.annotate(shared=_askers()).order_by("importance", "shared", "skill__notation")
    for occupation, skill, importance in rows.values_list("occupation__notation", "skill_id", "importance"):
        asked.setdefault(occupation, []).append((skill, importance))
    return Vocabulary(dict(skills), dict(occupations.values_list("notation", "pk")), asked)


def _askers() -> Subquery:
    same = OccupationSkill.objects.filter(skill=OuterRef("skill")).order_by().values("skill")
    return Subquery(same.annotate(number=Count("pk")).values("number"))
