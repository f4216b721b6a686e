"""Every change leaves its trace: read from the code of the services, and by sending every form that can be sent."""

import ast
from pathlib import Path

from tests.test_conventions import WRITERS, python_code

TELLING = {"record_event", "record_look", "record_looks"}
# Public functions of services that write and leave no event, and why.
SILENT = {
    "accounts.services.exports.exports_expire": "a copy goes on the day that was told; asking for it left an event",
    "accounts.services.retention.retention_run": "the run is a row of its own, and each duty leaves its events",
    "accounts.services.guardians.guardian_send_waiting": "sends again what was asked: asking left an event",
    "accounts.services.sessions.sessions_forget": "what nobody comes back to: the night's run has the figure",
    "core.services.notification_read": "the person's own notice",
    "core.services.notify": "the notice is the trace",
    "partners.services.loose_files.loose_files_delete": "bytes that no row holds: nobody's document",
    "recruitment.services.assessment.claims_refresh": "derived from the assessment, whose change left its event",
    "recruitment.services.clocks.showings_record": "the row is the trace: whose card was on a first page, and when",
    "recruitment.services.cv.cvs_read": "reads what its person handed in: that, and their yes, left events",
    "recruitment.services.ground.ground_measure": "how rare a skill is, derived; nobody's name is in the row",
    "recruitment.services.matching.opening_changed": "a mark of what is due; the edit left its event",
    "recruitment.services.matching.rematch_due": "matches are derived from what has its events",
    "recruitment.services.matching.rematch_all": "matches are derived from what has its events",
    "skills.services.classifications.correspondences_load": "a published table, loaded by a command",
    "training.services.drafts.draft_delete": "the service that calls it leaves the event",
    "training.services.drafts.draft_write": "the service that calls it leaves the event",
    "training.services.empty_searches.empty_search_note": "counts words; nobody's name is in the row",
    "training.services.empty_searches.empty_searches_forget": "counts words; nobody's name is in the row",
    "training.services.kept.bookmark_toggle": "one's own list: five years of audit of what one looked at is too much",
    "training.services.kept.search_save": "one's own list, as above",
    "training.services.kept.search_change": "one's own list, as above",
    "training.services.kept.search_delete": "one's own list, as above",
    "training.services.kept.alerts_send": "the notice is the trace",
    "training.services.review.course_checked": "the service that calls it leaves the event",
    "training.services.search_words.synonyms_changed": "empties a cache; the admin leaves the event",
    "training.services.search_words.words_add": "words for the search, derived",
    "training.services.search_words.words_renew": "words for the search, derived",
}


def is_service(path: Path) -> bool:
    return path.name == "services.py" or "services" in path.parts


def known_as(module: str, name: str) -> str:
    """A private function is its module's own: others may be called the same."""
    return f"{module}.{name}" if name.startswith("_") else name


def called(function: ast.FunctionDef, module: str) -> set[str]:
    """Names of what a function calls, `f(…)` and `module.f(…)` alike, or hands on to be called."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    handed = {known_as(module, arg.id) for call in calls for arg in call.args if isinstance(arg, ast.Name)}
    return handed | {
        call.func.attr if isinstance(call.func, ast.Attribute) else known_as(module, getattr(call.func, "id", ""))
        for call in calls
    }


def services() -> dict[str, tuple[str, set[str]]]:
    """{where: (name, calls)} of each function of the service modules."""
    return {
        f"{module}.{node.name}": (known_as(module, node.name), called(node, module))
        for path, tree in python_code()
        if is_service(path)
        for module in [path.with_suffix("").as_posix().replace("/", ".")]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def reaching(found: dict[str, tuple[str, set[str]]], goal: set[str]) -> set[str]:
    """Names of the functions that call one of `goal`, directly or through another of the services."""
    names = set(goal)
    while True:
        more = {name for name, calls in found.values() if calls & names} - names
        if not more:
            return names
        names |= more


def test_every_service_that_writes_leaves_an_event():
    found = services()
    writes, tells = reaching(found, WRITERS), reaching(found, TELLING)
    silent = {where for where, (name, _calls) in found.items() if "._" not in where and name in writes - tells}

    assert silent == set(SILENT)
