"""Kakao's webhook beside the bare view: every delivery acknowledged has to have its row."""

import json
import os
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
KEY, PUBLIC_ID = "0123456789abcdef0123456789abcdef", "_AbCdE"


@bench("webhook")
def measure_webhook(seed: int) -> list[Row]:
    """Requests per second, and how many acknowledged deliveries have no row (none may)."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-webhook-"))
    folder.chmod(0o711)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ, "DANGOL_DATA": str(folder), **services.urls(started.services),
                "ALLOWED_HOSTS": "127.0.0.1", "STATIC_HASHED": "0",
            }  # fmt: skip
            _inside(environment, "fill", str(folder))
            with served(environment) as address:
                ours, bare = in_turns(address, folder / "ours.lua", folder / "bare.lua")
            rows = json.loads(_inside(environment, "count"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [row_of("webhook delivery", ours, bare), _lost(ours, rows)]


def _lost(ours: list[Turn], rows: int) -> Row:
    answered = sum(turn.answered - turn.failed for turn in ours)
    lost, failed = max(0, answered - rows), sum(turn.failed for turn in ours)
    name = f"deliveries without a row, of {answered:,} ({failed} failed)"
    return Row(name, lost, "rows", None, None, "0, none failed", lost == 0 == failed)


def _inside(environment: dict[str, str], *words: str) -> str:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "bench.webhook", *words]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return run.stdout


def fill(folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.bare import TABLE
    from channel.connections.keys import put_key
    from channel.models import Channel, Connection, Organisation

    call_command("migrate", verbosity=0)
    shop = Organisation.objects.create(name="붐비는 가게")
    place = Channel.objects.create(organisation=shop, name=shop.name, public_id=PUBLIC_ID)
    made = Connection.objects.create(organisation=shop, kind="webhook", name="앱")
    made.channels.add(place)
    put_key(made, "key", KEY)
    made.save()
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    (folder / "ours.lua").write_text(_deliveries())
    bare = 'function request()\n  return wrk.format("POST", "/bare/insert")\nend\n'
    (folder / "bare.lua").write_text(bare + DONE)


def _deliveries() -> str:
    """Every delivery has an id of its own, in every thread and every turn."""
    said = json.dumps(
        {
            "event": "added",
            "id": "1234567890",
            "id_type": "app_user_id",
            "channel_public_id": PUBLIC_ID,
            "channel_uuid": "@shop",
            "updated_at": "2026-11-01T00:00:00Z",
        }
    )
    return (
        "local threads, n, mark = 0, 0, 0\n"
        "function setup(thread)\n  threads = threads + 1\n  thread:set('number', threads)\nend\n"
        "function init()\n  local file = io.open('/dev/urandom', 'rb')\n"
        "  for byte in file:read(6):gmatch('.') do mark = mark * 256 + byte:byte() end\n"
        "  file:close()\nend\n"
        f"local headers = {{['Authorization'] = 'KakaoAK {KEY}', "
        "['Content-Type'] = 'application/json', ['User-Agent'] = 'KakaoOpenAPI/1.0'}\n"
        "function request()\n  n = n + 1\n"
        "  headers['X-Kakao-Resource-ID'] = string.format('%d-%d-%.0f', number, n, mark)\n"
        f"  return wrk.format('POST', '/hooks/kakao/channel/', headers, '{said}')\nend\n"
    ) + DONE


def count() -> Any:
    from channel.models import WebhookDelivery

    return WebhookDelivery.objects.count()


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]))
    else:
        print(json.dumps(count()))


if __name__ == "__main__":
    main()
