"""The list of known friends: pages by key, by the last reaction, as fast at a million as at ten."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from channel.models import (
    Channel,
    Friend,
    FriendActivity,
    FriendIdentity,
    FriendState,
    GhostFit,
    PatternScore,
    Source,
)
from channel.paging import Page
from channel.people.keys import shown
from channel.people.masks import from_ordinal_sql
from channel.people.patterns import newest_ordinal
from channel.people.window import Seen, seen

SIZE = 50
EXPORT_SIZE = 5_000
LATEST, QUIETEST = "latest", "quietest"
Key = tuple[dt.datetime, int]
Pattern = tuple[int, int, int]
JUDGED = (FriendState.GHOST, FriendState.FAN, FriendState.COOLING)

_A, _F, _S = (model._meta.db_table for model in (FriendActivity, Friend, Source))
_FIT, _SCORE = GhostFit._meta.db_table, PatternScore._meta.db_table
_NAME = FriendIdentity._meta.db_table
# The expression of the index `friend_activity_last`: who never reacted comes last.
LAST = "coalesce(a.last_engaged_at, '1970-01-01 00:00:00+00'::timestamptz)"
COLUMNS = (
    "a.friend_id, a.mask, a.mask_ordinal, a.from_ordinal, a.last_engaged_at, a.engaged_total, "
    f"a.state, f.joined_on, f.trackable_from, s.name AS source, {LAST} AS last"
)


@dataclass(frozen=True)
class Row:
    """`silent`: probability of no reaction in the next m messages, None where none is computed;
    `newest`: ordinal of the last send day he could have received; `counted`: whether what he
    received is known, which it is not of a block without a day.
    """

    pk: int
    title: str
    name: str
    state: str
    state_words: str
    joined_on: dt.date | None
    trackable_from: dt.date | None
    last_engaged_at: dt.datetime | None
    engaged_total: int
    seen: Seen
    newest: int
    counted: bool
    source: str
    silent: float | None

    @property
    def number(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return " · ".join(word for word in (self.name, self.state_words) if word)


@dataclass(frozen=True)
class Wanted:
    state: str = ""
    source: int | None = None
    sort: str = LATEST

    @classmethod
    def of(cls, params: QueryDict) -> "Wanted":
        """What an address asks for; a word that means nothing asks for everything."""
        show = params.get("show", "")
        state = show if show in FriendState.values else ""
        source = int(show[7:]) if show.startswith("source-") and show[7:].isdecimal() else None
        if source is not None and source >= 2**63:
            source = None
        sort = QUIETEST if params.get("sort") == QUIETEST else LATEST
        return cls(state, source, sort)


def page_of(channel: Channel, wanted: Wanted, params: QueryDict) -> Page:
    """`?before=` and `?after=` name the row to go on from."""
    older, newer = _key(params.get("before")), _key(params.get("after"))
    if newer:
        found = _found(channel, wanted, newer, SIZE + 1, back=True)
        rows, more, fewer = found[:SIZE][::-1], True, len(found) > SIZE
    else:
        found = _found(channel, wanted, older, SIZE + 1)
        rows, more, fewer = found[:SIZE], len(found) > SIZE, older is not None
    return Page(
        rows_of(channel, rows),
        _url(params, "after", rows[0]) if rows and fewer else "",
        _url(params, "before", rows[-1]) if rows and more else "",
    )


def every(channel: Channel, wanted: Wanted) -> Iterator[Row]:
    """All rows in the order of the screen, some thousands at a time."""
    key: Key | None = None
    while found := _found(channel, wanted, key, EXPORT_SIZE):
        yield from rows_of(channel, found)
        key = found[-1]["last"], found[-1]["friend_id"]


def of_friends(channel: Channel, ids: list[int]) -> list[Row]:
    """The rows of some friends, as a search found them."""
    sql = (
        f"{_select(channel)} WHERE a.channel_id = %s AND a.friend_id = ANY(%s) ORDER BY a.friend_id"
    )
    return rows_of(channel, _dicts(sql, [channel.pk, ids]))


def _select(channel: Channel) -> str:
    """`received`: of who blocked the newest send day he could receive."""
    received = f"{from_ordinal_sql('a.state_changed_on', str(channel.pk))} - 1"
    return (
        f"SELECT {COLUMNS}, CASE WHEN a.state = 'blocked' THEN {received} END AS received "
        f"FROM {_A} a JOIN {_F} f ON f.id = a.friend_id AND f.channel_id = a.channel_id "
        f"LEFT JOIN {_S} s ON s.id = f.source_id"
    )


def _found(
    channel: Channel, wanted: Wanted, key: Key | None, limit: int, *, back: bool = False
) -> list[dict[str, Any]]:
    """A source's friends go by number, the newest first: their index knows no reactions."""
    down = (wanted.sort == LATEST or bool(wanted.source)) != back
    way, beyond = ("DESC", "<") if down else ("ASC", ">")
    if wanted.source:
        where = "a.channel_id = %s AND f.channel_id = %s AND f.source_id = %s"
        params: list[Any] = [channel.pk, channel.pk, wanted.source]
        # said of both tables: the planner does not pass an inequality on to the other one
        order, further = f"f.id {way}", f"f.id {beyond} %s AND a.friend_id {beyond} %s"
        at: tuple[Any, ...] = key[1:] * 2 if key else ()
    else:
        where, params = _of_state(channel, wanted.state)
        order = f"{LAST} {way}, a.friend_id {way}"
        further, at = f"({LAST}, a.friend_id) {beyond} (%s, %s)", key or ()
    where = f"{where} AND {further}" if key else where
    return _dicts(
        f"{_select(channel)} WHERE {where} ORDER BY {order} LIMIT {limit}", [*params, *at]
    )


def _of_state(channel: Channel, state: str) -> tuple[str, list[Any]]:
    if not state:
        return "a.channel_id = %s", [channel.pk]
    return "a.channel_id = %s AND a.state = %s", [channel.pk, state]


def _dicts(sql: str, params: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rows_of(channel: Channel, found: list[dict[str, Any]]) -> list[Row]:
    """With names and probabilities: one query each."""
    now = newest_ordinal(channel.pk)
    newest = [now if r["received"] is None else r["received"] for r in found]
    counted = [r["trackable_from"] is not None and not _blocked_some_day(r) for r in found]
    windows = [
        seen(r["mask"], r["mask_ordinal"], r["from_ordinal"] if known else None, last)
        for r, known, last in zip(found, counted, newest, strict=True)
    ]
    names = names_of(channel, [r["friend_id"] for r in found])
    silent = silent_of(channel, {window.pattern for window in windows})
    title, words = _("친구 %(pk)s"), _state_words()
    return [
        Row(
            pk=r["friend_id"], title=title % {"pk": r["friend_id"]},
            name=names.get(r["friend_id"], ""), state=r["state"], state_words=words[r["state"]],
            joined_on=r["joined_on"], trackable_from=r["trackable_from"],
            last_engaged_at=r["last_engaged_at"], engaged_total=r["engaged_total"], seen=window,
            newest=last, counted=known, source=r["source"] or "",
            silent=silent.get(window.pattern) if r["state"] in JUDGED else None,
        )
        for r, window, last, known in zip(found, windows, newest, counted, strict=True)
    ]  # fmt: skip


def _blocked_some_day(row: dict[str, Any]) -> bool:
    return row["state"] == FriendState.BLOCKED and row["received"] is None


def _state_words() -> dict[str, str]:
    """A person is never called a ghost: what is known of him is that he has not answered."""
    return {state.value: str(state.label) for state in FriendState} | {FriendState.GHOST: ""}


def names_of(channel: Channel, ids: list[int]) -> dict[int, str]:
    """One identity of each friend, masked: enough to tell two rows apart, not to look one up."""
    sql = (
        f"SELECT friend_id, value FROM {_NAME} WHERE channel_id = %s AND friend_id = ANY(%s) "
        "AND kind <> %s ORDER BY id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [channel.pk, ids, FriendIdentity.Kind.TOKEN])
        return {pk: shown(value) for pk, value in cursor.fetchall()}


def current_fit(channel: Channel) -> GhostFit | None:
    """The fit in use, None while the newest could not tell anybody apart."""
    newest = GhostFit.objects.filter(channel=channel).order_by("-pk").first()
    return newest if newest and newest.verdict == GhostFit.Verdict.FITTED else None


def silent_of(channel: Channel, patterns: set[Pattern]) -> dict[Pattern, float]:
    """Probability of no reaction in the next m messages, by pattern; of the fit in use."""
    if not patterns:
        return {}
    x, t, n = (list(column) for column in zip(*patterns, strict=True))
    sql = (
        f"WITH fit AS (SELECT id, verdict FROM {_FIT} WHERE channel_id = %s ORDER BY id DESC LIMIT 1) "
        f"SELECT s.x, s.t, s.n, s.silent FROM fit JOIN {_SCORE} s ON s.channel_id = %s "
        "AND s.run_id = fit.id AND fit.verdict = %s "
        "JOIN unnest(%s::int[], %s::int[], %s::int[]) AS u (x, t, n) USING (x, t, n)"
    )
    fitted = GhostFit.Verdict.FITTED
    with connection.cursor() as cursor:
        cursor.execute(sql, [channel.pk, channel.pk, fitted, x, t, n])
        return {(x, t, n): silent for x, t, n, silent in cursor.fetchall()}


def _key(text: str | None) -> Key | None:
    """A key somebody has tampered with is no key: the list starts at its beginning."""
    at, _dash, pk = (text or "").rpartition("_")
    try:
        moment = dt.datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo and 0 < int(pk) < 2**63 else None
    except ValueError:
        return None


def _url(params: QueryDict, name: str, row: dict[str, Any]) -> str:
    kept = params.copy()
    kept.pop("before", None)
    kept.pop("after", None)
    kept[name] = f"{row['last'].astimezone(dt.UTC).isoformat()}_{row['friend_id']}"
    return f"?{kept.urlencode()}"
