"""talent assess: what the organisation looks at in itself. HR writes; what is published everybody here may read.

It is about no person: owners and leads are roles.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from tui.cli import output
from tui.cli.assess_common import REASON, REVISION, TITLE, put, saved, to_keep, to_read, words_of
from tui.cli.assess_diagnostic import diagnostic
from tui.cli.context import of
from tui.cli.days import day, day_option

if TYPE_CHECKING:
    from assistant.assess import Kind


app = typer.Typer(help="The organisation itself: how engaged it is with talent, whether it is ready, its plan, its "
                  "actions, a diagnosis by interviews.", no_args_is_help=True)  # fmt: skip
scale = typer.Typer(help="The Talent Engagement Scale: two axes, three points in time.", no_args_is_help=True)
checklist = typer.Typer(
    help="The readiness checklist, signed off by a role on the board.", no_args_is_help=True
)
plan = typer.Typer(help="The talent and leadership plan: chapters, figures, risks.", no_args_is_help=True)
actions = typer.Typer(help="Tables of actions; their export is the committee's report.", no_args_is_help=True)


_GROUPS: tuple[tuple[Kind, typer.Typer], ...] = (
    ("scale", scale),
    ("checklist", checklist),
    ("plan", plan),
    ("actions", actions),
    ("diagnostic", diagnostic),
)
for _kind, _group in _GROUPS:
    to_read(_group, _kind)
    to_keep(_group, _kind)
    app.add_typer(_group, name=_kind)


@scale.command("set")
def set_mark(
    ctx: typer.Context,
    title: str = TITLE,
    axis: str = typer.Argument(..., help="conceptual_acceptance or implementation."),
    point: str = typer.Argument(..., help="two_years_ago, now or two_years_ahead."),
    level: str = typer.Argument(..., help="low, medium, high or not_applicable."),
    reason: str = typer.Option(..., "--reason", help="On what the mark is based; everybody who reads it reads this."),
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Mark where the organisation stands on an axis at a point in time."""
    from assistant.assess import Mark

    put(of(ctx), "scale", title, f"{axis}.{point}", Mark(level, reason), reason, revision, as_json=as_json)


@checklist.command("set")
def set_item(
    ctx: typer.Context,
    title: str = TITLE,
    item: str = typer.Argument(..., help="The item's id, as `show` lists it."),
    status: str = typer.Argument(..., help="met, part, not or unknown."),
    reason: str = REASON,
    evidence: str = typer.Option("", "--evidence", help="What shows it; needed where it is met."),
    owner: str = typer.Option("", "--owner", help="The role that sees to it."),
    on: datetime | None = day_option("--date", "By when, or when it was seen to be met."),
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Say how far one thing on the checklist is met."""
    from assistant.assess import Item

    content = Item(status, evidence, owner, day(on))
    put(of(ctx), "checklist", title, item, content, reason, revision, as_json=as_json)


@plan.command("set")
def set_text(
    ctx: typer.Context,
    title: str = TITLE,
    part: str = typer.Argument(..., help="The id of a chapter, a test of behaviour or a principle; see: prompts."),
    text: str = typer.Argument(..., help="What it says; - reads it from stdin."),
    reason: str = REASON,
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Write a chapter, or what the plan says to a test or a principle."""
    from assistant.assess import Text

    said = typer.get_text_stream("stdin").read() if text == "-" else text
    put(of(ctx), "plan", title, part, Text(said), reason, revision, as_json=as_json)


@plan.command("prompts")
def prompts(
    ctx: typer.Context,
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the chapters, tests and principles, the questions that help to write them, and figures that suit them."""

    context = of(ctx)
    asked = words_of(context).plan
    rows: list[dict[str, object]] = [
        {"id": one.id, "title": one.title, "asks": " ".join(one.prompts), "figures": list(one.measures)}
        for one in asked.chapters
    ]
    rows += [
        {"id": one.id, "title": one.title, "asks": one.meaning, "figures": []}
        for one in (*asked.tests, *asked.principles)
    ]
    output.table(rows, empty="", as_json=as_json, as_format=as_format)


@plan.command("figure")
def figure(
    ctx: typer.Context,
    title: str = TITLE,
    chapter: str = typer.Argument(..., help="The chapter's id."),
    measure: str = typer.Argument(..., help="The dashboard's measure, such as cover."),
    reason: str = REASON,
    as_at: datetime | None = day_option("--as-at", "As at this day."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Put a figure of the dashboard into a chapter, with its day: hidden for you as there, for others as published."""
    from assistant import assess

    context = of(ctx)
    words = words_of(context)
    done = assess.insert_figure(context.assistant.records, title, chapter, measure, words, reason, day(as_at))
    saved(context, "plan", title, done, as_json=as_json)


@plan.command("risk")
def risk(
    ctx: typer.Context,
    title: str = TITLE,
    text: str = typer.Argument(..., help="The barrier or risk."),
    probability: str = typer.Option(..., "--probability", help="low, medium or high."),
    impact: str = typer.Option(..., "--impact", help="low, medium or high."),
    reason: str = REASON,
    mitigation: str = typer.Option("", "--mitigation", help="What is done about it; needed for a high one."),
    escalate_to: str = typer.Option("", "--escalate-to", help="organisation, local_system, regional or national."),
    number: str = typer.Option("", "--id", help="Which risk to change, such as risk_1; a new one without it."),
    revision: int | None = REVISION,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Write down a risk, or change one."""
    from assistant.assess import Risk

    content = Risk(text, probability, impact, mitigation, escalate_to)
    put(of(ctx), "plan", title, number, content, reason, revision, as_json=as_json)


@actions.command("add")
def add(
    ctx: typer.Context,
    title: str = TITLE,
    action: str = typer.Argument(..., help="The priority action."),
    programme: str = typer.Option(..., "--programme", help="The programme that it belongs to."),
    lead: str = typer.Option(..., "--lead", help="The role that leads it."),
    milestone: str = typer.Option(..., "--milestone", help="What will have been reached."),
    due: datetime = day_option("--due", "By when: 3 months to 3 years after it starts.", needed=True),
    starts: datetime | None = day_option("--starts", "From when; today without it."),
    arises_from: str = typer.Option("", "--from", metavar="ID",
                                    help="The assessment whose next step this is, by its id."),
    reason: str = REASON,
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Add a milestone of a priority action."""
    from assistant.assess import Row

    context = of(ctx)
    begins = day(starts) or context.assistant.today
    row = Row(programme, action, lead, milestone, begins, due.date(), arises_from=arises_from)
    put(context, "actions", title, "", row, reason, None, as_json=as_json)


@actions.command("set")
def set_row(
    ctx: typer.Context,
    title: str = TITLE,
    number: str = typer.Argument(..., help="Which action, such as action_1."),
    reason: str = REASON,
    status: str | None = typer.Option(None, "--status", help="not_started, in_progress, done or stopped."),
    outcome: str | None = typer.Option(None, "--outcome", help="What came of it; needed once done or stopped."),
    action: str | None = typer.Option(None, "--action", help="Another wording."),
    programme: str | None = typer.Option(None, "--programme", help="Another programme."),
    lead: str | None = typer.Option(None, "--lead", help="Another role that leads it."),
    milestone: str | None = typer.Option(None, "--milestone", help="Another milestone."),
    due: datetime | None = day_option("--due", "Another day."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Say how an action is getting on, or change it; the rest of it stays."""
    from assistant import assess

    context = of(ctx)
    given: dict[str, Any] = {
        "status": status,
        "outcome": outcome,
        "action": action,
        "programme": programme,
        "lead": lead,
        "milestone": milestone,
        "due": day(due),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    words = words_of(context)
    done = assess.change_row(context.assistant.records, title, number, changes, words, reason)
    saved(context, "actions", title, done, as_json=as_json)


@actions.command("overdue")
def overdue(
    ctx: typer.Context,
    title: str | None = typer.Argument(None, help="One table; without it, all that you may read."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the actions whose day has passed, the longest overdue first in each table."""
    from assistant import assess

    context = of(ctx)
    kept, today = context.assistant.records.assessments, context.assistant.today
    words = words_of(context)
    tables = [title] if title else [one.id for one in kept.all("actions")]
    rows: list[dict[str, object]] = []
    for name in tables:
        found = kept.get("actions", name)
        rows += [
            {"table": found.about.title, **assess.action_row(key, row, words, today)}
            for key, row in found.overdue(today)
        ]
    output.table(rows, empty="Nothing is overdue.", as_json=as_json, as_format=as_format)
