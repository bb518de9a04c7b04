"""A simulated Kakao: `python -m kakao.simulator write --world shop --to 2026-10-01 --data DIR`,
`python -m kakao.simulator serve --port 8001 --data DIR`.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from kakao.simulator.ads.files import AdReports
from kakao.simulator.agency import Agency
from kakao.simulator.layouts import LAYOUTS
from kakao.simulator.make import WORLDS, make_world
from kakao.simulator.serve.command import add_serve, serve
from kakao.simulator.world import KST
from kakao.simulator.write import Written, write_ads, write_agency, write_files

AGENCY, ADS = "agency", "ads"
WEEKS = 30


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 with a sentence on stderr where an argument makes no world."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.command == "serve":
        serve(args)
        return 0
    try:
        written = _write(args)
    except ValueError as error:
        parser.error(str(error))
    for file in written:
        sys.stdout.write(f"{args.data / file.file}  {file.kind}  {file.about}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kakao.simulator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write the files of a channel, and the truth")
    write.add_argument("--world", choices=[*WORLDS, AGENCY, ADS], default="shop")
    write.add_argument("--seed", type=int, default=1)
    write.add_argument("--friends", type=int, default=18_000)
    write.add_argument("--from", dest="start", type=date.fromisoformat, help="the first day")
    write.add_argument("--to", dest="end", type=date.fromisoformat, help="today: not in the files")
    write.add_argument("--data", type=Path, required=True, help="the folder to write to")
    write.add_argument("--layouts", type=_names, default=(), help=", ".join(LAYOUTS))
    write.add_argument("--channels", type=int, default=25, help=f"only of --world {AGENCY}")
    add_serve(commands)
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _write(args: argparse.Namespace) -> tuple[Written, ...]:
    end = args.end or datetime.now(KST).date()
    start = args.start or end - timedelta(weeks=WEEKS)
    if args.world == AGENCY:
        return write_agency(Agency(args.seed, args.channels, args.friends, start, end), args.data)
    if args.world == ADS:
        return write_ads(AdReports(args.seed, start, end), args.data)
    world = make_world(args.world, seed=args.seed, friends=args.friends, start=start, end=end)
    return write_files(world, args.data, args.layouts)


if __name__ == "__main__":
    raise SystemExit(main())
