"""Days on the calendar. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def working_days_after(day: date, count: int, free: Collection[date]) -> date:
    """The day so many working days later: Monday to Friday, less public holidays.

    Args:
        day: From when it is counted; this day itself is not.
        count: How many working days.
        free: Public holidays.
    """
    at = day
    while count > 0:
        at += timedelta(days=1)
        count -= at.weekday() < 5 and at not in free
    return at
