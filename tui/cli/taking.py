"""Writing down what people take away: to a file for its owner alone, or on stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import typer

from tui.cli import output
from tui.cli.confirm import sure

FORMAT = typer.Option("md", "--format", help="md, docx, pdf, json, or ics for the days to keep.")
TO = typer.Option(None, "--to", metavar="FILE", help="Write this file instead of printing.")
YES = typer.Option(False, "--yes", help="Overwrite without asking.")


def take(made: Callable[[str, date], bytes], as_format: str, to: Path | None, *, yes: bool) -> None:
    """Make an export and put it where it is wanted.

    Args:
        made: What makes it, of its format and today's date.
        as_format: Its format.
        to: The file; None is stdout.
        yes: Overwrite a file without asking.

    Raises:
        InputError: no such format, one that a terminal cannot show, or the file cannot be written.
    """
    from assistant.errors import InputError
    from assistant.paper.files import BINARY

    if to is None and as_format in BINARY and on_a_terminal():
        raise InputError(f"A {as_format} file cannot be shown on a terminal; name a file with --to.")
    if to is not None and to.exists():
        sure(f"Overwrite {to}?", yes=yes)
    data = made(as_format, datetime.now().astimezone().date())
    if to is None:
        typer.echo(data, nl=False)
        return
    output.write_private(to, data)
    typer.echo(f"Written to {to}.", err=True)


def on_a_terminal() -> bool:
    """Whether what is printed is read by a person."""
    return sys.stdout.isatty()
