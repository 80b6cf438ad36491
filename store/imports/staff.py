"""Staff lists: whom one adds and changes, who leaves, and who reports to whom from today on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import col

from store.desk import Desk
from store.imports.circles import in_circles
from store.imports.kinds import STAFF
from store.imports.reading import Row, Rows
from store.imports.statements import in_parts
from store.imports.views import RefusedRow, TakenRow
from store.models import Person, ReportingLine, new_key
from store.people import line_holds

_PROFILE = tuple(name for name in STAFF.fields if name not in {"reference", "manager"})
_UNSAID: Mapping[str, Any] = {name: STAFF.fields[name].blank for name in _PROFILE}


class _Known(NamedTuple):
    """Somebody on record."""

    id: str
    version: int
    profile: Mapping[str, Any]


class _Line(NamedTuple):
    """A reporting line that holds today."""

    id: str
    manager: str
    since: date


class StaffList:
    """What a staff list comes to.

    Whom it does not name, and what it has no column for, stay as they are. Whoever is given a `left_on` that has come
    ends every reporting line of theirs on that day.

    Args:
        desk: The desk.
        found: The list.

    Attributes:
        rows: What becomes of each row.
        refused: What is wrong between the rows, and between them and what is on record.
    """

    def __init__(self, desk: Desk, found: Rows) -> None:
        self._desk = desk
        self._known = _people(desk)
        self._lines = _lines(desk)
        self._manager_of = self._managers()
        self.refused = list(self._trouble(found.rows))
        self._given = found.rows
        self.rows = [] if self.refused or found.refused else [self._row(row) for row in found.rows]

    def carry_out(self) -> None:
        """Write all of it, in a few statements."""
        changed = {one.line for one in self.rows if one.outcome != "unchanged"}
        rows = [row for row in self._given if row.line in changed]
        keys = {row.text("reference"): self._key(row) for row in rows}
        everybody = {reference: one.id for reference, one in self._known.items()} | keys
        session = self._desk.session
        new = [row for row in rows if row.text("reference") not in self._known]
        if new:
            named = [{"id": keys[row.text("reference")], "version": 1, **_UNSAID, **_own(row)} for row in new]
            session.execute(insert(Person), named)
        old = [row for row in rows if row.text("reference") in self._known]
        if old:
            session.execute(update(Person), [{**self._versioned(row), **_own(row)} for row in old])
        moves = [row for row in rows if self._moves(row)]
        self._end([line for row in moves for line in self._lines.get(keys[row.text("reference")], ())])
        begun = [
            {
                "id": new_key(),
                "person_id": keys[row.text("reference")],
                "manager_id": everybody[row.text("manager")],
                "since": self._desk.today,
                "until": None,
            }
            for row in moves
            if row.text("manager")
        ]
        if begun:
            session.execute(insert(ReportingLine), begun)
        self._end_of_leavers({keys[row.text("reference")]: day for row in rows if (day := _leaves(row))})
        self._desk.note_all(
            (f"person {(key := keys[row.text('reference')])}", key, row.values) for row in rows
        )

    def _key(self, row: Row) -> str:
        known = self._known.get(str(row.text("reference")))
        return known.id if known else new_key()

    def _versioned(self, row: Row) -> dict[str, Any]:
        known = self._known[str(row.text("reference"))]
        return {"id": known.id, "version": known.version + 1}

    def _managers(self) -> dict[str, str | None]:
        """Everybody's present manager, by reference."""
        by_key = {one.id: reference for reference, one in self._known.items()}
        return {
            reference: next((by_key.get(line.manager) for line in self._lines.get(one.id, ())), None)
            for reference, one in self._known.items()
        }

    def _moves(self, row: Row) -> bool:
        """Whether somebody reports to somebody else from today on; whoever has left reports to nobody."""
        reference = str(row.text("reference"))
        known = self._known.get(reference)
        left = row.values.get("left_on", known.profile["left_on"] if known else None)
        if "manager" not in row.values or (isinstance(left, date) and left <= self._desk.today):
            return False
        return row.text("manager") != self._manager_of.get(reference)

    def _row(self, row: Row) -> TakenRow:
        reference = str(row.text("reference"))
        known = self._known.get(reference)
        if known is None:
            return TakenRow(row.line, reference, "added")
        differ = [name for name in _PROFILE if name in row.values and row.values[name] != known.profile[name]]
        if self._moves(row):
            differ.append("manager")
        if "left_on" in differ and _leaves(row):
            return TakenRow(row.line, reference, "left", tuple(differ))
        return TakenRow(row.line, reference, "changed" if differ else "unchanged", tuple(differ))

    def _trouble(self, rows: Sequence[Row]) -> Iterator[RefusedRow]:
        """References twice, days the wrong way round, managers who are nobody, who have left, who are the person
        themself, and lines that go in a circle, also by way of people whom the file does not name."""
        by_reference: dict[str, Row] = {}
        for row in rows:
            first = by_reference.setdefault(str(row.text("reference")), row)
            if first is not row:
                why = f"the reference {row.text('reference')} is in line {first.line} already"
                yield RefusedRow(row.line, why)
        after = self._manager_of | {
            str(row.text("reference")): row.text("manager") for row in rows if "manager" in row.values
        }
        circles = in_circles(after)
        for row in rows:
            if why := self._wrong(row, by_reference, circles):
                yield RefusedRow(row.line, why)

    def _wrong(self, row: Row, by_reference: Mapping[str, Row], circles: set[str]) -> str:
        reference, manager = str(row.text("reference")), row.text("manager")
        known = self._known.get(reference)
        begins = row.values.get("started_on", known.profile["started_on"] if known else None)
        leaves = _leaves(row)
        if isinstance(begins, date) and leaves and leaves < begins:
            return f"{reference} would have left on {leaves}, before they began on {begins}"
        if manager == reference:
            return f"{reference} cannot be their own manager"
        if manager:
            named = by_reference.get(manager)
            if named is None and manager not in self._known:
                return f"the manager {manager} is not in the list and not on record"
            if not leaves and (_leaves(named) if named else self._gone(manager)):
                return f"the manager {manager} has left"
        if reference in circles:
            return f"the reporting line of {reference} goes in a circle"
        return ""

    def _gone(self, reference: str) -> bool:
        left = self._known[reference].profile["left_on"]
        return left is not None and left <= self._desk.today

    def _end(self, lines: Sequence[_Line]) -> None:
        """End present lines today; what only began today never was."""
        session, today = self._desk.session, self._desk.today
        for few in in_parts([line.id for line in lines if line.since == today]):
            session.execute(delete(ReportingLine).where(col(ReportingLine.id).in_(few)))
        for few in in_parts([line.id for line in lines if line.since != today]):
            session.execute(update(ReportingLine).where(col(ReportingLine.id).in_(few)).values(until=today))

    def _end_of_leavers(self, days: Mapping[str, date]) -> None:
        """End every line to and from those who leave: their reports are nobody's until a list says whose."""
        session = self._desk.session
        for few in in_parts(list(days)):
            theirs = or_(col(ReportingLine.person_id).in_(few), col(ReportingLine.manager_id).in_(few))
            columns: list[Any] = [
                ReportingLine.id,
                ReportingLine.person_id,
                ReportingLine.manager_id,
                ReportingLine.since,
                ReportingLine.until,
            ]
            ends = []
            for line in session.execute(sql_select(*columns).where(theirs)):
                day = min(days[key] for key in (line.person_id, line.manager_id) if key in days)
                if line.until is None or line.until > day:
                    ends.append({"id": line.id, "until": max(day, line.since)})
            if ends:
                session.execute(update(ReportingLine), ends)


def _own(row: Row) -> dict[str, Any]:
    """What a row says of the person alone."""
    return {name: value for name, value in row.values.items() if name != "manager"}


def _leaves(row: Row | None) -> date | None:
    """The day after their last one here, where the file gives one."""
    left = row.values.get("left_on") if row else None
    return left if isinstance(left, date) else None


def _people(desk: Desk) -> dict[str, _Known]:
    columns: list[Any] = [
        Person.reference,
        Person.id,
        Person.version,
        *(getattr(Person, n) for n in _PROFILE),
    ]
    return {
        reference: _Known(key, version, dict(zip(_PROFILE, profile, strict=True)))
        for reference, key, version, *profile in desk.session.execute(sql_select(*columns))
    }


def _lines(desk: Desk) -> dict[str, list[_Line]]:
    columns: list[Any] = [
        ReportingLine.person_id,
        ReportingLine.id,
        ReportingLine.manager_id,
        ReportingLine.since,
    ]
    found: dict[str, list[_Line]] = {}
    for person, *line in desk.session.execute(sql_select(*columns).where(line_holds(desk.today))):
        found.setdefault(person, []).append(_Line(*line))
    return found
