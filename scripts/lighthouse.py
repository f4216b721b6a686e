#!/usr/bin/env python
"""Measure pages of a running portal with Lighthouse (mobile preset); writes docs/evidence/lighthouse.md.

    npm install --prefix /tmp/lighthouse lighthouse
    python scripts/lighthouse.py http://localhost:8000 --page Home=/ --page Catalogue=/formazione/

Each page is measured several times and the medians are written. Needs node, Lighthouse and Chromium; CHROME_PATH
names the browser where it has another place than /usr/bin/chromium.
"""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BARS = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 95}
HEADINGS = ["Performance", "Accessibility", "Best practices", "SEO", "LCP (s)", "Transferred (KB)", "JavaScript (KB)"]
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"
KILO = 1024
TEXT = """# Lighthouse

Measured on {date} with Lighthouse {lighthouse} (mobile preset: slow 4G and a processor four times slower, simulated)
and {browser}, against a portal with demo data served by gunicorn. Medians of {runs} runs.
Bars: performance {performance}, accessibility {accessibility}, best practices {best-practices}, SEO {seo}.

{table}

To repeat, with `make run` in another terminal:

    npm install --prefix /tmp/lighthouse lighthouse
    python scripts/lighthouse.py http://localhost:8000 {pages}
"""


def main() -> int:
    options = _arguments()
    pages = dict(page.split("=", 1) for page in options.page)
    reports = {
        name: [_measure(options.lighthouse, options.address.rstrip("/") + path) for _ in range(options.runs)]
        for name, path in pages.items()
    }
    first = next(iter(reports.values()))[0]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(
        TEXT.format(
            date=datetime.datetime.now(tz=datetime.UTC).date(),
            lighthouse=first["lighthouseVersion"],
            browser=_browser(first["environment"]["hostUserAgent"]),
            runs=options.runs,
            table=_table(pages, reports),
            pages=" ".join(f"--page {name}={path}" for name, path in pages.items()),
            **BARS,
        )
    )
    sys.stdout.write(_table(pages, reports) + "\n")
    short = [line for name, runs in reports.items() for line in _shortfalls(name, runs)]
    sys.stdout.write("".join(f"{line}\n" for line in short))
    return 1 if short else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure pages of a running portal with Lighthouse.")
    parser.add_argument("address", help="of the portal, for example http://localhost:8000")
    parser.add_argument("--page", action="append", required=True, metavar="NAME=PATH", help="may be repeated")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--lighthouse", default="/tmp/lighthouse/node_modules/.bin/lighthouse")  # noqa: S108 - read only
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "evidence" / "lighthouse.md")
    return parser.parse_args()


def _measure(lighthouse: str, url: str) -> dict[str, Any]:
    """One run of Lighthouse on one page."""
    environment = {"CHROME_PATH": "/usr/bin/chromium", **os.environ}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.json"
        command = [lighthouse, url, "--quiet", "--output=json", f"--output-path={output}", f"--chrome-flags={FLAGS}"]
        subprocess.run(command, check=True, env=environment)
        report: dict[str, Any] = json.loads(output.read_text())
    if error := report.get("runtimeError"):
        raise RuntimeError(f"{url}: {error['message']}")
    return report


def _figures(report: dict[str, Any]) -> list[float]:
    """Four scores of a hundred, then seconds and kilobytes."""
    scores = [report["categories"][name]["score"] * 100 for name in BARS]
    requests = report["audits"]["network-requests"]["details"]["items"]
    scripts = [item["transferSize"] for item in requests if item.get("resourceType") == "Script"]
    return [
        *scores,
        report["audits"]["largest-contentful-paint"]["numericValue"] / 1000,
        sum(item["transferSize"] for item in requests) / KILO,
        sum(scripts) / KILO,
    ]


def _medians(runs: list[dict[str, Any]]) -> list[float]:
    return [statistics.median(column) for column in zip(*map(_figures, runs), strict=True)]


def _table(pages: dict[str, str], reports: dict[str, list[dict[str, Any]]]) -> str:
    lines = [f"| Page | {' | '.join(HEADINGS)} |", f"|---|{'---:|' * len(HEADINGS)}"]
    for name, runs in reports.items():
        *scores, seconds, total, scripts = _medians(runs)
        cells = [*(f"{score:.0f}" for score in scores), f"{seconds:.1f}", f"{total:.0f}", f"{scripts:.1f}"]
        lines.append(f"| {name} `{pages[name]}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shortfalls(name: str, runs: list[dict[str, Any]]) -> list[str]:
    """Which medians stay under their bar, with the audits that failed."""
    low = [
        f"{name}: {category} {score:.0f} < {bar}"
        for (category, bar), score in zip(BARS.items(), _medians(runs), strict=False)
        if round(score) < bar
    ]
    if not low:
        return []
    scored = [ref["id"] for category in BARS for ref in runs[0]["categories"][category]["auditRefs"] if ref["weight"]]
    failed = [audit for audit in scored if runs[0]["audits"][audit]["score"] not in (None, 1)]
    return [*low, f"{name}: look at {', '.join(failed)}"]


def _browser(agent: str) -> str:
    return next((part for part in agent.split() if "Chrom" in part), agent).replace("Headless", "").replace("/", " ")


if __name__ == "__main__":
    sys.exit(main())
