"""Daily figures of one account at one level: newest days first, then backwards in chunks."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from analytics.sync.cursors import ask_again, ask_doubtful_again
from analytics.sync.steps import DONE, Answered, Asked, Step
from campaigns.ads.answers import ONE, Window, mark_answered, next_window
from campaigns.ads.names import add_nameless
from campaigns.ads.store import Stored, store_days
from campaigns.models import AdAccount, AdCampaign, AdGroup, Creative, Keyword
from channel.models import Platform, SyncKind
from kakao import keyword, moment
from kakao.errors import BadPayload, Rejected
from kakao.figures import Level, ReportRow
from kakao.wire import Call

Report = Call[tuple[ReportRow, ...]]
Slice = tuple[str, Callable[[dt.date, dt.date], Report]]
LONGEST_DAYS = moment.MAX_DAYS


def pull(level: Level) -> Step:
    """The step for one level: one slice of ids over one window of days."""

    def step(asked: Asked) -> Answered:
        assert asked.account is not None
        window = _window(asked, level)
        left = list(_left(asked, level)) if window else []
        if window is None or not left:
            return DONE
        key, call = left[0]
        try:
            rows = asked.ask(call(*window))
        except Rejected as error:
            if error.reason != "period":
                raise
            return _refused(asked.account, level, window, error)
        _check(rows, window)
        last = len(left) == 1
        store = _storing(asked.account, level, rows, window if last else None)
        return Answered(store, _place(asked.place, window, "" if last else key), *window)

    return step


def _check(rows: Sequence[ReportRow], window: Window) -> None:
    for row in rows:
        if not window[0] <= row.day <= window[1]:
            raise BadPayload("type", "data.start", f"{row.day} was not asked for")


def _window(asked: Asked, level: Level) -> Window | None:
    """The window that a step began, what is left of a refused one, or the next one."""
    assert asked.account is not None
    if "window" in asked.place:
        return _days(asked.place["window"])
    if "suspect" in asked.place:
        return _newer_half(_days(asked.place["suspect"]))
    return next_window(asked.account, level, asked.cursor.round_at, LONGEST_DAYS)


def _days(texts: Sequence[str]) -> Window:
    return dt.date.fromisoformat(texts[0]), dt.date.fromisoformat(texts[1])


def _texts(window: Window) -> list[str]:
    return [window[0].isoformat(), window[1].isoformat()]


def _newer_half(window: Window) -> Window:
    """All of a single day."""
    start, end = window
    return start + (end - start + ONE) // 2, end


def _place(place: dict[str, Any], window: Window, key: str) -> dict[str, Any]:
    """`key`: the slice that is in, "" after the last. What is left of a refused window has the day
    that Kakao does not answer for."""
    kept = {"suspect": place["suspect"]} if "suspect" in place else {}
    if key:
        return kept | {"window": _texts(window), "after": key}
    start = _days(kept["suspect"])[0] if kept else window[0]
    return {"suspect": _texts((start, window[0] - ONE))} if start < window[0] else {}


def _refused(account: AdAccount, level: Level, window: Window, error: Rejected) -> Answered:
    """Kakao refuses a whole period for the sake of one of its days: look for that one."""
    if window[0] < window[1]:
        return Answered(place={"suspect": _texts(window)}, start=window[0], end=window[1],
                        refused=error)  # fmt: skip

    def store() -> Stored:
        mark_answered(account, level, *window, refused=True)
        return Stored()

    return Answered(store, {}, *window, refused=error)


def _storing(
    account: AdAccount, level: Level, rows: Sequence[ReportRow], answered: Window | None
) -> Callable[[], Stored]:
    def store() -> Stored:
        if level is Level.CAMPAIGN and add_nameless(account, {row.object_id for row in rows}):
            ask_again(account, [SyncKind.NAMES])
        stored = store_days(account, rows, _campaigns(account, level))
        if answered:
            mark_answered(account, level, *answered)
            ask_doubtful_again(account, level, answered)
        return stored

    return store


def _campaigns(account: AdAccount, level: Level) -> Mapping[str, str]:
    """The campaign of each object of that level, by Kakao's ids."""
    match level:
        case Level.CAMPAIGN:
            ids = AdCampaign.objects.filter(account=account).values_list("kakao_id", flat=True)
            return {one: one for one in ids}
        case Level.GROUP:
            found = AdGroup.objects.filter(account=account)
            return dict(found.values_list("kakao_id", "campaign__kakao_id"))
        case Level.CREATIVE:
            made = Creative.objects.filter(account=account)
            return dict(made.values_list("kakao_id", "group__campaign__kakao_id"))
        case Level.KEYWORD:
            words = Keyword.objects.filter(account=account)
            return dict(words.values_list("kakao_id", "group__campaign__kakao_id"))
        case _:
            return {}


def _left(asked: Asked, level: Level) -> Iterator[Slice]:
    """Slices of ids in the order of their keys, from where the last step ended."""
    assert asked.account is not None
    after = asked.place.get("after", "")
    moment_account = asked.account.platform == Platform.MOMENT
    slices = _moment_slices if moment_account else _keyword_slices
    return (one for one in slices(asked.account, level) if not after or one[0] > after)


def _moment_slices(account: AdAccount, level: Level) -> Iterator[Slice]:
    own = account.kakao_id
    if level in (Level.ACCOUNT, Level.CAMPAIGN):
        yield own, lambda start, end: moment.account_report(own, start, end, level)
        return
    # In the order of Python's texts, which the comparison with the last key uses as well.
    ids = sorted(AdGroup.objects.filter(account=account).values_list("kakao_id", flat=True))
    most = moment.MAX_IDS[Level.GROUP]
    for some in (ids[first : first + most] for first in range(0, len(ids), most)):
        yield some[-1], partial(_group_report, own, some, level)


def _group_report(
    own: str, ids: Sequence[str], level: Level, start: dt.date, end: dt.date
) -> Report:
    return moment.group_report(own, ids, start, end, level)


def _keyword_slices(account: AdAccount, level: Level) -> Iterator[Slice]:
    own = account.kakao_id
    if level in (Level.ACCOUNT, Level.CAMPAIGN):
        yield own, lambda start, end: keyword.report(own, level, start, end)
        return
    for one in sorted(_campaigns(account, Level.CAMPAIGN)):
        yield one, partial(keyword.report, own, level, campaign=one)
