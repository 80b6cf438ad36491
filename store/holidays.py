"""Public holidays, from their data file: days that are no working days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, field_validator

from store.data import FOLDER, Part, Text, load

BUILT_IN = FOLDER / "holidays.yaml"


def _at_work(day: date) -> date:
    if day.weekday() > 4:
        raise ValueError(f"{day} is a {day:%A}, when nobody counts on work; give the day that is off instead")
    return day


class Holiday(Part):
    """One day off, and what it is called."""

    day: Annotated[date, AfterValidator(_at_work)]
    name: Text


class Holidays(Part):
    """Public holidays of a place, each day once; `source` says who published them."""

    version: int
    place: Text
    source: Text
    days: tuple[Holiday, ...]

    @field_validator("days")
    @classmethod
    def _each_once(cls, days: tuple[Holiday, ...]) -> tuple[Holiday, ...]:
        there = [one.day for one in days]
        if twice := next((day for day in there if there.count(day) > 1), None):
            raise ValueError(f"{twice} is there twice")
        return days

    @property
    def free(self) -> frozenset[date]:
        """The days."""
        return frozenset(one.day for one in self.days)

    @property
    def until(self) -> int | None:
        """The last year that there are days of; None where there are none."""
        return max((one.day.year for one in self.days), default=None)


def load_holidays(path: Path = BUILT_IN) -> Holidays:
    """The holidays of a file, read anew each time, since it may be replaced while the program runs and few things are
    counted by it; Invalid, with file and line, where it is none."""
    return load(path, Holidays, "list of public holidays")
