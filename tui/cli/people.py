"""talent people: staff and reporting lines."""

from __future__ import annotations

from pathlib import Path

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="People and reporting lines, as far as you may see them.", no_args_is_help=True)


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the people you may see."""
    rows = [
        {
            "reference": person.reference,
            "name": person.name,
            "job_title": person.job_title,
            "unit": person.unit,
            "level": person.level,
            "manager": person.manager,
        }
        for person in of(ctx).assistant.records.people.all()
    ]
    output.table(rows, empty="There is nobody whom you may see.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(
    ctx: typer.Context,
    person: str = typer.Argument(..., help="The person's reference."),
    as_json: bool = output.JSON,
) -> None:
    """Show one person."""
    output.fields(of(ctx).assistant.records.people.get(person), as_json=as_json)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A CSV file of staff."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would change."),
    as_json: bool = output.JSON,
) -> None:
    """Take in a staff list: the whole of it, or where a row cannot be taken, none."""
    report = of(ctx).assistant.import_people(file, dry_run=dry_run)
    if as_json:
        output.line(report)
    else:
        for row in report.refused:
            typer.echo(f"{file}:{row.line}: {row.reason}", err=True)
        done = "Done" if report.done else "Nothing is changed yet"
        typer.echo(
            f"{done}: {len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} as they were."
        )
    if report.refused:
        rows = "1 row" if len(report.refused) == 1 else f"{len(report.refused)} rows"
        raise InputError(f"{rows} of {file} cannot be taken, so nothing was; mend them and try again.")
