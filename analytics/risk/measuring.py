"""How often the signal alarms without cause and how soon it finds a rise, end to end.

A simulated channel's files go through the import like anybody's; what is judged are the rows that
the refresh left. Everything happens in a transaction that is taken back.
"""

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db import transaction

from analytics.accuracy.channels import bring_in, own_channel, work_off
from analytics.risk.episode import RED, YELLOW
from channel.clock import today
from channel.models import BroadcastRisk, Channel
from kakao.simulator import World, make_world, write_files
from kakao.simulator.risk import CHANGES_WITH, weeks_for
from stats import surprise

MESSAGES, JUDGED, FIND_WITHIN = 192, 156, 12
LAYOUT = "csv_utf8"
KINDS = ("daily_friends", "broadcasts")


@dataclass(frozen=True)
class Seen:
    """One flag a message, in the order sent. either: red, yellow or held."""

    red: tuple[bool, ...]
    either: tuple[bool, ...]

    @property
    def red_episodes(self) -> int:
        return _episodes(self.red[-JUDGED:])

    @property
    def episodes(self) -> int:
        return _episodes(self.either[-JUDGED:])

    @property
    def found_after(self) -> int | None:
        """Messages from the first with another rate to red, that one included; None: never."""
        after = np.flatnonzero(self.red[CHANGES_WITH - 1 :])
        return int(after[0]) + 1 if after.size else None


def _episodes(on: Sequence[bool]) -> int:
    return sum(now and not before for before, now in zip((False, *on), on, strict=False))


def world(name: str, seed: int, friends: int) -> World:
    """The simulator's channel up to last Sunday, so that no file tells of days to come."""
    end = today() - dt.timedelta(days=today().weekday())
    start = end - weeks_for(MESSAGES)
    return make_world(name, seed=seed, friends=friends, start=start, end=end)


def from_totals(made: World) -> Seen:
    """The maths alone: daily totals into `stats.surprise`, without files or tables."""
    sends = [(b.sent_at.date() - made.start).days for b in made.broadcasts]
    reached = np.array([b.sent for b in made.broadcasts])
    found = surprise.windows(made.daily.blocked, sends, reached)
    told = ~found.missing
    weekdays = np.array([b.sent_at.weekday() for b in made.broadcasts])
    scores = surprise.score(found.blocks[told], reached[told], weekdays[told])
    red, either = np.zeros((2, len(sends)), dtype=bool)
    red[told] = scores.rising
    either[told] = scores.rising | scores.spike | scores.held
    return Seen(tuple(red.tolist()), tuple(either.tolist()))


def through_files(made: World) -> Seen:
    """Files, import, stored rows; the channel is gone afterwards. Errors of the import are raised."""
    with transaction.atomic():
        place = own_channel(made, "measure_risk")
        with tempfile.TemporaryDirectory() as folder:
            written = write_files(made, Path(folder), [LAYOUT])
            for file in written:
                if file.kind in KINDS:
                    bring_in(place, Path(folder) / file.file)
        work_off(place)
        seen = _stored(place)
        transaction.set_rollback(True)
    return seen


def _stored(place: Channel) -> Seen:
    rows = list(
        BroadcastRisk.objects.filter(channel=place)
        .order_by("broadcast__sent_on", "broadcast__sent_at")
        .values_list("state", "held")
    )
    red = tuple(state in RED for state, _held in rows)
    return Seen(red, tuple(state in (*RED, *YELLOW) or held for state, held in rows))
