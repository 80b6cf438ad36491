"""Comma-separated tables, whatever separates them."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Sequence

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.text import clean, decoded

_SAMPLE = 20_000
_NAME = 80
_FEW = 5
"""Rows up to which the lengths of their cells say nothing of the first."""
_FIGURE = re.compile(r"[-+(]?\s*[^\w\s]?\s*\d[\d.,:/\s-]*(?:%|[^\w\s]|[a-zA-Z]{1,3})?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTHING = re.compile(r"(?:n/?a|none|nil|tb[ac]|unknown|\W+)", re.IGNORECASE)


def read(data: bytes) -> Content:
    """The rows of a table. Raises Unreadable."""
    text = clean(decoded(data))
    usual = csv.field_size_limit(1_000_000)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:_SAMPLE], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [[one_line(cell) for cell in row] for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise Unreadable(f"this is not a table that can be read ({error}); save it as CSV again") from error
    finally:
        csv.field_size_limit(usual)  # it goes for the whole process, and others rely on theirs
    rows = [row for row in rows if any(row)]
    ends = ["\t" if _has_header(rows, text[:_SAMPLE]) else "", *[""] * len(rows)]
    return Content(
        [
            Line("row", "\t".join(row).rstrip("\t") + end, group=1)
            for row, end in zip(rows, ends, strict=False)
        ]
    )


def _has_header(rows: Sequence[Sequence[str]], sample: str) -> bool:
    """Whether the first row certainly names the columns: it could, and figures or cells of one length stand below."""
    if len(rows) < 2:
        return False
    first, *others = rows
    names = [name for name in first if name]
    if len(names) < 2 or len(set(names)) < len(names):
        return False
    figures = [name for name in names if _FIGURE.fullmatch(name)]
    years = len(figures) > 1 and figures == sorted(filter(_YEAR.fullmatch, figures))
    if (figures and not years) or any(len(name) > _NAME or _NOTHING.fullmatch(name) for name in names):
        return False
    for column, name in enumerate(first):
        cells = [row[column] for row in others if column < len(row) and row[column]]
        below = [cell for cell in cells if not _NOTHING.fullmatch(cell)]
        same = name in figures and any(map(_YEAR.fullmatch, below))
        if name and below and all(map(_FIGURE.fullmatch, below)) and not same:
            return True
    with contextlib.suppress(csv.Error, TypeError, ValueError):  # it guesses anew what separates the cells
        return len(others) > _FEW and csv.Sniffer().has_header(sample)
    return False
