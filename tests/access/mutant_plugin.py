"""A pytest plugin for `guard_mutants.py`.

`POLO_REACH=file` notes which test comes to which guard: {function: tests}. `POLO_MUTANT="place|guard"` takes one guard
away before the tests run.
"""

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from core import prepared

found: dict[tuple[str, str, int], list[str]] = {}


def pytest_collection_finish(session) -> None:
    from django.urls import get_resolver

    from tests.access.mutants import mutants

    get_resolver()._populate()
    if os.environ.get("POLO_REACH"):
        found.update({each.function: [] for each in mutants() if each.function})
        return
    wanted = os.environ["POLO_MUTANT"]
    [mutant] = [each for each in mutants() if f"{each.place}|{each.guard}" == wanted]
    mutant.apply()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    if not found:
        return (yield)
    prepared.forget()  # what makes a statement is called by whoever comes first

    def note(frame, _event, _argument) -> None:
        code = frame.f_code
        tests = found.get((code.co_filename, code.co_name, code.co_firstlineno))
        if tests is not None and tests[-1:] != [item.nodeid]:
            tests.append(item.nodeid)

    threading.settrace(note)
    sys.settrace(note)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)


def pytest_sessionfinish(session) -> None:
    if found:
        lines = [{"function": function, "tests": tests} for function, tests in found.items()]
        Path(os.environ["POLO_REACH"]).write_text(json.dumps(lines))
