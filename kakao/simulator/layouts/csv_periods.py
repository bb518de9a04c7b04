"""A row a month instead of a day, "2026.09.01 ~ 2026.09.30": the sums hold the missing day too."""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from kakao.simulator.layouts.layout import Layout, dotted
from kakao.simulator.tables import DAILY_FRIENDS
from kakao.simulator.world import Daily, World

HEADS = ("기간", "친구 추가", "친구 차단", "기간 말 친구수")


def periods(daily: Daily) -> Iterator[tuple[date, date, int, int, int]]:
    """First day, last day, adds, blocks, friends at the end; the outer months may be cut."""
    days = daily.dates()
    for _, group in groupby(range(len(days)), key=lambda n: (days[n].year, days[n].month)):
        span = list(group)
        added, blocked = daily.added[span].sum(), daily.blocked[span].sum()
        friends = daily.friends[span[-1]]
        yield days[span[0]], days[span[-1]], int(added), int(blocked), int(friends)


def write(world: World, _kind: str, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADS)
        for first, last, *figures in periods(world.daily):
            out.writerow([f"{dotted(first)} ~ {dotted(last)}", *figures])


LAYOUT = Layout("csv_periods", ".csv", "a row a month", write, kinds=(DAILY_FRIENDS,))
