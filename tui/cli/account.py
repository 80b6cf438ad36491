"""talent account, talent audit: who is signed in, and what was done."""

from __future__ import annotations

import sys

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Your account, and for administrators everybody's.", no_args_is_help=True)
_NAME = typer.Argument(..., help="The account's name.")
_ROLES = typer.Option([], "--role", help="hr, panel or admin; may be given several times.")
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


@app.command("list")
def accounts(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show every open account."""
    rows = [
        {"account": one.name, "name": one.display, "person": one.person, "roles": list(one.roles)}
        for one in of(ctx).assistant.records.accounts.all()
    ]
    output.table(rows, empty="There are no accounts.", as_json=as_json, as_format=as_format)


@app.command("open")
def open_(
    ctx: typer.Context,
    name: str = _NAME,
    person: str | None = typer.Option(None, "--person", help="Reference of whose it is."),
    roles: list[str] = _ROLES,
    user: str | None = typer.Option(None, "--user", help="Login name of the system's user who may use it."),
) -> None:
    """Open an account. What somebody sees as individual and manager follows from the person it is of."""
    made = of(ctx).assistant.open_account(name, person, roles, user)
    typer.echo(f"The account {made.name} is open: {', '.join(made.roles) or 'no roles'}.")


@app.command("roles")
def set_roles(ctx: typer.Context, name: str = _NAME, roles: list[str] = _ROLES) -> None:
    """Give an account these roles and no others."""
    changed = of(ctx).assistant.set_roles(name, roles)
    typer.echo(f"The account {changed.name} acts as {', '.join(changed.roles) or 'nothing'}.")


@app.command("password")
def password(
    ctx: typer.Context,
    name: str | None = typer.Argument(None, help="The account's name; left out, it is your own."),
) -> None:
    """Set a password, by which somebody signs in from a browser: your own, or as an administrator anybody's.

    It is asked on the terminal and not shown; from a pipe one line is read.
    """
    context = of(ctx)
    assistant, shortest = context.assistant, context.home().settings.serve_shortest_password
    mine = name is None or name == assistant.account.name
    if not mine:
        assistant.records.accounts.require("password.set")
    said = _asked(shortest)
    if mine:
        assistant.records.credentials.change(said, shortest)
    else:
        assistant.records.credentials.set(str(name), said, shortest)
    typer.echo(f"The password of {name or assistant.account.name} is set.")


@app.command("passwords")
def passwords(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show which accounts have a password since when, and which are waiting after too many wrong ones."""
    rows = [
        {"account": one.account, "password since": one.changed_at, "waits until": one.locked_until}
        for one in of(ctx).assistant.records.credentials.all()
    ]
    output.table(rows, empty="There are no accounts.", as_json=as_json, as_format=as_format)


def _asked(shortest: int) -> str:
    """A new password: twice from a terminal, without echo; else a line of stdin. Raises InputError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    said = getpass.getpass(f"New password, of {shortest} characters or more: ")
    if getpass.getpass("Once more: ") != said:
        raise InputError("The two passwords are not the same; nothing was changed.")
    return said


@app.command("close")
def close(
    ctx: typer.Context,
    name: str = _NAME,
    reason: str = typer.Option(..., "--reason", help="Why; this stays in the audit for good."),
) -> None:
    """Close an account: it cannot be used any more, and what it wrote stays."""
    of(ctx).assistant.records.accounts.close(name, reason)
    typer.echo(f"The account {name} is closed.")


@audit.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the newest rows that you may read."""
    rows = [
        {"number": row.sequence, "at": row.at, "account": row.account, "name": row.name, "action": row.action,
         "person": row.person, "record": row.record, "reason": row.reason}
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
