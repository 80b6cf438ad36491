"""talent plan: personal development plans."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of
from tui.cli.days import day, day_option

if TYPE_CHECKING:
    from assistant.plan.catalogue import Adoption

_PLAN = typer.Argument(..., help="Its id, or the first characters of it.")

app = typer.Typer(help="Personal development plans, as far as you may see them.", no_args_is_help=True)


@app.command("list")
def list_(
    ctx: typer.Context,
    owner: str | None = typer.Option(None, "--owner", metavar="PERSON", help="Only this person's."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show plans, newest first."""
    rows = [
        {
            "id": plan.id if as_json else plan.id[:8],
            "owner": plan.owner,
            "name": plan.owner_name,
            "status": plan.status,
            "agreed": plan.agreed_on,
            "next_review": plan.next_review_on,
            "actions": len(plan.actions),
            "late": sum(action.late for action in plan.actions),
        }
        for plan in of(ctx).assistant.records.plans.all(owner=owner)
    ]
    output.table(rows, empty="There are no plans that you may see.", as_json=as_json, as_format=as_format)


@app.command("show")
def show(
    ctx: typer.Context,
    plan: str = typer.Argument(..., help="Its id, or the first characters of it."),
    as_json: bool = output.JSON,
) -> None:
    """Show one plan with its actions."""
    found = of(ctx).assistant.records.plans.get(plan)
    if as_json:
        output.line(found)
    else:
        _show(found)


@app.command("new")
def new(
    ctx: typer.Context,
    goal: list[str] = typer.Option([], "--goal", help="What will be different; may be given several times."),
    due: datetime | None = day_option("--due", "By when."),
    measure: str = typer.Option("", "--measure", help="How you will know, and who will see it."),
    method: str = typer.Option("", "--method", help="How; as `talent plan methods` has it."),
    helper: str = typer.Option("", "--helper", help="Who helps."),
    ambition: str = typer.Option("", "--ambition", help="What of your hopes the plan serves."),
    objective: str = typer.Option("", "--objective", help="The organisation's objective that it serves."),
    strength: list[str] = typer.Option([], "--strength", help="What you build on; up to five."),
    growth: list[str] = typer.Option([], "--growth", help="What you want to grow in; up to three."),
    file: Path | None = typer.Option(
        None, "--from", metavar="FILE", help="All of it from a JSON or YAML file."
    ),
    as_json: bool = output.JSON,
) -> None:
    """Begin a plan of your own: a draft that nobody else sees until you share it."""
    details = {"due": day(due), "measure": measure, "method": method, "helper": helper}
    said = {
        "ambition_link": ambition,
        "org_objective": objective,
        "strengths": strength,
        "growth_areas": growth,
    }
    if (file is None) == (not goal):
        raise typer.BadParameter("give --goal, or --from FILE, and not both")
    if file and any([*details.values(), *said.values()]):
        raise typer.BadParameter("with --from, the file says everything")
    if len(goal) > 1 and any(details.values()):
        raise typer.BadParameter(
            "--due, --measure, --method and --helper go with one --goal; use --from FILE"
        )
    actions = [{"goal": one, **details} for one in goal]
    saved = of(ctx).assistant.save_plan(file or {**said, "actions": actions})
    if as_json:
        output.line(saved)
    else:
        typer.echo(
            f"Begun as a draft that only you see: {saved.id[:8]}. Look it over with: talent plan check"
        )


@app.command("change")
def change(
    ctx: typer.Context,
    plan: str = _PLAN,
    file: Path = typer.Option(..., "--from", metavar="FILE", help="The whole plan as a JSON or YAML file."),
    as_json: bool = output.JSON,
) -> None:
    """Put what a file says in the place of a plan of your own; actions with their `id` stay those they are."""
    saved = of(ctx).assistant.save_plan(file, plan)
    if as_json:
        output.line(saved)
    else:
        typer.echo(f"Changed: {saved.id[:8]}.")


@app.command("check")
def check(
    ctx: typer.Context,
    plan: str | None = typer.Argument(None, help="Its id; without one, your own newest plan."),
    as_json: bool = output.JSON,
) -> None:
    """Ask what a plan leaves open: each action by the SMART rules, and the whole. Nothing is blocked by it."""
    found = of(ctx).assistant.check_plan(plan)
    if as_json:
        actions = [
            {"goal": one.goal, "fails": [{"rule": fail.rule, "ask": fail.ask} for fail in one.fails]}
            for one in found.actions
        ]
        output.line({"id": found.id, "actions": actions, "warnings": found.warnings})
        return
    for number, one in enumerate(found.actions, 1):
        typer.echo(f"{number}. {one.goal}")
        for fail in one.fails:
            typer.echo(f"   {fail.rule.replace('_', '-')}: {fail.why} {fail.ask}")
    for warning in found.warnings:
        typer.echo(f"- {warning.text}")
    if not found.warnings and not any(one.fails for one in found.actions):
        typer.echo("Nothing is left open.")


@app.command("methods")
def methods(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show the ways to develop that a plan can name: their class and how many organisations use them."""
    from assistant.plan.catalogue import catalogue as read

    catalogue = read()
    adoption = {one.id: catalogue.adoption(one) for one in catalogue.methods}
    if as_json:
        output.line(
            [
                {
                    "id": one.id,
                    "label": one.label,
                    "class": one.class_,
                    "adoption": _adoption(adoption[one.id]),
                    "aliases": one.aliases,
                    "guidance": one.guidance,
                }
                for one in catalogue.methods
            ]
        )
        return
    rows = [
        {
            "method": one.id,
            "label": one.label,
            "class": one.class_,
            "used_by": _used_by(adoption[one.id]),
        }
        for one in catalogue.methods
    ]
    output.table(rows, empty="The catalogue is empty.", as_format=as_format)
    if as_format is None:
        source = catalogue.source
        typer.echo(
            f"Used by: {source.title}, {source.publisher}, {source.year}, section {source.section}.", err=True
        )


@app.command("suggest")
def suggest(
    ctx: typer.Context,
    gap: str = typer.Argument(..., help="What you would like to be able to do, in your own words."),
    plan: str | None = typer.Option(
        None, "--plan", metavar="PLAN", help="Look at what this plan has already."
    ),
    as_json: bool = output.JSON,
) -> None:
    """Suggest methods for a gap that you name: from the catalogue, by your words and the mix of your plan."""
    found = of(ctx).assistant.suggest(gap, plan)
    if as_json:
        output.line(
            [
                {
                    "method": one.method,
                    "label": one.label,
                    "class": one.class_,
                    "adoption": _adoption(one.adoption),
                    "why": one.why,
                    "words": one.words,
                    "guidance": one.guidance,
                }
                for one in found
            ]
        )
        return
    if not found:
        typer.echo(
            "Nothing in the catalogue fits; say it in other words, or see: talent plan methods", err=True
        )
    for one in found:
        why = f"fits: {', '.join(one.words)}" if one.words else "a kind of learning that is not there yet"
        used = f", used by {_used_by(one.adoption)}" if one.adoption else ""
        typer.echo(f"{one.label} ({one.class_}{used}) - {why}\n   talent ask {one.guidance!r}")


@app.command("action")
def action(
    ctx: typer.Context,
    action: str = typer.Argument(..., help="Its id, as `talent plan show` has it, or its first characters."),
    status: str | None = typer.Option(
        None, "--status", help="agreed, in_progress, blocked, on_hold, done, evidenced or cancelled."
    ),
    reason: str = typer.Option("", "--reason", help="Why it is blocked, on hold or cancelled."),
    evidence: str | None = typer.Option(None, "--evidence", help="What shows that it was done."),
    impact: str | None = typer.Option(None, "--impact", help="What has changed because of it."),
    note: str | None = typer.Option(None, "--note", help="How far it has got."),
    reviewed_by: str | None = typer.Option(
        None, "--reviewed-by", metavar="NAME", help="Who has looked at it."
    ),
    as_json: bool = output.JSON,
) -> None:
    """Say how an action of your own plan has gone."""
    if status is not None:
        status = status.strip().lower().replace(" ", "_").replace("-", "_")
    saved = of(ctx).assistant.records.plans.follow_up(
        action,
        status=status,
        reason=reason,
        evidence=evidence,
        impact=impact,
        progress_note=note,
        reviewed_by=reviewed_by,
    )
    if as_json:
        output.line(saved)
    else:
        typer.echo("Recorded.")


@app.command("share")
def share(
    ctx: typer.Context,
    plan: str = _PLAN,
    back: bool = typer.Option(False, "--back", help="Take it back instead."),
) -> None:
    """Let your manager read a draft of yours, so that they can agree to it."""
    of(ctx).assistant.records.plans.share(plan, yes=not back)
    typer.echo("Only you see it again." if back else "Shared with your manager.")


@app.command("agree")
def agree(ctx: typer.Context, plan: str = _PLAN) -> None:
    """Agree, as their manager, to a plan that somebody has shared with you."""
    agreed = of(ctx).assistant.records.plans.agree(plan)
    typer.echo(f"Agreed; it is looked at again on {agreed.next_review_on}.")


@app.command("close")
def close(
    ctx: typer.Context, plan: str = _PLAN, yes: bool = typer.Option(False, "--yes", help="Do not ask.")
) -> None:
    """Close a plan of your own: it stays on record, and does not change any more."""
    sure(f"Close the plan {plan}? It does not change any more then.", yes=yes)
    of(ctx).assistant.records.plans.close(plan)
    typer.echo("Closed.")


def _show(found: Any) -> None:
    typer.echo(
        f"{found.owner_name}: {found.status}, agreed on {found.agreed_on}, next review {found.next_review_on}"
    )
    period = f"{found.period_start or ''} to {found.period_end or ''}"
    about = {
        "For": period if found.period_start or found.period_end else "",
        "Ambition": found.ambition_link,
        "Strengths": "; ".join(found.strengths),
        "To grow in": "; ".join(found.growth_areas),
        "Objective": found.org_objective,
    }
    for label, said in about.items():
        if said:
            typer.echo(f"{label}: {said}")
    for number, one in enumerate(found.actions, 1):
        late = ", late" if one.late else ""
        due = f" by {one.due}" if one.due else ""
        typer.echo(f"{number}. {one.goal}{due} ({one.status.replace('_', ' ')}{late}) {one.id[:8]}")
        for label, said in _details(one).items():
            if said:
                typer.echo(f"   {label}: {said}")


def _details(one: Any) -> dict[str, str]:
    release = (one.release or "").replace("_", " ")
    return {
        "reason": one.reason,
        "measure": one.measure,
        "method": " ".join(str(part) for part in (one.method.replace("_", " "), one.share) if part),
        "steps": "; ".join(one.steps),
        "start": str(one.start or ""),
        "owner": one.owner,
        "helper": one.helper or "",
        "cost": one.cost,
        "release": f"{release}: {one.release_reason}" if one.release_reason else release,
        "place suits": {None: "", True: "yes", False: "no"}[one.location_ok],
        "gained": one.gained,
        "role": one.target_role,
        "progress": one.progress_note,
        "evidence": one.evidence,
        "reviewed by": one.reviewed_by,
        "impact": one.impact,
    }


def _adoption(found: Adoption | None) -> dict[str, object] | None:
    return {"count": found.count, "of": found.of, "percent": found.percent} if found else None


def _used_by(found: Adoption | None) -> str:
    return f"{found.count} of {found.of} ({found.percent:.0f}%)" if found else ""
