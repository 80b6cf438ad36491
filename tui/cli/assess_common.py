"""What all kinds of assessment have on the command line, written once for the five groups of commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tui.cli import output
from tui.cli.context import Context, of
from tui.cli.taking import TO, YES, take

if TYPE_CHECKING:
    from assistant.assess import Assessment, Content, Kind, PartView, Words

TITLE = typer.Argument(..., help="Its title, or the first eight characters of its id.")
REASON = typer.Option(..., "--reason", help="Why; the history says it.")
REVISION = typer.Option(
    None, "--revision", help="The revision that you have read: refused if there is a newer one."
)
_PART = typer.Argument(..., help="The id of the part, as `show --json` has it.")
_EXPORT = typer.Option("md", "--format", help="md, docx, pdf or json.")


def words_of(context: Context) -> Words:
    """What the organisation is asked about itself, as its home has it; StoreError where its file does not hold."""
    from assistant import assess

    return assess.words(context.home().path)


def put(
    context: Context,
    kind: Kind,
    title: str,
    key: str,
    content: Content,
    reason: str,
    revision: int | None,
    *,
    as_json: bool,
) -> None:
    """Write a part down, and say so; errors as in `Assessments.put`."""
    kept = context.assistant.records.assessments
    done = kept.put(kind, title, key, content, words_of(context), reason, revision)
    saved(context, kind, title, done, as_json=as_json)


def saved(context: Context, kind: Kind, title: str, part: PartView, *, as_json: bool) -> None:
    """Say that a part is written down, and what is next where there is such a thing."""
    if as_json:
        output.line(part)
        return
    typer.echo(f"Saved: {part.key}.")
    if kind == "diagnostic":
        _next(context.assistant.records.assessments.get(kind, title), words_of(context))


def _told(found: Assessment, words: Words) -> None:
    from assistant import assess

    typer.echo(assess.headline(found.about, words))
    _next(found, words)


def _next(found: Assessment, words: Words) -> None:
    from assistant import diagnosis

    if step := diagnosis.next_step(found, words):
        typer.echo(step)


def to_read(group: typer.Typer, kind: Kind) -> None:
    """list, show, history and export."""

    @group.command("list")
    def list_(
        ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
    ) -> None:
        """Show those that you may read."""
        found = of(ctx).assistant.records.assessments.all(kind)
        rows = [
            {
                "id": one.id if as_json else one.id[:8],
                "title": one.title,
                "status": one.status,
                "changed": one.changed_on,
                "published": one.published_on,
                "signed": f"{one.signed.role}, {one.signed.on}" if one.signed else None,
            }
            for one in found
        ]
        output.table(rows, empty="There is none that you may read.", as_json=as_json, as_format=as_format)

    @group.command("show")
    def show(
        ctx: typer.Context,
        title: str = TITLE,
        as_json: bool = output.JSON,
        as_format: output.Format = output.FORMAT,
    ) -> None:
        """Show one of them, with what is asked and what is open."""
        from assistant import assess

        context = of(ctx)
        found = context.assistant.records.assessments.get(kind, title)
        if as_json:
            output.line(found)
            return
        words, today = words_of(context), context.assistant.today
        if as_format is not None:
            output.table(assess.table_rows(found, words, today), empty="", as_format=as_format)
        else:
            typer.echo("\n".join(assess.told(found, words, today)))

    @group.command("history")
    def history(
        ctx: typer.Context,
        title: str = TITLE,
        as_json: bool = output.JSON,
        as_format: output.Format = output.FORMAT,
    ) -> None:
        """Show every change, with who made it and why (HR)."""
        changes = of(ctx).assistant.records.assessments.history(kind, title)
        if as_json:
            output.line(changes)
            return
        rows = [
            {
                "at": one.at,
                "by": one.by,
                "part": one.key,
                "revision": one.revision,
                "there": one.content is not None,
                "reason": one.reason,
            }
            for one in changes
        ]
        output.table(rows, empty="Nothing has been written yet.", as_format=as_format)

    @group.command("export")
    def export(
        ctx: typer.Context,
        title: str = TITLE,
        as_format: str = _EXPORT,
        to: Path | None = TO,
        yes: bool = YES,
    ) -> None:
        """Write it as Markdown, Word, PDF or JSON."""
        from assistant.paper.files import assessment_file

        context = of(ctx)
        found = context.assistant.records.assessments.get(kind, title)
        words, by = words_of(context), context.assistant.today
        take(lambda form, today: assessment_file(found, words, form, today, by), as_format, to, yes=yes)


def to_keep(group: typer.Typer, kind: Kind) -> None:
    """new, remove, sign and publish."""

    @group.command("new")
    def new(
        ctx: typer.Context,
        title: str = typer.Argument(..., help="What it is called."),
        reason: str = REASON,
        as_json: bool = output.JSON,
    ) -> None:
        """Begin one, as a draft that HR alone reads."""
        context = of(ctx)
        words = words_of(context)
        begun = context.assistant.records.assessments.begin(kind, title, words, reason)
        if as_json:
            output.line(begun)
        else:
            _told(begun, words)

    @group.command("remove")
    def remove(ctx: typer.Context, title: str = TITLE, part: str = _PART, reason: str = REASON) -> None:
        """Take a part away; its history stays."""
        of(ctx).assistant.records.assessments.remove(kind, title, part, reason)
        typer.echo("Removed.")

    @group.command("sign")
    def sign(
        ctx: typer.Context,
        title: str = TITLE,
        role: str = typer.Option(..., "--role", help="The role on the board, such as chief_executive."),
        reason: str = REASON,
    ) -> None:
        """Note that a role on the board has signed it off as it stands now."""
        context = of(ctx)
        words = words_of(context)
        done = context.assistant.records.assessments.sign(kind, title, role, words, reason)
        _told(done, words)

    @group.command("publish")
    def publish(
        ctx: typer.Context,
        title: str = TITLE,
        reason: str = REASON,
        withdraw: bool = typer.Option(
            False, "--withdraw", help="Let nobody but HR read it any more instead."
        ),
    ) -> None:
        """Let everybody who works here read it as it stands now; later changes wait for the next time."""
        context = of(ctx)
        kept = context.assistant.records.assessments
        done = (kept.withdraw if withdraw else kept.publish)(kind, title, reason)
        _told(done, words_of(context))
