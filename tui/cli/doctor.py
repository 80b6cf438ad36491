"""talent doctor: what is wrong, before somebody trips over it."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of


def register(app: typer.Typer) -> None:
    """Put the command at the top level."""
    app.command("doctor", help="Check settings, store, library and model, and say what to do.")(doctor)


def doctor(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Check everything; exit 1 when something is wrong."""
    from assistant.doctor import examine

    findings = examine(of(ctx).home())
    if as_json:
        output.line(findings)
    else:
        for found in findings:
            typer.echo(f"{'ok  ' if found.well else 'WRONG'} {found.what}: {found.said}")
    if not all(found.well for found in findings):
        raise typer.Exit(1)
