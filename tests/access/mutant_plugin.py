"""A pytest plugin that takes one guard away before the tests run: `POLO_MUTANT="place|guard"` (guard_mutants.py)."""

import os


def pytest_collection_finish(session) -> None:
    from django.urls import get_resolver

    from tests.access.mutants import mutants

    get_resolver()._populate()
    wanted = os.environ["POLO_MUTANT"]
    [mutant] = [each for each in mutants() if f"{each.place}|{each.guard}" == wanted]
    mutant.apply()
