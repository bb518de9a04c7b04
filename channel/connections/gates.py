"""Kakao's limits, kept across workers and restarts. Nobody waits here; who comes too early goes.

A gate is shut for as long as a call may take, and opens `seconds` after its answer: what counts is
when calls arrive at Kakao, and an earlier one may have been slow on its way. A worker that dies
inside the call leaves the gate shut for the longest time.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

LONGEST_WAIT_SECONDS = 6 * 3600


@dataclass(frozen=True)
class Taken:
    """The holder's own mark is the moment until which it shut the gate."""

    account: str
    endpoint: str
    until: dt.datetime


class GateShut(Exception):
    """Too early: come again in `seconds`. A wait and no moment: gates go by the database's clock,
    who asks by his own."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def take(account: str, endpoint: str, *, longest_seconds: float) -> Taken:
    """Shut the gate for the longest time a call may take. Raises GateShut."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channel_rategate AS g (account, endpoint, next_at, limited) "
            "VALUES (%(account)s, %(endpoint)s, "
            "clock_timestamp() + make_interval(secs => %(longest)s), 0) "
            "ON CONFLICT (account, endpoint) DO UPDATE SET next_at = excluded.next_at "
            "WHERE g.next_at <= clock_timestamp() RETURNING next_at",
            {"account": account, "endpoint": endpoint, "longest": longest_seconds},
        )
        if found := cursor.fetchone():
            return Taken(account, endpoint, found[0])
        cursor.execute(
            "SELECT extract(epoch FROM next_at - clock_timestamp())::float8 "
            "FROM channel_rategate WHERE account = %s AND endpoint = %s",
            [account, endpoint],
        )
        raise GateShut(max(0.0, cursor.fetchone()[0]))


def release(taken: Taken, seconds: float) -> None:
    """The answer is here: open `seconds` from now. Who took the gate meanwhile keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_rategate SET limited = 0, "
            "next_at = clock_timestamp() + make_interval(secs => %s) "
            "WHERE account = %s AND endpoint = %s AND next_at = %s",
            [seconds, taken.account, taken.endpoint, taken.until],
        )


def push_back(taken: Taken, seconds: float) -> float:
    """Kakao said too often: at least `seconds`, twice as long each time in a row. Returns for how
    many the gate is shut. Who took the gate meanwhile keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_rategate SET limited = least(limited + 1, 10), next_at = "
            "clock_timestamp() + make_interval(secs => least(%s * 2 ^ limited, %s)) "
            "WHERE account = %s AND endpoint = %s AND next_at = %s "
            "RETURNING extract(epoch FROM next_at - clock_timestamp())::float8",
            [seconds, LONGEST_WAIT_SECONDS, taken.account, taken.endpoint, taken.until],
        )
        found = cursor.fetchone()
        return float(found[0]) if found else seconds
