"""Dates as people write them, counted from the day they were asked."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from store.days import months_after

_MONTHS = "|".join(
    [name.lower() for name in calendar.month_name[1:]]
    + [name.lower() for name in calendar.month_abbr[1:]]
    + ["sept"]
)
_COUNTS = {
    "this": 0,
    "a": 1,
    "an": 1,
    "next": 1,
    "one": 1,
    "two": 2,
    "couple of": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}
_COUNTS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}
_COUNT_WORDS = "|".join(word.replace(" ", r"\s") for word in _COUNTS)
_LENGTHS: dict[str, float] = {word: n for word, n in _COUNTS.items() if word not in {"this", "next"}}
_LENGTHS |= {"half a": 0.5, "half an": 0.5, "a couple of": 2, "a few": 3, "couple": 2, "eleven": 11}
_LENGTHS |= {"fifteen": 15, "eighteen": 18, "twenty": 20, "twenty four": 24, "thirty": 30, "thirty six": 36}
_LENGTH_WORDS = "|".join(sorted(_LENGTHS, key=len, reverse=True))
_IN_MONTHS = {"day": 1 / 30, "week": 0.25, "month": 1, "mth": 1, "year": 12, "yr": 12}
_LENGTH = re.compile(
    rf"\b(?P<count>\d{{1,3}}(?:\.\d)?|{_LENGTH_WORDS})(?: (?:or|to) (?P<upto>\d{{1,3}}|{_LENGTH_WORDS}))? "
    r"(?:more |further |good )?(?:and a (?P<half>half) )?(?P<unit>day|week|month|mth|year|yr)s?(?P<more> and a half)?\b"
)
_DAYS = "|".join(name.lower() for name in calendar.day_name)
_PART = r"(?:(?:the\s)?(?:end|start|beginning|middle)\sof\s(?:the\s)?|early\s|mid[-\s]|late\s)"
_SAID = re.compile(
    rf"""\b(?P<before>(?:by|before|on|in|within|until|from|at|for)\s+)?(?P<part>{_PART})?(?:the\ )?
    (?: (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
      | (?P<figures>\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})
      | (?P<spelt>(?:\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?)?(?:{_MONTHS})\b
          (?:\ \d{{1,2}}(?:st|nd|rd|th)?\b(?!:))?(?:,?\ \d{{4}})?)
      | (?P<nth>\d{{1,2}})(?:st|nd|rd|th)?\ of\ (?P<which>this|next)\ month
      | (?:(?P<ahead>\d{{1,2}}|{_COUNT_WORDS})\ )?(?P<span>week|fortnight)s?\ (?:on|from)\ (?P<onto>{_DAYS}|tomorrow)
      | (?P<count>\d{{1,3}}|{_COUNT_WORDS})\ (?P<unit>day|week|fortnight|month|year)s?(?P<gone>\ ago)?
          (?:\ from\ (?:now|today))?
      | (?P<past>last\ (?:{_DAYS}|week|month|year)|yesterday)
      | (?:next\ |this\ )?(?P<weekday>{_DAYS})
      | (?P<near>tomorrow|today|straight\ away|right\ away|immediately|at\ once)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ALSO_VERBS = {"may", "march", "mar"}
_HOW_OFTEN = re.compile(
    r"\b(?:hours?|days?|mornings?|afternoons?|evenings?|sessions?|shifts?|once|twice|times) "
    r"(?:an?|per|each|every) (?:day|week|fortnight|month|quarter|year)\b|"
    rf"\bfor (?:the (?:last|past|next) )?(?:about |over |nearly |almost )?(?:\d{{1,3}}|{_LENGTH_WORDS}) "
    r"(?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
"""How often and for how long something is done: no days."""
_WITHIN_MONTH = re.compile(rf"\b(?:in|during) (?=(?:{_MONTHS})\b)", re.IGNORECASE)
_MONEYS_YEAR = re.compile(
    r"\b(?P<part>end|start|beginning) of (?:the |this )?(?P<next>next )?(?:financial|fiscal|tax) year\b",
    re.IGNORECASE,
)


def dates_in(text: str, asked_on: date, *, past: bool = False, by: bool = False) -> list[str]:
    """The dates that a text names.

    Args:
        text: What was said.
        asked_on: The day of asking: "in six weeks" counts from it, and a date without a year is the next such day.
        by: They are ends: "in March" is the last of March.
        past: It tells of what has been: a date without a year is the last such day, and "three weeks ago" counts.

    Returns:
        ISO dates in the order of the text, each once. A month alone is its first day, its middle its fifteenth, its end
        its last.
    """
    plain = _MONEYS_YEAR.sub(lambda match: _moneys_year(match, asked_on), _HOW_OFTEN.sub(" ; ", text))
    if plain.strip().lower() in _ALSO_VERBS:
        plain = f"in {plain.strip()}"
    if by:
        plain = _WITHIN_MONTH.sub("end of ", plain)
    read = _gone_by if past else _date
    found = (read(match, asked_on) for match in _SAID.finditer(plain))
    return list(dict.fromkeys(day.isoformat() for day in found if day))


def _moneys_year(match: re.Match[str], asked_on: date) -> str:
    """The first or last day of a financial year, which begins on 1 April."""
    begins = date(asked_on.year - (asked_on.month < 4), 4, 1)
    if match["part"].lower() == "end":
        day = date(begins.year + 1 + bool(match["next"]), 3, 31)
    else:
        day = begins.replace(year=begins.year + 1)
    return day.isoformat()


def _gone_by(match: re.Match[str], asked_on: date) -> date | None:
    """A day that has been."""
    if match["gone"]:
        days = {"day": 1, "week": 7, "fortnight": 14}.get(match["unit"].lower())
        count = _count(match["count"])
        if days:
            return asked_on - timedelta(days=days * count)
        return months_after(asked_on, -count * (12 if match["unit"].lower() == "year" else 1))
    if past := match["past"]:
        named = past.lower().split()[-1]
        if named in {"week", "month", "year"}:
            return None
        if named == "yesterday":
            return asked_on - timedelta(days=1)
        return _coming(named, asked_on) - timedelta(
            weeks=1 if _coming(named, asked_on) - asked_on < timedelta(7) else 2
        )
    if match["span"] or match["unit"] or match["weekday"] or match["near"] or match["nth"]:
        return None
    day = _date(match, asked_on)
    if day and day > asked_on and not (match["iso"] or re.search(r"\d{4}", match[0])):
        return months_after(day, -12)
    return day


def months_in(text: str) -> list[float]:
    """The lengths of time that a text names, in months: 18 for "a year and a half" or "eighteen months", 24 for "a
    couple of years"; the longer end of "six to nine months"."""
    plain = " ".join(re.sub(r"[-–]", " ", text.lower()).split())
    found: list[float] = []
    for match in _LENGTH.finditer(plain):
        words = (match["upto"] or match["count"]).strip()
        count = float(words) if words.replace(".", "").isdigit() else float(_LENGTHS[words])
        count += 0.5 * bool(match["half"] or match["more"])
        found.append(count * _IN_MONTHS[match["unit"]])
    return found


def _date(match: re.Match[str], asked_on: date) -> date | None:
    if match["past"] or match["gone"]:
        return None  # what is asked for lies ahead
    if near := match["near"]:
        return asked_on + timedelta(days=near.lower() == "tomorrow")
    if span := match["span"]:
        weeks = _count(match["ahead"] or "one") * (2 if span.lower() == "fortnight" else 1)
        return _coming(match["onto"].lower(), asked_on) + timedelta(weeks=weeks)
    if unit := match["unit"]:
        return _counted(match, unit.lower(), asked_on)
    if match["nth"]:
        first = months_after(asked_on.replace(day=1), int(match["which"].lower() == "next"))
        last = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=int(match["nth"])) if 0 < int(match["nth"]) <= last else None
    if weekday := match["weekday"]:
        return _coming(weekday.lower(), asked_on)
    spelt = match["spelt"]
    if spelt in _ALSO_VERBS and not (match["before"] or match["part"]):
        return None
    day = _parsed(match["iso"] or match["figures"] or spelt, asked_on, late=_late(match))
    if day and day.day == 1 and re.search(r"\bmid", (match["part"] or "").lower()):
        return day.replace(day=15)
    return day


def _coming(day: str, asked_on: date) -> date:
    """The next day of that name, or tomorrow."""
    if day == "tomorrow":
        return asked_on + timedelta(days=1)
    ahead = ([name.lower() for name in calendar.day_name].index(day) - asked_on.weekday()) % 7
    return asked_on + timedelta(days=ahead or 7)


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[" ".join(words.lower().split())]


def _counted(match: re.Match[str], unit: str, asked_on: date) -> date | None:
    count = _count(match["count"])
    match unit:
        case "fortnight":
            return asked_on + timedelta(weeks=2 * count)
        case "day":
            return asked_on + timedelta(days=count)
        case "week":
            day = asked_on + timedelta(weeks=count)
            return day + timedelta(days=4 - day.weekday()) if _late(match) else day
        case "month":
            day = months_after(asked_on, count)
            return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if _late(match) else day
        case _:
            day = months_after(asked_on, 12 * count)
            return day.replace(month=12, day=31) if _late(match) else day


def _parsed(words: str, asked_on: date, *, late: bool) -> date | None:
    import dateparser  # 50 ms, and only dates need it

    try:
        parsed = dateparser.parse(
            words,
            languages=["en"],
            settings={
                "RELATIVE_BASE": datetime(asked_on.year, asked_on.month, asked_on.day),  # noqa: DTZ001 - a day
                "PREFER_DATES_FROM": "future",
                "PREFER_DAY_OF_MONTH": "last" if late else "first",
                "DATE_ORDER": "YMD" if words[:4].isdigit() else "DMY",
            },
        )
    except (ValueError, OverflowError):
        return None
    return parsed.date() if parsed else None


def _late(match: re.Match[str]) -> bool:
    return bool(re.search(r"\b(end|late)\b", (match["part"] or "").lower()))
