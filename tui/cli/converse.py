"""talent converse: a guided conversation, a turn a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, get_args

import typer

from assistant.errors import InputError
from assistant.events import Cited, Done, Event, Failed, Noted, Side, Working
from tui.cli import output
from tui.cli.context import of

if TYPE_CHECKING:
    from assistant.dialogue import Dialogue


def register(app: typer.Typer) -> None:
    """Put the command at the top level."""
    app.command(
        "converse", help="Hold a guided conversation without the full screen: a turn a line on stdin."
    )(converse)


def converse(
    ctx: typer.Context,
    guide: str = typer.Argument(None, help="The guide, as `talent guide list` shows it."),
    about: str | None = typer.Option(None, "--about", metavar="PERSON", help="Reference of the person."),
    resume: str | None = typer.Option(None, "--resume", metavar="ID", help="Take up this conversation."),
    mode: str | None = typer.Option(None, "--mode", help="One of the guide's modes, for example light."),
    asked_on: datetime | None = typer.Option(
        None,
        "--asked-on",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="The day it is held; dates count from it.",
    ),
    as_json: bool = output.JSON,
) -> None:
    """Begin or resume a conversation, then read turns until the input or the conversation ends."""
    assistant = of(ctx).assistant
    if resume:
        dialogue: Dialogue = assistant.resume(resume)
    elif guide and about:
        dialogue = assistant.converse(guide, about, mode, asked_on.date() if asked_on else None)
    else:
        raise typer.BadParameter("give GUIDE and --about PERSON, or --resume ID")
    show = _as_json if as_json else _as_text
    show(dialogue, dialogue.open())
    for side, field, text in _turns(sys.stdin, as_json=as_json):
        show(dialogue, dialogue.reply(text, side, field))
        if text.strip().lower() == "/pause":
            break
    view = dialogue.view()
    if not view.finished:
        typer.echo(
            f"Saved. Take it up again with: talent converse --resume {view.conversation[:8]}", err=True
        )


def _turns(lines: Iterable[str], *, as_json: bool) -> Iterator[tuple[Side | None, str | None, str]]:
    """The turns of the input: plain lines, or with --json also objects with side, field and text."""
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        if not (as_json and text.lstrip().startswith("{")):
            yield None, None, text
            continue
        try:
            turn = json.loads(text)
            side = turn.get("side")
            said = turn["text"]
        except (ValueError, KeyError, AttributeError) as error:
            raise InputError(f"Line {number} of the input is not a JSON object with a text.") from error
        if side is not None and side not in get_args(Side):
            raise InputError(f"Line {number} of the input: a side is individual or manager, not {side!r}.")
        yield side, turn.get("field"), str(said)


def _as_json(dialogue: Dialogue, events: Iterable[Event]) -> None:
    reply: dict[str, object] = {"say": "", "citations": [], "notes": []}
    notes: list[object] = []
    for event in events:
        match event:
            case Cited(citations):
                reply["citations"] = citations
            case Noted(note):
                notes.append({"kind": note.kind, **note.data})
            case Done(text):
                reply["say"] = text
            case Failed(error):
                reply["say"] = error
                notes.append({"kind": "failed"})
    view = dialogue.view()
    asked = view.asked
    output.line(
        {
            "conversation": view.conversation,
            "stage": asked.stage if asked else None,
            "field": asked.field if asked else None,
            "side": asked.side if asked else None,
            "part": asked.part if asked else None,
            "say": reply["say"],
            "options": asked.options if asked else [],
            "citations": reply["citations"],
            "notes": notes,
            "record": view.record,
            "progress": {"done": view.done, "total": view.total, "minutes_left": view.minutes_left},
            "finished": view.finished,
        }
    )
    sys.stdout.flush()


def _as_text(dialogue: Dialogue, events: Iterable[Event]) -> None:
    for event in events:
        match event:
            case Working(what):
                typer.echo(f"{what} …", err=True)
            case Done(text):
                typer.echo(text)
            case Cited(citations):
                for number, cited in enumerate(citations, 1):
                    typer.echo(f"[{number}] {cited.title} › {cited.section}", err=True)
            case Failed(error):
                typer.echo(error, err=True)
    asked = dialogue.view().asked
    for number, option in enumerate(asked.options if asked else (), 1):
        typer.echo(f"  {number}. {option.label}" + (f" - {option.meaning}" if option.meaning else ""))
    typer.echo("")
