"""talent emergency: HR opens somebody's whole record for a while, with a reason, and the person is told."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Access to a whole record in an emergency; the person is told.", no_args_is_help=True)


@app.command("open")
def open_(
    ctx: typer.Context,
    person: str = typer.Argument(..., help="The person's reference."),
    reason: str = typer.Option(..., "--reason", help="Why, in five words or more; the person reads it."),
) -> None:
    """Open somebody's record to you, for today and tomorrow: what is not signed or not shared, too."""
    made = of(ctx).assistant.records.emergency.open(person, reason)
    typer.echo(
        f"The record of {made.person_name} is open to you until {made.until}, that day not included. "
        "They are told that, and your reason; everything you open is in the audit."
    )


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show whose record was opened, by whom and why: yours, or for HR everybody's; yours count as read then."""
    from assistant.privacy import opener

    assistant = of(ctx).assistant
    rows = [
        {
            "person": one.person,
            "name": one.person_name,
            **({"by": one.by, "by_name": one.by_name} if as_json else {"by": opener(one)}),
            "reason": one.reason,
            "opened": one.opened_at,
            "until": one.until,
            "told": one.told_at,
        }
        for one in assistant.records.emergency.all()
    ]
    output.table(rows, empty="No record was opened in an emergency.", as_json=as_json, as_format=as_format)
    if assistant.account.person is not None:
        assistant.records.emergency.told()
