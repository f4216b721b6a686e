"""Tests that share something costly stay on one worker: said by marks alone, a new pytest forgot it in silence."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.databases import unmeasured
from tests.workers import TOGETHER

ROOT = Path(__file__).resolve().parents[1]
SIX_TESTS = "import pytest\n\n\n@pytest.mark.parametrize('n', range(6))\ndef test_it(n):\n    pass\n"
PLUGINS = ("-p", "xdist", "-p", "tests.workers")


def test_a_group_stays_on_one_worker_and_the_rest_is_shared(tmp_path):
    for name in ("hostile/test_a.py", "apart/test_b.py", "hostile/test_c.py"):
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SIX_TESTS)
    environment = unmeasured() | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)

    said = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGINS, "-n", "2", "-v", f"--rootdir={tmp_path}", os.fspath(tmp_path)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    hostile = re.findall(r"\[(gw\d)\] .* PASSED tests/hostile/", said)
    assert (len(hostile), len(set(hostile))) == (12, 1), said
    assert set(re.findall(r"\[(gw\d)\] .* PASSED", said)) == {"gw0", "gw1"}


def test_what_stays_together_is_there():
    assert [group for group in TOGETHER if not (ROOT / group).exists()] == []
