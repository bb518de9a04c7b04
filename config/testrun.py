"""`make test`, `make quick` and `make browser`: every check in turn, and what came of them."""

import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
KINDS = ("unit", "database", "worker", "browser")
# What a server behind HTTPS would set; `check --deploy` has to be clean with it.
PRODUCTION = {"PUBLIC_URL": "https://dangol.example", "ALLOWED_HOSTS": "dangol.example"}


@dataclass(frozen=True)
class Check:
    """One command that has to end with 0."""

    name: str
    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def _module(name: str, *words: str) -> list[str]:
    return [PYTHON, "-m", name, *words]


def static_checks() -> list[Check]:
    """Return the checks that need no engine."""
    return [
        Check("ruff check", _module("ruff", "check", ".")),
        Check("ruff format", _module("ruff", "format", "--check", ".")),
        Check("import contracts", [str(Path(PYTHON).with_name("lint-imports"))]),
        Check("mypy", _module("mypy", ".")),
        Check("messages", _module("config.messages", "check")),
    ]


def site_checks() -> list[Check]:
    """Return Django's own checks: no migration forgotten, nothing unsafe in production."""
    made = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "DANGOL_PERSON_KEY")}
    made["DANGOL_SECRET_KEYS"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    manage = [PYTHON, "-W", "ignore", "manage.py"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], made),
        Check("check --deploy", deploy, made | PRODUCTION),
    ]


def pytest_words(selection: list[str]) -> list[str]:
    processes = str(min(4, os.cpu_count() or 1))
    return _module("pytest", "-q", "-n", processes, "--dist", "loadfile", *selection)


def passes(check: Check) -> bool:
    """Run one check; its output is shown only if it fails."""
    begun = time.monotonic()
    print(f"{check.name} ...", end=" ", flush=True)
    environment = os.environ | check.environment
    run = subprocess.run(check.words, cwd=ROOT, env=environment, capture_output=True, text=True)
    print(
        f"{'ok' if not run.returncode else 'FAILED'} {time.monotonic() - begun:.1f} s", flush=True
    )
    if run.returncode:
        print(run.stdout + run.stderr, flush=True)
    return run.returncode == 0


def run_tests(selection: list[str]) -> tuple[int, dict[str, dict[str, int]]]:
    """Run pytest; return its exit code and the counts that tests/plugins/kinds.py left."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.json"
        environment = os.environ | {"DANGOL_TEST_COUNTS": str(file)}
        code = subprocess.run(pytest_words(selection), cwd=ROOT, env=environment).returncode
        counts = json.loads(file.read_text()) if file.exists() else {"kinds": {}, "ends": {}}
    return code, counts


def last_lines(counts: dict[str, dict[str, int]], problems: list[str]) -> list[str]:
    """Return what a person and a machine read first, the line with the kinds last."""
    kinds, ends = counts["kinds"], counts["ends"]
    passed, failed = ends.get("passed", 0), ends.get("failed", 0)
    by_kind = ", ".join(f"{kind} {kinds.get(kind, 0)}" for kind in KINDS)
    skipped = ends.get("skipped", 0)
    return [
        *problems,
        f"{passed} passed, {failed} failed",
        f"{by_kind}: {passed} passed, {failed} failed, {skipped} skipped",
    ]


def problems_of(code: int, counts: dict[str, dict[str, int]], failed: list[str]) -> list[str]:
    """Return the reasons for which this run is not good, in words."""
    found = [f"Check failed: {name}" for name in failed]
    if code:
        found.append(f"pytest ended with {code}")
    skipped = counts["ends"].get("skipped", 0)
    if skipped and os.environ.get("CI") == "true":
        found.append(f"{skipped} tests were skipped, and in CI nothing may be")
    return found


def has_browser() -> bool:
    from tests.plugins.kinds import find_chromium

    return find_chromium() is not None


def main(words: list[str]) -> int:
    what = words[0] if words else "all"
    checks = {"all": static_checks() + site_checks(), "quick": static_checks()}.get(what, [])
    quick = ["-m", "not database and not worker and not browser"]
    selection = {"all": [], "quick": quick, "browser": ["-m", "browser"]}[what]
    failed = [check.name for check in checks if not passes(check)]
    code, counts = run_tests(selection)
    problems = problems_of(code, counts, failed)
    notes = []
    if what != "quick" and not has_browser():
        notes = ["Browser tests need the package chromium (and fonts-noto-cjk), which is missing."]
    print(*last_lines(counts, notes + problems), sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
