"""Sorts every test into unit, database, worker or browser, and counts how each kind ended.

The kind follows from what a test asks for, so that nobody has to remember a marker.
"""

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

KINDS = ("unit", "database", "worker", "browser")
_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "admin_client"}
_WORKER = {"celery_worker", "worker"}
_BROWSER = {"page", "browser", "browser_context", "chromium"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the system's Chromium, which is the browser that the tests drive."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def kind_of(item: pytest.Item) -> str:
    fixtures = set(getattr(item, "fixturenames", ()))
    if (
        item.get_closest_marker("browser")
        or item.nodeid.startswith("tests/browser/")
        or fixtures & _BROWSER
    ):
        return "browser"
    if item.get_closest_marker("worker") or fixtures & _WORKER:
        return "worker"
    in_ground = item.nodeid.startswith("tests/ground/")
    if in_ground or item.get_closest_marker("django_db") or fixtures & _DATABASE:
        return "database"
    return "unit"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = find_chromium() is None
    for item in items:
        kind = kind_of(item)
        item.user_properties.append(("kind", kind))
        if kind != "unit":
            item.add_marker(kind)
        if kind == "browser" and missing:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


def counts_of(reports: dict[str, list[object]]) -> dict[str, dict[str, int]]:
    """Return tests by kind and by outcome; a test whose teardown fails counts once, as failed."""
    outcome: dict[str, tuple[str, str]] = {}
    names = {"passed": "passed", "skipped": "skipped", "failed": "failed", "error": "failed"}
    names |= {"xfailed": "passed", "xpassed": "failed"}
    for status, name in names.items():
        for report in reports.get(status, []):
            kind = dict(getattr(report, "user_properties", ())).get("kind", "unit")
            before = outcome.get(report.nodeid)  # type: ignore[attr-defined]
            if before is None or before[1] != "failed":
                outcome[report.nodeid] = (kind, name)  # type: ignore[attr-defined]
    kinds = Counter(kind for kind, _name in outcome.values())
    ends = Counter(name for _kind, name in outcome.values())
    return {"kinds": dict(kinds), "ends": dict(ends)}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leave the counts for `make test`, whose last line they are."""
    if file := os.environ.get("DANGOL_TEST_COUNTS"):
        Path(file).write_text(json.dumps(counts_of(terminalreporter.stats)))
