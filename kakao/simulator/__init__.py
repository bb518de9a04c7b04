"""A simulated Kakao: channels whose truth is known, and the files Kakao would give for them.

Worlds are drawn with `numpy.random.default_rng(seed)` and are the same on every machine. Nothing
here imports `stats` or an app: what is measured must not come from what measures it.
"""

from kakao.simulator.agency import Agency
from kakao.simulator.make import WORLDS, make_world
from kakao.simulator.natures import NATURES
from kakao.simulator.outcomes import Outcomes, outcomes
from kakao.simulator.world import KST, World
from kakao.simulator.write import Written, read_world, write_agency, write_files

__all__ = [
    "KST",
    "NATURES",
    "WORLDS",
    "Agency",
    "Outcomes",
    "World",
    "Written",
    "make_world",
    "outcomes",
    "read_world",
    "write_agency",
    "write_files",
]
