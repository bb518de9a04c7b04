"""A simulated world's files leave in the tables exactly what happened, piece after piece."""

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import pytest

from analytics.accuracy.channels import bring_in, own_channel, remove, work_off
from channel.models import Channel, Engagement, Friend, FriendActivity, SendDay
from channel.people.patterns import patterns
from kakao.simulator import World, make_world, write_files
from kakao.simulator.world import NEVER

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 5)
END = START + dt.timedelta(weeks=20)
KINDS = ("broadcasts", "friends", "engagements")


def life(place: Channel, made: World, days: list[dt.date]) -> None:
    for before, day in zip([None, *days], days, strict=False):
        with tempfile.TemporaryDirectory() as folder:
            for file in write_files(made.seen(day), Path(folder), ["csv_utf8"], since=before):
                if file.kind in KINDS:
                    bring_in(place, Path(folder) / file.file, file.kind)
        work_off(place)


def expected(made: World) -> dict[tuple[int, int, int], int]:
    """(x, t, n) of everybody who is trackable and still a friend, counted from what happened."""
    crowd, done = made.people(), made.people().reactions
    sent = np.array([made.seconds(b.sent_at.date()) for b in made.broadcasts])
    first = np.searchsorted(sent, crowd.joined_at)
    found: dict[tuple[int, int, int], int] = {}
    for friend in np.flatnonzero(crowd.trackable & (crowd.blocked_at == NEVER)):
        mine = np.unique(done.message[done.friend == friend])
        n = len(sent) - int(first[friend])
        t = int(mine[-1]) - int(first[friend]) + 1 if len(mine) else 0
        found[(len(mine), t, n)] = found.get((len(mine), t, n), 0) + 1
    return found


@pytest.fixture
def made() -> World:
    return make_world("return", seed=2, friends=800, start=START, end=END)


@pytest.fixture
def place(made) -> Channel:
    return own_channel(made, "measure")


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_patterns_kept_are_those_that_happened(pieces, made, place):
    days = [END - dt.timedelta(weeks=4 * n) for n in reversed(range(pieces))]
    life(place, made, days)
    crowd = made.people()
    seen = crowd.trackable[crowd.reactions.friend].sum()
    assert SendDay.objects.filter(channel=place).count() == len(made.broadcasts)
    assert Friend.objects.filter(channel=place).count() == 800
    assert Engagement.objects.filter(channel=place).count() == seen
    kept = {(row.x, row.t, row.n): row.friends for row in patterns(place.pk)}
    assert kept == expected(made)


def test_a_channel_that_was_measured_leaves_nothing(made, place):
    life(place, made, [START + dt.timedelta(weeks=4)])
    remove(place)
    for model in (Channel, Friend, Engagement, FriendActivity, SendDay):
        assert not model.objects.exists()
