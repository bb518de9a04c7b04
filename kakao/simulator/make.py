"""The worlds by name."""

from datetime import date

from kakao.simulator import risk
from kakao.simulator.crowd import make_crowd
from kakao.simulator.natures import NATURES
from kakao.simulator.shop import make_shop
from kakao.simulator.world import World

WORLDS = ("shop", *risk.WORLDS, *NATURES)


def make_world(name: str, *, seed: int, friends: int, start: date, end: date) -> World:
    """The world `name` over the KST days start … end − 1.

    Raises ValueError for an unknown name, a period without a day, and friends below 1.
    """
    if end <= start:
        raise ValueError("end: must be after start")
    if friends < 1:
        raise ValueError("friends: must be at least 1")
    if name == "shop":
        return make_shop(seed, friends, start, end)
    if name in risk.WORLDS:
        return risk.make_risk(name, seed, friends, start, end)
    if name in NATURES:
        return make_crowd(name, seed, friends, start, end)
    raise ValueError(f"world: {name} is none of {', '.join(WORLDS)}")
