"""The nightly job of a channel with a million friends, and what follows one broadcast.

Friends are made in the database by a rule the model does not know (some answer often, most stop at
some message), 60 messages back, beside a fit that goes friend by friend as libraries do: that one is
measured on a sample and scaled to the million, since nothing in it depends on the number of rows.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.registry import Row, bench
from config import services

ROOT = Path(__file__).resolve().parent.parent
FRIENDS, REACTIONS, SENDS = 1_000_000, 50_000, 60
SAMPLE = 5_000
# As many as ours needs, and four more each for a gradient by differences.
EVALUATIONS = 20 * 5
NIGHT, AFTER = 10.0, 3.0


@bench("ghosts")
def measure_ghosts(seed: int) -> list[Row]:
    """Seconds of the night's work and of the work after one broadcast."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-ghosts-"))
    folder.chmod(0o711)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ, "DANGOL_DATA": str(folder), **services.urls(started.services),
                "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "config.settings",
            }  # fmt: skip
            words = [sys.executable, "-m", "bench.ghosts", str(seed)]
            run = subprocess.run(
                words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told = json.loads(run.stdout.splitlines()[-1])
    names = ("first", "back_tests", "night", "after", "each")
    first, back_tests, night, after, each = (round(told[name], 2) for name in names)
    name = f"ghosts of {FRIENDS:,} friends, {told['patterns']:,} patterns"
    each_name = f"{name}; a fit friend by friend, {SAMPLE:,} scaled"
    return [
        Row(each_name, night, "s", each, _ratio(night, each), f"<= {NIGHT:g} s",
            night <= NIGHT and told["numbers"]),
        Row("ghosts, the first night: everything anew", first, "s", None, None, "–", True),
        Row("ghosts, back-tests anew", back_tests, "s", None, None, "–", True),
        Row(f"ghosts after {told['reactions']:,} reactions", after, "s", night,
            _ratio(after, night), f"<= {AFTER:g} s", after <= AFTER and told["numbers"]),
    ]  # fmt: skip


def _ratio(ours: float, baseline: float) -> float:
    return round(ours / baseline, 5)


def fill(place: Any, seed: int) -> None:
    """A million people with kept state as the recount would leave it, and a message on each day."""
    from django.db import connection

    from channel.models import SendDay

    last = dt.date(2026, 11, 20)
    SendDay.objects.bulk_create(
        SendDay(channel=place, day=last - dt.timedelta(days=SENDS - n), ordinal=n)
        for n in range(1, SENDS + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [seed % 1000 / 1000])
        cursor.execute(_FRIENDS, {"channel": place.pk, "friends": FRIENDS, "since": last})
        cursor.execute(_ACTIVITY, {"channel": place.pk, "sends": SENDS})
        cursor.execute(_ENGAGED, {"channel": place.pk, "sends": SENDS, "last": last})
    vacuum()


_FRIENDS = """
INSERT INTO channel_friend (channel_id, joined_on, relation, trackable_from, trackable_by, origin,
    updated_at)
SELECT %(channel)s, %(since)s::date - 400, 'added', %(since)s::date - 400, 'import', 'file', now()
FROM generate_series(1, %(friends)s)
"""
# Each answers with a chance of his own until the message after which he is gone.
_ACTIVITY = """
WITH people AS MATERIALIZED (
    SELECT id, 1 + (random() ^ 2 * 54)::int AS first, random() ^ 3 * 0.6 AS p,
    least(%(sends)s, (-ln(1 - random()) * 25)::int) AS lives FROM channel_friend
    WHERE channel_id = %(channel)s
), answered AS (
    SELECT id, first, bit_or(CASE WHEN o BETWEEN first AND first + lives AND random() < p
        THEN 1::bigint << (%(sends)s - o) ELSE 0 END) AS bits
    FROM people, generate_series(1, %(sends)s) o GROUP BY id, first
), newest AS (
    SELECT id, first, bits, CASE WHEN bits = 0 THEN 0
        ELSE 64 - length(rtrim(bits::bit(64)::text, '0')) END AS since FROM answered
)
INSERT INTO channel_friendactivity (channel_id, friend_id, mask, mask_ordinal, from_ordinal,
    last_engaged_at, engaged_total, state)
SELECT %(channel)s, id, bits >> since, CASE WHEN bits = 0 THEN 0 ELSE %(sends)s - since END, first,
CASE WHEN bits = 0 THEN NULL ELSE timestamptz '2026-11-20' - (since || ' days')::interval END,
bit_count(bits::bit(64)), 'unknown' FROM newest ORDER BY id
"""

# The facts that these masks come from: one click a send day answered.
_ENGAGED = """
INSERT INTO channel_engagement (channel_id, day, kind, key, friend_id, at)
SELECT %(channel)s, day, 'clicked', friend_id || ' ' || o, friend_id,
    day::timestamp AT TIME ZONE 'Asia/Seoul' + interval '20 hours'
FROM (
    SELECT a.friend_id, o, %(last)s::date - (%(sends)s - o) AS day
    FROM channel_friendactivity a, generate_series(1, %(sends)s) o
    WHERE a.channel_id = %(channel)s AND o <= a.mask_ordinal
    AND a.mask >> (a.mask_ordinal - o) & 1 = 1
) e ORDER BY friend_id, day
"""


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("friendactivity", "friend", "engagement", "sendday", "patternscore"):
            cursor.execute(f"VACUUM ANALYZE channel_{table}")


def react(place: Any, ordinal: int) -> int:
    """One message more, and reactions to it through the intake."""
    from channel.clock import kst_midnight
    from channel.intake import record_engagements
    from channel.models import Broadcast, Friend, SendDay

    on = dt.date(2026, 11, 20) + dt.timedelta(days=ordinal - SENDS)
    message = Broadcast.objects.create(
        channel=place, title=f"소식 {ordinal}", folded_title=f"소식 {ordinal}", sent_on=on
    )
    SendDay.objects.create(channel=place, day=on, ordinal=ordinal)
    friends = Friend.objects.filter(channel=place).order_by("pk").values_list("pk", flat=True)
    chosen = list(friends)[:: FRIENDS // REACTIONS]
    at = kst_midnight(on) + dt.timedelta(hours=12)
    made = ((who, "clicked", at, f"bench {ordinal} {who}", message.pk, None) for who in chosen)
    return record_engagements(place.pk, made).inserted


def seconds(work: Callable[[], Any]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def friend_by_friend(place: Any) -> float:
    """Seconds for the million: one likelihood a row, in linear sums, as in row-wise libraries."""
    import numpy as np
    from scipy import special

    from channel.people.masks import rows
    from channel.people.patterns import xtn_sql

    sample = np.array(
        rows(f"SELECT x, t, n FROM ({xtn_sql()}) p LIMIT {SAMPLE}",
             {"channel": place.pk, "newest": SENDS})
    )  # fmt: skip

    def loss(logs: Any) -> float:
        a, b, c, d = np.exp(logs)
        total = 0.0
        for x, t, n in sample:
            u = np.arange(t, n)
            terms = special.betaln(a + x, b + u - x) + special.betaln(c + 1, d + u)
            last = special.betaln(a + x, b + n - x) + special.betaln(c, d + n)
            scale = special.betaln(a, b) + special.betaln(c, d)
            total -= special.logsumexp(np.append(terms, last)) - scale
        return float(total + (logs @ logs) / 2 / 1.5**2)

    taken = seconds(lambda: loss(np.full(4, 0.1)))
    return taken * EVALUATIONS * FRIENDS / SAMPLE


def main(words: list[str]) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db.models import Q

    from analytics.ghosts.look_back import look_back
    from analytics.ghosts.work import refit, rescore
    from channel.models import Channel, FriendActivity, GhostFit, Organisation, PatternScore

    call_command("migrate", verbosity=0)
    place = Channel.objects.create(
        organisation=Organisation.objects.create(name="백만 친구"), name="백만 친구"
    )
    fill(place, int(words[0]))
    day = dt.date(2026, 11, 22)
    first = seconds(lambda: refit(place, day))
    vacuum()
    reactions = react(place, SENDS + 1)
    after = seconds(lambda: rescore(place, day))
    react(place, SENDS + 2)
    tests = [SENDS + 2 - 10 * k for k in range(1, 5)]
    back_tests = seconds(lambda: look_back(place, tests, 10))
    night = seconds(lambda: refit(place, day))
    unknown = FriendActivity.objects.filter(channel=place, state="unknown")
    scores = PatternScore.objects.filter(channel=place)
    broken = scores.exclude(Q(silent__gte=0) & Q(silent__lte=1) & Q(alive__gte=0))
    numbers = not unknown.exists() and not broken.exists()
    told = {
        "first": first, "back_tests": back_tests, "night": night, "after": after, "each": friend_by_friend(place), "reactions": reactions,
        "numbers": numbers, "patterns": scores.count(),
        "verdict": GhostFit.objects.filter(channel=place).latest("pk").verdict,
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
