"""talent guide: the guide author's bench."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.context import of
from tui.cli.lines import objects

if TYPE_CHECKING:
    from pydantic import BaseModel

_LINES = typer.Argument(..., metavar="FILE.jsonl", help="A JSON object a line.")

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
    guide: str = typer.Argument(..., help="The guide's id, or a guide's YAML file that is to be previewed."),
    as_json: bool = output.JSON,
) -> None:
    """Show a guide as it is asked."""
    home = of(ctx).home()
    chosen = home.checked_guide(Path(guide)) if guide.endswith((".yaml", ".yml")) else home.guide(guide)
    if as_json:
        output.line(chosen.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return
    typer.echo(f"{chosen.title} ({chosen.id}, version {chosen.version})\n{chosen.about}\n")
    for name, mode in chosen.modes.items():
        alone = ", each side alone" if mode.alone else ""
        typer.echo(f"{name}: about {mode.minutes} minutes{alone}: {', '.join(mode.stages)}")
    for stage in chosen.stages:
        typer.echo(f"\n{stage.title} ({stage.id}) - {stage.purpose}")
        for question in stage.questions:
            typer.echo(f"  {question.id} ({question.kind}, {' and '.join(question.sides)}): {question.label}")
            for ask in filter(None, (question.ask, question.ask_manager)):
                typer.echo(f"    “{ask}”")
            for choice in question.options:
                typer.echo(f"    {choice.key}: {choice.label} - {choice.meaning}")
            for part in question.parts:
                typer.echo(
                    f"    {part.id} ({part.kind}): {part.label}" + (f" “{part.ask}”" if part.ask else "")
                )


@app.command("schema")
def schema(
    what: str = typer.Argument("guide", help="guide or framework."),
) -> None:
    """Print the JSON schema of guides or frameworks, for editors that complete and check YAML."""
    from assistant.framework import Framework
    from assistant.guide.schema import Guide

    schemas: dict[str, type[BaseModel]] = {"guide": Guide, "framework": Framework}
    if what not in schemas:
        raise typer.BadParameter(f"there is a schema of a guide and of a framework, not of {what!r}")
    typer.echo(json.dumps(schemas[what].model_json_schema(by_alias=True), indent=1))


@app.command("check")
def check(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A guide's YAML file, or a framework's."),
) -> None:
    """Say whether a file is a guide or a framework, or in which line it is not."""
    from assistant import framework

    if framework.looks_like_one(file):
        grid = framework.load(file)
        typer.echo(f"{file}: {grid.name}, version {grid.version}: {len(grid.cells)} places.")
        return
    guide = of(ctx).home().checked_guide(file)
    questions = sum(len(stage.questions) for stage in guide.stages)
    typer.echo(
        f"{file}: {guide.title}, version {guide.version}: {len(guide.stages)} stages, {questions} questions."
    )


@app.command("understand")
def understand_(ctx: typer.Context, file: Path = _LINES, as_json: bool = output.JSON) -> None:
    """Show how answers would be understood: a line each with guide, field, utterance, and asked_on for dates."""
    from assistant.compose import now
    from assistant.guide.understanding import understand

    home = of(ctx).home()
    for row in objects(file, ("id", "guide", "field", "utterance")):
        question = home.guide(row["guide"]).named(str(row["field"]))
        if question is None:
            raise InputError(f"{file}: the guide {row['guide']} has no field {row['field']!r}.")
        try:
            asked_on = date.fromisoformat(row["asked_on"]) if "asked_on" in row else now().date()
        except (TypeError, ValueError) as error:
            raise InputError(
                f"{file}: asked_on is a date like 2026-03-10, not {row['asked_on']!r}."
            ) from error
        read = understand(question, str(row["utterance"]), asked_on, home.meanings)
        said = {"id": row["id"], "value": read.value, "ask_again": read.unclear is not None}
        if as_json:
            output.line(said)
        else:
            typer.echo(f"{row['utterance']}\n  {read.unclear or read.value}")


@app.command("probe")
def probe(file: Path = _LINES, as_json: bool = output.JSON) -> None:
    """Show which answers are vague and what would be asked: a line each with field and utterance."""
    from assistant.guide.probing import GOAL, probe_for, sign_of

    for row in objects(file, ("id", "field", "utterance")):
        sign = sign_of(str(row["utterance"]), "goal" if row["field"] == GOAL else "example")
        if as_json:
            output.line({"id": row["id"], "vague": sign is not None, "sign": sign})
        else:
            typer.echo(f"{row['utterance']}\n  {probe_for(sign) if sign else '-'}")


@app.command("language")
def language(file: Path = _LINES, as_json: bool = output.JSON) -> None:
    """Show which words about people are worth a second look: a line each with text."""
    from assistant.guide.language import flags

    for row in objects(file, ("id", "text")):
        found = flags(str(row["text"]))
        if as_json:
            shown = [{"span": flag.span, "pattern": flag.pattern} for flag in found]
            output.line({"id": row["id"], "flags": shown})
        else:
            typer.echo(str(row["text"]))
            for flag in found:
                typer.echo(f"  “{flag.span}”: {flag.why} {flag.ask}")
