"""What follows from posts: how critical ones are covered, their bench, and openings against people getting ready."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import true
from sqlmodel import select

from store import checks
from store.access import Scope, scopes
from store.desk import Desk, Service, reads, writes
from store.errors import Invalid, NotFound
from store.measures.figures import Frame
from store.measures.posts import GapShown
from store.measures.posts import gap as shown_gaps
from store.models import FamilyDemand
from store.post_fields import one_of
from store.post_rows import Board, board, expected, seen
from store.post_views import BenchView, CoverView, FlagView, GapView, PostView, SuccessionView
from store.succession import facts
from store.succession.bench import bench
from store.succession.facts import Horizon
from store.succession.status import Colour, PostCover, cover
from store.succession.supply import Demand, Gap, gaps
from store.succession.words import words
from store.suppression import NO_DATA, Figure

_MOST_OPENINGS = 100_000


class Succession(Service):
    """Cover of the posts that the account plans for."""

    @writes("post.expect")
    def expect(self, desk: Desk, family: str, horizon: str, growth: int, leavers: int, reason: str) -> None:
        """Write down the openings that are expected in a job family within a horizon, in place of what was expected.

        Args:
            family: The job family.
            horizon: now, 0-1, 1-3 or 3-5 years.
            growth: New posts; fewer than none where it shrinks.
            leavers: Those known to leave; nobody is counted for their age.
            reason: From where that is known.

        Raises Invalid where it cannot be.
        """
        name = checks.text(family, "job family", needed=True, longest=100).strip()
        within = one_of(horizon, Horizon, "horizon")
        if abs(growth) > _MOST_OPENINGS or leavers > _MOST_OPENINGS:
            raise Invalid(f"More than {_MOST_OPENINGS:,} openings cannot be; correct the numbers.")
        Demand(name, Horizon(within), growth, leavers)
        wanted = select(FamilyDemand).where(FamilyDemand.job_family == name, FamilyDemand.horizon == within)
        row = desk.session.scalars(wanted.with_for_update()).one_or_none()
        row = row or FamilyDemand(
            job_family=name, horizon=within, reason="", account_id=desk.actor.account, changed_at=desk.now
        )
        row.growth, row.leavers, row.reason = growth, leavers, checks.reason(reason)
        row.account_id, row.changed_at = desk.actor.account, desk.now
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"demand {row.id}", None, content=[name, within, growth, leavers, reason])

    @reads("succession.see")
    def cover(self, desk: Desk, unit: str | None = None) -> SuccessionView:
        """How the critical posts that the account plans for are covered today, and what a year's bench is.

        Args:
            unit: Only this unit's posts. Gaps are always the whole organisation's, with small numbers hidden from
                whoever may not see the names behind them.

        Raises NotFound where no post that the account plans for is in such a unit.
        """
        everything = board(desk, true())
        theirs = [post for post in everything.posts if post.id in everything.planned]
        named = everything.named()
        covers = cover([everything.of(post, desk.today) for post in theirs], named, desk.today)
        critical = [one for one in covers if facts.is_critical(one.post)]
        if unit is not None:
            if all(post.unit.casefold() != unit.strip().casefold() for post in theirs):
                raise NotFound(
                    f"There is no post of a unit {unit!r} that you plan for; see: talent post list"
                )
            critical = [one for one in critical if one.post.unit.casefold() == unit.strip().casefold()]
        spread = Counter(one.status.colour for one in critical)
        strength = bench([one.post for one in critical], named, desk.today)
        views = {view.id: view for view in seen(desk, everything)}
        suppressed = Scope.ORG not in scopes(desk.actor, desk.action)
        source = words().source
        return SuccessionView(
            on=desk.today,
            posts=tuple(_cover_view(one, views[one.post.key], everything) for one in critical),
            spread={colour.value: spread[colour] for colour in Colour},
            bench=BenchView(strength.posts, strength.gross, strength.net),
            gaps=_gaps(desk, everything, suppressed=suppressed),
            suppressed=suppressed,
            source=f"{source.title}, {source.publisher}, {source.year}, section {source.section}",
        )


def _cover_view(one: PostCover, post: PostView, everything: Board) -> CoverView:
    said, status = words(), one.status

    def name(key: str) -> str:
        return everything.people[key].name

    return CoverView(
        post=post,
        row=status.row,
        colour=status.colour.value,
        word=said.rows[status.row].word,
        kind=status.kind,
        headline=said.headline(status),
        rule=said.rows[status.row].rule,
        because=tuple(said.reason(because, name) for because in status.because),
        flags=tuple(
            FlagView(
                flag.kind.value,
                said.flag(flag, name),
                tuple(everything.people[key].reference for key in flag.people),
            )
            for flag in one.flags
        ),
    )


def _gaps(desk: Desk, everything: Board, *, suppressed: bool) -> tuple[GapView, ...]:
    ready, demands = everything.ready(desk.today), expected(desk.session)
    if suppressed:
        shown = shown_gaps(Frame(desk.today), demands, ready)
        return tuple(_gap_view(one, one.demand, one.supply, one.gap, one.so_far_gap) for one in shown)
    known = gaps(demands, ready, desk.today)
    return tuple(
        _gap_view(one, *map(_figure, (one.demand, one.supply, one.gap, one.so_far_gap))) for one in known
    )


def _gap_view(
    one: Gap | GapShown, demand: Figure, supply: Figure, gap: Figure, so_far_gap: Figure
) -> GapView:
    return GapView(one.family, one.horizon.value, demand.plain, supply.plain, gap.plain, so_far_gap.plain)


def _figure(number: int | None) -> Figure:
    return NO_DATA if number is None else Figure(number)
