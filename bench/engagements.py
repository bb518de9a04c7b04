"""A million reactions of 100,000 friends in one file: upload, read, preview, record, journal.

The baseline, alternating in the same process: the same rows with their friends as ready text by
COPY into a temporary table and merged into a table like the product's; nobody looked up, no send
days, no kept state, no journal. Then the same file again beside two million other reactions.
"""

import datetime as dt
import json
import statistics
import time
from typing import Any

from bench.imports import BAR_RATIO, BAR_ROWS_PER_SECOND, imported, told_apart
from bench.registry import Row, bench

FRIENDS, ROWS, OTHERS, TURNS, SEND_DAYS = 100_000, 1_000_000, 2_000_000, 3, 60
FIRST = dt.datetime(2026, 5, 1)  # noqa: DTZ001  wall-clock time in Korea, as in a file
BAR_SLOWER = 1.2
_told: dict[str, list[float]] = {"ours": [], "bare": [], "beside": []}


@bench("engagements")
def measure_engagements(seed: int) -> list[Row]:
    """Rows per second, medians of three turns."""
    told = told_apart("bench.engagements")
    ours, bare, beside = (round(statistics.median(told[name])) for name in _told)
    ratio, slower = round(ours / bare, 2), round(ours / beside, 2)
    bar = f">= {BAR_ROWS_PER_SECOND:,} rows/s and >= {BAR_RATIO} of COPY + merge"
    holds = ours >= BAR_ROWS_PER_SECOND and ratio >= BAR_RATIO
    beside_bar = f"the first row at most {BAR_SLOWER} times as fast"
    return [
        Row("engagements: 1M rows", ours, "rows/s", bare, ratio, bar, holds),
        Row("engagements: beside 2M rows", beside, "rows/s", ours, round(1 / slower, 2), beside_bar,
            slower <= BAR_SLOWER),
    ]  # fmt: skip


def person_of(row: int) -> int:
    return row * 7_919 % FRIENDS


def moment_of(row: int) -> dt.datetime:
    return FIRST + dt.timedelta(seconds=row * 10)


def reactions() -> bytes:
    lines = ["고객키,반응,일시,반응 번호"]
    lines += [f"m{person_of(n)},클릭,{moment_of(n)},r{n:07d}" for n in range(ROWS)]
    return "\n".join(lines).encode()


def friends() -> bytes:
    lines = ["고객키,친구가 된 날,반응 확인 시작일"]
    lines += [f"m{number},2026-03-01,2026-03-01" for number in range(FRIENDS)]
    return "\n".join(lines).encode()


def ready(channel_id: int, friend_ids: list[int]) -> bytes:
    return "\n".join(
        f"{channel_id},{friend_ids[person_of(n)]},clicked,{moment_of(n)}+09,r{n:07d}"
        for n in range(ROWS)
    ).encode()


def bare(cursor: Any, text: bytes) -> None:
    cursor.execute("CREATE TABLE bare (LIKE channel_engagement INCLUDING ALL)")
    begun = time.monotonic()
    cursor.execute("BEGIN")
    columns = "channel_id bigint, friend_id bigint, kind text, at timestamptz, key text"
    cursor.execute(f"CREATE TEMPORARY TABLE staged ({columns}) ON COMMIT DROP")
    with cursor.copy("COPY staged FROM STDIN (FORMAT csv)") as copy:
        copy.write(text)
    cursor.execute(
        "INSERT INTO bare (channel_id, friend_id, day, kind, at, key) SELECT channel_id, "
        "friend_id, (at AT TIME ZONE 'Asia/Seoul')::date, kind, at, key FROM staged "
        "ON CONFLICT (channel_id, day, kind, key) DO NOTHING"
    )
    cursor.execute("COMMIT")
    _told["bare"].append(ROWS / (time.monotonic() - begun))
    cursor.execute("DROP TABLE bare")


def ours(cursor: Any, channel: Any, person: Any, data: bytes, name: str) -> None:
    begun = time.monotonic()
    batch = imported(channel, person, data)
    _told[name].append(ROWS / (time.monotonic() - begun))
    assert (batch.state, batch.new, batch.bad) == ("done", ROWS, 0), batch.state
    cursor.execute("DELETE FROM channel_engagement WHERE batch_id = %s", [batch.pk])
    cursor.execute("DELETE FROM channel_run")
    for table in ("engagement", "friendactivity", "importpart"):
        cursor.execute(f"VACUUM channel_{table}")


def _shop(person: Any) -> Any:
    """A channel with its friends and a message to all every other day."""
    from channel.models import Broadcast, Channel, Member, Organisation, Run
    from channel.people.send_days import renumber

    organisation = Organisation.objects.create(name="백만 번의 반응")
    channel = Channel.objects.create(organisation=organisation, name="백만 번의 반응")
    Member.objects.create(organisation=organisation, user=person, role="owner")
    Broadcast.objects.bulk_create(
        Broadcast(channel=channel, title=f"{n}", folded_title=f"{n}", state="reported",
                  audience="all", sent_on=FIRST.date() + dt.timedelta(days=2 * n))
        for n in range(SEND_DAYS)
    )  # fmt: skip
    renumber(channel)
    imported(channel, person, friends())
    Run.objects.all().delete()
    return channel


def _others(cursor: Any, channel_id: int) -> None:
    cursor.execute("SELECT min(id) FROM channel_friend WHERE channel_id = %s", [channel_id])
    [first] = cursor.fetchone()
    cursor.execute(
        "INSERT INTO channel_engagement (channel_id, friend_id, day, kind, at, key) "
        "SELECT %s, %s + n %% %s, (at AT TIME ZONE 'Asia/Seoul')::date, 'clicked', at, 'o' || n "
        "FROM generate_series(0, %s) n, "
        "LATERAL (SELECT timestamptz '2026-05-01' + n * interval '5 seconds' AS at) m",
        [channel_id, first, FRIENDS, OTHERS - 1],
    )
    cursor.execute("VACUUM ANALYZE channel_engagement")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from channel.models import FriendIdentity, User
    from channel.people.keys import own_key

    call_command("migrate", verbosity=0)
    person = User.objects.create_user("bench@dangol.example")
    channel, data, cursor = _shop(person), reactions(), connection.cursor()
    found = dict(FriendIdentity.objects.filter(channel=channel).values_list("value", "friend_id"))
    text = ready(channel.pk, [found[own_key(channel.pk, f"m{n}")] for n in range(FRIENDS)])
    for _turn in range(TURNS):
        bare(cursor, text)
        ours(cursor, channel, person, data, "ours")
    _others(cursor, channel.pk)
    for _turn in range(TURNS):
        ours(cursor, channel, person, data, "beside")
    print(json.dumps(_told))


if __name__ == "__main__":
    main()
