"""talent records: conversations and what they recorded."""

from __future__ import annotations

from pathlib import Path

import typer

from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of
from tui.cli.taking import FORMAT, TO, YES, take

app = typer.Typer(help="Conversation records, as far as you may see them.", no_args_is_help=True)


@app.command("list")
def list_(
    ctx: typer.Context,
    about: str | None = typer.Option(None, "--about", metavar="PERSON", help="Only about this person."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show conversations, newest first."""
    rows = [
        {
            "id": one.id if as_json else one.id[:8],
            "title": one.title,
            "kind": one.kind,
            "status": one.status,
            "about": one.about,
            "updated": one.updated_at,
            "signed": one.signed_on,
        }
        for one in of(ctx).assistant.records.conversations.all(about=about)
    ]
    output.table(
        rows, empty="There are no conversations that you may see.", as_json=as_json, as_format=as_format
    )


@app.command("show")
def show(
    ctx: typer.Context,
    conversation: str = typer.Argument(..., help="Its id, or the first characters of it."),
    as_json: bool = output.JSON,
) -> None:
    """Show one record."""
    record = of(ctx).assistant.record(conversation)
    if as_json:
        output.line(record)
    else:
        typer.echo(record.as_text())


@app.command("export")
def export(
    ctx: typer.Context,
    conversation: str = typer.Argument(..., help="Its id, or the first characters of it."),
    as_format: str = FORMAT,
    to: Path | None = TO,
    yes: bool = YES,
) -> None:
    """Write one record as Markdown, Word, PDF or JSON, or its review and due days for a calendar."""
    from assistant.paper.files import record_file

    record = of(ctx).assistant.record(conversation)
    take(lambda kind, today: record_file(record, kind, today), as_format, to, yes=yes)


@app.command("delete")
def delete(
    ctx: typer.Context,
    conversation: str = typer.Argument(..., help="Its id, or the first characters of it."),
    reason: str = typer.Option(..., "--reason", help="Why; this stays in the audit for good."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Delete a conversation that is not signed."""
    conversations = of(ctx).assistant.records.conversations
    found = conversations.get(conversation)
    sure(f"Delete {found.title} ({found.id[:8]})? What was said in it is gone then.", yes=yes)
    conversations.delete_draft(found.id, reason)
    typer.echo("Deleted.")
