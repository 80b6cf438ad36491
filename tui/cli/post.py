"""talent post, talent succession: posts that are planned for, who could follow, and how well critical ones are covered.

The program says what follows from what people have written down; people name, agree and judge.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

import typer

from assistant import post_page
from tui.cli import output
from tui.cli.context import of
from tui.cli.days import day, day_option

_POST = typer.Argument(..., help="The post's title, or the first eight characters of its id.")
_PERSON = typer.Argument(..., help="The person's reference.")
_REASON = typer.Option(..., "--reason", help="Why; those concerned read it.")

app = typer.Typer(help="Posts that are planned for: what is known of them, and who could follow.",
                  no_args_is_help=True)  # fmt: skip


def register(parent: typer.Typer) -> None:
    """Put the commands where they belong."""
    parent.add_typer(app, name="post")
    parent.command("succession")(succession)


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the posts that you plan for, and those that you are named for."""
    posts = of(ctx).assistant.records.posts.all()
    if as_json:
        output.line(posts)
        return
    rows = [
        {
            "id": post.id[:8],
            "post": post.title,
            "unit": post.unit,
            "holder": post_page.holder(post.planning),
            "critical": post.planning.critical if post.planning else None,
            "named": "; ".join(post_page.named(one) for one in post.candidates),
            "last_reviewed": post.planning.last_reviewed if post.planning else None,
        }
        for post in posts
    ]
    output.table(rows, empty="There are no posts that you plan for or are named for.", as_format=as_format)


@app.command("show")
def show(ctx: typer.Context, post: str = _POST, as_json: bool = output.JSON) -> None:
    """Show a post, as far as you may see it; of the post that you hold, what is planned for it."""
    found = of(ctx).assistant.records.posts.get(post)
    if as_json:
        output.line(found)
        return
    typer.echo(f"{found.title}, {found.unit} ({found.id[:8]})")
    if found.planning is not None:
        for words in post_page.planned(found.planning):
            typer.echo(f"- {words}")
    if found.candidates:
        typer.echo("Could follow (by name; nobody is ranked by the program)")
    for one in found.candidates:
        typer.echo("; ".join([f"- {post_page.named(one)}", *post_page.details(one)]))


@app.command("set")
def set_(
    ctx: typer.Context,
    post: str = typer.Argument(..., help="Its title, or its id; a new title makes a post, with --unit."),
    reason: str = _REASON,
    title: str | None = typer.Option(None, "--title", help="Another title."),
    unit: str | None = typer.Option(None, "--unit", help="Where it is."),
    level: str | None = typer.Option(None, "--level", help="On which level."),
    family: str | None = typer.Option(None, "--family", help="Its job family."),
    holder: str | None = typer.Option(None, "--holder", metavar="PERSON", help="Who holds it now."),
    vacant_since: datetime | None = day_option("--vacant-since", "From which day nobody holds it."),
    kept_by: str | None = typer.Option(None, "--kept-by", metavar="PERSON",
                                       help="The manager who plans for it while it is vacant."),
    ground: list[str] = typer.Option([], "--ground", help="Why it is critical; two of: strategy, safety, "
                                     "scarce_skill, long_time_to_fill, single_holder, legal_duty."),
    not_critical: bool = typer.Option(False, "--not-critical", help="Take all grounds away."),
    impact: str | None = typer.Option(None, "--impact", help="What an empty post would harm: low, med or high."),
    hard: bool | None = typer.Option(None, "--hard/--not-hard", help="Whether it is hard to recruit to."),
    hard_because: str | None = typer.Option(None, "--hard-because", help="Why it is."),
    may_leave: bool | None = typer.Option(None, "--may-leave/--stays",
                                          help="Whether the holder is known to leave; never a guess."),
    basis: str | None = typer.Option(None, "--basis",
                                     help="From where: told_us, notice, contract_end or other_fact."),
    rounds: int | None = typer.Option(None, "--rounds", help="Rounds of recruitment to fill it."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Write down what is known of a post, or make one. The holder may ask to read it."""
    change = post_page.PostInput(
        title=title,
        unit=unit,
        level=level,
        job_family=family,
        holder=holder,
        vacant_since=day(vacant_since),
        kept_by=kept_by,
        grounds=tuple(ground) if ground or not_critical else None,
        impact_if_empty=impact,
        hard_to_recruit=hard,
        hard_because=hard_because,
        may_leave_soon=may_leave,
        leave_basis=basis,
        recruitment_rounds=rounds,
    )
    _saved(of(ctx).assistant.records.posts.save(post, change, reason), as_json=as_json)


@app.command("review")
def review(ctx: typer.Context, post: str = _POST, reason: str = _REASON, as_json: bool = output.JSON) -> None:
    """Note that what is written about a post has been looked at; that counts for twelve months."""
    _saved(of(ctx).assistant.records.posts.review(post, reason), as_json=as_json)


@app.command("candidate")
def candidate(
    ctx: typer.Context,
    post: str = _POST,
    person: str = _PERSON,
    reason: str = _REASON,
    readiness: str | None = typer.Option(None, "--readiness", help="How soon: ready_now, within_1, within_3, "
                                         "within_5, not_seeking or too_early."),
    can_act_up: bool | None = typer.Option(None, "--can-act-up/--cannot-act-up",
                                           help="Whether they could fill in at once."),
    weeks: int | None = typer.Option(None, "--weeks", help="For how many weeks at most."),
    gap: str | None = typer.Option(None, "--gap", help="What is still to be learnt."),
    rank: int | None = typer.Option(None, "--rank", help="A place that people have agreed; 0 takes it away."),
    rank_reason: str | None = typer.Option(None, "--rank-reason", help="Why that place."),
    expires: datetime | None = day_option("--expires", "Until when it counts; else 12 months after they agree."),
    tested: datetime | None = day_option("--tested", "When filling in was tried out."),
    remove: bool = typer.Option(False, "--remove", help="Take the entry away instead."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Name somebody for a post, or change what is judged of them. The person reads all of it, and agrees or not."""
    posts = of(ctx).assistant.records.posts
    if remove:
        _saved(posts.remove(post, person, reason), as_json=as_json)
        return
    change = post_page.CandidateInput(
        readiness=readiness,
        can_act_up=can_act_up,
        act_up_weeks=weeks,
        gap=gap,
        rank=rank,
        rank_reason=rank_reason,
        expires_on=day(expires),
        cover_tested_on=day(tested),
    )
    _saved(posts.name(post, person, change, reason), as_json=as_json)


@app.command("agree")
def agree(
    ctx: typer.Context,
    post: str = _POST,
    wants: str | None = typer.Option(None, "--wants", help="Whether you want it: yes, no or unsure."),
    no: bool = typer.Option(False, "--no", help="Withdraw: your entry is taken away."),
    reason: str = typer.Option("", "--reason", help="Why, if you want to say."),
) -> None:
    """Agree to being named for a post, or withdraw at any time."""
    of(ctx).assistant.records.posts.answer(post, yes=not no, wants=wants, reason=reason)
    typer.echo(
        "Withdrawn; your entry is gone." if no else "Agreed, for twelve months. Being named is no promise."
    )


@app.command("act")
def act(
    ctx: typer.Context,
    post: str = _POST,
    person: str = _PERSON,
    reason: str = _REASON,
    since: datetime | None = day_option("--since", "From which day."),
    until: datetime | None = day_option("--until", "Until, and not including, which day."),
    as_json: bool = output.JSON,
) -> None:  # fmt: skip
    """Write down who does a post's work for the time being, or until when."""
    posts = of(ctx).assistant.records.posts
    _saved(posts.act(post, person, reason, day(since), day(until)), as_json=as_json)


@app.command("trail")
def trail(
    ctx: typer.Context,
    post: str | None = typer.Argument(None, help="The post; without it, all that was written about you."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show every change, with who made it and why."""
    rows = [
        {"at": one.at, "post": one.post, "by": one.by, "step": one.step.replace("_", " "), "person": one.person,
         "reason": one.reason}
        for one in of(ctx).assistant.records.posts.trail(post)
    ]  # fmt: skip
    output.table(rows, empty="Nothing has been written down yet.", as_json=as_json, as_format=as_format)


@app.command("demand")
def demand(
    ctx: typer.Context,
    family: str = typer.Argument(..., help="The job family."),
    horizon: str = typer.Argument(..., help="now, 0-1, 1-3 or 3-5 years."),
    growth: int = typer.Option(0, "--growth", help="New posts; fewer than none where it shrinks."),
    leavers: int = typer.Option(0, "--leavers", help="Those known to leave."),
    reason: str = _REASON,
) -> None:
    """Write down the openings that you expect in a job family (HR)."""
    of(ctx).assistant.records.succession.expect(family, horizon, growth, leavers, reason)
    typer.echo("Recorded.")


def succession(
    ctx: typer.Context,
    unit: str | None = typer.Option(None, "--unit", help="Only this unit's posts."),
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show how critical posts are covered, with the rule that fired and the facts behind it."""
    found = of(ctx).assistant.records.succession.cover(unit)
    if as_json:
        output.line(found)
    elif as_format is not None:
        output.table([post_page.cover_row(one) for one in found.posts], empty="", as_format=as_format)
    else:
        _tell(found)


def _tell(found: post_page.SuccessionView) -> None:
    typer.echo(f"Cover of critical posts, {found.on}. The published rows are from: {found.source}.")
    for one in found.posts:
        typer.echo(f"{one.post.title}, {one.post.unit}\n  {one.headline}")
        for words in one.because:
            typer.echo(f"  - {words}")
        for flag in one.flags:
            typer.echo(f"  ! {flag.words}")
    if not found.posts:
        typer.echo(
            "There are no critical posts that you plan for; talent post set writes one down.", err=True
        )
    else:
        told = ", ".join(f"{colour} {count}" for colour, count in found.spread.items())
        strength = found.bench
        typer.echo(
            f"Together: {told}.\nReady within a year: {strength.gross} entries for {strength.posts} posts; "
            f"{strength.net} of the posts could be followed up at once by different people."
        )
    if found.gaps:
        typer.echo(
            "Openings and people getting ready, by family, in the whole organisation"
            + (" (* is hidden: too few people)" if found.suppressed else "")
        )
        output.table([dataclasses.asdict(one) for one in found.gaps], empty="")


def _saved(post: post_page.PostView, *, as_json: bool) -> None:
    if as_json:
        output.line(post)
    else:
        typer.echo(f"Recorded: {post.title}, {post.unit} ({post.id[:8]}).")
