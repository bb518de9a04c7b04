"""Every number on the demo shop's home page, recounted from raw rows without the product's code.

Only `stats` is shared: it is held to published numbers by its own tests.
"""

import datetime as dt
from collections import Counter
from fractions import Fraction
from statistics import fmean, median

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from channel.clock import today
from channel.models import Broadcast, Channel, DailyFriends, SourceDay
from stats import bounds, surprise
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def numbers_on(page: bytes) -> list[str]:
    """Every number the page prints, in the order of the page."""
    main = html.fromstring(page.decode()).xpath("//main")[0]
    found = main.xpath(".//*[contains(concat(' ', @class, ' '), ' num ')]")
    return [node.text_content().strip() for node in found]


class Raw:
    """The rows, and sums over them written down a second time."""

    def __init__(self, channel: Channel) -> None:
        self.days = {row.day: row for row in DailyFriends.objects.filter(channel=channel)}
        self.last = max(self.days)
        self.month = [self.last - n * DAY for n in range(30)]
        self.sends = list(
            Broadcast.objects.filter(channel=channel).select_related("result").order_by("-sent_on")
        )
        self.sources = Counter(
            {
                name: sum(r.reported for r in rows if r.day in self.month)
                for name, rows in self._by_source(channel).items()
            }
        )

    @staticmethod
    def _by_source(channel: Channel) -> dict[str, list[SourceDay]]:
        found: dict[str, list[SourceDay]] = {}
        for row in SourceDay.objects.filter(channel=channel).select_related("source"):
            found.setdefault(row.source.name, []).append(row)
        return found

    def summed(self, field: str) -> int:
        return sum(getattr(self.days[day], field) for day in self.month)


def cost(send: Broadcast) -> int:
    paid = send.result.sent - send.result.free_sends
    return -(-paid * 15 * 110 // 100)


def unopened(send: Broadcast) -> Fraction:
    share = Fraction(send.result.sent - send.result.opened, send.result.sent)
    return cost(send) * share


def ghosts_at_most(raw: Raw, sends: list[Broadcast]) -> float:
    """1 − the largest share that those who stayed must have opened, from days counted here."""
    oldest_first = sends[::-1]
    first, last = oldest_first[0].sent_on, oldest_first[-1].sent_on
    start = raw.days[first - DAY].total
    came, left, adds, gone = 0, 0, {}, {first - DAY: 0}
    for n in range((last - first).days + 1):
        row = raw.days[first + n * DAY]
        came, left = came + row.added, left + row.blocked
        adds[row.day] = came
        # Some leave without being counted as blocks; the friend count knows better.
        gone[row.day] = max(left, start + came - row.total, gone[row.day - DAY])
    # On a message's own day the adds may have come before it and the blocks after it.
    later = {s.sent_on: gone[last] - gone[s.sent_on - DAY] for s in oldest_first}
    shares = [
        (s.result.opened - adds[s.sent_on] - later[s.sent_on]) / (start - later[s.sent_on])
        for s in oldest_first
    ]
    return 1 - max(shares)


def left_after(raw: Raw, send: Broadcast) -> int:
    """Blocks of the day and the next, less twice the median of the quiet days of two weeks."""
    sent = {s.sent_on for s in raw.sends}
    busy = sent | {day + DAY for day in sent}
    before = [send.sent_on - n * DAY for n in range(1, 15)]
    quiet = [raw.days[d].blocked for d in before if d in raw.days and d not in busy]
    two_days = raw.days[send.sent_on].blocked + raw.days[send.sent_on + DAY].blocked
    return max(0, round(two_days - 2 * median(quiet)))


def usual_ranges(raw: Raw) -> dict[int, tuple[int, int]]:
    """The range that each message was to be expected in, scored again over all messages."""
    judged = [s for s in raw.sends[::-1] if windows_known(raw, s)]
    scores = surprise.score(
        [left_after(raw, s) for s in judged],
        [s.result.sent for s in judged],
        [s.sent_on.weekday() for s in judged],
    )
    return {
        s.pk: (round(low), round(high))
        for s, low, high in zip(judged, scores.lower, scores.upper, strict=True)
        if low == low
    }


def windows_known(raw: Raw, send: Broadcast) -> bool:
    before = [send.sent_on - n * DAY for n in range(1, 15)]
    return {send.sent_on, send.sent_on + DAY} <= raw.days.keys() and raw.days.keys() & set(before)


def comma(*values: float) -> list[str]:
    return [f"{round(value):,}" for value in values]


def expected(raw: Raw) -> list[str]:
    five, newest = raw.sends[:5], raw.sends[0]
    friends, adds, blocks = raw.days[raw.last].total, raw.summed("added"), raw.summed("blocked")
    best = max(five, key=lambda s: s.result.opened).result
    ghosts = ghosts_at_most(raw, five) * 100
    ranges = usual_ranges(raw)
    spent, wasted = sum(map(cost, five)), sum(map(unopened, five))
    half_a_year = [s for s in raw.sends if s.sent_on > today() - 183 * DAY]
    cards = comma(friends, adds, blocks, 100 * blocks / adds, best.opened)
    cards += comma(100 * best.opened / best.sent, 5, ghosts)
    cards += comma(left_after(raw, newest), *ranges[newest.pk])
    cards += comma(wasted, 5, spent, 100 * wasted / spent)
    bar = comma(friends, 5, ghosts, best.opened, best.opened, friends - best.opened)
    recent = [
        comma(s.result.sent, s.result.opened, cost(s) / s.result.opened, left_after(raw, s))
        + comma(*ranges[s.pk])
        for s in five
    ]
    return [
        *cards,
        *bar,
        *growth(half_a_year),
        *comma(*(n for s in half_a_year for n in (s.result.sent, s.result.opened))),
        *sources(raw, adds),
        *(n for row in recent for n in row),
    ]


def sources(raw: Raw, adds: int) -> list[str]:
    """The five largest, all others in one row, and those of whom Kakao names no way."""
    largest = [n for _name, n in raw.sources.most_common(5)]
    return comma(*largest, raw.sources.total() - sum(largest), adds - raw.sources.total())


def growth(newest_first: list[Broadcast]) -> list[str]:
    third = len(newest_first) // 3
    late, early = newest_first[:third], newest_first[-third:]
    return comma(
        *(
            abs(
                round(
                    fmean(getattr(s.result, name) for s in late)
                    - fmean(getattr(s.result, name) for s in early)
                )
            )
            for name in ("sent", "opened")
        )
    )


def test_every_number_on_the_demo_shops_home_is_recounted_from_raw_rows(client: Client) -> None:
    client.force_login(make.user("demo@dangol.example"))
    call_command("create_demo")
    shop = Channel.objects.get(is_demo=True)
    assert numbers_on(client.get(f"/c/{shop.slug}/").content) == expected(Raw(shop))


def test_the_bound_recounted_here_is_the_one_of_stats() -> None:
    """The recount's own ghost bound, held to `stats.bounds` on a case small enough for paper."""
    found = bounds.present([30, 36, 20], 100, [1, 2, 3], [1, 2, 4])
    by_hand = [(30 - 1 - 3) / 97, (36 - 2 - 2) / 98, (20 - 3) / 100]
    assert found.silent_high == pytest.approx(1 - max(by_hand))
