"""Kakao's categories as one screen needs them, from kept readings."""

import datetime as dt
from dataclasses import dataclass

from analytics.sources.work import told_last
from channel.figures.figure import Figure
from channel.models import Channel, Source

# As d30 and d90: a template cannot name what begins with a digit.
Pair = dict[str, Figure | None]


@dataclass(frozen=True)
class SourceRow:
    name: str
    adds: Pair
    share: Pair


@dataclass(frozen=True)
class SourcesPage:
    """`gaps`: days of the last 30 of which no source is known, `gaps_90` how many of 90."""

    last: dt.date | None
    rows: list[SourceRow]
    reported: Pair
    unknown: Pair
    gaps: list[dt.date]
    gaps_90: int

    @property
    def is_above(self) -> bool:
        """More reported than came at all: the two are counted in different ways."""
        return any(f and f.inputs.get("reason") == "sources_above" for f in self.unknown.values())


def sources_page(channel: Channel) -> SourcesPage:
    """Three queries, whatever the number of sources."""
    told = {(one.subject, one.measure): Figure.of(one, channel) for one in told_last(channel)}
    newest = told.get(("channel", "reported_adds_30d"))
    if newest is None or newest.value is None:
        return SourcesPage(None, [], {}, {}, [], 0)
    names = Source.objects.filter(channel=channel, kind=Source.Kind.KAKAO).values_list("pk", "name")
    rows = [
        SourceRow(name, _pair(told, f"source:{pk}", "adds"), _pair(told, f"source:{pk}", "share"))
        for pk, name in names
    ]
    reported = _pair(told, "channel", "reported_adds")
    gaps = {days: figure.gaps for days, figure in reported.items() if figure}
    return SourcesPage(
        dt.date.fromisoformat(newest.inputs["until"]),
        sorted((row for row in rows if any(row.adds.values())), key=_most_first),
        reported,
        _pair(told, "channel", "unknown_adds"),
        [dt.date.fromisoformat(gap) for gap in gaps.get("d30", ())],
        len(gaps.get("d90", ())),
    )


def _pair(told: dict[tuple[str, str], Figure], subject: str, name: str) -> Pair:
    return {f"d{days}": told.get((subject, f"{name}_{days}d")) for days in (30, 90)}


def _most_first(row: SourceRow) -> tuple[float, str]:
    month = row.adds["d30"]
    return -(month.value or 0) if month else 0, row.name
