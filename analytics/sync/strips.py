"""Calendars of what came in: for each day of an account one state, and never a zero for a gap."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import AdAccount, AdAnswer, AdLevel
from channel import clock

ONE = dt.timedelta(days=1)
GAPS = ("gap", "refused")
# In the order of the key under a strip.
STATES: dict[str, str | Promise] = {
    "final": _("확정"), "provisional": _("아직 바뀔 수 있음"), "zero": _("카카오가 0으로 알려 준 날"),
    "gap": _("아직 받지 못한 날"), "refused": _("카카오가 알려 주지 않는 날"),
}  # fmt: skip


@dataclass(frozen=True)
class Day:
    day: dt.date
    state: str

    @property
    def words(self) -> str | Promise:
        return STATES[self.state]


@dataclass(frozen=True)
class Strip:
    """The days of one account, oldest first."""

    account: AdAccount
    days: Sequence[Day]

    @property
    def missing(self) -> list[dt.date]:
        return [one.day for one in self.days if one.state == "gap"]

    @property
    def refused(self) -> list[dt.date]:
        return [one.day for one in self.days if one.state == "refused"]

    @property
    def gaps(self) -> int:
        return len(self.missing) + len(self.refused)

    @property
    def answered(self) -> int:
        """Days that Kakao said something about, a refusal included."""
        return len(self.days) - len(self.missing)

    @property
    def last(self) -> dt.date | None:
        return max((one.day for one in self.days if one.state not in GAPS), default=None)

    @property
    def complete(self) -> bool:
        return not self.missing


def strips(
    accounts: Sequence[AdAccount], since: dt.date | None = None, until: dt.date | None = None
) -> list[Strip]:
    """One query for any number of accounts: from the first day wanted up to yesterday."""
    last = min(until or dt.date.max, clock.today() - ONE)
    answers = AdAnswer.objects.filter(
        account__in=accounts, level=AdLevel.CAMPAIGN, day__lte=last,
        **({"day__gte": since} if since else {}),
    )  # fmt: skip
    told: dict[int, dict[dt.date, AdAnswer]] = defaultdict(dict)
    for answer in answers:
        told[answer.account_id][answer.day] = answer
    return [
        Strip(
            one, list(_days(told[one.pk], max(since or one.history_from, one.history_from), last))
        )
        for one in accounts
    ]


def _days(answers: dict[dt.date, AdAnswer], first: dt.date, last: dt.date) -> Iterable[Day]:
    for n in range((last - first).days + 1):
        day = first + n * ONE
        yield Day(day, _state(answers.get(day)))


def _state(answer: AdAnswer | None) -> str:
    if answer is None:
        return "gap"
    if answer.refused:
        return "refused"
    if answer.provisional:
        return "provisional"
    return "final" if answer.rows else "zero"
