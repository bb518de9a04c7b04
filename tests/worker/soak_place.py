"""What the soak asks inside its house: connections to pull for, the last round, what is stored.

`python -m tests.worker.soak_place prepare|finish|tell <address> <connections> <days>`
"""

import json
import sys
from collections import Counter
from typing import Any

import django

EVERY_SECONDS = 20


def prepare(url: str, connections: int, days: int) -> None:
    """Tables, connections with all of their history to bring in, and a tick that asks again."""
    from django.core.management import call_command
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    from bench.sync import connect, make_place

    call_command("migrate", verbosity=0)
    place = make_place()
    for number in range(1, connections + 1):
        connect(url, place, number, days)
    often = IntervalSchedule.objects.create(every=EVERY_SECONDS, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="soak", task="analytics.start_sync", interval=often)


def finish(_url: str, _connections: int, _days: int) -> None:
    """The last tick of the schedule."""
    from django_celery_beat.models import PeriodicTask

    from analytics.sync.tasks import start_sync

    task = PeriodicTask.objects.get(name="soak")
    task.enabled = False
    task.save()
    start_sync()


def tell(url: str, _connections: int, _days: int) -> None:
    """As JSON: rows compared, rows and gaps that differ, and how each failed call was recorded."""
    from bench.sync import compare
    from campaigns.models import AdAccount
    from channel.models import SyncRun

    found = {account: compare(url, account) for account in AdAccount.objects.all()}
    rows, gaps = (sum(one[n] for one in found.values()) for n in (0, 2))
    where = Counter(
        f"{account.platform} {account.kakao_id} {level} {object_id}"
        for account, (_rows, keys, _gaps) in found.items() for level, object_id, _day in keys
    )  # fmt: skip
    failed = SyncRun.objects.exclude(error_kind="").order_by("at")
    runs = [
        [run.connection.name, run.detail.partition(":")[0], run.error_kind, run.at.timestamp(),
         bool(run.words())]
        for run in failed.select_related("connection")
    ]  # fmt: skip
    said: dict[str, Any] = {"accounts": len(found), "rows": rows, "wrong": where.total(), "gaps": gaps,
                            "where": dict(where)}  # fmt: skip
    print(json.dumps({**said, "runs": runs}))


def main() -> None:
    django.setup()
    command, url, connections, days = sys.argv[1:]
    commands = {"prepare": prepare, "finish": finish, "tell": tell}
    commands[command](url, int(connections), int(days))


if __name__ == "__main__":
    main()
