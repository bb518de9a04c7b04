"""Kakao's webhook under load: each delivery another person's add or block, kept before its answer.

Beside it the bare view, in the same server. Every delivery answered has to have its row.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.pairs import DONE, Turn, in_turns, row_of, served
from bench.registry import Row, bench
from config import services

ROOT = Path(__file__).resolve().parent.parent
KEY = "0123456789abcdef0123456789abcdef"
# An id of its own for every request: of its turn, of its thread, and its number there.
OURS = f"""
local threads = 0
function setup(thread) thread:set("place", threads); threads = threads + 1 end
local n = 0
local began = tostring({{}}):sub(8) .. os.time()
local headers = {{["Content-Type"] = "application/json", ["Authorization"] = "KakaoAK {KEY}"}}
function request()
  n = n + 1
  headers["X-Kakao-Resource-ID"] = began .. "-" .. place .. "-" .. n
  return wrk.format("POST", "/hooks/kakao/channel/", headers, string.format(
    '{{"event":"%s","id":"%d","id_type":"app_user_id","channel_public_id":"_AbCdE",' ..
    '"channel_uuid":"@mood","updated_at":"2026-11-20T05:25:01Z"}}',
    n % 3 == 0 and "blocked" or "added", n % 100000))
end
"""
BARE = 'function request()\n  return wrk.format("POST", "/bare/insert")\nend\n'


@bench("webhook")
def measure_webhook(seed: int) -> list[Row]:
    """Requests per second, and how many acknowledged deliveries have no row (none may)."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-webhook-"))
    folder.chmod(0o711)
    ours, bare = folder / "ours.lua", folder / "bare.lua"
    ours.write_text(OURS + DONE)
    bare.write_text(BARE + DONE)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ, "DANGOL_DATA": str(folder), **services.urls(started.services),
                "ALLOWED_HOSTS": "127.0.0.1", "STATIC_HASHED": "0",
            }  # fmt: skip
            _inside(environment, "fill")
            with served(environment) as address:
                turns = in_turns(address, ours, bare)
            rows = json.loads(_inside(environment, "count"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [row_of("webhook delivery", *turns), _lost(turns[0], rows)]


def _lost(ours: list[Turn], rows: int) -> Row:
    answered = sum(turn.answered - turn.failed for turn in ours)
    lost, failed = max(0, answered - rows), sum(turn.failed for turn in ours)
    name = f"deliveries without a row, of {answered:,} ({failed} failed)"
    return Row(name, lost, "rows", None, None, "0, none failed", lost == 0 == failed)


def _inside(environment: dict[str, str], word: str) -> str:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "bench.webhook", word]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return run.stdout


def fill() -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.bare import TABLE
    from channel.connections import actions
    from channel.models import Channel, Organisation, User

    call_command("migrate", verbosity=0)
    place = Channel.objects.create(
        organisation=Organisation.objects.create(name="붐비는 가게"),
        name="붐비는 가게",
        public_id="_AbCdE",
    )
    owner = User.objects.create_user("owner@example.com", "not asked for")
    actions.connect_webhook(user=owner, channel=place, name="앱", app_id="77", key=KEY)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def count() -> int:
    from channel.models import WebhookDelivery

    return WebhookDelivery.objects.count()


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill()
    else:
        print(json.dumps(count()))


if __name__ == "__main__":
    main()
