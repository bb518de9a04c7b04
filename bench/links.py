"""Tracked links under a broadcast's rush: half plain, half personal, of a million friends.

Beside it the bare view, in the same server. Every redirect answered has to have its row.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.pairs import DONE, Turn, in_turns, row_of, served
from bench.registry import Row, bench
from config import services

ROOT = Path(__file__).resolve().parent.parent
FRIENDS, LINKS, PATHS = 1_000_000, 100, 5_000
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 KAKAOTALK 25.9.1"


@bench("links")
def measure_links(seed: int) -> list[Row]:
    """Requests per second, and how many redirects have no row (none may)."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-links-"))
    folder.chmod(0o711)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ, "DANGOL_DATA": str(folder), **services.urls(started.services),
                "ALLOWED_HOSTS": "127.0.0.1", "STATIC_HASHED": "0",
            }  # fmt: skip
            _inside(environment, "fill", str(seed), str(folder))
            with served(environment) as address:
                ours, bare = in_turns(address, folder / "ours.lua", folder / "bare.lua")
            rows = json.loads(_inside(environment, "count"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [row_of("tracked-link redirect", ours, bare), _lost(ours, rows)]


def _lost(ours: list[Turn], rows: int) -> Row:
    answered = sum(turn.answered - turn.failed for turn in ours)
    lost, failed = max(0, answered - rows), sum(turn.failed for turn in ours)
    name = f"redirects without a row, of {answered:,} ({failed} failed)"
    return Row(name, lost, "rows", None, None, "0, none failed", lost == 0 == failed)


def _inside(environment: dict[str, str], *words: str) -> str:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "bench.links", *words]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return run.stdout


def fill(seed: int, folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.bare import TABLE
    from channel.models import Channel, Organisation, TrackedLink

    call_command("migrate", verbosity=0)
    place = Channel.objects.create(
        organisation=Organisation.objects.create(name="붐비는 가게"), name="붐비는 가게"
    )
    links = [
        TrackedLink.objects.create(channel=place, name=f"링크 {n}", target="https://shop.example/")
        for n in range(LINKS)
    ]
    tokens = _people(place.pk)
    chance = random.Random(seed)
    paths = [f"/l/{chance.choice(links).code}" for _n in range(PATHS)]
    paths = [f"{p}/{chance.choice(tokens)}" if n % 2 else p for n, p in enumerate(paths)]
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("ANALYZE")
    (folder / "ours.lua").write_text(_script(paths))
    (folder / "bare.lua").write_text(_script(["/bare/insert"]))


def _people(channel_id: int) -> list[str]:
    """Friends and what is kept of their tokens, by COPY; the tokens come back."""
    from django.db import connection

    from channel.links.tokens import digest_of, token_of

    tokens = [token_of(channel_id, pk) for pk in range(1, FRIENDS + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channel_friend (channel_id, relation, origin, updated_at) "
            "SELECT %s, 'added', 'file', now() FROM generate_series(1, %s)",
            [channel_id, FRIENDS],
        )
        columns = "channel_id, kind, issuer, value, friend_id"
        with cursor.copy(f"COPY channel_friendidentity ({columns}) FROM STDIN") as copy:
            for pk, token in enumerate(tokens, start=1):
                copy.write_row((channel_id, "token", "", digest_of(token), pk))
    return tokens


def _script(paths: list[str]) -> str:
    listed = ",".join(f'"{path}"' for path in paths)
    return (
        f"local paths = {{{listed}}}\nlocal n = 0\n"
        f'wrk.headers["User-Agent"] = "{PHONE}"\n'
        "function request()\n  n = n % #paths + 1\n  return wrk.format(nil, paths[n])\nend\n"
    ) + DONE


def count() -> Any:
    from channel.models import Click

    return Click.objects.count()


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps(count()))


if __name__ == "__main__":
    main()
