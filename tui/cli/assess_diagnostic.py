"""talent assess diagnostic: stages, themes and coded notes; the notes are read by HR alone, the report by everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import typer

from tui.cli import output
from tui.cli.assess_common import REASON, REVISION, TITLE, put, saved, words_of
from tui.cli.context import of
from tui.cli.days import day, day_option

diagnostic = typer.Typer(help="A diagnosis by interviews and documents: stages, themes, coded notes; people's names "
                         "belong into none of them.", no_args_is_help=True)  # fmt: skip


@diagnostic.command("stage")
def stage(
    ctx: typer.Context,
    title: str = TITLE,
    name: str = typer.Argument(..., metavar="STAGE", help="The stage's id, as `show` lists it."),
    status: str = typer.Argument(..., help="not_started, in_progress, done or left_out."),
    reason: str = REASON,
    text: str = typer.Option("", "--text", help="What is planned, or what came of it; needed once done or left out."),
    on: datetime | None = day_option("--date", "By when, or when it was done."),
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Say how far a stage has got."""
    from assistant.assess import Stage

    put(of(ctx), "diagnostic", title, name, Stage(status, text, day(on)), reason, revision, as_json=as_json)


@diagnostic.command("theme")
def theme(
    ctx: typer.Context,
    title: str = TITLE,
    name: str = typer.Argument(..., help="What it is called; everybody reads it once it is published."),
    definition: str = typer.Argument(..., help="What is meant by it, so that two people code the same to it."),
    reason: str = REASON,
    number: str = typer.Option("", "--id", help="Which theme to change, such as theme_1; a new one without it."),
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Define a theme, or define it anew."""
    from assistant.assess import Theme

    put(of(ctx), "diagnostic", title, number, Theme(name, definition), reason, revision, as_json=as_json)


@diagnostic.command("note")
def note(
    ctx: typer.Context,
    title: str = TITLE,
    text: str | None = typer.Argument(None, help="What was said or stands there, without names; - reads it from "
                                      "stdin."),
    source: str | None = typer.Option(None, "--source", help="A code for who said it or the document, such as M07; "
                                      "never a name."),
    kind: str | None = typer.Option(None, "--kind", help="board, manager, staff, partner or document."),
    themes: list[str] | None = typer.Option(None, "--theme", help="A theme that it speaks of, by id or name; may "
                                            "come again."),
    may_quote: bool | None = typer.Option(None, "--may-quote/--no-quote", help="Whether permission was given to "
                                          "quote it; not, without either."),
    number: str = typer.Option("", "--id", help="Which note to change, such as note_1: what is not given stays."),
    reason: str = typer.Option("", "--reason", help="Why; needed for a change, the history says it."),
    nobody_named: bool = typer.Option(False, "--nobody-named", help="What looks like people's names is none."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Take down a piece of what a source said, coded to themes; or code it anew. HR alone reads it."""
    from assistant import diagnosis

    said = typer.get_text_stream("stdin").read() if text == "-" else text
    given: dict[str, Any] = {
        "text": said,
        "source": source,
        "kind": kind,
        "themes": themes or None,
        "may_quote": may_quote,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    context = of(ctx)
    done = diagnosis.write_note(
        context.assistant.records,
        title,
        number,
        changes,
        words_of(context),
        reason,
        nobody_named=nobody_named,
    )
    saved(context, "diagnostic", title, done, as_json=as_json)


@diagnostic.command("notes")
def notes(
    ctx: typer.Context,
    title: str = TITLE,
    theme: str = typer.Option("", "--theme", help="Those of one theme, by its id or name."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the notes (HR)."""
    from assistant import diagnosis

    context = of(ctx)
    found = context.assistant.records.assessments.get("diagnostic", title)
    rows = diagnosis.note_rows(found, words_of(context), theme)
    output.table(rows, empty="There is no note that you may read.", as_json=as_json, as_format=as_format)
