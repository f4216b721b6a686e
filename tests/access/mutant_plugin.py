"""A pytest plugin for `guard_mutants.py`: shows each test the mutants that it meets, until one fails.

`POLO_MUTANTS` names a file of lines `place|guard`. A test runs first as always; of the guards that it came to, each is
then taken away in turn, and the test runs again: what it says then goes to `POLO_TOLD`, one line of JSON per mutant. A
mutant that ENOUGH tests met without a word is asked no more.
"""

import json
import os
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from core import prepared
from tests.access.mutants import Mutant, mutants

ENOUGH = 60
FIRST = ("_policies", "_of_others", "_beside_the_table", "_standing", "_second_factor")
waiting: dict[str, Mutant] = {}
met: Counter[str] = Counter()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """What is asked at each request is met by every test: first those that were written about it."""
    items.sort(key=lambda item: not item.path.stem.endswith(FIRST))


def pytest_collection_finish(session) -> None:
    from django.urls import get_resolver

    get_resolver()._populate()
    wanted = set(Path(os.environ["POLO_MUTANTS"]).read_text().splitlines())
    waiting.update({name: each for each in mutants() if each.function and (name := name_of(each)) in wanted})


def name_of(mutant: Mutant) -> str:
    return f"{mutant.place}|{' '.join(mutant.guard.split())}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    prepared.forget()  # what makes a statement is called by whoever comes first
    with _calls() as reached:
        ran = yield
    for name in [name for name, mutant in waiting.items() if mutant.function in reached]:
        met[name] += 1
        if _tells(item, nextitem, waiting[name]):
            _tell(name, item.nodeid)
        elif met[name] >= ENOUGH:
            _tell(name, "")
    return ran


@contextmanager
def _calls():
    wanted, reached = {mutant.function for mutant in waiting.values()}, set()

    def note(frame, _event, _argument) -> None:
        code = frame.f_code
        function = (code.co_filename, code.co_name, code.co_firstlineno)
        if function in wanted:
            reached.add(function)

    threading.settrace(note)
    sys.settrace(note)
    try:
        yield reached
    finally:
        sys.settrace(None)
        threading.settrace(None)


def _tells(item, nextitem, mutant: Mutant) -> bool:
    undo = mutant.apply()
    item._initrequest()
    try:
        return any(report.failed for report in runtestprotocol(item, nextitem=nextitem, log=False))
    finally:
        undo()


def _tell(name: str, test: str) -> None:
    del waiting[name]
    with Path(os.environ["POLO_TOLD"]).open("a") as told:
        told.write(json.dumps({"mutant": name, "test": test, "met": met[name]}) + "\n")


def pytest_sessionfinish(session) -> None:
    """What no test told, or no test met."""
    for name in [*waiting]:
        _tell(name, "")
