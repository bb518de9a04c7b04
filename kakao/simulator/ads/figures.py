"""The figures of one account: what truly happened on a day, and what Kakao shows of it by when.

Everything of a day is drawn from (seed, account, day) alone, so days can be asked in any order and
the clock may run on for ever. Counts and won are additive from leaf to account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kakao.simulator.ads.accounts import Account, Product
from kakao.simulator.ads.messages import growth
from kakao.simulator.world import KST

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SETTLED = time(8)  # yesterday moves until then
REVISED = 0.02
WITHHELD = 0.01
MESSAGE_WON = 15
SUM_OVER: Mapping[str, tuple[int, ...]] = {
    "account": (0, 1, 2),
    "campaign": (1, 2),
    "group": (2,),
    "leaf": (),
}
GROWING = ("msg_open", "msg_click")


@dataclass(frozen=True)
class Day:
    """The truth of one day per leaf; arrays of the account's grid.

    revised_on: days after which a leaf that was first shown short is put right, 0 for the rest.
    """

    on: Flags
    counts: Mapping[str, Ints]
    revised_on: Ints


class Figures:
    def __init__(self, account: Account, seed: int) -> None:
        self.account, self.seed = account, seed
        rng = np.random.default_rng([seed, account.id])
        grid = account.grid
        search = account.product is Product.KEYWORD
        self._size = rng.lognormal(5 if search else 6.5, 0.7, grid)
        self._ctr = rng.uniform(0.01, 0.05, grid) if search else rng.uniform(0.003, 0.02, grid)
        self._cpc = rng.integers(80, 900, grid)
        self._joins = rng.uniform(0.02, 0.2, grid)
        self._cycle = rng.integers(40, 90, grid[0])
        self._duty = rng.uniform(0.7, 0.95, grid[0])
        self._phase = rng.integers(0, 90, grid[0])
        self._messages = np.array([account.is_message(n) for n in range(grid[0])])
        self.day = lru_cache(maxsize=2_000)(self._draw)

    def withheld(self, day: date) -> bool:
        """Kakao never answers for this day, whatever the level."""
        if day < self.account.first:
            return False
        rng = np.random.default_rng([self.seed, self.account.id, day.toordinal(), 1])
        return bool(rng.random() < WITHHELD)

    def _draw(self, day: date) -> Day:
        rng = np.random.default_rng([self.seed, self.account.id, day.toordinal()])
        grid = self.account.grid
        weekend = 1.25 if day.weekday() >= 5 else 1.0
        on = self._on(day, rng)
        imp = np.where(on, rng.poisson(self._size * weekend) + 1, 0)
        click = rng.binomial(imp, self._ctr)
        cost = click * self._cpc
        joins = rng.binomial(click, self._joins)
        later = joins + rng.binomial(click - joins, 0.03)
        buys = rng.binomial(click, 0.04)
        counts = {"imp": imp, "click": click, "cost": cost, "join_1d": joins, "join_7d": later}
        counts |= {"conv_1d": buys, "conv_7d": buys + rng.binomial(buys, 0.3)}
        if self.account.product is Product.MOMENT:
            self._add_messages(counts, on, rng)
        late = on & (rng.random(grid) < REVISED)
        return Day(on, counts, np.where(late, rng.integers(2, 8, grid), 0))

    def _on(self, day: date, rng: np.random.Generator) -> Flags:
        """Flights of a campaign, with creatives that rest; the first campaign never stops.

        A message leaf sends every 28 days.
        """
        grid, ordinal = self.account.grid, day.toordinal()
        flies = (ordinal + self._phase) % self._cycle < self._duty * self._cycle
        flies[0] = True
        on = flies[:, None, None] & (rng.random(grid) < 0.92)
        nth = np.arange(np.prod(grid)).reshape(grid)
        on = np.where(self._messages[:, None, None], (ordinal + nth) % 28 == 0, on)
        return on & (day >= self.account.first)

    def _add_messages(self, counts: dict[str, Ints], on: Flags, rng: np.random.Generator) -> None:
        """Message campaigns have sends instead of impressions; 15 won each, failures are free."""
        sends = on & self._messages[:, None, None]
        for name in counts:
            counts[name] = np.where(sends, 0, counts[name])
        sent = np.where(sends, rng.integers(500, 6_000, on.shape), 0)
        counts["msg_send"] = sent
        counts["msg_open"] = rng.binomial(sent, 0.35)
        counts["msg_click"] = rng.binomial(counts["msg_open"], 0.04)
        counts["msg_send_fail"] = np.where(sends, rng.binomial(sent, 0.001), 0)
        counts["cost"] = counts["cost"] + sent * MESSAGE_WON

    def shown(self, level: str, day: date, now: datetime) -> tuple[Flags, dict[str, Ints]]:
        """What Kakao says at `now` (aware): which objects have a row, and their counts.

        Arrays are flat, in the order of `Account.ids(level)`.
        """
        truth = self.day(day)
        whole = datetime.combine(day, time(), KST)
        first = whole + timedelta(days=1, hours=SETTLED.hour)
        late = truth.revised_on > 0
        if late.any():
            at = np.array([whole.timestamp()]) + truth.revised_on * 86_400 + 9 * 3_600
            late = late & (at > now.timestamp())
        part = np.where(late, 0.9, 1.0) * (0.85 if now < first else 1.0)
        counts = {name: np.floor(value * part).astype(int) for name, value in truth.counts.items()}
        if "msg_open" in counts:
            grown = growth(now - (whole + timedelta(hours=11)))
            for name in GROWING:
                counts[name] = np.floor(truth.counts[name] * grown).astype(int)
        return self._summed(level, truth.on, counts)

    def final(self, level: str, day: date) -> tuple[Flags, dict[str, Ints]]:
        """The truth, in the same shape as `shown`."""
        truth = self.day(day)
        return self._summed(level, truth.on, truth.counts)

    def _summed(
        self, level: str, on: Flags, counts: Mapping[str, Ints]
    ) -> tuple[Flags, dict[str, Ints]]:
        axes = SUM_OVER[level]
        flat = {name: value.sum(axis=axes).reshape(-1) for name, value in counts.items()}
        return on.any(axis=axes).reshape(-1), flat
