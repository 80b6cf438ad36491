"""Frameworks: grids that say which help fits. They are YAML files of this shape; nothing in them is code.

A grid's cell names help, never worth, and whoever it is about sees it. The program proposes a cell from what both
sides chose; people place, and where anything is missing there is no proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from assistant import data_file
from assistant.guide import loader
from assistant.guide.schema import Id, Line
from store.days import months_after

BUILT_IN = Path(__file__).parent / "frameworks"

Mark = Literal["now", "wanted"]
"""What a person is placed for: where they are, where they want to be."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Part):
    """One step of an axis."""

    key: Id
    label: Line
    values: Mapping[Id, tuple[Id, ...]] = Field(default_factory=dict)
    """For each field of the axis's `from`, which of its options give this level."""

    def given_by(self, field: str) -> tuple[str, ...]:
        """The options of a field that give this level; its own key where the axis is chosen directly."""
        return self.values.get(field, (self.key,))


class Axis(_Part):
    """One side of the grid: combined from fields of the conversation, or chosen directly."""

    id: Id
    label: Line
    from_: tuple[Id, ...] = Field(default=(), alias="from")
    """Ids of the fields it is combined from; none where people choose a level of the axis itself."""
    take: Literal["lowest"] | None = None
    """How several fields make one level. Levels are in an order for this alone."""
    levels: tuple[Level, ...] = Field(min_length=2)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose values give a level: those of `from`, or the axis under its own id."""
        return self.from_ or (self.id,)

    def level(self, values: Mapping[str, str]) -> Level | None:
        """The level that the values of its fields give; None where one is missing or gives none."""
        found = [
            [place for place, level in enumerate(self.levels) if values.get(field) in level.given_by(field)]
            for field in self.fields
        ]
        return self.levels[min(map(min, found))] if all(found) else None

    @model_validator(mode="after")
    def _holds_together(self) -> Axis:
        if (self.take is not None) != (len(self.from_) > 1):
            raise ValueError(
                "`take` says how several fields make one level: it goes with them and only with them"
            )
        _once("level", [level.key for level in self.levels], "levels")
        for place, level in enumerate(self.levels):
            if unknown := sorted(set(level.values) - set(self.from_)):
                _wrong(f"{', '.join(unknown)} is not in `from`", "levels", place, "values")
            if missing := [field for field in self.from_ if not level.values.get(field)]:
                _wrong(f"level {level.key} has no value of {', '.join(missing)}", "levels", place)
        for field in self.from_:
            _once(f"{field}'s value", [v for level in self.levels for v in level.values[field]], "levels")
        return self


class _Outcome(_Part):
    """What a placement can be, in words about help. The key never changes; the words may be edited."""

    key: Id
    label: Line
    meaning: Line
    suggested_support: Line


class Cell(_Outcome):
    """A place in the grid: where any of its columns meets any of its rows."""

    columns: tuple[Id, ...] = Field(min_length=1)
    rows: tuple[Id, ...] = Field(min_length=1)


class OffGrid(_Outcome):
    """A place beside the grid, for those of whom nothing can be said yet."""

    values: tuple[Id, ...] = Field(min_length=1)
    """Options, of any field of the axes, one of which is enough to lead here."""


class Framework(_Part):
    """A way to place, described as data."""

    id: Id
    version: int = Field(ge=1)
    name: Line
    about: Line
    weakness: Line
    """What is known to go wrong with such grids: said wherever help on one is given."""
    marks: tuple[Mark, ...] = Field(min_length=1)
    show_to_person: Literal[True]
    """Nobody is placed in secret, so nothing else may stand here; that it is written down is for who reads the file."""
    valid_months: int = Field(default=12, ge=1, le=60)
    axes: tuple[Axis, Axis]
    """The first makes the columns, the second the rows."""
    cells: tuple[Cell, ...]
    off_grid: tuple[OffGrid, ...] = Field(min_length=1)

    def cell_at(self, column: str, row: str) -> Cell:
        """The cell where two levels meet; KeyError where one of them is none."""
        return next((cell for cell in self._cells_at(column, row)), None) or _missing(f"{column}, {row}")

    def outcome(self, key: str) -> Cell | OffGrid:
        """What a key on record stands for; KeyError where there is none of that key."""
        outcomes: tuple[Cell | OffGrid, ...] = (*self.cells, *self.off_grid)
        return next((outcome for outcome in outcomes if outcome.key == key), None) or _missing(key)

    def _cells_at(self, column: str, row: str) -> list[Cell]:
        return [cell for cell in self.cells if column in cell.columns and row in cell.rows]

    @model_validator(mode="after")
    def _evidence_is_separate(self) -> Framework:
        # good results are no evidence of potential, so no field may count on both axes
        _once("field", [field for axis in self.axes for field in axis.fields], "axes")
        _once("axis", [axis.id for axis in self.axes], "axes")
        _once("mark", list(self.marks), "marks")
        return self

    @model_validator(mode="after")
    def _every_combination_has_one_cell(self) -> Framework:
        columns, rows = ([level.key for level in axis.levels] for axis in self.axes)
        for place, cell in enumerate(self.cells):
            for name, named, known in (("columns", cell.columns, columns), ("rows", cell.rows, rows)):
                if unknown := [level for level in named if level not in known]:
                    wrong = f"cell {cell.key} names unknown levels: {', '.join(unknown)}; there are: {', '.join(known)}"
                    _wrong(wrong, "cells", place, name)
        # both directions, and all that is missing at once: whoever writes a grid sees what is left to write
        empty = [
            f"{column} with {row}"
            for column, row in product(columns, rows)
            if not self._cells_at(column, row)
        ]
        if empty:
            _wrong(f"no cell for {'; '.join(empty)}", "cells")
        for column, row in product(columns, rows):
            if len(cells := self._cells_at(column, row)) > 1:
                _wrong(f"{column} with {row} is in several: {', '.join(cell.key for cell in cells)}", "cells")
        return self

    @model_validator(mode="after")
    def _keys_and_values_lead_to_one_place(self) -> Framework:
        _once("cell", [cell.key for cell in self.cells], "cells")
        _once("key", [outcome.key for outcome in (*self.cells, *self.off_grid)], "off_grid")
        _once("value", [value for beside in self.off_grid for value in beside.values], "off_grid")
        on_grid = {
            value
            for axis in self.axes
            for field, level in product(axis.fields, axis.levels)
            for value in level.given_by(field)
        }
        for place, beside in enumerate(self.off_grid):
            if both := [value for value in beside.values if value in on_grid]:
                _wrong(f"{', '.join(both)} gives a level too", "off_grid", place, "values")
        return self


def looks_like_one(path: Path) -> bool:
    """Whether a file has a framework's axes; what is wrong with it is for `load` to say."""
    try:
        return any(line.startswith("axes:") for line in path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return False


def load(path: Path) -> Framework:
    """Read one framework; GuideError, with file and line, where it is none."""
    return data_file.load(path, Framework, "framework")


def load_all(*folders: Path, on_broken: Callable[[str], None] | None = None) -> dict[str, Framework]:
    """Every framework in the folders, by id, as guides are loaded: see `assistant.guide.loader.load_each`."""
    return loader.load_each(load, *folders, on_broken=on_broken)


def proposed(framework: Framework, values: Mapping[str, str]) -> Cell | OffGrid | None:
    """The cell that values of fields lead to: an offer to people, who choose.

    Args:
        framework: The grid.
        values: By field (or by axis, where it is chosen directly), the key of the option chosen; others are ignored.

    Returns:
        A place off the grid if any value leads there, whatever else is known. None where a value is missing or is
        none that the framework knows: nothing stands in for what nobody said.
    """
    given = {values.get(field) for axis in framework.axes for field in axis.fields}
    beside = next((beside for beside in framework.off_grid if given.intersection(beside.values)), None)
    if beside:
        return beside
    column, row = (axis.level(values) for axis in framework.axes)
    return framework.cell_at(column.key, row.key) if column and row else None


def expires(framework: Framework, on: date) -> date:
    """The day from which a placement agreed on that day counts for nothing."""
    return months_after(on, framework.valid_months)


def _once(what: str, names: list[str], *where: str) -> None:
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        _wrong(f"{what} {', '.join(twice)} is there twice", *where)


def _wrong(message: str, *where: str | int) -> NoReturn:
    """Refuse the data at a place below the model that is being checked: a ValueError would name the model's line."""
    error = PydanticCustomError("framework", "{message}", {"message": message})
    raise ValidationError.from_exception_data(
        "framework", [InitErrorDetails(type=error, loc=where, input=None)]
    )


def _missing(key: str) -> NoReturn:
    raise KeyError(key)
