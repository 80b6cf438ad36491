"""talent guide: the guide author's bench."""

from __future__ import annotations

from pathlib import Path

import typer

from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Guides: the structured conversations, described as data.", no_args_is_help=True)


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the guides."""
    home = of(ctx).home()
    rows = [
        {"guide": guide.id, "version": guide.version, "title": guide.title, "modes": list(guide.modes)}
        for guide in home.guides.values()
    ]
    for broken in home.broken_guides:
        typer.echo(f"Left out: {broken}", err=True)
    output.table(rows, empty="There are no guides.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(
    ctx: typer.Context,
    guide: str = typer.Argument(..., help="The guide's id."),
    as_json: bool = output.JSON,
) -> None:
    """Show a guide as it is asked."""
    chosen = of(ctx).home().guide(guide)
    if as_json:
        output.line(chosen.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    typer.echo(f"{chosen.title} ({chosen.id}, version {chosen.version})\n{chosen.about}\n")
    for stage in chosen.stages:
        typer.echo(f"{stage.title} ({stage.id}) - {stage.purpose}")
        for question in stage.questions:
            typer.echo(f"  {question.id} ({question.kind}, {' and '.join(question.sides)}): {question.label}")
            for choice in question.options:
                typer.echo(f"    {choice.key}: {choice.label} - {choice.meaning}")


@app.command("check")
def check(file: Path = typer.Argument(..., help="A guide's YAML file.")) -> None:
    """Say whether a file is a guide, or where it is not."""
    from assistant.guide.loader import load

    guide = load(file)
    questions = sum(len(stage.questions) for stage in guide.stages)
    typer.echo(
        f"{file}: {guide.title}, version {guide.version}: {len(guide.stages)} stages, {questions} questions."
    )
