"""talent dashboard: figures, hidden where they could tell of somebody. The same in text, JSON and spreadsheets."""

from __future__ import annotations

from datetime import datetime

import typer

from tui.cli import output
from tui.cli.context import of


def register(app: typer.Typer) -> None:
    """Add `talent dashboard`."""
    app.command("dashboard")(dashboard)


def dashboard(
    ctx: typer.Context,
    as_at: datetime | None = typer.Option(
        None, "--as-at", metavar="DATE", formats=["%Y-%m-%d"], help="As at this day, such as 2026-03-31."
    ),
    by: str | None = typer.Option(
        None, "--by", help="Split by unit, level, manager, or an equality question such as disability."
    ),
    unit: str | None = typer.Option(None, "--unit", help="Only people of this unit."),
    profile: str | None = typer.Option(
        None, "--profile", metavar="internal|publish", help="How much is hidden; internal unless you say."
    ),
    published: bool = typer.Option(False, "--published", help="Show what HR published last."),
    publish: bool = typer.Option(False, "--publish", help="(HR) Publish the organisation's figures."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the measures: about the organisation (HR), your team (managers), or what HR has published."""
    from assistant.errors import InputError
    from assistant.figures import in_words

    day = as_at.date() if as_at else None
    figures = of(ctx).assistant.records.dashboard
    if publish:
        if by or unit or profile or published:
            raise InputError("--publish takes the whole organisation's figures; only --as-at goes with it.")
        page = figures.publish(as_at=day)
    else:
        page = figures.show(as_at=day, by=by, unit=unit, profile=profile, published=published)
    if as_json:
        output.line(page)
    elif as_format is not None:
        output.table(page.rows(), empty="", as_format=as_format)
    else:
        typer.echo("\n".join(in_words(page)))
