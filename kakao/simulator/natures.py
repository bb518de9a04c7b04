"""How friends answer, by world. Rules, not fits: most of them break what a model would assume.

A rule is asked once a message, in order, for everybody's chance to answer it. `age` holds how many
messages each friend received before this one, −1 who is not there yet. Where a rule says nothing of
them, p ~ Beta(.6, 3) and the chance to drop out after a message ~ Beta(.5, 12).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kakao.simulator.world import Flags

Chances = npt.NDArray[np.float64]
Ages = npt.NDArray[np.int64]
Answers = Callable[[int, Ages], Chances]
# From this message before the end on, answers of the season fall.
LAST = 10
SEASON = 0.6
PRIZE_SHARE, PRIZE, AFTER_THE_PRIZE = 0.25, 0.6, 0.004


@dataclass(frozen=True)
class Nature:
    """`hunters` came for a prize, on the days of the three events."""

    answers: Answers
    hunters: Flags | None = None


def _leaving(rng: np.random.Generator, p: Chances, q: Chances, back: float = 0.0) -> Answers:
    """After each message some drop out; of those who did, `back` return at each message."""
    gone = np.zeros(len(p), dtype=np.bool_)

    def answers(_message: int, age: Ages) -> Chances:
        if back:
            gone[gone & (rng.random(len(p)) < back)] = False
        chance = np.where(gone, 0.0, p)
        np.logical_or(gone, (age >= 0) & (rng.random(len(p)) < q), out=gone)
        return chance

    return answers


def _usual(rng: np.random.Generator, size: int, back: float = 0.0) -> Answers:
    return _leaving(rng, rng.beta(0.6, 3, size), rng.beta(0.5, 12, size), back)


def classes(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    group = rng.choice(3, size, p=[0.15, 0.35, 0.5])
    p, q = np.array([0.5, 0.08, 0.002]), np.array([0.005, 0.02, 0.05])
    return Nature(_leaving(rng, p[group], q[group]))


def fade(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    """Nobody drops out; everybody's answers halve at a pace of his own."""
    p, half = rng.beta(1, 4, size), rng.gamma(1.2, 20, size)
    # A pace of nearly nothing would overflow; after a message it is nothing either way.
    return Nature(lambda _message, age: p * np.exp2(-np.maximum(age, 0) / np.maximum(half, 1e-3)))


def returning(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    return Nature(_usual(rng, size, back=0.02))


def bursty(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    """On for 8 messages on average, off for 20."""
    p, on = rng.beta(2, 3, size), rng.random(size) < 8 / 28

    def answers(_message: int, _age: Ages) -> Chances:
        chance = np.where(on, p, 0.0)
        np.logical_xor(on, rng.random(size) < np.where(on, 1 / 8, 1 / 20), out=on)
        return chance

    return Nature(answers)


def lifetimes(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    p, life = rng.beta(0.8, 4, size), 25 * rng.weibull(0.55, size) * rng.gamma(2, 1, size)
    return Nature(lambda _message, age: np.where(age < life, p, 0.0))


def prize(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    """A quarter answer until the prizes are drawn; the others are as usual."""
    hunters, usual = rng.random(size) < PRIZE_SHARE, _usual(rng, size)

    def answers(message: int, age: Ages) -> Chances:
        hunting = np.where(age < 2, PRIZE, AFTER_THE_PRIZE)
        return np.where(hunters, hunting, usual(message, age))

    return Nature(answers, hunters)


def content(rng: np.random.Generator, size: int, sends: int) -> Nature:
    """Each message shifts everybody's logit."""
    usual, shift = _usual(rng, size), np.exp(rng.normal(0, 0.5, sends))

    def answers(message: int, age: Ages) -> Chances:
        p = usual(message, age)
        odds = p * shift[message]
        return odds / (1 - p + odds)

    return Nature(answers)


def season(rng: np.random.Generator, size: int, sends: int) -> Nature:
    usual = _usual(rng, size)
    return Nature(
        lambda message, age: usual(message, age) * (SEASON if message >= sends - LAST else 1)
    )


def rare(rng: np.random.Generator, size: int, _sends: int) -> Nature:
    """Nobody drops out; .6% click a message, a few of them often and most hardly ever."""
    p = rng.beta(0.2, 33, size)
    return Nature(lambda _message, _age: p)


NATURES: dict[str, Callable[[np.random.Generator, int, int], Nature]] = {
    "classes": classes,
    "fade": fade,
    "return": returning,
    "bursty": bursty,
    "lifetimes": lifetimes,
    "prize": prize,
    "content": content,
    "season": season,
    "rare": rare,
}
