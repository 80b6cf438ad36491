"""talent equality: what you say of yourself, for counting alone. Nobody else reads it, whatever their role."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of

app = typer.Typer(
    help="Your own equality answers: given if you want, counted in groups, read by nobody else.",
    no_args_is_help=True,
)


@app.command("show")
def show(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show the questions, what may be answered, and what you have said."""
    found = of(ctx).assistant.records.equality.mine()
    if as_json:
        output.line(found)
        return
    typer.echo("Nobody but you reads these answers; they are counted in groups that are large enough.")
    for one in found:
        said = one.choices.get(one.answer, one.answer) if one.answer else "no answer"
        typer.echo(f"{one.characteristic}: {one.ask}\n    You: {said}")
        typer.echo("    Answers: " + ", ".join(f"{key} ({words})" for key, words in one.choices.items()))


@app.command("set")
def set_(
    ctx: typer.Context,
    characteristic: str = typer.Argument(..., help="The question, as `talent equality show` calls it."),
    answer: str = typer.Argument(..., help="The answer's key; prefer_not_to_say is always one."),
) -> None:
    """Answer a question about yourself, or change your answer."""
    of(ctx).assistant.records.equality.give(characteristic, answer)
    typer.echo("Kept. Only you can read it, change it or take it back.")


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    characteristic: str | None = typer.Argument(None, help="One question; all of them where none is named."),
) -> None:
    """Take back an answer, or all of them: they are deleted."""
    gone = of(ctx).assistant.records.equality.withdraw(characteristic)
    typer.echo(f"Deleted: {gone} answer{'' if gone == 1 else 's'}.")
