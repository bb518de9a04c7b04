"""Half a year of the simulated shop, as files, and as figures already in a channel."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from channel.imports import actions
from channel.models import Channel, ImportBatch, User
from channel.runs.work import drain
from kakao.simulator import make_world, write_files

WEEKS = 26


@dataclass(frozen=True)
class Shop:
    folder: Path
    files: dict[tuple[str, str], Path]  # (layout, import kind)

    def of(self, layout: str) -> list[Path]:
        return [path for (name, _kind), path in self.files.items() if name == layout]


def make_shop(folder: Path, today: dt.date) -> Shop:
    start = today - dt.timedelta(weeks=WEEKS)
    world = make_world("shop", seed=1, friends=18_000, start=start, end=today)
    written = write_files(world, folder)
    return Shop(folder, {(one.layout, one.kind): folder / one.file for one in written})


def fill(place: Channel, by: User, shop: Shop, layout: str = "csv_utf8") -> list[ImportBatch]:
    """Everything in, without a browser, as the imports page would have done it."""
    batches = []
    for path in shop.of(layout):
        batch = actions.start_import(place, by=by, chunks=[path.read_bytes()], filename=path.name)
        drain()
        batch.refresh_from_db()
        actions.confirm(batch, by=by)
        drain()
        batch.refresh_from_db()
        assert batch.state == "done", (path, batch.state)
        batches.append(batch)
    return batches
