"""Asking before something is destroyed."""

from __future__ import annotations

import sys

import typer

from assistant.errors import InputError


def sure(question: str, *, yes: bool) -> None:
    """Ask on a terminal; elsewhere nothing is destroyed without --yes.

    Raises:
        InputError: there is nobody to ask.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(f"{question} Nothing was done: say --yes where nobody can be asked.")
    typer.confirm(question, abort=True)
