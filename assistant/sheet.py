"""Tables in files: CSV as it is, workbooks by a child process with limits of time and memory.

`python -m assistant.sheet` reads a workbook on stdin and writes its rows on stdout, a JSON array a line.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import InputError
from knowledge import child
from knowledge.parsing import check
from knowledge.readers import Unreadable
from knowledge.readers.xlsx import rows_parser
from knowledge.text import clean, decoded
from store.imports.table import MOST_ROWS, UNWORKED, Cell, Table, csv_table

LARGEST = 50 * 1024 * 1024
_CPU_SECONDS, _SECONDS = 120, 300
"""A hundred thousand people with ten columns are a workbook of some twenty-five seconds on an idle machine."""
_WIDEST = 500
"""Columns of a workbook that are looked at."""
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The table in a file: a workbook, or CSV in UTF-8, UTF-16 or Windows' western characters.

    Args:
        path: The file.
        sheet: The workbook's sheet; None is the first.

    Raises:
        InputError: it cannot be read, is too large, or is no table.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(
                f"{path} is larger than {LARGEST // 1024 // 1024} MB; import it in parts of up to {MOST_ROWS:,} rows."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror}.") from error
    if data.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        return Table(_workbook_rows(path, data, sheet), ragged=True)
    if sheet is not None:
        raise InputError(f"{path} is no workbook, so it has no sheet {sheet!r}; leave out --sheet.")
    text = _text(data)
    if "\0" in text:
        raise InputError(f"{path} is neither CSV nor an .xlsx workbook; save it as one of these.")
    return csv_table(clean(text))


def _text(data: bytes) -> str:
    """A file's bytes as text; UTF-16 shows by its zeros where no mark says so."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:400]
        for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
            if len(zeros) > 1 and zeros.count(0) > 0.6 * len(zeros):
                return data.decode(encoding, errors="replace")
    return decoded(data)


def _workbook_rows(path: Path, data: bytes, sheet: str | None) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of a workbook's sheet. Raises InputError, before the first of them."""
    try:
        check(".xlsx", data)
        done = subprocess.run(
            [sys.executable, "-m", "assistant.sheet", *([sheet] if sheet is not None else [])],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            env=child.environment(),
            check=False,
        )
    except Unreadable as error:
        raise InputError(f"{path}: {error}.") from error
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{path} could not be read within {_SECONDS} seconds; save it as CSV, or in parts."
        ) from error
    lines = done.stdout.splitlines()
    said = json.loads(lines[-1]) if done.returncode == 0 and lines else {"unreadable": ""}
    if "unreadable" in said:
        why = (
            said["unreadable"]
            or "reading it took more time or memory than a table should; save it as CSV, or in parts"
        )
        raise InputError(f"{path}: {why}.")
    return map(_row, lines[:-1])


def _row(line: bytes) -> tuple[int, list[Cell]]:
    number, cells = json.loads(line)
    return number, [date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in cells]


def _write_rows(data: BinaryIO, sheet: str | None, out: BinaryIO) -> None:
    """What the child does: a row a line, and in the end how many there were, or why there are none."""
    child.limit_this_process(_CPU_SECONDS)
    count = 0
    try:
        for number, cells in _parsed(data.read(), sheet):
            count += 1
            out.write(json.dumps([number, cells], ensure_ascii=False).encode() + b"\n")
            if count > MOST_ROWS + 1:
                break  # what is read of it says so
        said: dict[str, object] = {"rows": count}
    except Unreadable as error:
        said = {"unreadable": str(error)}
    out.write(json.dumps(said).encode())


def _parsed(data: bytes, sheet: str | None) -> Iterator[tuple[int, list[object]]]:
    """Rows with something in them; only those that are there, whatever the sheet declares."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = [one.title for one in book.worksheets]
        if not names or (sheet is not None and sheet not in names):
            there = clean(", ".join(map(repr, names)))
            raise Unreadable(
                f"there is no sheet {sheet!r} in it; there are {there}" if names else "it has no sheet"
            )
        chosen = book.worksheets[names.index(sheet) if sheet is not None else 0]
        with chosen._get_source() as source:
            parser = rows_parser(book, chosen, source)
            parse_cell = parser.parse_cell
            parser.parse_cell = lambda element: _worked_out(parse_cell(element), element)
            zeros = _leading_zeros(book)
            for number, cells in parser.parse():
                row: list[object] = []
                for cell in cells:
                    value = cell["value"]
                    if value is None or value == "":
                        continue
                    place = cell["column"] - 1
                    if place >= _WIDEST:
                        raise Unreadable(
                            f"row {number} has more than {_WIDEST} columns; save what is needed apart"
                        )
                    row += [""] * (place + 1 - len(row))
                    row[place] = _spelt(value, zeros[cell["style_id"]])
                if any(not isinstance(one, str) or one.strip() for one in row):
                    yield number, row
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets through whatever zip, XML and odd values raise
        raise Unreadable("this is not a workbook that can be read; open it and save it again") from error


def _worked_out(cell: dict[str, Any], element: Any) -> dict[str, Any]:
    """A cell; of a formula whose value was never stored, a word that no column takes."""
    if cell["value"] is None and element.find(f"{_MAIN}f") is not None and element.get("t") != "str":
        return {**cell, "value": UNWORKED}
    return cell


def _leading_zeros(book: Any) -> list[int]:
    """To how many digits each of the book's styles fills up a number: staff numbers are often shown that way."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    own = book._number_formats
    formats = [
        BUILTIN_FORMATS.get(one.numFmtId, "")
        if one.numFmtId < BUILTIN_FORMATS_MAX_SIZE
        else own[one.numFmtId - BUILTIN_FORMATS_MAX_SIZE]
        for one in book._cell_styles
    ]
    return [len(one) if re.fullmatch("0+", one) else 0 for one in formats]


def _spelt(value: object, digits: int) -> object:
    """A value as a cell: days as a list of one, so that they stay apart from texts."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return [value.date().isoformat()]
        case date():
            return [value.isoformat()]
        case int():
            return str(value).zfill(digits)
        case float():
            return str(int(value)).zfill(digits) if value.is_integer() else f"{value:.15g}"
        case time() | timedelta():
            return str(value)
    text = str(value)
    return text if text.isascii() and text.isprintable() else clean(text)


if __name__ == "__main__":
    _write_rows(sys.stdin.buffer, sys.argv[1] if len(sys.argv) > 1 else None, sys.stdout.buffer)
