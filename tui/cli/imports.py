"""talent import: staff, reporting lines, posts and past appraisals from other systems' tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of

if TYPE_CHECKING:
    from assistant.imports import ImportReport

app = typer.Typer(
    help="Take in tables from other systems: CSV files or workbooks, all of one or nothing.",
    no_args_is_help=True,
)
_SHOWN = 20
"""Changed rows that are named where a person reads it; --report and --json have every one."""

FILE = typer.Argument(..., help="A CSV file or an .xlsx workbook.")
MAPPING = typer.Option(None, "--mapping", metavar="MAP.yaml", help="How its headings and words become ours.")
SHEET = typer.Option(None, "--sheet", metavar="NAME", help="The workbook's sheet; without it, the first.")
DRY_RUN = typer.Option(False, "--dry-run", help="Only say what would change.")
REPORT = typer.Option(
    None, "--report", metavar="FILE", help="Write down what becomes of each row, as .csv or .xlsx."
)
YES = typer.Option(False, "--yes", help="Overwrite the report's file without asking.")


_KINDS = {
    "staff": "Who works here, and to whom they report from today on.",
    "lines": "Who reported to whom from when until when, the past among it.",
    "posts": "Posts that are planned for.",
    "appraisals": "That appraisals took place; what they came to is not taken over.",
}


def _register(kind: str, about: str) -> None:
    @app.command(kind, help=about)
    def take_in(
        ctx: typer.Context,
        file: Path = FILE,
        mapping: Path | None = MAPPING,
        sheet: str | None = SHEET,
        dry_run: bool = DRY_RUN,
        report: Path | None = REPORT,
        yes: bool = YES,
        as_json: bool = output.JSON,
    ) -> None:
        if report is not None and report.exists():
            sure(f"Overwrite {report}?", yes=yes)
        found = of(ctx).assistant.take_in(kind, file, mapping=mapping, sheet=sheet, dry_run=dry_run)
        if as_json:
            output.line(_as_json(found))
        else:
            _tell(file, found)
        if report is not None:
            _write(found, report)
        refuse(file, found)


for _name, _about in _KINDS.items():
    _register(_name, _about)


@app.command("template")
def template(kind: str = typer.Argument(..., help="staff, lines, posts or appraisals.")) -> None:
    """Print the headings of a table that needs no mapping."""
    from assistant.imports import template as headings

    typer.echo(headings(_kind(kind)), nl=False)


@app.command("mapping")
def mapping_(kind: str = typer.Argument(..., help="staff, lines, posts or appraisals.")) -> None:
    """Print a mapping to begin from, with what each part of it is for."""
    from assistant.imports import mapping_to_begin_from

    typer.echo(mapping_to_begin_from(_kind(kind)), nl=False)


def _kind(name: str) -> str:
    from assistant.imports import KINDS

    if name not in KINDS:
        raise InputError(f"There is no kind of table {name!r}; it is one of {', '.join(KINDS)}.")
    return name


def refuse(file: Path, found: ImportReport) -> None:
    """Raise InputError where rows of a file cannot be taken."""
    if found.refused:
        rows = "1 row" if len(found.refused) == 1 else f"{len(found.refused)} rows"
        raise InputError(f"{rows} of {file} cannot be taken, so nothing was; mend them and try again.")


def tell_refused(file: Path, found: ImportReport) -> None:
    """Name every row that cannot be taken, on stderr."""
    for row in found.refused:
        typer.echo(f"{file}:{row.line}: {row.reason}", err=True)


def _tell(file: Path, found: ImportReport) -> None:
    for one in found.unused:
        meant = f"; the nearest that is known is {one.nearest!r}" if one.nearest else ""
        typer.echo(f"Nothing is taken from the heading {one.heading!r}{meant}.", err=True)
    tell_refused(file, found)
    for row in found.of("passed_over"):
        typer.echo(f"{file}:{row.line}: {row.what} is passed over: {', '.join(row.why)}", err=True)
    if found.refused:
        return
    told = [row for row in found.rows if row.outcome in {"changed", "left"}]
    for row in told[:_SHOWN]:
        typer.echo(f"line {row.line}: {row.what}: {', '.join(row.why)}")
    if len(told) > _SHOWN:
        typer.echo(f"and {len(told) - _SHOWN:,} more; --report FILE writes down every row")
    counts = {name: len(found.of(name)) for name in ("added", "changed", "left", "unchanged", "passed_over")}
    if not counts["added"] + counts["changed"] + counts["left"]:
        typer.echo(f"Nothing changes: {counts['unchanged']:,} are on record as they are in the file.")
        return
    done = "Done" if found.done else "Nothing is changed yet"
    words = (
        f"{counts['added']:,} added",
        f"{counts['changed']:,} changed",
        f"{counts['left']:,} who leave" if found.kind == "staff" else "",
        f"{counts['unchanged']:,} as they were",
        f"{counts['passed_over']:,} passed over" if counts["passed_over"] else "",
    )
    typer.echo(f"{done}: {', '.join(filter(None, words))}.")


def _as_json(found: ImportReport) -> dict[str, object]:
    def rows(outcome: str) -> list[dict[str, object]]:
        return [
            {"line": row.line, "about": row.what, "why": row.why}
            for row in found.rows
            if row.outcome == outcome
        ]

    return {
        "kind": found.kind,
        "done": found.done,
        "added": rows("added"),
        "changed": rows("changed"),
        "left": rows("left"),
        "unchanged": rows("unchanged"),
        "passed_over": rows("passed_over"),
        "refused": found.refused,
        "unused_headings": found.unused,
    }


def _write(found: ImportReport, to: Path) -> None:
    from assistant.imports import as_table
    from tui.cli.sheet import xlsx

    rows = as_table(found)
    output.write_private(to, xlsx(rows) if to.suffix.lower() == ".xlsx" else output.as_csv(rows))
    typer.echo(f"Written to {to}.", err=True)
