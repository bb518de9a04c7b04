"""1,000 channels × 400 days in one table: upload, read, preview, COPY, merge, journal, counts.

The baseline, alternating in the same process: the same rows as ready text by COPY into a temporary
table and merged into a table like the product's, with nothing else around it: no upload, reading,
preview, journal or counts. Engines of its own with the settings the project ships.
"""

import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.registry import Row, bench
from config import services

ROOT = Path(__file__).resolve().parent.parent
CHANNELS, DAYS, TURNS = 1_000, 400, 3
ROWS = CHANNELS * DAYS
BAR_ROWS_PER_SECOND, BAR_RATIO = 25_000, 0.3
FIRST = dt.date(2025, 10, 1)


@bench("imports")
def measure_imports(seed: int) -> list[Row]:
    """Rows per second, median of three turns, against the baseline's median."""
    told = told_apart("bench.imports")
    ours = round(statistics.median(told["ours"]))
    bare = round(statistics.median(told["bare"]))
    ratio = round(ours / bare, 2)
    bar = f">= {BAR_ROWS_PER_SECOND:,} rows/s and >= {BAR_RATIO} of COPY + merge"
    holds = ours >= BAR_ROWS_PER_SECOND and ratio >= BAR_RATIO
    return [Row("imports: 1,000 channels, 400 days", ours, "rows/s", bare, ratio, bar, holds)]


def told_apart(module: str) -> dict[str, list[float]]:
    """What a module tells in a process and with engines of its own."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-imports-"))
    folder.chmod(0o711)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ,
                "DANGOL_DATA": str(folder),
                **services.urls(started.services),
            }
            environment |= {"LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "config.settings"}
            words = [sys.executable, "-m", module]
            run = subprocess.run(
                words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told: dict[str, list[float]] = json.loads(run.stdout.splitlines()[-1])
    return told


def figures(channel: int, day: int) -> str:
    return f"{FIRST + dt.timedelta(day)},{10_000 + channel + day * 3},{day % 50},{day % 37}"


def name_of(channel: int) -> str:
    return f"채널 {channel:04d}"


def upload() -> bytes:
    lines = ["채널명,날짜,친구수,추가,차단"]
    lines += [f"{name_of(c)},{figures(c, d)}" for c in range(CHANNELS) for d in range(DAYS)]
    return "\n".join(lines).encode()


def bare(cursor: Any, text: bytes) -> None:
    """What PostgreSQL needs for these rows alone, in a table with the columns and keys of ours."""
    cursor.execute("CREATE TABLE bare (LIKE channel_dailyfriends INCLUDING ALL)")
    begun = time.monotonic()
    cursor.execute("BEGIN")
    columns = "channel_id int, day date, total bigint, added bigint, blocked bigint"
    cursor.execute(f"CREATE TEMPORARY TABLE staged ({columns}) ON COMMIT DROP")
    with cursor.copy("COPY staged FROM STDIN (FORMAT csv)") as copy:
        copy.write(text)
    cursor.execute(
        "INSERT INTO bare (channel_id, day, total, added, blocked, origin, provisional, updated_at) "
        "SELECT channel_id, day, total, added, blocked, 'file', false, now() FROM staged "
        "ON CONFLICT (channel_id, day) DO UPDATE "
        "SET total = excluded.total, added = excluded.added, blocked = excluded.blocked"
    )
    cursor.execute("COMMIT")
    _told["bare"].append(ROWS / (time.monotonic() - begun))
    cursor.execute("DROP TABLE bare")


_told: dict[str, list[float]] = {"ours": [], "bare": []}


def imported(place: Any, person: Any, data: bytes) -> Any:
    """From the first byte to the committed counts, through the actions and runs of the product."""
    from channel.imports import actions

    chunks = (data[start : start + 65_536] for start in range(0, len(data), 65_536))
    batch = actions.start_import(place, by=person, chunks=chunks, filename="all.csv")
    _work_off("import_read")
    batch.refresh_from_db()
    actions.confirm(batch, by=person)
    _work_off("import_load")
    batch.refresh_from_db()
    return batch


def ours(person: Any, data: bytes) -> None:
    from channel.models import Organisation, Run

    organisation = _organisation(person)
    begun = time.monotonic()
    batch = imported(organisation, person, data)
    _told["ours"].append(ROWS / (time.monotonic() - begun))
    assert (batch.state, batch.new, batch.journal.count()) == ("done", ROWS, CHANNELS), batch.state
    Run.objects.all().delete()
    Organisation.objects.filter(pk=organisation.pk).delete()


def _organisation(person: Any) -> Any:
    from channel.models import Channel, Member, Organisation

    organisation = Organisation.objects.create(name="만 개의 날")
    Channel.objects.bulk_create(
        Channel(organisation=organisation, name=name_of(number)) for number in range(CHANNELS)
    )
    Member.objects.create(organisation=organisation, user=person, role="owner")
    return organisation


def _work_off(kind: str) -> None:
    from channel.models import Run
    from channel.runs.work import claim, work_off

    run = claim()
    assert run is not None
    assert run.kind == kind, run.kind
    work_off(run)
    assert Run.objects.get(pk=run.pk).state == "done", Run.objects.get(pk=run.pk).error_kind


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from channel.models import User

    call_command("migrate", verbosity=0)
    person = User.objects.create_user("bench@dangol.example")
    data = upload()
    text = "\n".join(f"{c},{figures(c, d)}" for c in range(CHANNELS) for d in range(DAYS)).encode()
    turns: list[Callable[[], None]] = [
        lambda: bare(connection.cursor(), text), lambda: ours(person, data),
    ]  # fmt: skip
    for _turn in range(TURNS):
        for turn in turns:
            turn()
    print(json.dumps(_told))


if __name__ == "__main__":
    main()
