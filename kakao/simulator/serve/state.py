"""Everything the simulated Kakao knows: its clock, accounts, tokens, faults and log."""

import hashlib
import json
import threading
import time
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kakao.simulator.ads import Account, Figures, Product, Shape, make_accounts
from kakao.simulator.serve.faults import Faults
from kakao.simulator.serve.limits import Limits
from kakao.simulator.world import KST

SCOPES = ("moment_management", "keyword_management")
CODE_SECONDS = 600


class Clock:
    """Korean time, which may be set; it runs on from there unless it is frozen."""

    def __init__(self) -> None:
        self._ahead, self._frozen = timedelta(), None

    _frozen: datetime | None

    def now(self) -> datetime:
        return self._frozen or datetime.now(KST) + self._ahead

    def set(self, now: datetime, *, frozen: bool) -> None:
        now = now.astimezone(KST)
        self._frozen = now if frozen else None
        self._ahead = now - datetime.now(KST)


@dataclass
class Token:
    """`accounts`: ids the person agreed to, empty for all of the business."""

    token: str
    business: int
    client_id: str
    scopes: list[str]
    accounts: list[int] = field(default_factory=list)
    dead: bool = False


@dataclass(frozen=True)
class Code:
    client_id: str
    redirect_uri: str
    business: int
    scopes: list[str]
    accounts: list[int]
    made_at: float


@dataclass
class Entry:
    """One call as the log keeps it. `t`: seconds of this machine's clock since the start.

    gap, need: seconds since the last call under the same limit, and how many there should be.
    outcome: ok, limited or refused, with Kakao's codes; fault: what became of the answer after
    that, with the status that went out (0 for none).
    """

    n: int
    at: str
    t: float
    endpoint: str
    business: int | None
    account: str
    query: dict[str, str]
    status: int = 0
    outcome: str = ""
    code: int | str | None = None
    detail_code: int | None = None
    fault: str = ""
    gap: float | None = None
    need: float | None = None
    finished: bool = False


class Simulation:
    """Thread-safe. Tokens and the first day are kept in `data`, so that a restart keeps them."""

    def __init__(
        self, data: Path, *, seed: int = 1, shape: Shape | None = None, limit_scale: float = 1.0
    ) -> None:
        self.seed, self.shape, self.limit_scale = seed, shape or Shape(), limit_scale
        self.clock, self.lock, self.closing = Clock(), threading.RLock(), threading.Event()
        self.faults, self.limits = Faults(seed), Limits(limit_scale)
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.log: list[Entry] = []
        self._file = data / "simulator.json"
        self._began = time.monotonic()
        self.first = date.min
        self._load()
        self.accounts = {a.id: a for a in make_accounts(self.shape, self.first)}
        self._figures: dict[int, Figures] = {}

    def _load(self) -> None:
        kept: dict[str, Any] = {}
        if self._file.exists():
            kept = json.loads(self._file.read_text("utf-8"))
        default = self.clock.now().date() - timedelta(days=self.shape.days)
        self.first = date.fromisoformat(kept["first"]) if "first" in kept else default
        self.tokens = {one["token"]: Token(**one) for one in kept.get("tokens", [])}
        self.save()

    def save(self) -> None:
        """Write what has to outlive a restart."""
        with self.lock:
            tokens = [asdict(token) for token in self.tokens.values()]
            text = json.dumps({"first": self.first.isoformat(), "tokens": tokens}, indent=1)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(text, "utf-8")
            beside.replace(self._file)

    def restart(self, first: date) -> None:
        """Let history begin on another day."""
        with self.lock:
            self.first = first
            self.accounts = {a.id: a for a in make_accounts(self.shape, first)}
            self._figures = {}
        self.save()

    def figures(self, account: Account) -> Figures:
        with self.lock:
            if account.id not in self._figures:
                self._figures[account.id] = Figures(account, self.seed)
            return self._figures[account.id]

    def of_token(self, token: Token, product: Product) -> list[Account]:
        """The accounts a token may see."""
        return [
            a
            for a in self.accounts.values()
            if a.business == token.business
            and a.product is product
            and (not token.accounts or product is Product.KEYWORD or a.id in token.accounts)
        ]

    def add_token(
        self, business: int, client_id: str, scopes: list[str], accounts: list[int], token: str = ""
    ) -> Token:
        with self.lock:
            seed = f"{self.seed} {business} {client_id} {len(self.tokens)}"
            name = token or f"sim-{hashlib.sha256(seed.encode()).hexdigest()[:32]}"
            self.tokens[name] = Token(name, business, client_id, scopes, accounts)
        self.save()
        return self.tokens[name]

    def seconds(self) -> float:
        """Of this machine's clock since the start, as entries of the log tell them."""
        return round(time.monotonic() - self._began, 4)

    def start_entry(self, endpoint: str, account: str, query: dict[str, str]) -> Entry:
        with self.lock:
            at, t = self.clock.now().isoformat(), self.seconds()
            entry = Entry(len(self.log), at, t, endpoint, None, account, query)
            self.log.append(entry)
        return entry
