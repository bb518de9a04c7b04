"""The demo shop: 18,000 friends, known by the totals of its Manager Center files."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analytics.demo.places import anew, bring_in, is_in, is_old, place, wait_for_figures
from analytics.demo.places import is_untouched as untouched
from analytics.sync.demo import connect_demo
from channel.clock import today
from channel.models import Channel, User
from kakao.simulator import make_world, write_files

SHOP = "무드옷장"
WEEKS, FRIENDS, SEED = 30, 18_000, 7
# The one layout that carries the three tags of a message.
LAYOUT = "csv_utf8"
NAMES = {
    "daily_friends": "친구 통계.csv",
    "daily_sources": "유입 경로.csv",
    "broadcasts": "메시지 결과.csv",
}


def make_demo(owner: User) -> Iterator[str]:
    """Make what is missing and say each step. Safe to run again after a stop at any point."""
    channel = _shop(owner)
    if is_untouched(channel) and is_old(channel):
        yield f"Making {SHOP} anew up to yesterday"
        channel = anew(channel, lambda: _shop(owner))
    for kind, content in _files():
        if not is_in(channel, kind):
            yield f"{SHOP}: {NAMES[kind]}"
            bring_in(channel, owner, kind, NAMES[kind], content)
    wait_for_figures(channel)
    if connect_demo(channel):
        yield f"{SHOP}: connected to the simulated Kakao; its figures come in by themselves"


def _shop(owner: User) -> Channel:
    return place(owner, SHOP, category="의류")


def is_untouched(channel: Channel) -> bool:
    return untouched(channel, NAMES.values())


def _files() -> Iterator[tuple[str, bytes]]:
    """Kind and bytes of each Manager Center file, up to yesterday."""
    end = today()
    world = make_world(
        "shop", seed=SEED, friends=FRIENDS, start=end - dt.timedelta(weeks=WEEKS), end=end
    )
    with tempfile.TemporaryDirectory() as folder:
        for file in write_files(world, Path(folder), [LAYOUT]):
            yield file.kind, (Path(folder) / file.file).read_bytes()
