"""`make bench [ONLY=name]`: measure, print, and write bench/results.json."""

import importlib
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from bench.registry import BENCHES, Row

ROOT = Path(__file__).resolve().parent.parent
# Add a module here to add its measurements.
MODULES = (
    "start", "imports", "engagements", "dashboard", "links", "webhook", "ghosts", "people", "sync",
)  # fmt: skip


def head(seed: int) -> dict[str, object]:
    """Return what a figure means nothing without: commit, seed, machine."""
    words = ["git", "describe", "--always", "--dirty"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    return {"commit": run.stdout.strip() or "unknown", "seed": seed, **machine}


def line(row: Row) -> str:
    baseline = "–" if row.baseline is None else f"{row.baseline:g}"
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    state = "holds" if row.holds else "MISSES"
    return (
        f"{row.name:32} {row.value:10g} {row.unit:8} {baseline:>10} {ratio:>6}  {row.bar} {state}"
    )


def main(words: list[str]) -> int:
    for module in MODULES:
        importlib.import_module(f"bench.{module}")
    only = [word for word in words if word]
    if unknown := [word for word in only if word not in BENCHES]:
        print(f"No measurement named {', '.join(unknown)}; there are: {', '.join(BENCHES)}")
        return 2
    seed = int(os.environ.get("SEED", "20261122"))
    first = head(seed)
    print(json.dumps(first), flush=True)
    rows: list[Row] = []
    for name in only or BENCHES:
        for row in BENCHES[name](seed):
            rows.append(row)
            print(line(row), flush=True)
    # A list of rows; its first line says what the others were measured with.
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (first, *map(asdict, rows))]
    (ROOT / "bench/results.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
