"""How tests are shared out among the workers of pytest-xdist: those that share something costly stay together.

Marks of `--dist loadgroup` say the same, but from pytest 9.2 on they are passed over in silence (pytest-xdist, issue
1386): the same world was built half a dozen times.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Where the tests of a group stand. The longest come first: at the end no worker waits for the other.
TOGETHER = (
    "tests/hostile/",  # a world and its forms
    "tests/browser/",  # a portal with demo data, served, and where its pages are
    "tests/accounts/test_identity.py",  # two portals that talk with each other
    "tests/polo_demo/",  # the demo
)


class Together(LoadScopeScheduling):
    """The tests of a group go to one worker, one after the other; any other test goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    config.option.loadscopereorder = False  # by the number of tests: one of them may take as long as a thousand
    return Together(config, log)


def turn(item: pytest.Item) -> int:
    """Groups by their length, then other long tests, then the rest in the order drawn for this run."""
    for place, group in enumerate(TOGETHER):
        if item.nodeid.startswith(group):
            return place
    return len(TOGETHER) + (item.get_closest_marker("bombard") is None)
