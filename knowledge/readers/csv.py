"""Comma-separated tables, whatever separates them."""

from __future__ import annotations

import csv
import io

from knowledge.readers import Content, Line, Unreadable, one_line
from knowledge.text import clean, decoded

_SAMPLE = 20_000


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
    return Content([Line("row", "\t".join(row).rstrip("\t"), group=1) for row in rows if any(row)])
