"""Days on the calendar. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def working_days_after(day: date, count: int) -> date:
    """The day so many working days later: Monday to Friday. Public holidays differ from place to place and are not
    known here, so that a period never ends later than people would count it."""
    weeks, rest = divmod(count, 5)
    at = day + timedelta(weeks=weeks)
    if at.weekday() > 4:  # a period that begins at a weekend is counted from the Friday before
        at -= timedelta(days=at.weekday() - 4)
    for _ in range(rest):
        at += timedelta(days=3 if at.weekday() == 4 else 1)
    return at
