"""`python -m kakao.simulator serve`: its arguments, and the server in the foreground."""

import argparse
import signal
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any

from kakao.simulator.ads import Shape
from kakao.simulator.serve.server import Server
from kakao.simulator.serve.state import Simulation


def add_serve(commands: Any) -> None:
    """Add the command to those of the simulator."""
    parser = commands.add_parser("serve", help="play Kakao's business APIs over HTTP")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="where tokens outlive a restart")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit-scale", type=float, default=1.0, help="of Kakao's call limits")
    for field in fields(Shape):
        flag = f"--{field.name.replace('_', '-')}"
        parser.add_argument(flag, type=int, default=field.default)
    parser.set_defaults(run=serve)


def serve(args: argparse.Namespace) -> list[str]:
    """Serve until SIGINT or SIGTERM. Nothing is left to say then."""
    shape = Shape(**{field.name: getattr(args, field.name) for field in fields(Shape)})
    simulation = Simulation(args.data, seed=args.seed, shape=shape, limit_scale=args.limit_scale)
    server = Server((args.host, args.port), simulation)
    signal.signal(signal.SIGTERM, _end)
    about = f"seed {args.seed}, limits times {args.limit_scale}, figures from {simulation.first}"
    sys.stdout.write(f"{server.url}  {about}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        server.serve_forever()
    simulation.closing.set()
    server.server_close()
    return []


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
