"""The week a Monday speaks of: the last one that is over, Monday to Sunday as Korea counts."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Week:
    first: dt.date

    @classmethod
    def told_on(cls, today: dt.date) -> "Week":
        """On every day of a week, the week before it."""
        return cls(today - dt.timedelta(days=today.weekday() + 7))

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=6)

    @property
    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=n) for n in range(7)]

    @property
    def monday(self) -> dt.date:
        """The day on which one looks back on it."""
        return self.first + dt.timedelta(days=7)

    @property
    def next_monday(self) -> dt.date:
        return self.first + dt.timedelta(days=14)

    @property
    def before(self) -> "Week":
        return Week(self.first - dt.timedelta(days=7))

    def __str__(self) -> str:
        return f"{self.first.month}/{self.first.day}~{self.last.month}/{self.last.day}"
