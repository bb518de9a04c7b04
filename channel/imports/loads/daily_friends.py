"""Daily friends; sums of several days and counts before and after go to their own table."""

import pandas as pd

from channel import clock
from channel.imports import staging
from channel.imports.staging import Merge, Outcome
from channel.models import DailyFriends, ImportBatch, PeriodFriends

DAYS = Merge(
    DailyFriends,
    key=("channel_id", "day"),
    figures=("total", "added", "blocked", "provisional"),
    types={
        "line": "bigint", "channel_id": "bigint", "day": "date",
        "total": "bigint", "added": "bigint", "blocked": "bigint", "provisional": "boolean",
    },
)  # fmt: skip
PERIODS = Merge(
    PeriodFriends,
    key=("channel_id", "first_day", "last_day"),
    figures=("added", "blocked", "total_before", "total_after"),
    types={
        "line": "bigint", "channel_id": "bigint", "first_day": "date", "last_day": "date",
        "added": "bigint", "blocked": "bigint", "total_before": "bigint", "total_after": "bigint",
    },
)  # fmt: skip


def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
    """Merge typed rows with `channel_id`; in a preview only compare."""
    outcome = Outcome()
    for merge, part in ((DAYS, _days(frame)), (PERIODS, _periods(frame))):
        if part.empty:
            continue
        staging.copy_frame(merge.stage, merge.types, part)
        if merge is DAYS:
            _replace_counted()
        if not preview:
            outcome.add(staging.write(merge, batch))
            continue
        outcome.add(staging.count(merge.compared))
        outcome.sample += staging.sample(merge)
        if merge is DAYS:
            outcome.overlap = _overlap()
    return outcome


def _replace_counted() -> None:
    """A day that live notifications only counted gives way: what is imported is authoritative."""
    staging.execute(
        f"DELETE FROM {DAYS.table} t USING {DAYS.stage} s WHERE t.origin = 'webhook' "
        "AND t.channel_id = s.channel_id AND t.day = s.day"
    )


def _days(frame: pd.DataFrame) -> pd.DataFrame:
    """A day that is not over yet is provisional; what comes in later settles it."""
    figures = frame[["total", "added", "blocked"]].notna().any(axis=1)
    part = frame[frame["day"].notna() & figures]
    return part.assign(provisional=part["day"] >= pd.Timestamp(clock.today()))


def _periods(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of several days, and a day's counts before and after as a period of one day."""
    several = frame["day"].isna()
    around = frame["total_before"].notna() | frame["total_after"].notna()
    part = frame[several | around].copy()
    part["first_day"] = part["period_from"].where(part["day"].isna(), part["day"])
    part["last_day"] = part["period_to"].where(part["day"].isna(), part["day"])
    of_several = part["day"].isna()
    part["total_after"] = part["total_after"].fillna(part["total"].where(of_several))
    return part


def _overlap() -> tuple[int, int]:
    """Days whose total is stored already, and those of them that another channel would have."""
    [(compared, wild)] = staging.rows(
        "SELECT count(*), count(*) FILTER (WHERE c.total * 3 < t.total * 2 "
        "OR c.total * 2 > t.total * 3) "
        f"FROM {DAYS.compared} c JOIN {DAYS.table} t ON t.id = c.target "
        "WHERE c.total IS NOT NULL AND t.total IS NOT NULL"
    )
    return compared, wild
