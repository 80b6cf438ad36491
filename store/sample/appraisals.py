"""The sample's past appraisals: brought along as a table from elsewhere, as an organisation's own would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from store.imports.kinds import APPRAISALS
from store.imports.reading import read
from store.imports.service import Imports
from store.imports.table import Table
from store.models import keys_from
from store.sample.diary import Diary, moment
from store.sample.staff import Staff

_SEED = 20_261_122
_TAKEN_IN = 12
"""How many days ago HR took the table in."""
_THIS_YEAR, _COMPLETED, _YEAR_BEFORE = 0.88, 0.94, 0.9
"""How many have had theirs in the past year, were finished with it, and had one in the year before."""
_RECENT, _LAPSED, _BETWEEN = (30, 330), (395, 460), (340, 400)
"""How many days ago the last one was, or was where the year's is missing; how long before it the one before."""


def bring_along(diary: Diary, staff: Staff, today: date) -> None:
    """Enter that HR imports the appraisals of the past two years: a day, who held it, and nothing of what it came to.

    There are some for everybody but the board's member, who has no manager and reports to nobody; those who are new
    have had a probation review. HR cannot import their own, so theirs is passed over, as everywhere.
    """
    dice, keys = Random(_SEED), Random(_SEED)  # noqa: S311 (of their own, so that all else stays as it is)
    lines = list(_table(staff, dice, today))
    at = moment(today - timedelta(days=_TAKEN_IN), 330)

    def take_in() -> None:
        table = Table(iter(list(enumerate([tuple(APPRAISALS.fields), *lines], 1))))
        with keys_from(lambda: keys.getrandbits(128)):
            diary.act(at, staff.account[staff.hr], Imports, "appraisals", read(table, APPRAISALS))

    diary.enter(at, take_in)


def _table(staff: Staff, dice: Random, today: date) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows as a table has them: person, held_on, completed_on, reviewer, kind."""
    for name, person in staff.people.items():
        if name == staff.panel:
            continue
        if staff.new_in_role(name):
            held = _weekday(today - timedelta(days=dice.randint(_TAKEN_IN + 1, 60)))
            yield person.reference, *_held(staff, name, held, held, today), "probation"
            continue
        ago = dice.randint(*(_RECENT if dice.random() < _THIS_YEAR else _LAPSED))
        held = _weekday(today - timedelta(days=ago))
        finished = _weekday(held + timedelta(days=dice.randint(0, 16)))
        completed = finished if dice.random() < _COMPLETED else None
        yield person.reference, *_held(staff, name, held, completed, today), "annual"
        before = _weekday(held - timedelta(days=dice.randint(*_BETWEEN)))
        if dice.random() < _YEAR_BEFORE and person.started_on and person.started_on < before:
            yield person.reference, *_held(staff, name, before, before, today), "annual"


def _held(staff: Staff, name: str, held: date, completed: date | None, today: date) -> tuple[str, str, str]:
    reviewer = staff.manager_at(name, (today - held).days) or staff.panel  # the board appraises the chief
    return held.isoformat(), completed.isoformat() if completed else "", staff.people[reviewer].reference


def _weekday(day: date) -> date:
    """The day, or the Friday before where it is at a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
