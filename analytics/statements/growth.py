"""S6: as many more receive, as many more open. S7: how many leave after a message, how many else."""

import datetime as dt
from statistics import fmean

from analytics.statements.facts import ENOUGH_DAYS, WINDOW_DAYS, Facts
from analytics.statements.flow import span
from analytics.statements.telling import (
    FINAL,
    PROVISIONAL,
    iso,
    missing,
    rows_of,
    sources,
    state_of,
    tell,
)
from channel.models import Reading

HALF_A_YEAR_DAYS = 183
FEWEST_SENDS = 6
SHORTEST_DAYS = 90


def growth(facts: Facts) -> list[Reading]:
    units = {"growth_received": "people", "growth_opened": "people"}
    since = facts.today - dt.timedelta(days=HALF_A_YEAR_DAYS)
    sends = [m for m in facts.messages if m.full and m.has_result and m.day > since][::-1]
    days = (sends[-1].day - sends[0].day).days if sends else 0
    if len(sends) < FEWEST_SENDS or days < SHORTEST_DAYS:
        return missing(
            facts, units, "few_for_growth", have=len(sends), need=FEWEST_SENDS,
            have_days=days, need_days=SHORTEST_DAYS,
        )  # fmt: skip
    third = len(sends) // 3
    first, last = sends[:third], sends[-third:]
    means = {
        "growth_received": [fmean(m.sent or 0 for m in part) for part in (first, last)],
        "growth_opened": [fmean(m.opened or 0 for m in part) for part in (first, last)],
    }
    return [
        tell(
            facts, name, round(late - early), "people", n=len(sends), state=state_of(facts, last),
            inputs={
                "messages": rows_of([*first, *last]), "third": third, "first_mean": early,
                "last_mean": late, "until": sends[-1].day.isoformat(), "days": days,
            },
            source=sources(m.origin for m in sends),
        )
        for name, (early, late) in means.items()
    ]  # fmt: skip


def leaving(facts: Facts) -> list[Reading]:
    units = {"leave_send_days": "people", "leave_other_days": "people"}
    known = {d.day: d for d in facts.days if d.blocked is not None}
    if not known:
        return missing(facts, units, "no_blocks")
    last = max(known)
    month = span(last - dt.timedelta(days=WINDOW_DAYS - 1), last)
    gaps = iso(day for day in month if day not in known)
    if len(month) - len(gaps) < ENOUGH_DAYS:
        return missing(
            facts, units, "few_days", gaps=gaps, have=len(month) - len(gaps), need=ENOUGH_DAYS
        )
    after = {m.day + dt.timedelta(days=n) for m in facts.messages for n in (0, 1)}
    groups = {
        "leave_send_days": [day for day in month if day in known and day in after],
        "leave_other_days": [day for day in month if day in known and day not in after],
    }
    if not all(groups.values()):
        return missing(facts, units, "one_kind_of_day", gaps=gaps)
    provisional = bool(gaps) or any(known[day].provisional for day in month if day in known)
    return [
        tell(
            facts, name, fmean(known[day].blocked or 0 for day in days), "people", n=len(days),
            inputs={
                "first": month[0].isoformat(), "until": last.isoformat(), "days": iso(days),
                "blocked": sum(known[day].blocked or 0 for day in days),
            },
            gaps=gaps, state=PROVISIONAL if provisional else FINAL,
            source=sources(known[day].origin for day in days),
        )
        for name, days in groups.items()
    ]  # fmt: skip
