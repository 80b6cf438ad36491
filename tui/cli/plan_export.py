"""talent plan export: a development plan to take away."""

from __future__ import annotations

from pathlib import Path

import typer

from tui.cli.context import of
from tui.cli.taking import FORMAT, TO, YES, take


def register(app: typer.Typer) -> None:
    """Add the command to those of `talent plan`."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    plan: str = typer.Argument(..., help="Its id, or the first characters of it."),
    as_format: str = FORMAT,
    to: Path | None = TO,
    yes: bool = YES,
) -> None:
    """Write one plan as Markdown, Word, PDF or JSON, or its review and due days for a calendar."""
    from assistant.paper.files import plan_file

    assistant = of(ctx).assistant
    found = assistant.records.plans.get(plan)
    methods = {one.id: one.label for one in assistant.methods.methods}
    take(lambda kind, today: plan_file(found, kind, today, methods), as_format, to, yes=yes)
