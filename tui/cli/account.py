"""talent account, talent audit: who is signed in, and what was done."""

from __future__ import annotations

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Your account.", no_args_is_help=True)
audit = typer.Typer(
    help="What was done to which record, and by whom; never what is in it.", no_args_is_help=True
)


@app.command("show")
def show(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show who is signed in and what they act as."""
    output.fields(of(ctx).assistant.account, as_json=as_json)


@app.command("set-up")
def set_up(ctx: typer.Context, name: str = typer.Option(..., "--name", help="Your name.")) -> None:
    """Begin your organisation's home: an account for you, as HR and administrator."""
    home = of(ctx).home()
    if not home.is_new():
        raise InputError(f"The home {home.path} has accounts already; nothing was changed.")
    home.set_up(name)
    typer.echo("Your account is there. Import your staff next: talent people import FILE.csv --dry-run")


@audit.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the newest rows that you may read."""
    rows = [
        {"number": row.sequence, "at": row.at, "account": row.account, "action": row.action, "person": row.person,
         "record": row.record, "reason": row.reason}
        for row in of(ctx).assistant.records.audit.all()
    ]  # fmt: skip
    output.table(
        rows, empty="There is nothing in the audit that you may read.", as_json=as_json, as_format=as_format
    )


@audit.command("verify")
def verify(ctx: typer.Context) -> None:
    """Check that no row was changed or taken out."""
    broken = of(ctx).assistant.records.audit.first_broken()
    if broken is not None:
        raise InputError(f"The audit is broken at row {broken}: it was changed, or one before it is missing.")
    typer.echo("The audit holds.")
