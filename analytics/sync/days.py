"""Daily figures of one account at one level: newest days first, then backwards in chunks."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from analytics.sync.steps import DONE, Answered, Asked, Step
from campaigns.ads.names import add_nameless
from campaigns.ads.store import Stored, mark_answered, next_window, store_days
from campaigns.models import AdAccount, AdCampaign, AdGroup, Creative, Keyword
from channel.models import Platform
from kakao import keyword, moment
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
        rows = asked.ask(call(*window))
        outside = [row for row in rows if not window[0] <= row.day <= window[1]]
        kept = [row for row in rows if row not in outside] if outside else rows
        store = _storing(asked.account, level, kept, window if len(left) == 1 else None)
        return Answered(store, _place(window, key, last=len(left) == 1), *window)

    return step


def _window(asked: Asked, level: Level) -> tuple[dt.date, dt.date] | None:
    """The window that a step began, or the next one."""
    assert asked.account is not None
    if "start" in asked.place:
        started = dt.date.fromisoformat
        return started(asked.place["start"]), started(asked.place["end"])
    return next_window(asked.account, level, asked.cursor.round_at, LONGEST_DAYS)


def _place(window: tuple[dt.date, dt.date], key: str, *, last: bool) -> dict[str, Any]:
    if last:
        return {}
    return {"start": window[0].isoformat(), "end": window[1].isoformat(), "after": key}


def _storing(
    account: AdAccount,
    level: Level,
    rows: Sequence[ReportRow],
    answered: tuple[dt.date, dt.date] | None,
) -> Callable[[], Stored]:
    def store() -> Stored:
        if level is Level.CAMPAIGN:
            add_nameless(account, {row.object_id for row in rows})
        stored = store_days(account, rows, _campaigns(account, level))
        if answered:
            mark_answered(account, level, *answered)
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
