"""A table as it comes out of a file: rows of cells with their numbers, the headings first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from store.imports.guard import unguarded

Cell = str | date
"""Days only where the file has them as days; everything else is text."""
UNWORKED = "#FORMULA"
"""What stands for a formula whose value nothing has worked out."""
MOST_ROWS = 200_000
"""Rows of one file; what is larger comes in parts."""


class Unreadable(Exception):
    """From this line on the file holds no table; the message says why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with something in them, each with its line (in a workbook: its row), in order, the headings first.

    Reading on may raise Unreadable.

    Attributes:
        ragged: Whether rows end with their last filled cell, as a workbook's do; others have a cell for every heading.
    """

    rows: Iterator[tuple[int, Sequence[Cell]]]
    ragged: bool = False


def csv_table(text: str) -> Table:
    """The table in a CSV file's text: cells apart by commas, semicolons or tabs, as most of them are in its first line.

    What an export put before cells that would be formulas is taken off again.
    """
    return Table(_csv_rows(text.removeprefix("\ufeff")))


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    first = "".join(io.StringIO(text).readline().split('"')[::2])  # what is quoted parts nothing
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        why = str(error)
        if "field larger" in why:
            most = csv.field_size_limit()
            why = f"a cell is longer than {most:,} characters; see that its quotation marks are closed"
        raise Unreadable(max(reader.line_num, 1), f"this is not CSV: {why}") from error
