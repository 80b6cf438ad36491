"""talent pool: talent pools by their life cycle. The program lists; people nominate, agree and decide."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tui.cli import output, pool_member, pool_panel
from tui.cli.context import of
from tui.cli.days import HOW, day, day_option
from tui.cli.pool_common import PERSON, POOL, REASON

if TYPE_CHECKING:
    from assistant.assistant import Assistant

app = typer.Typer(help="Talent pools: criteria, who fits on what is recorded, and a way in that people decide.",
                  no_args_is_help=True)  # fmt: skip
app.add_typer(pool_panel.panel, name="panel")
app.add_typer(pool_panel.appeal, name="appeal")
app.command("rate")(pool_panel.rate)
pool_member.register(app)


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
            "closed": pool.closed_on,
            "published": pool.published_on,
        }
        for pool in of(ctx).assistant.records.pools.all()
    ]
    output.table(rows, empty="There are no talent pools yet.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(
    ctx: typer.Context,
    pool: str = POOL,
    unit: str | None = typer.Option(None, "--unit", help="Only candidates of this unit."),
    as_json: bool = output.JSON,
) -> None:
    """Show a pool: what is published of it, who stands where, and for HR and managers who fits on what is recorded."""
    found = of(ctx).assistant.pool(pool, unit)
    if as_json:
        output.line(found)
        return
    typer.echo(f"{found.pool.name}: {found.pool.purpose}")
    for name, text in found.about:
        typer.echo(f"{name}: {text}")
    typer.echo(
        f"Criteria, version {found.pool.version} of {found.pool.published_on or 'no day yet: a draft'}"
    )
    for criterion in found.criteria:
        typer.echo(f"- {criterion}")
    typer.echo("In the pool and on the way")
    for member in found.members:
        typer.echo(f"- {member.person.name} ({member.person.reference}): {member.state.replace('_', ' ')}")
    if found.candidates is None:
        return
    typer.echo(
        "On record (nobody is ranked; nobody joins without a nomination, a yes and a panel's decision)"
    )
    for one in found.candidates:
        typer.echo("; ".join([f"- {one.person.name} ({one.person.reference}): {one.said}", *one.facts]))


@app.command("versions")
def versions(ctx: typer.Context, pool: str = POOL, as_json: bool = output.JSON) -> None:
    """Show every version of a pool's criteria, with the day on which it was published."""
    rows = [
        {
            "version": one.version,
            "published_on": one.published_on,
            "by": one.by,
            "reason": one.reason,
            "criteria": [criterion.name for criterion in one.criteria],
        }
        for one in of(ctx).assistant.records.pools.versions(pool)
    ]
    output.table(rows, empty="Nothing has been published yet.", as_json=as_json)


@app.command("templates")
def templates(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show the pools to begin with: the built-in ones and your organisation's own."""
    rows = [
        {
            "template": key,
            "name": one.name,
            "purpose": one.purpose,
            "criteria": [criterion.name for criterion in one.criteria],
        }
        for key, one in of(ctx).assistant.pool_templates.items()
    ]
    output.table(rows, empty="There are no pool templates.", as_json=as_json)


@app.command("create")
def create(
    ctx: typer.Context,
    file: Path | None = typer.Argument(None, help="The pool's YAML file."),
    template: str | None = typer.Option(None, "--template", help="Begin with this one instead: pool templates."),
    name: str | None = typer.Option(None, "--name", help="Its name, where the template's is not meant."),
    opens: datetime | None = day_option("--opens", "From which day nominations are taken; else today."),
    closes: datetime | None = day_option("--closes", "The last such day; it may later only move further away."),
    size: int | None = typer.Option(None, "--size", help="How many may be in it at once."),
    draft: bool = typer.Option(False, "--draft", help="Do not publish it yet."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Open a pool, from a file or from a template; everybody may read its criteria from then on (HR)."""
    from assistant.errors import InputError

    if (file is None) == (template is None):
        raise InputError("Name either the pool's file or a template: talent pool create --template NAME")
    assistant = of(ctx).assistant
    if template is None:
        assert file is not None
        made = assistant.create_pool(file)
    else:
        changes = {"name": name, "opens": day(opens), "closes": day(closes), "size_limit": size}
        made = assistant.create_pool_from(template, changes | {"published": False if draft else None})
    if as_json:
        output.line(made)
    else:
        how = "is open for nominations from" if made.published else "is a draft, and would open on"
        typer.echo(f"The pool {made.name} {how} {made.opens}.")


@app.command("publish")
def publish(ctx: typer.Context, pool: str = POOL) -> None:
    """Publish a draft, before it opens (HR)."""
    made = of(ctx).assistant.records.pools.publish(pool)
    typer.echo(f"Everybody may read the criteria of {made.name} now; it opens on {made.opens}.")


@app.command("revise")
def revise(
    ctx: typer.Context,
    pool: str = POOL,
    file: Path = typer.Argument(..., help="A pool's YAML file with the new criteria."),
    reason: str = REASON,
) -> None:
    """Give a pool that has not opened yet new criteria, as a new version (HR)."""
    made = of(ctx).assistant.revise_pool(pool, file, reason)
    typer.echo(f"The criteria of {made.name} are those of the file: version {made.version}.")


@app.command("extend")
def extend(
    ctx: typer.Context,
    pool: str = POOL,
    closes: datetime = typer.Argument(..., help="The new last day.", **HOW),
    reason: str = REASON,
) -> None:
    """Have a pool take nominations for longer; the day may only move later (HR)."""
    made = of(ctx).assistant.records.pools.extend(pool, closes.date(), reason)
    typer.echo(f"The pool {made.name} takes nominations until {made.closes}.")


@app.command("close")
def close(
    ctx: typer.Context,
    pool: str = POOL,
    reason: str = REASON,
    next_step: str = typer.Option(..., "--next-step", help="What its people are offered instead."),
) -> None:
    """Close a pool for good: everybody in it, or on the way, leaves it as: pool closed (HR)."""
    of(ctx).assistant.records.pools.close(pool, reason, next_step)
    typer.echo("Closed. Everybody concerned reads the reason and the next step.")


@app.command("nominate")
def nominate(
    ctx: typer.Context,
    pool: str = POOL,
    person: str | None = typer.Argument(None, help="The person's reference; without it, yourself."),
    reason: list[str] = typer.Option([], "--reason", metavar="CRITERION=TEXT",
                                     help="Why, for one criterion, in 40 words or more; once for each."),
    file: Path | None = typer.Option(None, "--file", help="A YAML file with the reasons, by criterion."),
    evidence: list[str] = typer.Option([], "--evidence", help="What shows it, and who has seen it."),
    amend: bool = typer.Option(False, "--amend", help="Change a nomination of yours that waits for its answer."),
) -> None:  # fmt: skip
    """Put somebody, or yourself, forward; the person is asked. On a terminal, what is missing is asked for."""
    from assistant.errors import InputError

    assistant = of(ctx).assistant
    whose = person or assistant.account.person
    if whose is None:
        raise InputError(
            "This account is nobody's who works here; say whom you put forward: their reference."
        )
    reasons = _reasons(assistant, pool, reason, file)
    if amend:
        assistant.records.pools.amend(pool, whose, reasons)
        typer.echo("Changed. The time to answer begins again.")
        return
    assistant.records.pools.nominate(pool, whose, reasons, evidence)
    typer.echo("Nominated. Nothing further happens until the person agrees.")


@app.command("agree")
def agree(
    ctx: typer.Context,
    pool: str = POOL,
    no: bool = typer.Option(False, "--no", help="Decline instead."),
    edits: bool = typer.Option(False, "--edits", help="Ask for changes first; say which with --reason."),
    withdraw: bool = typer.Option(False, "--withdraw", help="Take a yes back."),
    reason: str = typer.Option("", "--reason", help="Why, if you want to say."),
) -> None:
    """Say yes (or no) to your own nomination, ask for changes to it, or withdraw."""
    from assistant.errors import InputError

    assistant = of(ctx).assistant
    if no + edits + withdraw > 1:
        raise InputError("Choose one of --no, --edits and --withdraw.")
    if edits:
        assistant.records.pools.ask_edits(pool, reason)
        typer.echo("Asked. Whoever nominated you can change it; you answer afterwards.")
    elif withdraw:
        assistant.records.memberships.leave(pool, assistant.account.person or "", reason)
        typer.echo("Withdrawn.")
    else:
        assistant.records.pools.agree(pool, yes=not no, reason=reason)
        typer.echo("Declined." if no else "Agreed. A panel decides, with a reason that you will read.")


@app.command("evidence")
def evidence(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    text: str = typer.Argument(..., help="What it shows, and of which criterion."),
    item: str = typer.Option("", "--item", help="The id of an item of your own portfolio to attach."),
) -> None:
    """Add evidence to a nomination that is not decided yet."""
    of(ctx).assistant.records.panels.add_evidence(pool, person, text, item)
    typer.echo("Added.")


@app.command("manager-view")
def manager_view(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    text: str = typer.Argument(..., help="How you see it; the person reads it."),
) -> None:
    """Say, as the line manager, how you see a nomination. It stops nothing."""
    of(ctx).assistant.records.panels.manager_view(pool, person, text)
    typer.echo("Recorded. It is put before the panel.")


@app.command("decide")
def decide(
    ctx: typer.Context,
    pool: str = POOL,
    person: str = PERSON,
    decision: str = typer.Argument(..., help="accept, not_yet, decline or return_for_evidence."),
    reason: str = REASON,
    would_change: str = typer.Option(
        "", "--would-change", help="What would change it; for a yes, what would end it."
    ),
) -> None:
    """Record what a panel has decided, after everybody present has rated the evidence."""
    of(ctx).assistant.records.pools.decide(pool, person, decision, reason, would_change)
    typer.echo(f"Recorded: {decision.replace('_', ' ')}. The person is told within ten working days.")


@app.command("why")
def why(
    ctx: typer.Context,
    pool: str | None = typer.Argument(None, help="The pool's name; without it, every pool."),
    as_json: bool = output.JSON,
) -> None:
    """Say where you stand yourself, since when, why, and what would change it."""
    found = of(ctx).assistant.pool_standing(pool)
    if as_json:
        output.line(found)
        return
    if not found:
        typer.echo("There are no talent pools yet.", err=True)
    for one in found:
        typer.echo(
            "\n".join([f"{one.pool} ({one.state.replace('_', ' ')})", *(f"  {s}" for s in one.sentences)])
        )


@app.command("trail")
def trail(
    ctx: typer.Context,
    pool: str = POOL,
    person: str | None = typer.Argument(None, help="The person's reference; without it, yourself."),
    as_json: bool = output.JSON,
) -> None:
    """Show every step of somebody's way, with who took it, why, and what would change it."""
    assistant = of(ctx).assistant
    whose = person or assistant.account.person or ""
    rows = [
        {
            "at": step.at,
            "by": step.by if as_json else step.by_name,
            **({"by_name": step.by_name} if as_json else {}),
            "step": step.step,
            "state": step.state,
            "reason": step.reason,
            "would_change": step.would_change,
        }
        for step in assistant.records.pools.trail(pool, whose)
    ]
    if whose == assistant.account.person:
        assistant.records.memberships.read(pool)
    output.table(rows, empty="There are no steps yet.", as_json=as_json)


def _reasons(assistant: Assistant, pool: str, given: list[str], file: Path | None) -> dict[str, str]:
    """The reasons of a nomination, by criterion: from a file, from options, and on a terminal asked for."""
    from assistant.pool_files import criterion_text, reasons_from_file

    names = [criterion.name for criterion in assistant.records.pools.get(pool).criteria]
    reasons = reasons_from_file(file) if file else {}
    reasons |= dict(criterion_text(one, names) for one in given)
    if reasons or not sys.stdin.isatty():
        return reasons
    from assistant.pool_page import words_missing

    for name in names:
        text = ""
        while missing := words_missing(text):
            typer.echo(f"{name}: {missing} more words are needed.", err=True)
            text = f"{text} {typer.prompt(name)}".strip()
        reasons[name] = text
    return reasons
