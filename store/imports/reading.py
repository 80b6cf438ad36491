"""From a table to the rows of a kind: headings found, words translated, cells checked. Pure."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store.imports.kinds import Field, Kind, Value, Wrong
from store.imports.mapping import ImportMapping, key_of, nearest
from store.imports.table import MOST_ROWS, Cell, Table, Unreadable
from store.imports.views import RefusedRow, UnusedHeading


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a kind: what it says, by column; the columns are those that the file has, the same in every row."""

    line: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str | None:
        """What it says in a column of texts."""
        found = self.values.get(name)
        return found if isinstance(found, str) and found else None


@dataclass(frozen=True, slots=True)
class Rows:
    """What a table holds, and what of it cannot be taken.

    Attributes:
        unused: Headings that nothing is taken from.
    """

    kind: Kind
    rows: list[Row] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    unused: tuple[UnusedHeading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    """From where a column of ours comes: places in a row, and translations."""

    ours: Field
    places: tuple[int, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    def cell(self, cells: Sequence[Cell]) -> Cell:
        if self.said or not self.places:
            return self.said
        found = cells[self.places[0]]
        if len(self.places) > 1:
            parts = (str(cells[place]).strip() for place in self.places)
            found = " ".join(part for part in parts if part)
        if self.words and (word := self.words.get(key_of(str(found)))) is not None:
            return word
        return found

    def where(self, names: Sequence[str]) -> str:
        """Under which heading, where that is not the column's own name."""
        there = [names[place] for place in self.places if key_of(names[place]) != self.ours.name]
        return f" (heading {' and '.join(map(repr, there))})" if there else ""


def read(table: Table, kind: Kind, mapping: ImportMapping | None = None) -> Rows:
    """The rows of a table, and those that are none, by line.

    Args:
        table: The table.
        kind: What its rows are.
        mapping: How its headings become ours; None where they are ours.
    """
    try:
        return _read(table, kind, mapping)
    except Unreadable as error:
        return Rows(kind, refused=[RefusedRow(error.line, str(error))])


def _read(table: Table, kind: Kind, mapping: ImportMapping | None) -> Rows:
    headed = mapping.heading_line if mapping else 1
    line, heads = next((one for one in table.rows if one[0] >= headed), (headed, ()))
    names = [" ".join(str(name).split()) for name in heads]
    if table.ragged:
        names = names[: _end(names)]
    columns, wrong = _by_mapping(names, mapping, kind) if mapping else _as_ours(names, kind)
    if wrong:
        return Rows(kind, refused=[RefusedRow(line, wrong)])
    found = Rows(kind, unused=_unused(names, kind, columns, mapping))
    formats = tuple(mapping.dates) if mapping else ()
    for count, (line, there) in enumerate(table.rows, 1):
        if count > MOST_ROWS:
            why = f"there are more than {MOST_ROWS:,} rows; import the file in parts"
            return Rows(kind, refused=[RefusedRow(line, why)])
        cells = there[: _end(there)] if table.ragged else there
        if table.ragged:
            cells = [*cells, *[""] * (len(names) - len(cells))]
        if len(cells) != len(names):
            why = f"there are {len(cells)} cells under {len(names)} columns"
            found.refused.append(RefusedRow(line, why))
            continue
        values: dict[str, Value] = {}
        for one in columns:
            try:
                value = one.ours.value(one.cell(cells), formats)
            except Wrong as error:
                found.refused.append(RefusedRow(line, f"{error}{one.where(names)}"))
                break
            # Units and levels are few and rows are many: each is kept once.
            values[one.ours.name] = sys.intern(value) if type(value) is str else value
        else:
            found.rows.append(Row(line, values))
    return found


def _end(cells: Sequence[Cell]) -> int:
    """Where a row's last cells are empty, how many there are before them."""
    end = len(cells)
    while end and not str(cells[end - 1]).strip():
        end -= 1
    return end


def _as_ours(names: Sequence[str], kind: Kind) -> tuple[list[_Column], str]:
    """The columns of a file whose headings are ours; or what is wrong with them."""
    ours = [key_of(name) for name in names]
    for name in kind.needed:
        if name not in ours:
            return [], f"the column {name} is missing; the columns are {', '.join(kind.fields)}"
    for name in ours:
        meant = difflib.get_close_matches(name, kind.fields, n=1, cutoff=0.8)
        if name not in kind.fields and meant:
            return [], f"there is no column {name!r}; did you mean {meant[0]}?"
        if name in kind.fields and ours.count(name) > 1:
            return [], f"the column {name} is there twice"
    return [
        _Column(kind.fields[name], (place,)) for place, name in enumerate(ours) if name in kind.fields
    ], ""


def _by_mapping(names: Sequence[str], mapping: ImportMapping, kind: Kind) -> tuple[list[_Column], str]:
    """The columns of a file with headings of its own; or what is wrong with them."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(key_of(name), []).append(place)
    columns = [_Column(kind.fields[name], (), said=said) for name, said in mapping.constants.items()]
    for name, headings in mapping.columns.items():
        for heading in headings:
            there = places.get(key_of(heading), [])
            if not there:
                meant = nearest(heading, [one for one in names if one])
                hint = f"the nearest is {meant!r}" if meant else f"there are {', '.join(filter(None, names))}"
                return [], f"there is no heading {heading!r} for {name}; {hint}"
            if len(there) > 1:
                return [], f"the heading {heading!r} is there {len(there)} times; rename all but one"
        words = {key_of(theirs): ours for theirs, ours in mapping.values.get(name, {}).items()}
        found = tuple(places[key_of(heading)][0] for heading in headings)
        columns.append(_Column(kind.fields[name], found, words))
    return columns, ""


def _unused(
    names: Sequence[str], kind: Kind, columns: Sequence[_Column], mapping: ImportMapping | None
) -> tuple[UnusedHeading, ...]:
    used = {place for one in columns for place in one.places}
    left_out = {key_of(one) for one in mapping.ignore} if mapping else set()
    known = [heading for one in mapping.columns.values() for heading in one] if mapping else list(kind.fields)
    return tuple(
        UnusedHeading(name, nearest(name, known))
        for place, name in enumerate(names)
        if name and place not in used and key_of(name) not in left_out
    )
