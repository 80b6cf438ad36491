"""talent correction, talent complaint: what is wrong, and what should not have been."""

from __future__ import annotations

import typer

from tui.cli import output
from tui.cli.context import of

correction = typer.Typer(help="Corrections of your profile; for HR everybody's.", no_args_is_help=True)
complaint = typer.Typer(
    help="Complaints about how your data is used; for HR everybody's.", no_args_is_help=True
)
_ID = typer.Argument(..., help="Its id, or the first characters of it.")
_REASON = typer.Option(..., "--reason", help="Why; the person reads it.")


@correction.command("propose")
def propose(
    ctx: typer.Context,
    field: str = typer.Argument(..., help="name, email, job_title, unit, level, job_family or started_on."),
    value: str = typer.Argument(..., help="What it should be."),
    why: str = typer.Option(..., "--why", help="How you know."),
) -> None:
    """Say what a fact of your profile should be; HR accepts it or says why not."""
    made = of(ctx).assistant.records.corrections.propose(field, value, why)
    typer.echo(f"Proposed: {made.id[:8]}. HR decides about it.")


@correction.command("list")
def corrections(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show corrections, the newest first."""
    rows = [
        {
            "id": one.id if as_json else one.id[:8],
            "person": one.person,
            "field": one.field,
            "old": one.old_value,
            "new": one.new_value,
            "why": one.why,
            "status": one.status,
            "reason": one.reason,
        }
        for one in of(ctx).assistant.records.corrections.all()
    ]
    output.table(rows, empty="There are no corrections.", as_json=as_json, as_format=as_format)


@correction.command("accept")
def accept(ctx: typer.Context, correction: str = _ID, reason: str = _REASON) -> None:
    """Put the proposed value into the profile; the old one is kept with the correction."""
    done = of(ctx).assistant.records.corrections.decide(correction, accept=True, reason=reason)
    typer.echo(f"The {done.field.replace('_', ' ')} of {done.person} is {done.new_value!r} now.")


@correction.command("refuse")
def refuse(ctx: typer.Context, correction: str = _ID, reason: str = _REASON) -> None:
    """Leave the profile as it is, and say why."""
    of(ctx).assistant.records.corrections.decide(correction, accept=False, reason=reason)
    typer.echo("Refused; the person can read why.")


@complaint.command("raise")
def raise_(ctx: typer.Context, text: str = typer.Argument(..., help="What should not have been.")) -> None:
    """Complain about how your data is used."""
    made = of(ctx).assistant.records.complaints.raise_(text)
    typer.echo(f"Raised: {made.id[:8]}. Its receipt is acknowledged by {made.due_on}.")


@complaint.command("list")
def complaints(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show complaints, those to be acknowledged first on top."""
    rows = [
        {
            "id": one.id if as_json else one.id[:8],
            "person": one.person,
            "raised": one.raised_on,
            "due": one.due_on,
            "late": one.late,
            "owner": one.owner,
            "acknowledged": one.acknowledged_on,
            "outcome": one.outcome.replace("_", " "),
            "text": one.text,
            "answer": one.answer,
        }
        for one in of(ctx).assistant.records.complaints.all()
    ]
    output.table(rows, empty="There are no complaints.", as_json=as_json, as_format=as_format)


@complaint.command("acknowledge")
def acknowledge(ctx: typer.Context, complaint: str = _ID) -> None:
    """Take a complaint on, as its owner."""
    done = of(ctx).assistant.records.complaints.acknowledge(complaint)
    typer.echo(f"Acknowledged on {done.acknowledged_on}; its owner is {done.owner}.")


@complaint.command("answer")
def answer(
    ctx: typer.Context,
    complaint: str = _ID,
    outcome: str = typer.Argument(..., help="upheld, partly_upheld, not_upheld or withdrawn."),
    text: str = typer.Option(..., "--text", help="The answer; the person reads it."),
) -> None:
    """Say how a complaint ended."""
    of(ctx).assistant.records.complaints.answer(complaint, outcome, text)
    typer.echo(f"Recorded: {outcome.replace('_', ' ')}.")
