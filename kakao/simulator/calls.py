"""The requests that a crowd's life would have sent: adds and blocks by Kakao, clicks by people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from kakao.simulator.logs import window
from kakao.simulator.world import KST, World

HOOK = "/hooks/kakao/channel/"
KAKAO = "KakaoOpenAPI/1.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/129.0.0.0 Mobile Safari/537.36 KAKAOTALK/25.8.2 (INAPP)"
)
SIMULATED_AT, SIMULATOR_KEY = "X-Dangol-Simulated-At", "X-Dangol-Simulator-Key"
DUPLICATES, TWINS = 0.01, 0.2
# Deliveries overtake each other by this many seconds at most, a repeated one comes this much later.
DISORDER, AGAIN = 120, 600


@dataclass(frozen=True)
class Target:
    """Whom the calls go to.

    admin_key: what Kakao signs its deliveries with; links: code of the tracked link in a message,
    by Kakao's number of it; tokens: a friend's own part of a link, by his key.
    """

    url: str
    admin_key: str
    simulator_key: str
    public_id: str
    search_id: str
    links: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)


def read_target(file: Path, url: str) -> Target:
    """The target described in a JSON file by all fields but the url. Raises ValueError."""
    try:
        return Target(url=url, **json.loads(file.read_text("utf-8")))
    except (OSError, TypeError) as error:
        raise ValueError(f"data: {file} does not describe a target ({error})") from error


@dataclass(frozen=True)
class Call:
    """One request. key: the same for a delivery that is repeated, its own for each click.

    order: when it is sent among the others, in seconds of the world; at: when it happened.
    """

    key: str
    at: datetime
    order: float
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def may_repeat(self) -> bool:
        return self.method == "POST"


def calls(world: World, target: Target, since: date | None = None) -> list[Call]:
    """Everything from `since` to the world's end, nearly in order and 1% of deliveries twice.

    Inquiries are none of it: they reach a chat bot. Raises ValueError for a world without people.
    """
    rng = np.random.default_rng([world.seed, 1])
    made = [*_deliveries(world, target, since, rng), *_clicks(world, target, since)]
    return sorted(made, key=lambda call: call.order)


def _deliveries(
    world: World, target: Target, since: date | None, rng: np.random.Generator
) -> Iterator[Call]:
    crowd = world.people()
    for event, moments in (("added", crowd.joined_at), ("blocked", crowd.blocked_at)):
        for friend in np.flatnonzero(window(world, moments, since)):
            at = _moment(world, int(moments[friend]))
            body = _body(target, event, str(crowd.key[friend]), at, twins=rng.random() < TWINS)
            key = str(UUID(bytes=rng.bytes(16), version=4))
            order = float(moments[friend]) + rng.uniform(0, DISORDER)
            first = Call(key, at, order, "POST", HOOK, _hook_headers(target, key, at), body)
            yield first
            if rng.random() < DUPLICATES:
                later = order + rng.uniform(0, AGAIN)
                yield Call(key, at, later, "POST", HOOK, first.headers, body)


def _body(target: Target, event: str, who: str, at: datetime, *, twins: bool) -> bytes:
    told: dict[str, Any] = {
        "event": event,
        "id": who,
        "id_type": "app_user_id",
        "channel_public_id": target.public_id,
        "channel_uuid": target.search_id,
        "updated_at": _rfc3339(at),
    }
    if twins:
        told |= {
            "plus_friend_public_id": target.public_id,
            "plus_friend_uuid": target.search_id,
            "timestamp": int(at.timestamp() * 1000),
        }
    return json.dumps(told).encode()


def _hook_headers(target: Target, key: str, at: datetime) -> dict[str, str]:
    return {
        "Authorization": f"KakaoAK {target.admin_key}",
        "X-Kakao-Resource-ID": key,
        "User-Agent": KAKAO,
        "Content-Type": "application/json",
        **_simulated(target, at),
    }


def _clicks(world: World, target: Target, since: date | None) -> Iterator[Call]:
    """By their own link who has one; the others by the plain link, and nobody knows who it was."""
    crowd, done = world.people(), world.people().reactions
    for n in np.flatnonzero(window(world, done.at, since) & ~done.chat):
        code = target.links.get(world.broadcasts[done.message[n]].kakao_id)
        if code is None:
            continue
        token = target.tokens.get(str(crowd.key[done.friend[n]]))
        at = _moment(world, int(done.at[n]))
        path = f"/l/{code}/{token}" if token else f"/l/{code}"
        headers = {"User-Agent": PHONE, **_simulated(target, at)}
        yield Call(f"R{n:08d}", at, float(done.at[n]), "GET", path, headers)


def _simulated(target: Target, at: datetime) -> dict[str, str]:
    return {SIMULATED_AT: _rfc3339(at), SIMULATOR_KEY: target.simulator_key}


def _moment(world: World, seconds: int) -> datetime:
    start = datetime.combine(world.start, datetime.min.time(), KST)
    return (start + timedelta(seconds=seconds)).astimezone(UTC)


def _rfc3339(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
