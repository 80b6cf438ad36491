"""talent pool tell, review, pause, resume, leave: what comes after a panel's decision."""

from __future__ import annotations

from datetime import datetime

import typer

from tui.cli import output
from tui.cli.context import of
from tui.cli.days import day, day_option
from tui.cli.pool_common import PERSON, POOL, REASON


def register(app: typer.Typer) -> None:
    """Put the commands where they belong."""
    for command in (tell, review, pause, resume, leave):
        app.command(command.__name__)(command)


def tell(
    ctx: typer.Context,
    pool: str | None = typer.Argument(None, help="The pool's name; without it, who has still to be told."),
    person: str | None = typer.Argument(None, help="The person's reference."),
    how: str = typer.Option("", "--how", help="In what way they were told."),
    as_json: bool = output.JSON,
) -> None:
    """Note that somebody was told what was decided and why; or show who has still to be told, and by when (HR)."""
    assistant = of(ctx).assistant
    if pool is not None and person is not None:
        assistant.records.memberships.tell(pool, person, how)
        typer.echo("Recorded.")
        return
    rows = [
        {
            "pool": one.pool,
            "person": one.person.reference,
            "name": one.person.name,
            "decided_on": one.decided_on,
            "tell_by": one.tell_by,
            "overdue": one.tell_by is not None and one.tell_by < assistant.today,
        }
        for one in assistant.records.pools.members(pool)
        if one.decided_on and not one.told_on
    ]
    output.table(rows, empty="Everybody has been told.", as_json=as_json)


def review(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    wants: str = typer.Option(..., "--wants", help="Whether they still want it: yes, no or unsure."),
    evidence: str = typer.Option(..., "--evidence", help="What shows how it goes."),
    progress: str = typer.Option(..., "--progress", help="What has moved since the last time."),
    ready: datetime | None = day_option("--ready", "When they think they will be ready."),
    next_on: datetime | None = day_option("--next", "The day of the next review; else after the pool's period."),
) -> None:  # fmt: skip
    """Note a review that was held with the person (HR)."""
    of(ctx).assistant.records.memberships.review(
        pool,
        person,
        wants=wants,
        evidence=evidence,
        progress=progress,
        ready_on=day(ready),
        next_on=day(next_on),
    )
    typer.echo("Recorded.")


def pause(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    until: datetime = day_option("--until", "Until which day.", needed=True),
    reason: str = REASON,
) -> None:
    """Pause a membership, your own or (HR) somebody's: the place is kept, and its last day moves with it."""
    of(ctx).assistant.records.memberships.pause(pool, person, reason, until.date())
    typer.echo(f"Paused until {until.date()}.")


def resume(ctx: typer.Context, pool: str = POOL, person: str = PERSON) -> None:
    """End a pause."""
    of(ctx).assistant.records.memberships.resume(pool, person)
    typer.echo("Recorded.")


def leave(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    reason: str = typer.Option("", "--reason", help="Why; needed of HR, and read by the person."),
    outcome: str | None = typer.Option(None, "--outcome", help="How it ended (HR): appointed, withdrew, "
                                       "criteria_no_longer_met, left_employer, completed or lapsed."),
    next_step: str = typer.Option("", "--next-step", help="What comes next; needed of HR."),
) -> None:  # fmt: skip
    """Leave a pool, or (HR) end a membership with thanks and a next step."""
    of(ctx).assistant.records.memberships.leave(pool, person, reason, outcome, next_step)
    typer.echo("Recorded.")
