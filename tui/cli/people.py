"""talent people: staff and reporting lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tui.cli import output
from tui.cli.context import of
from tui.cli.imports import refuse, tell_refused

if TYPE_CHECKING:
    from assistant.imports import Outcome

app = typer.Typer(help="People and reporting lines, as far as you may see them.", no_args_is_help=True)
OUTCOMES: tuple[Outcome, ...] = ("added", "changed", "unchanged", "left")


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
    """Show one person, with the appraisals that were brought along from other systems."""
    assistant = of(ctx).assistant
    profile = output.plain(assistant.records.people.get(person))
    assert isinstance(profile, dict)
    held = assistant.appraisals(person)
    if as_json:
        output.line({**profile, "appraisals": held})
        return
    output.fields(profile, as_json=False)
    for one in held:
        done = f"completed on {one.completed_on}" if one.completed_on else "not completed"
        by = f", by {one.reviewer_name}" if one.reviewer_name else ""
        typer.echo(f"{'appraisal':<20} {one.held_on}, {one.kind.replace('_', ' ')}, {done}{by}")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A CSV file of staff."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would change."),
    as_json: bool = output.JSON,
) -> None:
    """Take in a staff list: the whole of it, or where a row cannot be taken, none. (More: talent import staff.)"""
    report = of(ctx).assistant.take_in("staff", file, dry_run=dry_run)
    references: dict[str, list[str]] = {name: [row.what for row in report.of(name)] for name in OUTCOMES}
    if as_json:
        output.line({**references, "refused": report.refused, "done": report.done})
    else:
        tell_refused(file, report)
        done = "Done" if report.done else "Nothing is changed yet"
        typer.echo(
            f"{done}: {len(references['added'])} added, {len(references['changed'])} changed, "
            f"{len(references['unchanged'])} as they were."
        )
    refuse(file, report)
