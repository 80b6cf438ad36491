"""What the commands of talent pool take alike."""

from __future__ import annotations

import typer

POOL = typer.Argument(..., help="The pool's name.")
PERSON = typer.Argument(..., help="The person's reference.")
REASON = typer.Option(..., "--reason", help="Why; the person reads it.")
