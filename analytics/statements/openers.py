"""S4 and S5: at least so many open, at most so many are ghosts; never a number in between."""

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from analytics.statements.facts import Facts, Message
from analytics.statements.flow import flow, total_by
from analytics.statements.telling import iso, missing, rows_of, sources, state_of, tell
from channel.models import Reading
from stats.bounds import Present, present, silent_share

FEWEST = 3


@dataclass(frozen=True)
class Silent:
    """Bounds of the share that opened none of `messages` (oldest first)."""

    low: float
    high: float
    messages: tuple[Message, ...]
    formula: str
    numbers: dict[str, Any]
    gaps: tuple[dt.date, ...] = ()


def openers(facts: Facts) -> list[Reading]:
    messages = facts.recent(full=True)
    units = {"openers_low": "people", "openers_share": "share"}
    if not messages:
        return missing(facts, units, "no_full_sends")
    best = max(messages, key=lambda m: m.opened or 0)
    shares = {"openers_low": best.opened, "openers_share": (best.opened or 0) / (best.sent or 1)}
    inputs = {
        "messages": rows_of(messages), "best": best.id, "until": messages[0].day.isoformat()
    }  # fmt: skip
    return [
        tell(
            facts, name, value, units[name], low=value, n=len(messages), inputs=inputs,
            state=state_of(facts, messages), source=sources(m.origin for m in messages),
        )
        for name, value in shares.items()
    ]  # fmt: skip


def ghosts(facts: Facts) -> list[Reading]:
    messages = facts.recent(full=True)
    units = {"ghost_low": "share", "ghost_high": "share"}
    if len(messages) < FEWEST:
        return missing(facts, units, "few_full_sends", have=len(messages), need=FEWEST)
    found = bounds(facts, messages)
    if found is None:
        return missing(facts, units, "everybody_left", messages=rows_of(messages))
    inputs = {
        "messages": rows_of(found.messages), "until": found.messages[-1].day.isoformat(),
        **found.numbers,
    }  # fmt: skip
    return [
        tell(
            facts, name, value, "share", formula=found.formula, low=found.low, high=found.high,
            n=len(found.messages), inputs=inputs, gaps=iso(found.gaps),
            state=state_of(facts, found.messages),
            source=sources(m.origin for m in found.messages),
        )
        for name, value in (("ghost_low", found.low), ("ghost_high", found.high))
    ]  # fmt: skip


def bounds(facts: Facts, newest_first: tuple[Message, ...]) -> Silent | None:
    """With comings and goings taken off where they are known, else from the shares alone.

    Where more than 20% came or left in between, older messages are let go, down to three.
    """
    messages = tuple(sorted(newest_first, key=lambda m: (m.day, m.id)))
    for k in range(len(messages), FEWEST - 1, -1):
        chosen = messages[-k:]
        moved = _moved(facts, chosen)
        if moved is None:
            return _plain(facts, messages)
        found = _present(chosen, moved)
        if found is None:
            return _plain(facts, messages)
        if (found.steady or k == FEWEST) and found.silent_low is not None:
            assert found.silent_high is not None
            numbers = {
                "friends": moved.start, "friends_on": moved.start_on.isoformat(),
                "adds": moved.adds[-1], "blocks": moved.blocks[-1],
            }  # fmt: skip
            return Silent(found.silent_low, found.silent_high, chosen, "ghost_present", numbers)
    return None


def _plain(facts: Facts, messages: tuple[Message, ...]) -> Silent:
    shares = [(m.opened or 0) / (m.sent or 1) for m in messages]
    found = silent_share(shares)
    assert found.low is not None and found.high is not None
    gaps = flow(facts, messages[0].day, messages[-1].day).gaps
    return Silent(found.low, found.high, messages, "ghost_totals", {}, gaps)


@dataclass(frozen=True)
class _Moved:
    """Friends before the first message; adds and blocks so far, with one entry more than
    messages: the end of the last message's day, so that who opened it and left is taken off."""

    start_on: dt.date
    start: int
    adds: list[int]
    blocks: list[int]


def _moved(facts: Facts, messages: tuple[Message, ...]) -> _Moved | None:
    """None where the friends before, or a day's adds and blocks in between, are not known."""
    first, last = messages[0].day, messages[-1].day
    before = first - dt.timedelta(days=1)
    start = total_by(facts, lambda day: day == before)
    known = {d.day: d for d in facts.days if d.added is not None and d.blocked is not None}
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if start is None or any(day not in known for day in days):
        return None
    adds = dict(zip(days, accumulate(known[d].added or 0 for d in days), strict=True))
    blocks = dict(zip(days, accumulate(known[d].blocked or 0 for d in days), strict=True))
    gone = {d: max(blocks[d], _vanished(known[d].total, start[1], adds[d])) for d in days}
    # A message's own day: its adds may have come before it, its blocks after it.
    day_before = [m.day - dt.timedelta(days=1) for m in messages]
    so_far = [gone.get(day, 0) for day in day_before] + [gone[last]]
    return _Moved(
        before, start[1], [adds[m.day] for m in messages] + [adds[last]],
        list(accumulate(so_far, max)),
    )  # fmt: skip


def _vanished(total: int | None, start: int, adds: int) -> int:
    """Some leave without being counted as blocks: the friend count knows better."""
    return 0 if total is None else start + adds - total


def _present(messages: tuple[Message, ...], moved: _Moved) -> Present | None:
    """None where the totals contradict each other (more openers than friends)."""
    opened = [float(m.opened or 0) for m in messages] + [0.0]
    adds, blocks = [float(n) for n in moved.adds], [float(n) for n in moved.blocks]
    try:
        return present(opened, moved.start, adds, blocks)
    except ValueError:
        return None
