"""What one's records show, statement by statement, and how that is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

RECORDS = "Your records show"
DOCUMENTS = "The documents say"
DOCUMENTS_ASKED = "From the documents"
"""Where they have been asked and do not say."""
NOT_SHOWN = "Your records do not show that"
LONGEST_LIST = 15


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that records show.

    Attributes:
        text: A sentence, or several.
        items: What is listed under it.
        where: The command and the screen where the same can be looked up.
        as_read: Lines that are given as another page of the program has them.
    """

    text: str
    items: tuple[str, ...] = ()
    where: str = ""
    as_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer from records.

    Attributes:
        statements: What they show; none where they do not.
        leaves_out: What that does not cover, or why there is nothing, a sentence each.
    """

    statements: tuple[Statement, ...] = ()
    leaves_out: tuple[str, ...] = ()


class CannotShow(Exception):
    """Nothing can be shown: says why, and whom to ask. The same for what is not there and what may not be seen."""


def listed(items: Iterable[str]) -> tuple[str, ...]:
    """The first of many items, and how many more there are."""
    found = [plain(one) for one in items]
    more = len(found) - LONGEST_LIST
    return (*found[:LONGEST_LIST], f"and {more} more") if more > 0 else tuple(found)


def plain(text: str) -> str:
    """What people wrote, on one line."""
    return " ".join(text.split())


def written(shown: Shown, on: date) -> str:
    """An answer as it is read: every statement with its day and where to look, then what it does not cover."""
    out: list[str] = []
    if shown.statements:
        out.append(f"{RECORDS}:")
    for number, one in enumerate(shown.statements, 1):
        out += ["", one.text, *(f"- {item}" for item in one.items), *one.as_read]
        if number == len(shown.statements) or shown.statements[number].where != one.where:
            out += ["", f"As at {on}; look in: {one.where}."]
    if not shown.statements:
        out.append(f"{NOT_SHOWN}.")
    if shown.leaves_out:
        said = " ".join(shown.leaves_out)
        out += ["", f"Not covered: {said}" if shown.statements else said]
    return "\n".join(out)


def days_off(day: date, today: date) -> str:
    """How far a day is from today, in words."""
    days = (day - today).days
    if days == 0:
        return "today"
    length = f"{abs(days)} day{'s' if abs(days) > 1 else ''}"
    return f"in {length}" if days > 0 else f"{length} ago"
