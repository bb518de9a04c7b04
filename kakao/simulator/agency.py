"""Many channels of one agency, drawn one after the other so that none has to be kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from kakao.simulator.world import Daily

ADDS_A_DAY = 0.002
BLOCKS_A_DAY = 0.0012
WORDS = ("온도", "하루", "다락", "모퉁이", "새봄", "들녘", "오후", "단추", "서랍", "골목")
TRADES = ("옷장", "식탁", "꽃집", "서점", "안경", "베이커리", "문구", "약방", "카페", "가구")


@dataclass(frozen=True)
class Agency:
    """`channels` channels of 0.2 to 5 times `friends` friends; names are unique."""

    seed: int
    channels: int
    friends: int
    start: date
    end: date

    def names(self) -> Iterator[str]:
        for n in range(self.channels):
            word, trade = WORDS[n % len(WORDS)], TRADES[n // len(WORDS) % len(TRADES)]
            again = n // (len(WORDS) * len(TRADES))
            yield f"{word} {trade}" + (f" {again + 1}호점" if again else "")

    def figures(self) -> Iterator[tuple[str, Daily]]:
        """Name and days of each channel; the same on every call."""
        seeds = np.random.SeedSequence(self.seed).spawn(self.channels)
        for name, seed in zip(self.names(), seeds, strict=True):
            yield name, self._daily(np.random.default_rng(seed))

    def _daily(self, rng: np.random.Generator) -> Daily:
        days = (self.end - self.start).days
        size = self.friends * float(np.exp(rng.uniform(np.log(0.2), np.log(5))))
        added = rng.poisson(ADDS_A_DAY * size, days)
        blocked = rng.poisson(BLOCKS_A_DAY * size, days)
        friends = round(size) + np.cumsum(added - blocked)
        return Daily(self.start, friends, added, blocked, np.ones(days, dtype=np.bool_))
