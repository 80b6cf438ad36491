"""talent portfolio: one's own evidence of what one did, shared item by item."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of
from tui.cli.taking import TO, YES, take

app = typer.Typer(help="Your own evidence of what you did; others see an item once you share it.",
                  no_args_is_help=True)  # fmt: skip
_ITEM = typer.Argument(..., help="Its id, or the first characters of it.")
_OWNER = typer.Option(None, "--owner", metavar="PERSON", help="This person's, as far as they shared it.")


@app.command("list")
def list_(
    ctx: typer.Context,
    owner: str | None = _OWNER,
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show items, the latest first."""
    rows = [
        {
            "id": one.id if as_json else one.id[:8],
            "owner": one.owner,
            "name": one.owner_name,
            "when": one.when,
            "type": one.type,
            "title": one.title,
            "skills": one.skill_tags,
            "shared": one.shared,
        }
        for one in of(ctx).assistant.records.portfolio.all(owner=owner)
    ]
    output.table(
        rows, empty="There are no portfolio items that you may see.", as_json=as_json, as_format=as_format
    )


@app.command("show")
def show(ctx: typer.Context, item: str = _ITEM, as_json: bool = output.JSON) -> None:
    """Show one item."""
    output.fields(of(ctx).assistant.records.portfolio.get(item), as_json=as_json)


@app.command("add")
def add(
    ctx: typer.Context,
    type_: str = typer.Option(
        ...,
        "--type",
        help="role, project, learning, feedback, teaching, publication, award, thank_you or board_or_committee.",
    ),
    title: str = typer.Option(..., "--title", help="What it is called."),
    when: datetime = typer.Option(
        ..., "--when", metavar="DATE", formats=["%Y-%m-%d"], help="When it happened."
    ),
    what_i_did: str = typer.Option("", "--what-i-did", help="Your own part."),
    result: str = typer.Option("", "--result", help="What came of it."),
    skill: list[str] = typer.Option([], "--skill", help="A skill that it shows; may be given several times."),
    link: str = typer.Option("", "--link", help="Where it can be seen: an address, or a file's name."),
    verified_by: str = typer.Option("", "--verified-by", metavar="NAME", help="Who can confirm it."),
    as_json: bool = output.JSON,
) -> None:
    """Put something into your portfolio; nobody else sees it until you share it."""
    saved = of(ctx).assistant.add_to_portfolio(
        {
            "type": type_,
            "title": title,
            "when": when.date(),
            "what_i_did": what_i_did,
            "result": result,
            "skill_tags": tuple(skill),
            "link": link,
            "verified_by": verified_by,
        }
    )
    if as_json:
        output.line(saved)
    else:
        typer.echo(f"Kept, and only you see it: {saved.id[:8]}.")


@app.command("share")
def share(
    ctx: typer.Context,
    item: str = _ITEM,
    back: bool = typer.Option(False, "--back", help="Take it back instead."),
) -> None:
    """Let your manager and HR read an item."""
    of(ctx).assistant.records.portfolio.share(item, yes=not back)
    typer.echo("Only you see it again." if back else "Shared with your manager and HR.")


@app.command("remove")
def remove(
    ctx: typer.Context, item: str = _ITEM, yes: bool = typer.Option(False, "--yes", help="Do not ask.")
) -> None:
    """Take an item out of your portfolio for good."""
    portfolio = of(ctx).assistant.records.portfolio
    found = portfolio.get(item)
    sure(f"Remove {found.title} ({found.id[:8]})? It is gone then.", yes=yes)
    portfolio.remove(found.id)
    typer.echo("Removed.")


@app.command("timeline")
def timeline(
    ctx: typer.Context,
    owner: str | None = _OWNER,
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the items and milestones on record, the earliest first: yours, or what you may see of somebody's."""
    rows = [
        {"on": one.on, "kind": one.kind, "title": one.title, "id": one.id if as_json else one.id[:8]}
        for one in of(ctx).assistant.timeline(owner)
    ]
    output.table(rows, empty="There is nothing on record yet.", as_json=as_json, as_format=as_format)


@app.command("export")
def export(
    ctx: typer.Context,
    owner: str | None = _OWNER,
    as_format: str = typer.Option("md", "--format", help="md, docx, pdf or json."),
    to: Path | None = TO,
    yes: bool = YES,
) -> None:
    """Write a portfolio with its timeline to take away: yours, or what you may see of somebody's."""
    assistant = of(ctx).assistant
    take(lambda kind, on: assistant.portfolio_file(owner, kind, on), as_format, to, yes=yes)
