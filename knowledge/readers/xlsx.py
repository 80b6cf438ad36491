"""Workbooks, by openpyxl: a section a sheet, a row a row, with values as they are shown rather than formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile, pairwise, takewhile
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.readers.figures import shown

_ROWS, _COLUMNS = 20_000, 200
"""A sheet that is larger is read no further, and that is said."""
_NAME = 80
_HEADS = 3
"""A header is rarely of more rows than two; where more begin a table in bold, they are no header."""
_TITLES = 10
"""More rows of one cell than this are a list, and no titles of what follows."""
_YEARS = range(1900, 2101)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_UNSTORED = object()
"""Stands for the value of a formula that no program has worked out."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with something in it.

    Attributes:
        number: Its number in the sheet.
        cells: Its visible cells, at their places.
        names: Whether what it says could be the names of columns.
        bold: Whether all that it says is bold.
    """

    number: int
    cells: list[str]
    names: bool
    bold: bool

    @property
    def filled(self) -> int:
        return sum(map(bool, self.cells))


@dataclass(slots=True)
class _Sheet:
    """A sheet as far as it is read.

    Attributes:
        rows: Its rows with something in them.
        heads: Numbers of the rows that the sheet itself says are headers: of a table, of a filter, or frozen.
        unstored: How many of its formulas have no value.
        hidden_rows: How many of its rows with something in them are hidden.
        hidden_columns: Which of its columns with something in them are hidden.
        too_long: Whether it has more rows than are read.
        too_wide: Whether it has more columns than are read.
    """

    rows: list[_Row] = field(default_factory=list)
    heads: set[int] = field(default_factory=set)
    unstored: int = 0
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    too_long: bool = False
    too_wide: bool = False


def read(data: bytes) -> Content:
    """The rows of a workbook's visible sheets. Raises Unreadable, also where no cell is filled."""
    import openpyxl

    lines: list[Line] = []
    remarks: list[str] = []
    unstored = 0
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for page, sheet in enumerate(book.worksheets, 1):
            if sheet.sheet_state != "visible":
                remarks.append(f"The hidden sheet {sheet.title!r} was left out.")
                continue
            found = _sheet(book, sheet)
            unstored += found.unstored
            remarks += _remarks(sheet.title, found)
            if found.rows:
                lines.append(Line("heading", one_line(sheet.title), level=1, page=page))
                lines += _lines(found, page)
        title = one_line(book.properties.title or "")
    except Exception as error:  # openpyxl lets through whatever zip, XML and odd values raise
        raise Unreadable("this is not a workbook that can be read; open it and save it again") from error
    if lines:
        return Content(lines, title, remarks)
    if unstored:
        raise Unreadable(
            "none of its formulas has a stored value; open it in a spreadsheet program and save it again"
        )
    if remarks:
        raise Unreadable("all that is filled in it is hidden; show what is to be read and save it again")
    raise Unreadable("no cell of it is filled; check the file")


def rows_parser(book: Any, sheet: Any, source: Any) -> Any:
    """What openpyxl itself reads a sheet's rows by, as they stand in the file and whatever size it declares.

    Args:
        book: A workbook that was opened to be read only.
        sheet: One of its sheets.
        source: The sheet's open source.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    return WorkSheetParser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _sheet(book: Any, sheet: Any) -> _Sheet:
    """Read a sheet by what openpyxl itself reads it by: only this says what is hidden without holding every cell."""
    from openpyxl.cell.read_only import ReadOnlyCell

    found = _Sheet()
    with sheet._get_source() as source:
        parser = rows_parser(book, sheet, source)
        parse_cell = parser.parse_cell
        parser.parse_cell = lambda element: _with_unstored(parse_cell(element), element)
        hidden: set[int] | None = None
        for number, cells in parser.parse():
            if hidden is None:  # columns stand before rows
                hidden = _hidden_columns(parser.column_dimensions.values())
            full = [cell for cell in cells if cell["value"] is not None and str(cell["value"]).strip()]
            if not full:
                continue
            if len(found.rows) >= _ROWS:
                found.too_long = True
                break
            if _is_hidden(parser.row_dimensions.get(str(number), {}), "ht"):
                found.hidden_rows += 1
                continue
            found.hidden_columns |= {cell["column"] for cell in full} & hidden
            seen = [ReadOnlyCell(sheet, **cell) for cell in full if cell["column"] not in hidden]
            within = [cell for cell in seen if cell.column <= _COLUMNS]
            found.too_wide |= len(within) < len(seen)
            if stored := [cell for cell in within if cell.value is not _UNSTORED]:
                found.rows.append(_row(number, stored, hidden))
            found.unstored += len(within) - len(stored)
        found.heads = _heads(book._archive, sheet._worksheet_path, parser, found.rows)
    return found


def _with_unstored(cell: dict[str, Any], element: Any) -> dict[str, Any]:
    """A cell, marked if it is a formula whose value was never stored; an empty text is a value."""
    if cell["value"] is None and element.find(f"{_MAIN}f") is not None:
        empty = element.get("t") == "str" and element.find(f"{_MAIN}v") is not None
        return cell if empty else {**cell, "value": _UNSTORED}
    return cell


def _hidden_columns(dimensions: Iterable[Mapping[str, str]]) -> set[int]:
    hidden: set[int] = set()
    for said in dimensions:
        if _is_hidden(said, "width"):
            first = int(said["min"])
            hidden.update(range(first, min(int(said.get("max", first)), _COLUMNS) + 1))
    return hidden


def _is_hidden(said: Mapping[str, str], size: str) -> bool:
    return said.get("hidden") in {"1", "true"} or float(said.get(size) or 1) == 0


def _row(number: int, cells: Sequence[Any], hidden: set[int]) -> _Row:
    """A row as it is shown, with blanks at the places that it leaves empty, hidden columns taken out."""
    shown_in = {cell.column: shown(cell.value, cell.number_format) for cell in cells}
    visible = (column for column in range(1, max(shown_in) + 1) if column not in hidden)
    return _Row(
        number=number,
        cells=[shown_in.get(column, "") for column in visible],
        names=any(isinstance(cell.value, str) for cell in cells)
        and all(_is_name(cell.value) for cell in cells),
        bold=all(bool(cell.font.b) for cell in cells),
    )


def _is_name(value: Any) -> bool:
    """Whether a value can be what a column is called: a short text, a year or a day."""
    match value:
        case bool():
            return False
        case int():
            return value in _YEARS
        case str():
            return len(value) <= _NAME
    return isinstance(value, date)


def _heads(archive: Any, path: str, parser: Any, rows: Sequence[_Row]) -> set[int]:
    """Numbers of the rows that are headers because a table, a filter or frozen panes of the sheet say so."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path
    from openpyxl.utils import range_boundaries
    from openpyxl.worksheet.table import Table
    from openpyxl.xml.functions import fromstring

    named = {row.number for row in rows if row.names}
    heads: set[int] = set()
    if (chosen := getattr(parser, "auto_filter", None)) and chosen.ref:
        heads |= {range_boundaries(chosen.ref)[1]} & named
    views = getattr(parser, "views", None)
    pane = views.sheetView[0].pane if views is not None and views.sheetView else None
    if pane is not None and pane.state in {"frozen", "frozenSplit"} and pane.ySplit:
        frozen = [row for row in rows if row.number <= pane.ySplit]
        heads |= {frozen[-1].number} & named if frozen and frozen[-1].filled > 1 else set()
    if parser.tables.tablePart:
        for relation in get_dependents(archive, get_rels_path(path)).find(Table._rel_type):
            table = Table.from_tree(fromstring(archive.read(relation.target)))
            heads |= {range_boundaries(table.ref)[1]} if table.headerRowCount != 0 else set()
    return {number for number in heads if rows and number < rows[-1].number}


def _lines(sheet: _Sheet, page: int) -> Iterator[Line]:
    """A sheet's rows: the titles above its tables are paragraphs, and what begins like a table has its own group."""
    heads = sheet.heads | _bold_heads(sheet.rows)
    begins = heads | _likely_heads(sheet.rows)
    titles = _titles(sheet.rows, begins)
    group = page * 10_000
    before: _Row | None = None
    for row in sheet.rows:
        if row.number in titles:
            yield Line("paragraph", next(filter(None, row.cells)), page=page)
            continue
        if row.number in begins and before is not None and before.number not in heads:
            group += 1
        end = "\t" if row.number in heads else ""
        yield Line("row", "\t".join(row.cells).rstrip("\t") + end, group=group, page=page)
        before = row


def _likely_heads(rows: Sequence[_Row]) -> set[int]:
    """Numbers of the rows that could be headers, since they are parted from what is above and figures stand below."""
    return {
        row.number
        for last, row, below in zip(rows, rows[1:], rows[2:], strict=False)
        if row.number > last.number + 1
        and below.number == row.number + 1
        and row.names
        and not below.names
        and min(row.filled, below.filled) > 1
    }


def _bold_heads(rows: Sequence[_Row]) -> set[int]:
    """Numbers of the rows that are headers because they are bold, begin a table, and others that are not follow."""
    heads: set[int] = set()
    for at, row in enumerate(rows):
        last = rows[at - 1] if at else None
        if last is None or last.filled == 1 or row.number > last.number + 1:
            first = rows[at : at + _HEADS]
            bold = list(takewhile(lambda one: one.bold and one.names and one.filled > 1, first))
            below = rows[at + len(bold)] if at + len(bold) < len(rows) else None
            if below and not below.bold and below.filled > 1:
                heads.update(one.number for one in bold)
    return heads


def _titles(rows: Sequence[_Row], begins: set[int]) -> set[int]:
    """Numbers of the rows of one cell that stand above a table: above the first, or parted from the one before."""
    titles: set[int] = set()
    above: list[_Row] = []
    last: _Row | None = None
    for row in rows:
        if row.filled == 1 and row.number not in begins:
            above.append(row)
            continue
        if last is None and (row.number in begins or len(above) <= _TITLES):
            titles.update(one.number for one in above)
        elif last is not None and row.number in begins:
            parted = dropwhile(lambda pair: pair[1].number == pair[0].number + 1, pairwise([last, *above]))
            titles.update(one.number for _, one in parted)
        above, last = [], row
    return titles


def _remarks(title: str, sheet: _Sheet) -> Iterator[str]:
    """What of a sheet was left out."""
    if sheet.too_wide:
        yield f"Of the sheet {title!r} only the first {_COLUMNS} columns were read."
    if sheet.too_long:
        yield f"Of the sheet {title!r} only the first {_ROWS:,} rows were read."
    rows, columns = sheet.hidden_rows, len(sheet.hidden_columns)
    if rows or columns:
        counts = [_counted(rows, "hidden row"), _counted(columns, "hidden column")]
        were = "was" if rows + columns == 1 else "were"
        yield f"Of the sheet {title!r} {' and '.join(filter(None, counts))} {were} left out."
    if sheet.unstored:
        yield (
            f"In the sheet {title!r} {_counted(sheet.unstored, 'formula')} without a stored value "
            f"{'was' if sheet.unstored == 1 else 'were'} left out; open it in a spreadsheet program and save it again."
        )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count > 1)}" if count else ""
