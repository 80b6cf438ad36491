"""Lists of reporting lines with their days: who reports to whom, and did before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, update
from sqlalchemy import select as sql_select
from sqlmodel import col

from store.desk import Desk
from store.imports.circles import in_circles
from store.imports.history import History, Line, joined
from store.imports.reading import Row, Rows
from store.imports.statements import in_parts
from store.imports.views import RefusedRow, TakenRow
from store.models import Person, ReportingLine, new_key

_AHEAD = timedelta(days=366)
"""How far ahead a line may begin."""


class _Known(NamedTuple):
    """Somebody on record."""

    id: str
    left_on: date | None


class LineList:
    """What a list of reporting lines comes to; see `history.joined` for what becomes of those on record.

    Args:
        desk: The desk.
        found: The list.

    Attributes:
        rows: What becomes of each row.
        refused: What is wrong between the rows, and between them and what is on record.
    """

    def __init__(self, desk: Desk, found: Rows) -> None:
        self._desk = desk
        columns: list[Any] = [Person.reference, Person.id, Person.left_on]
        self._known = {
            reference: _Known(key, left)
            for reference, key, left in desk.session.execute(sql_select(*columns))
        }
        self._record = self._on_record()
        self.refused = [RefusedRow(row.line, why) for row in found.rows if (why := self._wrong(row))]
        wrong = {one.line for one in self.refused}
        self._histories = self._joined([row for row in found.rows if row.line not in wrong])
        self.refused += [
            RefusedRow(*one) for history in self._histories.values() for one in history.wrong
        ]  # fmt: skip
        if not self.refused:
            self.refused += self._circles()
        good = not self.refused and not found.refused
        self.rows = [self._row(row) for row in found.rows] if good else []

    def carry_out(self) -> None:
        """Write all of it, in a few statements."""
        session = self._desk.session
        added: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        gone: list[str] = []
        noted: list[tuple[str, str, object]] = []
        for person, history in self._histories.items():
            key = self._known[person].id
            before = {line.key: line for line in self._record.get(person, ())}
            gone += [line.key for line in history.gone]
            for line in history.lines:
                said = {"manager_id": self._known[line.manager].id, "since": line.since, "until": line.until}
                old = before.get(line.key)
                if old is None:
                    added.append({"id": new_key(), "person_id": key, **said})
                elif (old.manager, old.until) != (line.manager, line.until):
                    changed.append({"id": line.key, **said})
                else:
                    continue
                noted.append((f"person {key}", key, said))
        for few in in_parts(gone):
            session.execute(delete(ReportingLine).where(col(ReportingLine.id).in_(few)))
        if changed:
            session.execute(update(ReportingLine), changed)
        if added:
            session.execute(insert(ReportingLine), added)
        self._desk.note_all(noted)

    def _on_record(self) -> dict[str, list[Line]]:
        by_key = {one.id: reference for reference, one in self._known.items()}
        columns: list[Any] = [
            ReportingLine.person_id,
            ReportingLine.manager_id,
            ReportingLine.since,
            ReportingLine.until,
            ReportingLine.id,
        ]
        found: dict[str, list[Line]] = {}
        for person, manager, since, until, key in self._desk.session.execute(sql_select(*columns)):
            found.setdefault(by_key[person], []).append(Line(by_key[manager], since, until, 0, key))
        return found

    def _wrong(self, row: Row) -> str:
        person, manager = str(row.text("person")), str(row.text("manager"))
        for reference, what in ((person, "person"), (manager, "manager")):
            if reference not in self._known:
                return f"the {what} {reference} is not on record; import the staff list first"
        if person == manager:
            return f"{person} cannot be their own manager"
        since = row.values["since"]
        if isinstance(since, date) and since > self._desk.today + _AHEAD:
            return f"it would begin on {since}, more than a year from now"
        return ""

    def _joined(self, rows: Sequence[Row]) -> dict[str, History]:
        given: dict[str, list[Line]] = {}
        for row in rows:
            since, until = row.values["since"], row.values.get("until")
            assert isinstance(since, date) and (until is None or isinstance(until, date))
            line = Line(str(row.text("manager")), since, until, row.line)
            given.setdefault(str(row.text("person")), []).append(line)
        found = {person: joined(self._record.get(person, ()), lines) for person, lines in given.items()}
        for person, history in found.items():
            for line in history.lines if not history.wrong else ():
                for who in (person, line.manager) if line.number else ():
                    left = self._known[who].left_on
                    if left and (line.until is None or line.until > left):
                        why = f"{who} is here until {left}, so this line ends then at the latest; say so"
                        history.wrong.append((line.number, why))
                        break
        return found

    def _circles(self) -> Iterator[RefusedRow]:
        """Lines that go in a circle, today or on a day to come on which one of the file's begins."""
        today = self._desk.today
        lines = {**self._record, **{person: one.lines for person, one in self._histories.items()}}
        starts = {line.since for one in self._histories.values() for line in one.lines if line.number}
        told: set[str] = set()
        for day in (today, *sorted(one for one in starts if one > today)):
            held = {person: _on(day, theirs) for person, theirs in lines.items()}
            managers = {person: line.manager if line else None for person, line in held.items()}
            for person in sorted(in_circles(managers) - told):
                line = held[person]
                if line and line.number:
                    told.add(person)
                    when = "" if day == today else f" on {day}"
                    yield RefusedRow(line.number, f"the reporting line of {person} goes in a circle{when}")

    def _row(self, row: Row) -> TakenRow:
        person = str(row.text("person"))
        history = self._histories[person]
        line = next(one for one in history.lines if one.number == row.line)
        before = {one.key: one for one in self._record.get(person, ())}
        what = f"{person} to {line.manager} since {line.since}"
        ends = [
            f"ends the line to {one.manager}"
            for one in history.lines
            if not one.number and one.until == line.since and before[one.key].until != one.until
        ]
        ends += [
            f"takes in the one that began on {one.since}"
            for one in history.gone
            if one.since > line.since and (line.until is None or one.since < line.until)
        ]
        old = before.get(line.key)
        if old is None:
            return TakenRow(row.line, what, "added", tuple(ends))
        pairs = (("manager", old.manager, line.manager), ("until", old.until, line.until))
        differ = [name for name, was, now in pairs if was != now]
        return TakenRow(row.line, what, "changed" if differ or ends else "unchanged", (*differ, *ends))


def _on(day: date, lines: Sequence[Line]) -> Line | None:
    """The line that holds on a day."""
    return next((one for one in lines if one.since <= day and (one.until is None or day < one.until)), None)
