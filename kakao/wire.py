"""A call to Kakao as a plain value: what to send, how to read the answer. No I/O.

The text of a `Call` never shows a secret: the token is not part of it, forms are left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")
Json = Any
T = TypeVar("T")
Query = tuple[tuple[str, str], ...]


class Host(StrEnum):
    KAPI = "kapi"
    KAUTH = "kauth"
    MOMENT = "moment"
    KEYWORD = "keyword"


@dataclass(frozen=True)
class Hosts:
    """Base addresses without a path; a simulator may play all four."""

    kapi: str = "https://kapi.kakao.com"
    kauth: str = "https://kauth.kakao.com"
    moment: str = "https://apis.moment.kakao.com"
    keyword: str = "https://api.keywordad.kakao.com"

    def of(self, host: Host) -> str:
        return str(getattr(self, host.value)).rstrip("/")


@dataclass(frozen=True)
class Gate:
    """One call per `seconds` for `account`; "" is the app as a whole (calls with several ids)."""

    endpoint: str
    account: str
    seconds: float


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request and its reader.

    endpoint  fixed name for gates, logs and errors: host and path without ids
    reads     changes nothing, so a failed one may be sent again
    signed    sends the business token
    gate      Kakao's documented limit, None where there is none in practice. Whoever sends a call
              with a gate takes the gate first; such a call is never repeated inside the client.
    read      deciphers the JSON body; raises BadPayload
    """

    endpoint: str
    host: Host
    path: str
    read: Callable[[Json], T] = field(repr=False)
    method: str = "GET"
    query: Query = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Json = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    reads: bool = True
    signed: bool = True
    gate: Gate | None = None


@dataclass(frozen=True)
class Answer:
    """What came back: HTTP status, body, and seconds of a Retry-After header if there was one."""

    status: int
    body: bytes = field(repr=False)
    retry_after: float | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `more` says that another one follows."""

    items: tuple[T, ...]
    more: bool


def compact(day: date) -> str:
    """20260901, as reports want their days."""
    return f"{day:%Y%m%d}"


def read_day(text: str) -> date:
    """A day written 2026-09-01 or 20260901. Raises ValueError."""
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=KST).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no day")
