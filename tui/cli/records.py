"""talent records: conversations and what they recorded."""

from __future__ import annotations

from pathlib import Path

import typer

from assistant.agreeing import EFFECTS, effect, readers
from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of
from tui.cli.taking import FORMAT, TO, YES, take

app = typer.Typer(help="Conversation records, as far as you may see them.", no_args_is_help=True)
_ID = typer.Argument(..., help="Its id, or the first characters of it.")


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
    conversation: str = _ID,
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
    conversation: str = _ID,
    as_format: str = FORMAT,
    to: Path | None = TO,
    yes: bool = YES,
) -> None:
    """Write one record as Markdown, Word, PDF or JSON, or its review and due days for a calendar."""
    from assistant.paper.files import record_file

    record = of(ctx).assistant.record(conversation)
    take(lambda kind, today: record_file(record, kind, today), as_format, to, yes=yes)


@app.command("comment")
def comment(
    ctx: typer.Context,
    conversation: str = _ID,
    text: str = typer.Argument(..., help="What you want to be read with the record."),
    dispute: bool = typer.Option(False, "--dispute", help="The record is wrong: mark the comment as such."),
    as_json: bool = output.JSON,
) -> None:
    """Add your own words to a record about you; what was signed stays as it is."""
    records = of(ctx).assistant.records
    saved = records.conversations.comment(conversation, text, disputes=dispute)
    if as_json:
        output.line({"conversation": saved.id, "comments": saved.comments})
        return
    added = "Your dispute is on record" if dispute else "Your comment is on record"
    typer.echo(f"{added}; {readers(saved)} can read it: talent records show {saved.id[:8]}")


@app.command("agree")
def agree(
    ctx: typer.Context,
    conversation: str = _ID,
    agreement: str = typer.Argument(..., help=f"One of: {', '.join(EFFECTS)}."),
    no: bool = typer.Option(False, "--no", help="Take it back."),
    as_json: bool = output.JSON,
) -> None:
    """Say what a signed record about you may be used for, or take that back; it is in force at once."""
    records = of(ctx).assistant.records
    saved = records.conversations.agree(conversation, agreement, yes=not no)
    newest = records.conversations.all(about=saved.about, status="signed")
    said = effect(agreement, yes=not no, newest=not newest or newest[0].id == saved.id)
    if as_json:
        output.line({"conversation": saved.id, "agreement": agreement, "yes": not no, "effect": said})
    else:
        typer.echo(f"Recorded: {'no' if no else 'yes'}. {said}")


@app.command("delete")
def delete(
    ctx: typer.Context,
    conversation: str = _ID,
    reason: str = typer.Option(..., "--reason", help="Why; this stays in the audit for good."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Delete a conversation that is not signed."""
    conversations = of(ctx).assistant.records.conversations
    found = conversations.get(conversation)
    sure(f"Delete {found.title} ({found.id[:8]})? What was said in it is gone then.", yes=yes)
    conversations.delete_draft(found.id, reason)
    typer.echo("Deleted.")
