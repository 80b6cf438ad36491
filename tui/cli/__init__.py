"""The command line: one module a command group, each a thin front end of the assistant."""

from __future__ import annotations

import sys

import typer

from assistant.errors import EXPECTED
from tui.cli import (
    access,
    account,
    agenda,
    ask,
    assess,
    converse,
    copies,
    dashboard,
    doctor,
    emergency,
    encryption,
    equality,
    guide,
    imports,
    keeping,
    library,
    people,
    plan,
    plan_export,
    pool,
    portfolio,
    post,
    records,
    rights,
    serve,
)
from tui.cli.context import Context

app = typer.Typer(
    name="talent",
    help="An assistant for talent conversations, grounded in your organisation's guidance.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (agenda, ask, converse):
    module.register(app)
for name, group in {
    "library": library.app,
    "guide": guide.app,
    "people": people.app,
    "import": imports.app,
    "records": records.app,
    "plan": plan.app,
    "portfolio": portfolio.app,
    "pool": pool.app,
    "assess": assess.app,
    "equality": equality.app,
    "emergency": emergency.app,
    "encryption": encryption.app,
    "account": account.app,
    "audit": account.audit,
    "notice": access.notice,
    "requests": access.requests,
    "correction": rights.correction,
    "complaint": rights.complaint,
    "hold": keeping.hold,
    "retention": keeping.retention,
}.items():
    app.add_typer(group, name=name)
dashboard.register(app)
for module in (access, keeping, copies):
    module.register(app)
post.register(app)
doctor.register(app)
serve.register(app)
plan_export.register(plan.app)


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    demo: bool = typer.Option(False, "--demo", help="Use the sample organisation, made on first use."),
    as_: str | None = typer.Option(None, "--as", metavar="ACCOUNT", help="Act as this account."),
    version: bool = typer.Option(False, "--version", help="Print the version and exit."),
) -> None:
    """Without a command, open the full-screen program."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"talent {installed('talent')}")
        raise typer.Exit
    ctx.obj = Context(demo=demo, account=as_)
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand is None:
        from tui.app import open_program

        raise typer.Exit(open_program(demo=demo, account=as_))


def run(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after `talent`; None takes the process's own.

    Returns:
        The exit code. One place prints errors: a sentence that is meant for people, never a traceback for what was
        expected.
    """
    try:
        app(arguments)
    except SystemExit as done:  # how the command line ends, whether the command was done or wrongly used
        if done.code == 130:
            typer.echo("Stopped; nothing further was done.", err=True)
        return done.code if isinstance(done.code, int) else 0
    except EXPECTED as error:
        typer.echo(str(error), err=True)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has gone: nothing is left to be said
        return 1
    return 0
