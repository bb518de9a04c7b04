"""Write a world to a folder: its files in any layout, a manifest of them, and the truth."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kakao.simulator import logs
from kakao.simulator.ads import files
from kakao.simulator.agency import Agency
from kakao.simulator.layouts import LAYOUTS, csv_channels
from kakao.simulator.make import make_world
from kakao.simulator.tables import DAILY_FRIENDS
from kakao.simulator.world import World

MANIFEST, TRUTH, PEOPLE = "manifest.json", "truth.json", "people"


@dataclass(frozen=True)
class Written:
    """`file` is relative to the folder; `layout` a name in LAYOUTS; `kind` an import kind."""

    file: str
    kind: str
    layout: str
    about: str


def write_files(
    world: World, data: Path, layouts: Sequence[str] = (), since: date | None = None
) -> tuple[Written, ...]:
    """Write each kind in each of `layouts` (all, where none is named) as <layout>/<kind><suffix>.

    Friends and engagements have one layout; with `since` they hold only what came from that day on.
    Raises ValueError for an unknown layout.
    """
    for name in layouts:
        if name not in LAYOUTS:
            raise ValueError(f"layouts: {name} is none of {', '.join(LAYOUTS)}")
    data.mkdir(parents=True, exist_ok=True)
    written = tuple(
        file for name in layouts or tuple(LAYOUTS) for file in _write_layout(world, data, name)
    )
    if world.crowd is not None:
        written += _write_people(world, data, since)
    head: dict[str, Any] = {"world": world.name, "channel": world.channel, "seed": world.seed}
    if world.crowd is not None:
        head |= {"friends": len(world.crowd.key), "until": world.until or world.end}
    _write_manifest(data, head, world.start, world.end, written)
    _write_json(data / TRUTH, {**head, **asdict(world.truth)})
    return written


def _write_layout(world: World, data: Path, name: str) -> list[Written]:
    layout = LAYOUTS[name]
    (data / name).mkdir(exist_ok=True)
    written: list[Written] = []
    for kind in layout.kinds:
        file = f"{name}/{kind}{layout.suffix}"
        layout.write(world, kind, data / file)
        written.append(Written(file, kind, name, layout.about))
    return written


def _write_people(world: World, data: Path, since: date | None) -> tuple[Written, ...]:
    (data / PEOPLE).mkdir(exist_ok=True)
    about = "UTF-8 with a byte order mark, from the shop's own systems"
    writers = {logs.FRIENDS: logs.write_friends, logs.ENGAGEMENTS: logs.write_engagements}
    for kind, write in writers.items():
        write(world, data / PEOPLE / f"{kind}.csv", since)
    return tuple(Written(f"{PEOPLE}/{kind}.csv", kind, PEOPLE, about) for kind in writers)


def write_agency(agency: Agency, data: Path) -> tuple[Written, ...]:
    """Write the days of all channels as one table, one channel at a time."""
    layout = csv_channels.LAYOUT
    file = f"{layout.name}/{DAILY_FRIENDS}{layout.suffix}"
    (data / layout.name).mkdir(parents=True, exist_ok=True)
    csv_channels.write_daily(agency.figures(), data / file)
    written = (Written(file, DAILY_FRIENDS, layout.name, layout.about),)
    head = {"world": "agency", "seed": agency.seed, "channels": list(agency.names())}
    _write_manifest(data, head, agency.start, agency.end, written)
    return written


def read_world(data: Path) -> World:
    """The world whose files lie in `data`, whole. Raises ValueError where none with people does."""
    try:
        told = json.loads((data / MANIFEST).read_text("utf-8"))
        start, end = (date.fromisoformat(told[name]) for name in ("from", "until"))
        return make_world(
            told["world"], seed=told["seed"], friends=told["friends"], start=start, end=end
        )
    except (FileNotFoundError, KeyError) as error:
        raise ValueError(f"data: {data} holds no world with people; write one first") from error


def write_ads(reports: files.AdReports, data: Path) -> tuple[Written, ...]:
    """Write the reports of a person who has no API access as ads/<file>, and what they say."""
    (data / "ads").mkdir(parents=True, exist_ok=True)
    written: list[Written] = []
    for name, (kind, about, write) in files.FILES.items():
        write(reports, data / "ads" / name)
        written.append(Written(f"ads/{name}", kind, "ads", about))
    head = {"world": "ads", "seed": reports.seed}
    _write_manifest(data, head, reports.start, reports.end, written)
    _write_json(data / TRUTH, {**head, **files.truth(reports)})
    return tuple(written)


def _write_manifest(
    data: Path, head: dict[str, Any], start: date, end: date, files: Sequence[Written]
) -> None:
    rows = [asdict(file) for file in files]
    _write_json(data / MANIFEST, {**head, "from": start, "to": end, "files": rows})


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=lambda day: day.isoformat())
    path.write_text(text + "\n", encoding="utf-8")
