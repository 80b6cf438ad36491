"""The command `agenda`: what is due for you, and the command that does it."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of


def register(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command("agenda")(agenda)


def agenda(
    ctx: typer.Context,
    role: str | None = typer.Option(
        None,
        "--role",
        help="One of your roles: manager, individual, hr, panel or admin. Without it, the first of them.",
    ),
    as_json: bool = output.JSON,
) -> None:
    """Show what is due for you, the most pressing first, with the command for each."""
    found = of(ctx).assistant.agenda(role)
    if as_json:
        output.line(found)
        return
    for section in found.sections:
        if section.items or section.empty:
            typer.echo(section.title)
        for item in section.items:
            late = "late: " if item.late else ""
            typer.echo(f"- {late}{item.text}: {item.detail}" if item.detail else f"- {late}{item.text}")
            if item.command:
                typer.echo(f"  {item.command}")
        if not section.items and section.empty:
            typer.echo(f"- {section.empty}")
    others = [one for one in found.roles if one != found.role]
    if others:
        typer.echo(f"You also act as {', '.join(others)}: talent agenda --role {others[0]}")
