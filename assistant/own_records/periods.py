"""Stretches of time as people say them: this month, in the next 30 days, since March, overdue. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
_NUMBERS = {word: number for number, word in enumerate(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
)} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMBER = rf"\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_UNIT = "|".join(_DAYS)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, both ends included; None is open.

    Attributes:
        key: What it is called in the data: "this month", "next 30 days".
        start: The first day.
        end: The last.
        late: Whether only what is past its day is meant.
    """

    key: str
    start: date | None
    end: date | None
    late: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.start is None or day >= self.start) and (self.end is None or day <= self.end)

    @property
    def words(self) -> str:
        """The stretch in words, with its days, so that nobody has to guess what was understood."""
        if self.start == self.end and self.start:
            return f"on {self.start}"
        if self.start and self.end:
            return f"from {self.start} to {self.end}"
        return f"since {self.start}" if self.start else f"until {self.end}" if self.end else "at any time"


Read = Callable[[re.Match[str], date], tuple[str, date | None, date | None]]


def period_in(text: str, today: date) -> tuple[Period, int, int] | None:
    """The first stretch of time that a lower-case text names, and where it stands in it; None where there is none."""
    for pattern, read in _WAYS:
        if found := pattern.search(text):
            key, start, end = read(found, today)
            return Period(key, start, end), found.start(), found.end()
    return None


def _whole(unit: str, today: date, by: int) -> tuple[date, date]:
    """The calendar's day, week, month, quarter or year that is so many away from today's."""
    if unit == "day":
        day = today + timedelta(days=by)
        return day, day
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=by)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(today.year + by, 1, 1), date(today.year + by, 12, 31)
    months = 3 if unit == "quarter" else 1
    index = (today.year * 12 + today.month - 1) // months + by
    first = index * months
    return date(first // 12, first % 12 + 1, 1), _last_of(
        (first + months - 1) // 12, (first + months - 1) % 12 + 1
    )


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _financial(today: date, by: int) -> tuple[date, date]:
    year = today.year - (today.month < 4) + by
    return date(year, 4, 1), date(year + 1, 3, 31)


_BY = {"this": 0, "current": 0, "the current": 0, "the": 0, "next": 1, "the next": 1, "the coming": 1, "coming": 1,
       "last": -1, "the last": -1, "previous": -1, "the previous": -1}  # fmt: skip


def _calendar(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    which, unit = found["which"], found["unit"]
    by = _BY[which]
    start, end = _financial(today, by) if found["financial"] else _whole(unit, today, by)
    name = "this" if by == 0 else "next" if by == 1 else "last"
    return f"{name} {'financial ' if found['financial'] else ''}{unit}", start, end


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words]


def _ahead(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    days = _number(found["number"]) * _DAYS[found["unit"]]
    return f"next {days} days", today, today + timedelta(days=min(days, 36_500))


def _back(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    number = found["number"]
    days = (_number(number) if number else 1) * _DAYS[found["unit"]]
    return f"last {days} days", today - timedelta(days=min(days, 36_500) - 1), today


def _named_month(found: re.Match[str], today: date) -> date:
    """The first day of a month that is named; without a year the last one that has begun, or after "in" the nearest."""
    month = MONTHS[found["month"]]
    return date(int(found["year"]) if found["year"] else today.year - (month > today.month), month, 1)


def _since(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    if found["day"]:
        day = date.fromisoformat(found["day"])
    elif found["month"]:
        day = _named_month(found, today)
    else:
        day = date(int(found["only_year"]), 1, 1)
    return f"since {day}", day, None


def _until(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    if found["day"]:
        return f"until {found['day']}", None, date.fromisoformat(found["day"])
    if found["unit"]:
        end = _whole(found["unit"], today, 1 if found["next"] else 0)[1]
    else:
        month = MONTHS[found["month"]]
        year = int(found["year"]) if found["year"] else today.year + (month < today.month)
        end = _last_of(year, month)
    return f"until {end}", today, end


def _in_month(found: re.Match[str], today: date) -> tuple[str, date | None, date | None]:
    month = MONTHS[found["month"]]
    if found["year"]:
        year = int(found["year"])
    else:  # the nearest: eleven months back is last year's, two ahead is this year's
        away = (month - today.month) % 12
        year = (today.year * 12 + today.month - 1 + (away if away <= 6 else away - 12)) // 12
    start = date(year, month, 1)
    return f"{start:%Y-%m}", start, _last_of(year, month)


_ISO = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_WAYS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(rf"\b(?:since|after|from) (?:the )?(?:(?:beginning|start) of )?"
                rf"(?:(?P<day>{_ISO})|(?P<month>{_MONTH})(?: (?P<year>20\d\d))?|(?P<only_year>20\d\d))\b"), _since),
    (re.compile(rf"\b(?:by|before|until|till) (?:the )?(?:end of )?(?:the |this |(?P<next>next ))?"
                rf"(?:(?P<day>{_ISO})|(?P<unit>week|month|quarter|year)|(?P<month>{_MONTH})(?: (?P<year>20\d\d))?)\b"),
     _until),
    (re.compile(rf"\b(?:(?:in|within|over|during|for) )?(?:the )?(?:next|coming|following) (?P<number>{_NUMBER}) "
                rf"(?P<unit>{_UNIT})s?\b"), _ahead),
    (re.compile(rf"\b(?:in|within) (?P<number>{_NUMBER}) (?P<unit>{_UNIT})s?\b"), _ahead),
    (re.compile(rf"\b(?:(?:in|within|over|during|for) )?(?:the )?(?:last|past|previous) (?P<number>{_NUMBER}) "
                rf"(?P<unit>{_UNIT})s?\b"), _back),
    (re.compile(r"\b(?:in|within|over|during|for) the (?:past|last) (?P<unit>week|month|quarter|year)(?P<number>)\b"),
     _back),
    (re.compile(r"\b(?:in|within|over|during|for) (?:more than |over )?(?P<number>a|one) (?P<unit>year|month|week)\b"),
     _back),
    (re.compile(r"\b(?:(?:in|within|over|during|for|of) )?"
                r"(?P<which>this|(?:the )?(?:current|next|coming|last|previous)) "
                r"(?P<financial>financial )?(?P<unit>week|month|quarter|year)\b"),
     _calendar),
    (re.compile(r"\btoday\b"), lambda _, day: ("today", day, day)),
    (re.compile(r"\btomorrow\b"), lambda _, day: ("tomorrow", day + timedelta(days=1), day + timedelta(days=1))),
    (re.compile(r"\b(?:soon|shortly|in the near future)\b"),
     lambda _, day: ("next 30 days", day, day + timedelta(days=30))),
    (re.compile(rf"\b(?:in|during|for) (?P<month>{_MONTH})(?: (?P<year>20\d\d))?\b"), _in_month),
)  # fmt: skip
"""The ways in which a stretch of time is said, the longer ones first."""
