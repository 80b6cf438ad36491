"""Workbooks, by openpyxl: a section a sheet, a row a row, with values rather than formulas."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

from knowledge.readers import Content, Line, Unreadable, one_line

_ROWS, _COLUMNS = 20_000, 200
"""A sheet that says it is larger is read no further, and that is said."""


def read(data: bytes) -> Content:
    """The rows of a workbook's visible sheets. Raises Unreadable."""
    import openpyxl

    lines: list[Line] = []
    remarks: list[str] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for number, sheet in enumerate(book.worksheets, 1):
            if sheet.sheet_state != "visible":
                remarks.append(f"The hidden sheet {sheet.title!r} was left out.")
                continue
            sheet.reset_dimensions()  # what a sheet says of its size may be wrong by a billion cells
            lines.append(Line("heading", one_line(sheet.title), level=1, page=number))
            for count, row in enumerate(sheet.iter_rows(values_only=True)):
                if count >= _ROWS:
                    remarks.append(f"Of the sheet {sheet.title!r} only the first {_ROWS:,} rows were read.")
                    break
                cells = [_shown(value) for value in row[:_COLUMNS]]
                if any(cells):
                    lines.append(Line("row", "\t".join(cells).rstrip("\t"), group=number, page=number))
        title = one_line(book.properties.title or "")
    except Exception as error:  # openpyxl lets through whatever zip, XML and odd values raise
        raise Unreadable("this is not a workbook that can be read; open it and save it again") from error
    return Content(lines, title, remarks)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.10g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return one_line(str(value))
