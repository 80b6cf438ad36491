"""How commands print: tables for people, JSON and CSV for programs. stdout carries results, stderr all else."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import typer

JSON = typer.Option(False, "--json", help="Print JSON on stdout, and nothing else there.")


class Format(StrEnum):
    """What a table can be written as for a spreadsheet."""

    csv = "csv"
    xlsx = "xlsx"


FORMAT = typer.Option(None, "--format", help="Print the table for a spreadsheet.")

LONGEST_CELL = 32_767
"""Characters that spreadsheet programs take into a cell."""
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10)),
}
"""What Windows takes for devices, whatever ending such a name has."""
_WIDEST = 48
"""On a terminal, longer cells are shortened; files and pipes get them whole."""


def plain(value: object) -> object:
    """A value as JSON has it: dataclasses as objects, dates in ISO form."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value


def line(value: object) -> None:
    """Print one JSON object on a line of its own."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False))


def table(
    rows: Sequence[Mapping[str, object]],
    *,
    empty: str,
    as_json: bool = False,
    as_format: Format | None = None,
) -> None:
    """Print rows that share their keys.

    Args:
        rows: The rows; a key is a column's name.
        empty: What to tell a person when there are no rows.
        as_json: Print a JSON array.
        as_format: Print for a spreadsheet.
    """
    if as_json:
        line(rows)
    elif as_format is Format.csv:
        typer.echo(as_csv(rows), nl=False)
    elif as_format is Format.xlsx:
        _print_xlsx(rows)
    elif not rows:
        typer.echo(empty, err=True)
    else:
        typer.echo(_columns(rows))


def fields(value: object, *, as_json: bool) -> None:
    """Print one thing: a line a field, or JSON."""
    found = plain(value)
    assert isinstance(found, dict)
    if as_json:
        line(found)
        return
    for name, one in found.items():
        typer.echo(f"{name.replace('_', ' '):<20} {spelt(one)}")


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file for its owner alone: whole, or not at all. Text is written as UTF-8.

    What is written is on the disk before it takes its name; a link of that name is replaced, not followed.

    Raises:
        InputError: it cannot be written, or should not be called so; what stood there before stays.
    """
    from assistant.errors import InputError

    if not path.name.isprintable() or path.stem.upper() in _DEVICES:
        raise InputError(f"A file cannot be called {path.name!r} everywhere; give it another name.")
    work: str | None = None
    try:
        handle, work = tempfile.mkstemp(
            prefix=".", suffix=".part", dir=path.parent
        )  # its owner's alone: 0600
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(work).replace(path)
    except OSError as error:
        if work is not None:
            Path(work).unlink(missing_ok=True)
        raise InputError(
            f"The file {path} cannot be written: {error.strerror}; name another with --to."
        ) from error


def _columns(rows: Sequence[Mapping[str, object]]) -> str:
    names = list(rows[0])
    widest = _WIDEST if sys.stdout.isatty() else 10_000
    cells = [[_shortened(spelt(row[name]), widest) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(names)]
    heads = [name.replace("_", " ") for name in names]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [heads, *cells]
    )


def _shortened(cell: str, widest: int) -> str:
    return cell if len(cell) <= widest else f"{cell[: widest - 1]}…"


def _print_xlsx(rows: Sequence[Mapping[str, object]]) -> None:
    from assistant.errors import InputError
    from tui.cli.sheet import xlsx

    if sys.stdout.isatty():
        raise InputError(
            "An xlsx file cannot be shown on a terminal; send it into a file: … --format xlsx > FILE"
        )
    typer.echo(xlsx(rows), nl=False)


def as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows that share their keys as CSV, safe against formulas; cells that spreadsheets would cut are told of."""
    from assistant.imports import guarded

    out = io.StringIO()
    if rows:
        lines = [list(rows[0]), *([spelt(value) for value in row.values()] for row in rows)]
        if longest := max(
            (len(cell) for line in lines for cell in line if len(cell) > LONGEST_CELL), default=0
        ):
            typer.echo(
                f"A cell has {longest:,} characters; the file has all of them, but spreadsheet programs show no more "
                f"than {LONGEST_CELL:,}.",
                err=True,
            )
        csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue()


def spelt(value: object) -> str:
    """A value as tables show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
