"""talent pool panel, rate, appeal: what is put to panels, and appeals against what was decided."""

from __future__ import annotations

import sys

import typer

from tui.cli import output
from tui.cli.context import of
from tui.cli.pool_common import PERSON, POOL, REASON

panel = typer.Typer(
    help="Panels: HR convenes them; members declare, and rate the evidence alone.", no_args_is_help=True
)
appeal = typer.Typer(
    help="Appeals: to the manager, a senior manager, an independent panel.", no_args_is_help=True
)
_SEAT = typer.Argument(..., help="The member's account.")


@panel.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show what panels have to decide now: your own cases, or (HR) all of them."""
    rows = [
        {
            "pool": one.pool,
            "person": one.person.reference,
            "name": one.person.name,
            "kind": one.kind,
            "convened": one.convened_at,
            "panel": [seat.account if as_json else seat.name for seat in one.seats],
            **({"names": [seat.name for seat in one.seats]} if as_json else {}),
            "discussion_open": one.discussing,
            "still_missing": " ".join(one.wanting),
        }
        for one in of(ctx).assistant.records.panels.cases()
    ]
    output.table(rows, empty="No panel of yours has anything to decide now.", as_json=as_json)


@panel.command("show")
def show(ctx: typer.Context, pool: str = POOL, person: str = PERSON, as_json: bool = output.JSON) -> None:
    """Show a case: reasons, evidence, what the person attached and works on, and who has rated."""
    found = of(ctx).assistant.records.panels.case(pool, person)
    if as_json:
        output.line(found)
        return
    from assistant.pool_page import told_case

    typer.echo("\n".join(told_case(found)))


@panel.command("convene")
def convene(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    seat: list[str] = typer.Option(..., "--seat", metavar="ACCOUNT", help="A member; three at least."),
) -> None:
    """Convene a panel for a nomination that the person has agreed to (HR)."""
    found = of(ctx).assistant.records.panels.convene(pool, person, seat)
    typer.echo(f"Convened: {', '.join(one.name for one in found.seats)}. Each declares, and rates alone.")


@panel.command("seat")
def seat(ctx: typer.Context, pool: str = POOL, person: str = PERSON, account: str = _SEAT) -> None:
    """Give a panel one more member (HR)."""
    of(ctx).assistant.records.panels.seat(pool, person, account)
    typer.echo("Recorded.")


@panel.command("absent")
def absent(ctx: typer.Context, pool: str = POOL, person: str = PERSON, account: str = _SEAT) -> None:
    """Note that a member is not there (HR)."""
    of(ctx).assistant.records.panels.absent(pool, person, account)
    typer.echo("Recorded.")


@panel.command("ask")
def ask(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    account: str = _SEAT,
    what: str = typer.Argument(..., help="What they are asked for."),
) -> None:
    """Ask a member for evidence that they have seen (HR); then they may add it."""
    of(ctx).assistant.records.panels.ask(pool, person, account, what)
    typer.echo("Asked.")


@panel.command("declare")
def declare(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    conflict: str = typer.Option(
        "", "--conflict", help="The conflict of interest; without it you have none."
    ),
) -> None:
    """Declare whether you have a conflict of interest; with one you are out of this panel."""
    of(ctx).assistant.records.panels.declare(pool, person, conflict)
    typer.echo("Declared: you are out of this panel." if conflict else "Declared: no conflict.")


def rate(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    rating: list[str] = typer.Option([], "--rating", metavar="CRITERION=WORD",
                                     help="met, partly or not_shown, for one criterion; once for each."),
) -> None:  # fmt: skip
    """Rate the evidence for each criterion alone; once everybody has, say what you hold after the discussion."""
    from assistant.pool_files import criterion_text

    assistant = of(ctx).assistant
    names = [criterion.name for criterion in assistant.records.pools.get(pool).criteria]
    ratings = dict(criterion_text(one, names) for one in rating)
    if not ratings and sys.stdin.isatty():
        ratings = {name: typer.prompt(f"{name} (met, partly or not_shown)") for name in names}
    assistant.records.panels.rate(pool, person, ratings)
    typer.echo("Recorded. Nobody sees it before everybody present has rated.")


@appeal.command("raise")
def raise_(
    ctx: typer.Context,
    pool: str = POOL,
    grounds: str = typer.Option(..., "--grounds", help="Why, with the evidence in writing."),
) -> None:
    """Appeal against what was decided about you, or take your appeal to its next step."""
    made = of(ctx).assistant.records.appeals.raise_(pool, grounds)
    who = made.hearer_name or "somebody whom HR names"
    whom = (
        "an independent panel"
        if made.level == "independent_panel"
        else f"the {made.level.replace('_', ' ')}: {who}"
    )
    typer.echo(f"It goes to {whom}. To be answered by {made.due_on}.")


@appeal.command("list")
def appeals(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show appeals: your own, those that wait for you, or (HR) all, with their clock."""
    rows = [
        {
            "pool": one.pool,
            "person": one.person.reference,
            "name": one.person.name,
            "level": one.level,
            "hearer": one.hearer if as_json else one.hearer_name,
            **({"hearer_name": one.hearer_name} if as_json else {}),
            "raised_on": one.raised_on,
            "due_on": one.due_on,
            "overdue": one.overdue,
            "outcome": one.outcome,
            "grounds": one.grounds,
            "reason": one.reason,
        }
        for one in of(ctx).assistant.records.appeals.all()
    ]
    output.table(rows, empty="There are no appeals that you may see.", as_json=as_json)


@appeal.command("assign")
def assign(ctx: typer.Context, pool: str = POOL, person: str = PERSON, account: str = _SEAT) -> None:
    """Name who hears an appeal, where it is not known or they cannot (HR)."""
    of(ctx).assistant.records.appeals.assign(pool, person, account)
    typer.echo("Recorded.")


@appeal.command("hear")
def hear(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    upheld: bool = typer.Option(..., "--upheld/--not-upheld", help="Whether it has to be decided anew."),
    reason: str = REASON,
) -> None:
    """Answer an appeal that waits for you; upheld, an independent panel decides anew."""
    of(ctx).assistant.records.appeals.hear(pool, person, upheld=upheld, reason=reason)
    typer.echo("Recorded: upheld." if upheld else "Recorded: not upheld. It can be taken further.")
