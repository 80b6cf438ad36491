"""talent pool: talent pools by their life cycle. The program lists; people nominate, agree and decide."""

from __future__ import annotations

from pathlib import Path

import typer

from tui.cli import output
from tui.cli.context import of

app = typer.Typer(help="Talent pools: criteria, who fits on what is recorded, and a way in that people decide.",
                  no_args_is_help=True)  # fmt: skip
_POOL = typer.Argument(..., help="The pool's name.")
_PERSON = typer.Argument(..., help="The person's reference.")
_REASON = typer.Option(..., "--reason", help="Why; the person reads it.")


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the pools."""
    rows = [
        {
            "pool": pool.name,
            "level": pool.level,
            "purpose": pool.purpose,
            "opens": pool.opens,
            "closes": pool.closes,
        }
        for pool in of(ctx).assistant.records.pools.all()
    ]
    output.table(rows, empty="There are no talent pools yet.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(ctx: typer.Context, pool: str = _POOL, as_json: bool = output.JSON) -> None:
    """Show a pool: its criteria, who stands where, and for HR and managers who fits on what is recorded."""
    found = of(ctx).assistant.pool(pool)
    if as_json:
        output.line(found)
        return
    typer.echo(f"{found.pool.name}: {found.pool.purpose}\nCriteria")
    for criterion in found.criteria:
        typer.echo(f"- {criterion}")
    typer.echo("In the pool and on the way")
    for member in found.members:
        typer.echo(f"- {member.person.name} ({member.person.reference}): {member.state.replace('_', ' ')}")
    if found.candidates is None:
        return
    typer.echo("On record (nobody is ranked; nobody joins without a nomination, a yes and a decision)")
    for one in found.candidates:
        typer.echo("; ".join([f"- {one.person.name} ({one.person.reference}): {one.said}", *one.facts]))


@app.command("create")
def create(ctx: typer.Context, file: Path = typer.Argument(..., help="The pool's YAML file.")) -> None:
    """Open a pool from a file with name, purpose and criteria."""
    made = of(ctx).assistant.create_pool(file)
    typer.echo(f"The pool {made.name} is open for nominations from {made.opens}.")


@app.command("nominate")
def nominate(ctx: typer.Context, pool: str = _POOL, person: str = _PERSON, reason: str = _REASON) -> None:
    """Put somebody, or yourself, forward; the person is asked."""
    of(ctx).assistant.records.pools.nominate(pool, person, reason)
    typer.echo("Nominated. Nothing further happens until the person agrees.")


@app.command("agree")
def agree(
    ctx: typer.Context,
    pool: str = _POOL,
    no: bool = typer.Option(False, "--no", help="Decline instead."),
    reason: str = typer.Option("", "--reason", help="Why, if you want to say."),
) -> None:
    """Say yes (or no) to your own nomination."""
    of(ctx).assistant.records.pools.agree(pool, yes=not no, reason=reason)
    typer.echo(
        "Declined." if no else "Agreed. A panel member or HR decides now, with a reason that you will read."
    )


@app.command("decide")
def decide(
    ctx: typer.Context,
    pool: str = _POOL,
    person: str = _PERSON,
    decision: str = typer.Argument(..., help="accept, not_yet, decline or return_for_evidence."),
    reason: str = _REASON,
    would_change: str = typer.Option("", "--would-change", help="What would change it, where it is not yes."),
) -> None:
    """Decide about a nomination that the person has agreed to."""
    of(ctx).assistant.records.pools.decide(pool, person, decision, reason, would_change)
    typer.echo(f"Recorded: {decision.replace('_', ' ')}.")


@app.command("review")
def review(
    ctx: typer.Context,
    pool: str = _POOL,
    person: str = _PERSON,
    reason: str = _REASON,
    pause: bool = typer.Option(False, "--pause", help="Pause the membership."),
) -> None:
    """Note a review with the person."""
    of(ctx).assistant.records.pools.review(pool, person, reason, pause=pause)
    typer.echo("Recorded.")


@app.command("leave")
def leave(ctx: typer.Context, pool: str = _POOL, person: str = _PERSON, reason: str = _REASON) -> None:
    """Leave a pool, or (HR) end a membership."""
    of(ctx).assistant.records.pools.leave(pool, person, reason)
    typer.echo("Recorded.")


@app.command("trail")
def trail(ctx: typer.Context, pool: str = _POOL, person: str = _PERSON, as_json: bool = output.JSON) -> None:
    """Show every step of somebody's way, with who took it and why."""
    rows = [
        {"at": step.at, "by": step.by, "step": step.step, "state": step.state, "reason": step.reason}
        for step in of(ctx).assistant.records.pools.trail(pool, person)
    ]
    output.table(rows, empty="There are no steps yet.", as_json=as_json)
