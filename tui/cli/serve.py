"""talent serve: the full-screen program in a browser."""

from __future__ import annotations

import sys

import typer

from assistant.errors import InputError
from tui.cli.context import of


def register(app: typer.Typer) -> None:
    """Put the command at the top level."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: str | None = typer.Option(
        None, "--host", help="The address to listen at; else the setting serve_host."
    ),
    port: int | None = typer.Option(None, "--port", min=0, max=65_535, help="The port; 0 takes a free one."),
) -> None:
    """Serve the program to browsers, with a process for each window.

    Whoever comes signs in with the name and password of their account (talent account password). It listens on this
    machine alone; a proxy before it brings https: docs/serve.md.
    """
    if sys.platform == "win32":
        raise InputError("talent serve runs on Linux and macOS; on Windows, open talent in a terminal.")
    context = of(ctx)
    if context.account is not None:
        raise InputError("Visitors sign in themselves: leave --as out.")
    home = context.home()
    if home.is_new():
        raise InputError(
            "Nobody has an account here yet: open `talent` to set it up, or try `talent --demo serve`."
        )
    home.listen_at(host, port)
    settings = home.settings
    base = home.path.parent if home.is_sample else home.path
    if not home.is_sample and not home.reception().with_password():
        typer.echo("Nobody has a password yet, so nobody can sign in: talent account password NAME", err=True)
    typer.echo("Preparing the library …", err=True)
    from tui.serve.server import serve as run

    def ready(address: str) -> None:
        typer.echo(f"Serving on {address}; Ctrl+C ends it.")
        if home.is_sample:
            typer.echo(
                "This is the sample organisation: whoever is on this machine comes in without a password."
            )
        sys.stdout.flush()

    def say(what: str) -> None:
        typer.echo(what, err=True)

    run(home, base, settings.serve_host, settings.serve_port, ready=ready, say=say)
