"""Tables of the computing itself; its results live in the lowest app that reads them."""

from analytics.weekly.models import WeeklyReminder, WeeklyVisit

__all__ = ["WeeklyReminder", "WeeklyVisit"]
