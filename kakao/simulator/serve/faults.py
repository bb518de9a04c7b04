"""What goes wrong on demand. A rule names a kind, which calls it meets and how often.

Which call is met follows from the seed and from how manieth call of its endpoint and account it is,
so that threads do not change it.
"""

import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

# kind: what it does
KINDS = {
    "server_error": "HTTP 500, code -1",
    "unavailable": "HTTP 503 with a page instead of JSON",
    "limited": "HTTP 429 although nobody was too fast",
    "error_200": "HTTP 200 with an error body",
    "malformed": "HTTP 200 with a body that is no JSON",
    "truncated": "HTTP 200 whose JSON ends in the middle, correctly framed",
    "cut_off": "the connection closes in the middle of the body",
    "reset": "the connection is reset without an answer",
    "stall": "no byte for `seconds`, then the connection closes",
    "drip": "one byte every `seconds`",
    "duplicate_rows": "one row comes twice",
    "missing_rows": "one row is left out",
}


@dataclass
class Rule:
    """rate: share of the matching calls; times: at most so many, None for no end.

    endpoint, account: patterns as in file names. skip: let the first so many matching calls pass.
    seconds: 0 is 60 for a stall and 5 for a drip.
    """

    kind: str
    rate: float = 1.0
    endpoint: str = "*"
    account: str = "*"
    times: int | None = None
    skip: int = 0
    seconds: float = 0.0
    seen: int = 0
    done: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault {self.kind} is none of {', '.join(KINDS)}")
        self.seconds = self.seconds or (60.0 if self.kind == "stall" else 5.0)

    def meets(self, endpoint: str, account: str, dice: random.Random) -> bool:
        if not (fnmatch(endpoint, self.endpoint) and fnmatch(account, self.account)):
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.times is not None and self.done >= self.times):
            return False
        hit = dice.random() < self.rate
        self.done += hit
        return hit


class Faults:
    def __init__(self, seed: int) -> None:
        self._seed, self._lock = seed, threading.Lock()
        self.rules: list[Rule] = []
        self._calls: Counter[tuple[str, str]] = Counter()

    def set(self, rules: Iterable[dict[str, Any]]) -> None:
        """Replace all rules. Raises ValueError or TypeError for a rule that is none."""
        found = [Rule(**rule) for rule in rules]
        with self._lock:
            self.rules = found

    def choose(self, endpoint: str, account: str) -> tuple[Rule | None, random.Random]:
        """The rule that meets this call, if one does, and dice for what it spoils."""
        with self._lock:
            self._calls[endpoint, account] += 1
            nth = self._calls[endpoint, account]
            dice = random.Random(f"{self._seed} {endpoint} {account} {nth}")  # noqa: S311
            rule = next((r for r in self.rules if r.meets(endpoint, account, dice)), None)
        return rule, dice


def spoil_rows(kind: str, body: Any, dice: random.Random) -> bool:
    """Leave out or double one row of the answer's list; False where it has none."""
    rows = body
    if isinstance(body, dict):
        rows = body.get("data", body.get("content"))
    if not isinstance(rows, list) or not rows:
        return False
    n = dice.randrange(len(rows))
    if kind == "missing_rows":
        del rows[n]
    else:
        rows.insert(n, rows[n])
    return True
