"""Staff lists as CSV: read and checked before anything is touched. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from store.views import RefusedRow

COLUMNS = ("reference", "name", "email", "job_title", "unit", "level", "job_family", "manager", "started_on")
_NEEDED = ("reference", "name")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a staff list; `manager` is a reference."""

    line: int
    reference: str
    name: str
    email: str | None
    job_title: str
    unit: str
    level: str
    job_family: str
    manager: str | None
    started_on: date | None

    def profile(self) -> dict[str, object]:
        """The columns that are the person's own."""
        return {name: getattr(self, name) for name in COLUMNS if name not in {"reference", "manager"}}


def read_rows(text: str) -> tuple[list[Row], list[RefusedRow]]:
    """The rows of a staff list, and those that are none, by line."""
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or []]
        reader.fieldnames = names
        if missing := [name for name in _NEEDED if name not in names]:
            return [], [
                RefusedRow(1, f"the column {missing[0]} is missing; the columns are {', '.join(COLUMNS)}")
            ]
        rows: list[Row] = []
        refused: list[RefusedRow] = []
        for record in reader:
            found = _row(
                reader.line_num, {k: (v or "").strip() for k, v in record.items() if isinstance(k, str)}
            )
            (rows if isinstance(found, Row) else refused).append(found)  # type: ignore[arg-type]
        return rows, refused
    except csv.Error as error:
        return [], [RefusedRow(reader.line_num, f"this is not CSV: {error}")]


def trouble(rows: Sequence[Row], known: Container[str]) -> list[RefusedRow]:
    """What is wrong between the rows: references twice, managers who are nobody, lines that go in a circle."""
    refused: list[RefusedRow] = []
    by_reference: dict[str, Row] = {}
    for row in rows:
        if row.reference in by_reference:
            first = by_reference[row.reference].line
            refused.append(RefusedRow(row.line, f"the reference {row.reference} is in line {first} already"))
        by_reference.setdefault(row.reference, row)
    for row in rows:
        if row.manager == row.reference:
            refused.append(RefusedRow(row.line, f"{row.reference} cannot be their own manager"))
        elif row.manager and row.manager not in by_reference and row.manager not in known:
            refused.append(
                RefusedRow(row.line, f"the manager {row.manager} is not in the list and not on record")
            )
        elif _circles(row, by_reference):
            refused.append(RefusedRow(row.line, f"the reporting line of {row.reference} goes in a circle"))
    return refused


def _row(line: int, cells: dict[str, str]) -> Row | RefusedRow:
    for name in _NEEDED:
        if not cells.get(name):
            return RefusedRow(line, f"there is no {name}")
    if long := next((name for name, value in cells.items() if len(value) > _LONGEST), None):
        return RefusedRow(line, f"the {long} is longer than {_LONGEST} characters")
    try:
        started = date.fromisoformat(cells["started_on"]) if cells.get("started_on") else None
    except ValueError:
        return RefusedRow(line, f"started_on is not a date like 2024-03-14: {cells['started_on']}")
    return Row(
        line=line,
        reference=cells["reference"],
        name=cells["name"],
        email=cells.get("email") or None,
        job_title=cells.get("job_title", ""),
        unit=cells.get("unit", ""),
        level=cells.get("level", ""),
        job_family=cells.get("job_family", ""),
        manager=cells.get("manager") or None,
        started_on=started,
    )


def _circles(row: Row, by_reference: dict[str, Row]) -> bool:
    seen: set[str] = set()
    here: Row | None = row
    while here is not None and here.manager:
        if here.reference in seen:
            return True
        seen.add(here.reference)
        here = by_reference.get(here.manager)
    return False
