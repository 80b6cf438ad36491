"""talent plan: personal development plans."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Personal development plans, as far as you may see them.", no_args_is_help=True)


@app.command("list")
def list_(
    ctx: typer.Context,
    owner: str | None = typer.Option(None, "--owner", metavar="PERSON", help="Only this person's."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show plans, newest first."""
    rows = [
        {
            "id": plan.id if as_json else plan.id[:8],
            "owner": plan.owner,
            "name": plan.owner_name,
            "status": plan.status,
            "agreed": plan.agreed_on,
            "next_review": plan.next_review_on,
            "actions": len(plan.actions),
            "late": sum(action.late for action in plan.actions),
        }
        for plan in of(ctx).assistant.records.plans.all(owner=owner)
    ]
    output.table(rows, empty="There are no plans that you may see.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(
    ctx: typer.Context,
    plan: str = typer.Argument(..., help="Its id, or the first characters of it."),
    as_json: bool = output.JSON,
) -> None:
    """Show one plan with its actions."""
    found = of(ctx).assistant.records.plans.get(plan)
    if as_json:
        output.line(found)
        return
    typer.echo(
        f"{found.owner_name}: {found.status}, agreed on {found.agreed_on}, next review {found.next_review_on}"
    )
    for number, action in enumerate(found.actions, 1):
        late = ", late" if action.late else ""
        due = f" by {action.due}" if action.due else ""
        typer.echo(f"{number}. {action.goal}{due} ({action.status.replace('_', ' ')}{late})")
