"""A simulated Kakao: `python -m kakao.simulator write --world shop --to 2026-10-01 --data DIR`,
`python -m kakao.simulator serve --port 8001 --data DIR`.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kakao.simulator.ads.files import AdReports
from kakao.simulator.agency import Agency
from kakao.simulator.calls import calls, read_target
from kakao.simulator.crowd import WEEKS as CROWD_WEEKS
from kakao.simulator.layouts import LAYOUTS
from kakao.simulator.make import WORLDS, make_world
from kakao.simulator.natures import NATURES
from kakao.simulator.outcomes import AFTER, write_outcomes
from kakao.simulator.replay import SENDERS, replay
from kakao.simulator.serve.command import add_serve
from kakao.simulator.world import KST, World
from kakao.simulator.write import Written, read_world, write_ads, write_agency, write_files

TARGET_FILE, LOG_FILE = "target.json", "answers.jsonl"
AGENCY, ADS = "agency", "ads"
WEEKS = 30


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 with a sentence on stderr where an argument makes no world."""
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        lines: list[str] = args.run(args)
    except ValueError as error:
        parser.error(str(error))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kakao.simulator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_write(commands)
    _add_outcomes(commands)
    _add_replay(commands)
    add_serve(commands)
    return parser


def _add_write(commands: Any) -> None:
    write = commands.add_parser("write", help="write the files of a channel, and the truth")
    write.add_argument("--world", choices=[*WORLDS, AGENCY, ADS], default="shop")
    write.add_argument("--seed", type=int, default=1)
    write.add_argument("--friends", type=int, default=18_000)
    write.add_argument("--from", dest="start", type=_day, help="the first day")
    write.add_argument("--to", dest="end", type=_day, help="today: not in the files")
    write.add_argument("--seen", type=_day, help="only what was known on the morning of this day")
    write.add_argument("--data", type=Path, required=True, help="the folder to write to")
    write.add_argument("--layouts", type=_names, default=(), help=", ".join(LAYOUTS))
    write.add_argument("--channels", type=int, default=25, help=f"only of --world {AGENCY}")
    write.set_defaults(run=_write)


def _add_outcomes(commands: Any) -> None:
    told = commands.add_parser("outcomes", help="what happened after a day in a written world")
    told.add_argument("--from", dest="day", type=_day, required=True, help="after this morning")
    told.add_argument("--messages", type=int, default=AFTER, help="over so many messages")
    told.add_argument("--data", type=Path, required=True, help="the folder of `write`")
    told.set_defaults(run=_outcomes)


def _add_replay(commands: Any) -> None:
    sent = commands.add_parser("replay", help="send the webhooks and clicks of a written world")
    sent.add_argument("--from", dest="start", type=_day, help="from this morning on")
    sent.add_argument("--to", dest="end", type=_day, help="until this morning")
    sent.add_argument(
        "--target", required=True, help="the address of Dangol, like http://host:port"
    )
    sent.add_argument(
        "--rate", type=float, default=0, help="calls a second; 0: as they are answered"
    )
    sent.add_argument("--senders", type=int, default=SENDERS)
    sent.add_argument(
        "--data", type=Path, required=True, help=f"the folder of `write`, with a {TARGET_FILE}"
    )
    sent.set_defaults(run=_replay)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _write(args: argparse.Namespace) -> list[str]:
    end = args.end or datetime.now(KST).date()
    weeks = CROWD_WEEKS if args.world in NATURES else WEEKS
    start = args.start or end - timedelta(weeks=weeks)
    written = _files(args, start, end)
    return [f"{args.data / file.file}  {file.kind}  {file.about}" for file in written]


def _files(args: argparse.Namespace, start: date, end: date) -> tuple[Written, ...]:
    if args.world == AGENCY:
        return write_agency(Agency(args.seed, args.channels, args.friends, start, end), args.data)
    if args.world == ADS:
        return write_ads(AdReports(args.seed, start, end), args.data)
    world: World = make_world(
        args.world, seed=args.seed, friends=args.friends, start=start, end=end
    )
    return write_files(world.seen(args.seen) if args.seen else world, args.data, args.layouts)


def _outcomes(args: argparse.Namespace) -> list[str]:
    files = write_outcomes(read_world(args.data), args.day, args.data, args.messages)
    return [str(file) for file in files]


def _replay(args: argparse.Namespace) -> list[str]:
    world, target = read_world(args.data), read_target(args.data / TARGET_FILE, args.target)
    made = calls(world.seen(args.end) if args.end else world, target, args.start)
    log = args.data / LOG_FILE
    told = replay(made, target, rate=args.rate, senders=args.senders, log=log)
    if told.unanswered:
        raise ValueError(f"target: {len(told.unanswered)} calls without acknowledgement; see {log}")
    statuses = ", ".join(f"{count} times {status}" for status, count in told.statuses.items())
    return [f"{world.name} seed {world.seed}: {told.calls} calls, answered {statuses or 'never'}"]


if __name__ == "__main__":
    raise SystemExit(main())
