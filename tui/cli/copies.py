"""talent backup, talent restore: copies of the store."""

from __future__ import annotations

from pathlib import Path

import typer

from tui.cli.confirm import sure
from tui.cli.context import of


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="The file to be made, for you alone."),
    yes: bool = typer.Option(False, "--yes", help="Overwrite without asking."),
) -> None:
    """Copy the store into a file while it is in use: whole and checked, or not at all.

    The store is everything about people. Documents, guides and settings are files of their own beside it.
    """
    from assistant.copies import back_up

    context = of(ctx)
    if file.exists():
        sure(f"Overwrite {file}?", yes=yes)
    back_up(context.home(), context.account, file)
    typer.echo(f"Copied to {file}.")


def restore(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A copy that `talent backup` has made."),
    accept: bool = typer.Option(
        False,
        "--accept-broken-audit",
        help="Take a copy whose audit or signed records were changed; what is broken is said, and noted in the audit.",
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Put a copy in the store's place, once it is found whole; what was there is kept beside it."""
    from assistant.compose import now
    from assistant.copies import check, leave
    from assistant.copies import restore as put_back

    context = of(ctx)
    home = context.home()
    copy = check(home, context.account, file, accept_broken_audit=accept)
    if copy.broken:
        typer.echo(
            f"This copy does not hold: {copy.broken}. It is accepted, which its audit will say.", err=True
        )
    try:
        sure(
            f"Put back the store as of {copy.until} with {copy.people} people and {copy.conversations} conversations? "
            "What was recorded since is kept in a file, and not in the store.",
            yes=yes,
        )
    except BaseException:
        leave(copy)
        raise
    done = put_back(home, context.account, copy, now())
    typer.echo(f"Restored: {copy.people} people and {copy.conversations} conversations, as of {copy.until}.")
    if done.kept:
        typer.echo(f"The store as it was lies in {done.kept}; delete it when you do not need it any more.")
    if done.erased_again:
        typer.echo(f"{done.erased_again} people who were erased since that copy were erased in it again.")
