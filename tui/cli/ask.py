"""talent ask, talent search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from assistant.errors import InputError
from assistant.events import GuidanceAnswer
from tui.cli import output
from tui.cli.context import of
from tui.cli.lines import objects

_QUESTIONS = typer.Option(
    None, "--questions", metavar="FILE.jsonl", help="Ask each line's `question`, in order."
)

_SHOWN = 200
"""Characters of a question that is far too long which its answer repeats."""


def register(app: typer.Typer) -> None:
    """Put the two commands at the top level."""
    app.command(
        "ask", help="Ask the guidance, or what your own records show; documents are quoted and cited."
    )(ask)
    app.command("search", help="Show the passages that fit some words best.")(search)


def ask(
    ctx: typer.Context,
    question: str = typer.Argument(None, help="What you want to know."),
    questions: Path = _QUESTIONS,
    as_json: bool = output.JSON,
) -> None:
    """Answer one question, or a file of them in one process."""
    answer_to = of(ctx).ask()
    for item in _items(question, questions, "QUESTION"):
        try:
            answer = answer_to(item["question"], item["history"])
        except InputError as error:
            if questions is None:
                raise
            answer = GuidanceAnswer(item["question"][:_SHOWN], False, str(error))
        if as_json:
            output.line(
                {
                    "id": item["id"],
                    "question": answer.question,
                    "answered": answer.answered,
                    "answer": answer.answer,
                    "citations": answer.citations,
                    "source": answer.source,
                    **({"parts": answer.parts} if answer.parts else {}),
                    "ms": answer.ms,
                }
            )
            continue
        typer.echo(answer.answer)
        if answer.parts and answer.citations:
            typer.echo("\nSources of what the documents say:")
        for number, cited in enumerate(answer.citations, 1):
            place = f" › {cited.section}" if cited.section else ""
            page = f", page {cited.page}" if cited.page else ""
            typer.echo(f"[{number}] {cited.title}{place}{page} ({cited.document})")
        typer.echo("")


def search(
    ctx: typer.Context,
    words: str = typer.Argument(None, help="What to look for."),
    k: int = typer.Option(20, "-k", min=1, max=200, help="How many passages at most."),
    questions: Path = _QUESTIONS,
    as_json: bool = output.JSON,
) -> None:
    """Rank passages for one query, or for a file of them in one process."""
    guidance = of(ctx).guidance()
    for item in _items(words, questions, "WORDS"):
        try:
            found = guidance.search(item["question"], k)
        except InputError as error:
            if questions is None:
                raise
            typer.echo(f"{item['id']}: {error}", err=True)
            found = None
        if found and found.remark:
            typer.echo(found.remark, err=True)
        hits = found.hits if found else ()
        if as_json:
            passages = [
                {
                    "document": hit.passage.document,
                    "title": hit.passage.title,
                    "section": hit.passage.section,
                    "page": hit.passage.page,
                    "text": hit.passage.text,
                    "score": round(float(hit.score), 6),
                }
                for hit in hits
            ]
            output.line({"id": item["id"], "passages": passages, "ms": found.ms if found else 0.0})
            continue
        for number, hit in enumerate(hits, 1):
            typer.echo(f"{number}. {hit.passage.title} › {hit.passage.section}\n{hit.passage.text}\n")
        if not hits:
            typer.echo("Nothing in the library fits these words.", err=True)


def _items(one: str | None, file: Path | None, metavar: str) -> Iterator[dict[str, Any]]:
    """The questions to ask, from the argument or the file."""
    if (one is None) == (file is None):
        raise typer.BadParameter(f"give either {metavar} or --questions FILE.jsonl")
    if file is None:
        yield {"id": None, "question": one, "history": ()}
        return
    for row in objects(file, ("id", "question")):
        yield {"id": row["id"], "question": str(row["question"]), "history": _history(row.get("history"))}


def _history(earlier: object) -> list[str]:
    """Earlier turns as questions: plain strings, or objects that hold one."""
    if not isinstance(earlier, list):
        return []
    return [
        str(turn.get("question", turn.get("text", ""))) if isinstance(turn, dict) else str(turn)
        for turn in earlier
    ]
