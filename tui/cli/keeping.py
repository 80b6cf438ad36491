"""talent retention, talent hold, talent erase: how long things are kept, and what ends it sooner or later."""

from __future__ import annotations

from datetime import datetime

import typer

from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of

retention = typer.Typer(help="How long what is recorded is kept.", no_args_is_help=True)
hold = typer.Typer(help="Legal holds: nothing of that person's is deleted.", no_args_is_help=True)
_PERSON = typer.Argument(..., help="The person's reference.")
_REASON = typer.Option(..., "--reason", help="Why; it is kept.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("erase")(erase)
    app.command("erasures")(erasures)


def erase(
    ctx: typer.Context,
    person: str = _PERSON,
    reason: str = typer.Option(
        "", "--reason", help="The ground, in words that name nobody: it stays on record."
    ),
    refuse: bool = typer.Option(False, "--refuse", help="As HR, refuse what was asked for."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = output.JSON,
) -> None:
    """Erase what is held on a person: they or HR ask, HR approves, an administrator has it done."""
    from assistant import privacy

    context = of(ctx)
    assistant = context.assistant
    erasures = assistant.records.erasures
    match privacy.step_of_erasing(assistant, person):
        case "ask":
            said = erasures.ask(reason)
            message = "Asked for. HR approves it, or says why not; nobody erases themself."
        case "decide":
            if not refuse and not erasures.is_asked(person):
                sure(
                    f"{person} has not asked to be erased. Approve that everything held on them is erased?",
                    yes=yes,
                )
            said = erasures.approve(person, reason, yes=not refuse)
            message = (
                "Refused." if refuse else "Approved. An administrator has it done with the same command."
            )
        case _:
            sure(f"Erase everything that is held on {person}? It cannot be undone.", yes=yes)
            done = privacy.erase(assistant, person, privacy.rules(context.home().path))
            if as_json:
                output.line(done)
                return
            gone = ", ".join(f"{count} of {table.replace('_', ' ')}" for table, count in done.deleted.items())
            typer.echo(f"Erased: {gone or 'nothing but the profile was there'}.")
            for sentence in done.stays:
                typer.echo(sentence)
            typer.echo(
                "Copies that were made before still hold it; whoever restores one erases it again by that."
            )
            return
    if as_json:
        output.line(said)
    else:
        typer.echo(message)


def erasures(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show erasings that are asked for, approved, refused or done."""
    found = of(ctx).assistant.records.erasures.all()
    if as_json:
        output.line(found)
        return
    rows = [
        {
            "person": one.person,
            "status": one.status,
            "asked": one.asked_on,
            "asked by": one.asked_by_name,
            "asked because": one.reason,
            "decided": one.decided_on,
            "decided by": one.decided_by_name,
            "decided because": one.decision_reason,
            "done": one.done_on,
        }
        for one in found
    ]
    output.table(rows, empty="No erasing is asked for.", as_format=as_format)


@hold.command("set")
def set_hold(ctx: typer.Context, person: str = _PERSON, reason: str = _REASON) -> None:
    """Hold everything of a person's until you lift it."""
    made = of(ctx).assistant.records.holds.set(person, reason)
    typer.echo(f"Nothing of {made.person} is deleted from now on.")


@hold.command("lift")
def lift(ctx: typer.Context, person: str = _PERSON, reason: str = _REASON) -> None:
    """Lift the hold on a person's records."""
    made = of(ctx).assistant.records.holds.lift(person, reason)
    typer.echo(f"The hold on {made.person} is lifted; what is due is deleted by the next run.")


@hold.command("list")
def holds(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the holds, those that stand first."""
    rows = [
        {
            "person": one.person,
            "set": one.set_on,
            "reason": one.reason,
            "lifted": one.lifted_on,
            "lifted because": one.lift_reason,
        }
        for one in of(ctx).assistant.records.holds.all()
    ]
    output.table(rows, empty="There are no legal holds.", as_json=as_json, as_format=as_format)


@retention.command("rules")
def rules(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the rules, and who stands by each."""
    from assistant import privacy

    context = of(ctx)
    found = context.assistant.records.retention.rules(privacy.rules(context.home().path))
    rows = [
        {
            "rule": one.id,
            "class": one.title,
            "kept": one.kept,
            "owner": one.owner or "not confirmed",
            "confirmed": one.confirmed_on,
        }
        for one in found
    ]
    output.table(rows, empty="There are no rules.", as_json=as_json, as_format=as_format)


@retention.command("confirm")
def confirm(
    ctx: typer.Context, rule: str = typer.Argument(..., help="The rule's id; see: talent retention rules")
) -> None:
    """Stand by a rule as it is worded now: without, nothing is deleted by it."""
    from assistant import privacy

    context = of(ctx)
    done = context.assistant.records.retention.confirm(privacy.rules(context.home().path), rule)
    typer.echo(f"{done.title}: {done.kept}. You are its owner.")


@retention.command("run")
def run(
    ctx: typer.Context,
    dry_run: bool = typer.Option(False, "--dry-run", help="Only show what would be deleted."),
    as_of: datetime | None = typer.Option(
        None,
        "--as-of",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="As if it were this day; to come with --dry-run.",
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Delete what has been kept long enough, by confirmed rules and where no legal hold stands."""
    from assistant import privacy

    context = of(ctx)
    service, by = context.assistant.records.retention, privacy.rules(context.home().path)
    day = as_of.date() if as_of else None
    counts = service.would_run(by, day)
    if not dry_run:
        if due := sum(one.due for one in counts if one.confirmed):
            sure(f"Delete {_records(due)} kept long enough? It cannot be undone.", yes=yes)
        stays = sum(one.due for one in counts if not one.confirmed)
        counts = service.run(by, day)
        if stays:
            typer.echo(
                f"{_records(stays)} kept long enough by rules that nobody has confirmed: nothing is deleted by those. "
                "HR confirms a rule: talent retention confirm RULE",
                err=True,
            )
    rows = [
        {
            "rule": one.rule,
            "class": one.title,
            "due": one.due,
            "on hold": one.held,
            "deleted": one.deleted,
            "confirmed": one.confirmed,
        }
        for one in counts
    ]
    output.table(rows, empty="There are no rules.", as_json=as_json, as_format=as_format)


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"
