"""Tables from other systems: files read into rows, rows handed to the store, and what an import says of itself."""

from __future__ import annotations

from pathlib import Path

from assistant.data_file import load
from assistant.sheet import read_table
from store.imports import mapping as mappings
from store.imports.guard import guarded
from store.imports.kinds import KINDS, Kind
from store.imports.reading import Rows, read
from store.imports.views import ImportReport, Outcome
from store.service import Records

__all__ = [
    "KINDS",
    "ImportReport",
    "Outcome",
    "as_table",
    "guarded",
    "mapping_to_begin_from",
    "take_in",
    "template",
]

_SAID: dict[Outcome, str] = {
    "added": "added",
    "changed": "changed",
    "left": "leaves",
    "unchanged": "unchanged",
    "passed_over": "passed over",
}


def take_in(
    records: Records,
    kind: str,
    path: Path,
    *,
    mapping: Path | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in a table: all of it, or where a row cannot be taken nothing.

    Args:
        records: The store, bound to an account.
        kind: What its rows are: one of `KINDS`.
        path: A CSV file or a workbook.
        mapping: A file that says how its headings become ours; None where they are ours.
        sheet: The workbook's sheet; None is the first.
        dry_run: Only say what would change.

    Raises:
        InputError: the file cannot be read.
        GuideError: the mapping cannot be read, or does not hold together; says in which line.
        StoreError: the account may not, or the store cannot be written.
    """
    found = _rows(KINDS[kind], path, mapping, sheet)
    takes = {
        "staff": records.imports.staff,
        "lines": records.imports.lines,
        "posts": records.imports.posts,
        "appraisals": records.imports.appraisals,
    }
    return takes[kind](found, dry_run=dry_run)


def _rows(kind: Kind, path: Path, mapping: Path | None, sheet: str | None) -> Rows:
    by = load(mapping, mappings.schema_of(kind), "mapping") if mapping else None
    return read(read_table(path, sheet), kind, by)


def template(kind: str) -> str:
    """The headings of a table that needs no mapping, as CSV."""
    return mappings.empty_table(KINDS[kind])


def mapping_to_begin_from(kind: str) -> str:
    """A mapping with what each part of it is for."""
    return mappings.example(KINDS[kind])


def as_table(report: ImportReport) -> list[dict[str, object]]:
    """A report as rows for a spreadsheet: what becomes of each row of the file, and why."""
    refused = [
        {"line": row.line, "outcome": "refused", "about": "", "why": row.reason} for row in report.refused
    ]
    return refused or [
        {"line": row.line, "outcome": _SAID[row.outcome], "about": row.what, "why": ", ".join(row.why)}
        for row in report.rows
    ]
