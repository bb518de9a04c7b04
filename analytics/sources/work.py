"""Count adds by source over a month and a quarter, up to the newest day that names sources.

Readings are dated by the day they are computed on, as the statements are: what was undone is
taken back today, also where nothing is left to count.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from channel.clock import today
from channel.figures.readings import append, latest
from channel.models import Channel, DailyFriends, Reading, SourceDay

WINDOWS = (30, 90)
OF_SOURCE = [f"{name}_{days}d" for name in ("adds", "share") for days in WINDOWS]
OF_ALL = [f"{name}_{days}d" for name in ("reported_adds", "unknown_adds") for days in WINDOWS]
State = Reading.State
Counts = dict[dt.date, int]


@dataclass(frozen=True)
class Known:
    """Adds by day: of every source, and of the channel as a whole. A day not in it is a gap."""

    sources: dict[int, Counts] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    adds: Counts = field(default_factory=dict)
    last: dt.date | None = None

    def reported(self) -> Counts:
        found: Counts = defaultdict(int)
        for counts in self.sources.values():
            for day, count in counts.items():
                found[day] += count
        return dict(found)


def load(channel: Channel) -> Known:
    """Three queries, whatever the channel's size."""
    rows = SourceDay.objects.filter(channel=channel, source__kind="kakao", reported__isnull=False)
    newest = rows.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return Known()
    days = (newest - dt.timedelta(days=max(WINDOWS) - 1), newest)
    sources: dict[int, Counts] = defaultdict(dict)
    origins = set[str]()
    for source, day, count, origin in rows.filter(day__range=days).values_list(
        "source_id", "day", "reported", "origin"
    ):
        sources[source][day] = count or 0
        origins.add(origin)
    friends = DailyFriends.objects.filter(channel=channel, day__range=days, added__isnull=False)
    adds = {day: added or 0 for day, added in friends.values_list("day", "added")}
    return Known(dict(sources), tuple(sorted(origins)), adds, newest)


def refresh(channel: Channel) -> None:
    """Safe to run twice: a reading that says nothing new is not written again."""
    found = readings(channel.pk, load(channel))
    append([*found, *_taken_back(channel, {(one.subject, one.measure) for one in found})])


def readings(channel_id: int, known: Known) -> list[Reading]:
    if known.last is None:
        return []
    return [
        one for size in WINDOWS for one in _Window(channel_id, known, known.last, size).readings()
    ]


def _taken_back(channel: Channel, told: set[tuple[str, str]]) -> list[Reading]:
    """Readings that say that what was counted before is known no longer."""
    return [
        Reading(
            channel=channel, subject=one.subject, measure=one.measure, as_of=today(),
            unit=one.unit, n=0, state=State.MISSING, formula=one.formula,
            inputs={**one.inputs, "reason": "sources_none"},
        )
        for one in told_last(channel) if (one.subject, one.measure) not in told
    ]  # fmt: skip


def told_last(channel: Channel) -> list[Reading]:
    """All of them are computed together: the newest day of one is the newest day of all."""
    reported = latest(channel).get("reported_adds_30d")
    if reported is None:
        return []
    of_source = Q(subject__startswith="source:", measure__in=OF_SOURCE)
    of_all = Q(subject="channel", measure__in=OF_ALL)
    found = Reading.objects.filter(of_source | of_all, channel=channel, as_of=reported.as_of)
    return list(found.newest())


class _Window:
    def __init__(self, channel_id: int, known: Known, last: dt.date, size: int) -> None:
        self.channel_id, self.known, self.last, self.size = channel_id, known, last, size
        self.days = [last - dt.timedelta(days=n) for n in reversed(range(size))]
        self.span = {"first": self.days[0].isoformat(), "until": last.isoformat()}
        self.reported = known.reported()

    def readings(self) -> list[Reading]:
        whole = sum(self._inside(self.reported).values())
        found = [self._tell("channel", "reported_adds", whole, counts=self.reported)]
        for source, counts in sorted(self.known.sources.items()):
            found += self._of_source(f"source:{source}", counts, whole)
        return [*found, self._unknown()]

    def _inside(self, counts: Mapping[dt.date, int]) -> Counts:
        return {day: counts[day] for day in self.days if day in counts}

    def _of_source(self, subject: str, counts: Counts, whole: int) -> list[Reading]:
        inside = self._inside(counts)
        if not inside:
            return [
                self._tell(subject, name, None, counts=counts, reason="sources_none")
                for name in ("adds", "share")
            ]
        added = sum(inside.values())
        share = added / whole if whole else None
        told = {"reason": "sources_none"} if share is None else {}
        return [
            self._tell(subject, "adds", added, counts=counts),
            self._tell(subject, "share", share, counts=counts, added=added, reported=whole, **told),
        ]

    def _unknown(self) -> Reading:
        """Over the days of which both are known; never below zero."""
        both = {day: self.reported[day] for day in self._inside(self.reported)
                if day in self.known.adds}  # fmt: skip
        added = sum(self.known.adds[day] for day in both)
        reported = sum(both.values())
        if not both:
            return self._tell(
                "channel", "unknown_adds", None, counts=both, reason="sources_no_days"
            )
        above = {"reason": "sources_above"} if reported > added else {}
        value = None if above else added - reported
        return self._tell(
            "channel", "unknown_adds", value, counts=both, added=added, reported=reported, **above
        )

    def _tell(
        self, subject: str, name: str, value: float | None, *, counts: Counts, **inputs: object
    ) -> Reading:
        measure = f"{name}_{self.size}d"
        return Reading(
            channel_id=self.channel_id, subject=subject, measure=measure, as_of=today(),
            value=value, unit="share" if name == "share" else "people",
            n=len(self._inside(counts)), state=State.MISSING if value is None else State.FINAL,
            formula=f"source_{measure}" if subject.startswith("source:") else measure,
            inputs={**self.span, **inputs}, source=" ".join(self.known.origins),
            gaps=[day.isoformat() for day in self.days if day not in counts],
        )  # fmt: skip
