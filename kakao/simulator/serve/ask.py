"""One request as the endpoints see it, and their reply."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kakao.simulator.ads import Account, Product
from kakao.simulator.serve.state import Simulation, Token


@dataclass
class Reply:
    """`body`: what becomes JSON, or text of another `kind`."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json;charset=UTF-8"


class Refused(Exception):
    """Ends an endpoint with Kakao's error body."""

    def __init__(self, status: int, body: dict[str, Any], wait: float | None = None) -> None:
        super().__init__(body)
        self.reply = Reply(body, status)


def refusal(product: Product, detail: int, words: str) -> Refused:
    """HTTP 400 in the form of one of the two ad products."""
    code, name = (
        (-813, "KakaoMomentException")
        if product is Product.MOMENT
        else (-820, "KakaoKeywordAdException")
    )
    extras = {"detailCode": detail, "detailMsg": words}
    return Refused(400, {"code": code, "msg": name, "extras": extras})


def wrong_parameter(words: str) -> Refused:
    return Refused(400, {"code": -2, "msg": words})


@dataclass
class Ask:
    """One request. `token` is set for calls that need one, `account` for those of an account."""

    simulation: Simulation
    method: str
    target: str
    headers: Message
    raw: bytes
    token: Token | None = None
    account: Account | None = None

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    def form(self) -> dict[str, str]:
        pairs = parse_qs(self.raw.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.raw or b"{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise wrong_parameter("the body is no JSON object")
        return found

    def now(self) -> datetime:
        return self.simulation.clock.now()

    def ids(self, name: str) -> list[int]:
        """Ids of a query, comma separated or repeated."""
        texts = [text for value in self.query.get(name, []) for text in value.split(",") if text]
        if not all(text.isdecimal() for text in texts):
            raise wrong_parameter(f"{name} is not numeric")
        return [int(text) for text in texts]

    def number(self, name: str, default: int, most: int) -> int:
        text = self.one(name, str(default))
        if not text.isdecimal() or int(text) > most:
            raise wrong_parameter(f"{name} is not 0 to {most}")
        return int(text)

    def of_account(self) -> Account:
        """The account of the request, which its route has checked."""
        if self.account is None:
            raise wrong_parameter("adAccountId is missing")
        return self.account

    def compact_day(self, name: str) -> date | None:
        text = self.one(name)
        if len(text) != 8 or not text.isdecimal():
            return None
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return None


def span(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
