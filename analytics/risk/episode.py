"""Which alarms are on, read from the kept rows alone."""

import datetime as dt
from dataclasses import dataclass

from channel.models import BroadcastRisk, Channel
from stats import surprise

State = BroadcastRisk.State
RED = (State.RISING, State.BOTH)
YELLOW = (State.SPIKE, State.BOTH)
# An alarm holds while ewma stays up; beyond so many messages an old spike is no news.
LOOK_BACK = 60


@dataclass(frozen=True)
class Episode:
    """newest: the message the signal speaks of, None before the first. rising: red is on.
    spikes: messages whose spike is not over yet, newest first."""

    newest: BroadcastRisk | None
    rising: bool
    spikes: tuple[BroadcastRisk, ...]

    @property
    def on(self) -> bool:
        return self.rising or bool(self.spikes)


def newest_rows(channel: Channel) -> list[BroadcastRisk]:
    """The last messages, newest first, those without data among them."""
    return list(
        BroadcastRisk.objects.filter(channel=channel)
        .select_related("broadcast", "broadcast__result")
        .order_by(
            "broadcast__sent_on", "broadcast__sent_at", "broadcast__nth_of_day", "broadcast_id"
        )
        .reverse()[:LOOK_BACK]
    )


def current(rows: list[BroadcastRisk], starts_on: dt.date | None) -> Episode:
    """rows: as `newest_rows` gives them. Days that are not over yet end no alarm."""
    since = starts_on or dt.date.min
    told = [row for row in rows if row.blocks is not None and row.broadcast.sent_on >= since]
    return _settled([row for row in told if not _unfinished(row)], told)


def before(rows: list[BroadcastRisk], starts_on: dt.date | None) -> Episode:
    """What was on when the message before the newest was the newest."""
    told = [row for row in rows if row.blocks is not None]
    return current(told[1:], starts_on)


def _settled(finished: list[BroadcastRisk], told: list[BroadcastRisk]) -> Episode:
    settled = _at(finished)
    return settled if settled.on and not _at(told).on else _at(told)


def _unfinished(row: BroadcastRisk) -> bool:
    return row.provisional and row.state == State.USUAL


def _at(rows: list[BroadcastRisk]) -> Episode:
    if not rows:
        return Episode(None, rising=False, spikes=())
    return Episode(rows[0], rising=rows[0].state in RED, spikes=_open_spikes(rows))


def _open_spikes(rows: list[BroadcastRisk]) -> tuple[BroadcastRisk, ...]:
    """Spikes since ewma was last below the release; the newest one's own is on whatever ewma is."""
    found = []
    for row in rows:
        if row.state in YELLOW:
            found.append(row)
        if not _held(row):
            break
    return tuple(found)


def _held(row: BroadcastRisk) -> bool:
    return row.ewma is not None and row.ewma >= surprise.RELEASE
