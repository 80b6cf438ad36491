"""Lists of past appraisals: that they took place, and nothing of what they came to."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, update
from sqlalchemy import select as sql_select
from sqlmodel import col

from store.appraisals import kinds
from store.desk import Desk
from store.imports.reading import Row, Rows
from store.imports.views import RefusedRow, TakenRow
from store.models import Appraisal, Person, new_key

_OWN = "it is about yourself, so somebody else in HR imports it"
_NO_DAY = "no day, so no appraisal"


class _Said(NamedTuple):
    """An appraisal: whose, when and of what kind, which is how it is known again."""

    person: str
    held_on: date
    kind: str


class AppraisalList:
    """What a list of past appraisals comes to.

    Args:
        desk: The desk.
        found: The list.

    Attributes:
        rows: What becomes of each row; those without a day, and those about oneself, are passed over.
        refused: What is wrong with rows, between them, and between them and what is on record.
    """

    def __init__(self, desk: Desk, found: Rows) -> None:
        self._desk = desk
        people: list[Any] = [Person.reference, Person.id]
        self._everybody: dict[str, str] = dict(desk.session.execute(sql_select(*people)).all())
        columns: list[Any] = [
            Appraisal.person_id,
            Appraisal.held_on,
            Appraisal.kind,
            Appraisal.id,
            Appraisal.completed_on,
            Appraisal.reviewer_id,
        ]
        theirs = sql_select(*columns).where(desk.reach(col(Appraisal.person_id)))
        self._record = {_Said(*one[:3]): one[3:] for one in desk.session.execute(theirs)}
        self._has = {"completed_on", "reviewer"} & (found.rows[0].values.keys() if found.rows else set())
        self._lines: dict[_Said, int] = {}
        self._added: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self.refused: list[RefusedRow] = []
        self.rows: list[TakenRow] = []
        for row in found.rows:
            if why := self._wrong(row):
                self.refused.append(RefusedRow(row.line, why))
            else:
                self.rows.append(self._taken(row))
        if self.refused or found.refused:
            self.rows = []

    def carry_out(self) -> None:
        """Write all of it, in a few statements."""
        session = self._desk.session
        if self._added:
            session.execute(insert(Appraisal), self._added)
        if self._changed:
            session.execute(update(Appraisal), self._changed)
        self._desk.note_all(
            (f"appraisal {one['id']}", one["person_id"], one) for one in (*self._added, *self._changed)
        )

    def _wrong(self, row: Row) -> str:
        person, reviewer = str(row.text("person")), row.text("reviewer")
        if person not in self._everybody:
            return f"the person {person} is not on record; import the staff list first"
        if reviewer and reviewer not in self._everybody:
            return f"the reviewer {reviewer} is not on record; leave the cell empty, or add them to the staff list"
        if reviewer == person:
            return f"{person} cannot be their own reviewer"
        held, completed = _days(row)
        for name, day in (("held_on", held), ("completed_on", completed)):
            if day and day > self._desk.today:
                return f"{name} is {day}, which is still to come"
        if held and completed and completed < held:
            return f"it would have been completed on {completed}, before it was held on {held}"
        if held:
            line = self._lines.setdefault(self._said(row, held), row.line)
            if line != row.line:
                return f"the same appraisal is in line {line} already"
        return ""

    def _said(self, row: Row, held: date) -> _Said:
        return _Said(self._everybody[str(row.text("person"))], held, row.text("kind") or kinds().otherwise)

    def _taken(self, row: Row) -> TakenRow:
        person = str(row.text("person"))
        held, completed = _days(row)
        if held is None:
            return TakenRow(row.line, person, "passed_over", (_NO_DAY,))
        if not self._desk.allows(self._everybody[person]):
            return TakenRow(row.line, person, "passed_over", (_OWN,))
        said = self._said(row, held)
        what = f"{person} on {held}, {said.kind}"
        reviewer = row.text("reviewer")
        values = {"completed_on": completed, "reviewer_id": self._everybody[reviewer] if reviewer else None}
        if (old := self._record.get(said)) is None:
            self._added.append({"id": new_key(), **said._asdict(), "person_id": said.person, **values})
            return TakenRow(row.line, what, "added")
        was = dict(zip(values, old[1:], strict=True))
        differ = [
            name for name in values if name.removesuffix("_id") in self._has and values[name] != was[name]
        ]
        if not differ:
            return TakenRow(row.line, what, "unchanged")
        kept = {name: value if name in differ else was[name] for name, value in values.items()}
        self._changed.append({"id": old[0], "person_id": said.person, **kept})
        return TakenRow(row.line, what, "changed", tuple(name.removesuffix("_id") for name in differ))


def _days(row: Row) -> tuple[date | None, date | None]:
    """When it was held and completed; what was completed and does not say when it was held, was held that day."""
    held, completed = row.values.get("held_on"), row.values.get("completed_on")
    assert (held is None or isinstance(held, date)) and (completed is None or isinstance(completed, date))
    return held or completed, completed
