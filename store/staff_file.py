"""Staff lists as CSV: read and checked before anything is touched. Pure."""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store.views import RefusedRow

LENGTHS = {
    "reference": 60,
    "name": 200,
    "email": 254,
    "job_title": 200,
    "unit": 200,
    "level": 60,
    "job_family": 100,
    "manager": 60,
    "started_on": 10,
    "left_on": 10,
}
"""The columns, and how many characters of each are kept. A file has at least the first two; what it has no column for
stays as it is on record."""
COLUMNS = tuple(LENGTHS)
_NEEDED = ("reference", "name")
_DATES = ("started_on", "left_on")
_OPTIONAL = {"email", "manager", *_DATES}
"""Columns that are empty on record, not an empty text, where a file's cell is empty."""
_GUARDED = "=+-@＝＋－＠\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a staff list: `values` has the file's columns, the reference apart; `manager` is a reference."""

    line: int
    reference: str
    values: Mapping[str, str | date | None]

    @property
    def profile(self) -> dict[str, str | date | None]:
        """The columns that are the person's own."""
        return {name: value for name, value in self.values.items() if name != "manager"}

    @property
    def manager(self) -> str | None:
        """The manager that the file names; None for nobody."""
        return str(self.values["manager"]) if self.values.get("manager") else None

    @property
    def leaves(self) -> date | None:
        """The day after their last one here, where the file gives one."""
        left = self.values.get("left_on")
        return left if isinstance(left, date) else None


def read_rows(text: str) -> tuple[list[Row], list[RefusedRow]]:
    """The rows of a staff list, and those that are none, by line.

    Args:
        text: The file's text, with or without a byte order mark; cells apart by commas or semicolons.
    """
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows: list[Row] = []
    refused: list[RefusedRow] = []
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if wrong := _wrong_columns(names):
            return [], [RefusedRow(1, wrong)]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            found = _row(reader.line_num, names, cells)
            if isinstance(found, Row):
                rows.append(found)
            else:
                refused.append(found)
    except csv.Error as error:
        return [], [RefusedRow(reader.line_num, f"this is not CSV: {error}")]
    return rows, refused


def trouble(
    rows: Sequence[Row], managers: Mapping[str, str | None], gone: Mapping[str, bool]
) -> list[RefusedRow]:
    """What is wrong between the rows, and between them and what is on record.

    Args:
        rows: The file's rows.
        managers: Everybody on record, with their present manager.
        gone: Everybody on record, and whether they have left.

    Returns:
        References twice, managers who are nobody, who have left, who are the person themself, and lines that go in a
        circle, also by way of people whom the file does not name.
    """
    refused: list[RefusedRow] = []
    by_reference: dict[str, Row] = {}
    for row in rows:
        if row.reference in by_reference:
            line = by_reference[row.reference].line
            refused.append(RefusedRow(row.line, f"the reference {row.reference} is in line {line} already"))
        by_reference.setdefault(row.reference, row)
    after = dict(managers)
    after.update({row.reference: row.manager for row in rows if "manager" in row.values})
    circles = _in_circles(after)
    for row in rows:
        named = by_reference.get(row.manager) if row.manager else None
        if row.manager == row.reference:
            refused.append(RefusedRow(row.line, f"{row.reference} cannot be their own manager"))
        elif row.manager and named is None and row.manager not in managers:
            why = f"the manager {row.manager} is not in the list and not on record"
            refused.append(RefusedRow(row.line, why))
        elif row.manager and not row.leaves and (named.leaves if named else gone[row.manager]):
            refused.append(RefusedRow(row.line, f"the manager {row.manager} has left"))
        elif row.reference in circles:
            refused.append(RefusedRow(row.line, f"the reporting line of {row.reference} goes in a circle"))
    return refused


def _wrong_columns(names: Sequence[str]) -> str:
    for name in _NEEDED:
        if name not in names:
            return f"the column {name} is missing; the columns are {', '.join(COLUMNS)}"
    for name in names:
        meant = difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.8)
        if name not in COLUMNS and meant:
            return f"there is no column {name!r}; did you mean {meant[0]}?"
        if name in COLUMNS and names.count(name) > 1:
            return f"the column {name} is there twice"
    return ""


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> Row | RefusedRow:
    if len(cells) != len(names):
        return RefusedRow(line, f"there are {len(cells)} cells under {len(names)} columns")
    values: dict[str, str | date | None] = {}
    for name, raw in zip(names, cells, strict=True):
        if name not in LENGTHS:
            continue  # what talent records have no field for is not taken in
        cell = raw.strip()
        if cell[:1] == "'" and cell[1:2] and cell[1] in _GUARDED:
            cell = cell[1:]  # a spreadsheet's guard against formulas, put there by an export
        if not cell and name in _NEEDED:
            return RefusedRow(line, f"there is no {name}")
        if len(cell) > LENGTHS[name]:
            return RefusedRow(line, f"the {name} is longer than {LENGTHS[name]} characters")
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in cell):
            return RefusedRow(line, f"the {name} has characters that are not text")
        values[name] = cell or (None if name in _OPTIONAL else "")
    for name in _DATES:
        if values.get(name):
            try:
                values[name] = date.fromisoformat(str(values[name]))
            except ValueError:
                return RefusedRow(line, f"{name} is not a date like 2024-03-14: {values[name]}")
    return Row(line, str(values.pop("reference")), values)


def _in_circles(managers: Mapping[str, str | None]) -> set[str]:
    """Everybody who is, by however many steps, their own manager."""
    circles: set[str] = set()
    known: set[str] = set()
    for start in managers:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in known and here not in path:
            path[here] = None
            here = managers.get(here)
        if here in path:
            steps = list(path)
            circles.update(steps[steps.index(str(here)) :])
        known.update(path)
    return circles
