"""`make bench`: every figure of the bench_*.py files, one line each.

python -m benchmarks            all of them
python -m benchmarks match      only those whose name has the word
"""

import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from polo.servers import ensure_servers


def modules(words: list[str]) -> list[str]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    return [name for name in names if not words or any(word in name for word in words)]


def report(figures: Iterable) -> None:
    for figure in figures:
        verdict = "ok" if figure.ok else "short"
        print(f"{figure.name} | {figure.value:.4g} | {figure.reference} | {figure.bar} | {verdict}", flush=True)


def main(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.test")
    ensure_servers()
    import django

    django.setup()
    for name in modules(words):
        report(importlib.import_module(f"benchmarks.{name}").run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
