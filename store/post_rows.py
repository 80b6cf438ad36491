"""Finding posts within an account's reach, and reading them: what `Posts` is made of.

Who plans for a post sees all of it: HR, and a manager in their own unit, for posts of those who report to them,
directly or through others; but nobody plans for the post that they hold themself. Everybody else sees entries about
themself, panels those about the people put to them, and nothing of what is planned for the posts that these hold; the
holder of a post reads what is planned for it on request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.access import Scope, scopes
from store.desk import Desk, begins
from store.errors import Invalid, NotFound
from store.models import FamilyDemand, Person, Post, PostActing, PostCandidate, PostEvent, ReportingLine
from store.people import line_holds
from store.post_views import ActingView, PlanningView, PostCandidateView, PostView
from store.succession import facts
from store.succession.facts import Ground, Horizon, Readiness, Somebody, Wants
from store.succession.supply import Demand, Ready

_SHORTEST_ID = 8
"""Characters of an id that are taken for one, as lists show them; whatever is shorter is a title."""


def planned(desk: Desk) -> ColumnElement[bool]:
    """The condition under which the account plans for a post."""
    mine, me, holder = scopes(desk.actor, desk.action), desk.actor.person, col(Post.holder_id)
    not_own: ColumnElement[bool] = holder.is_distinct_from(me) if me else true()
    if Scope.ORG in mine:
        return not_own
    if Scope.LINE not in mine or not desk.actor.line:
        return false()
    theirs: list[ColumnElement[bool]] = [holder.in_(desk.actor.line)]
    assert me  # whoever has a line is somebody
    if unit := desk.session.get_one(Person, me).unit:
        below = _below(desk, me, unit)
        gone = sql_select(col(Person.id)).where(col(Person.left_on) <= desk.today)
        unheld = or_(holder.is_(None), holder.in_(gone))
        kept = or_(col(Post.kept_by_id) == me, col(Post.kept_by_id).in_(below))
        theirs.append(and_(col(Post.unit) == unit, or_(holder.in_(below), and_(unheld, kept))))
    return and_(not_own, or_(*theirs))


def visible(desk: Desk) -> ColumnElement[bool]:
    """The condition under which the account sees anything of a post; of its own one, what is planned, on request."""
    me = desk.actor.person
    held = col(Post.holder_id) == me if me and Scope.OWN in scopes(desk.actor, desk.action) else false()
    return or_(listed(desk), held)


def spoken_of(desk: Desk) -> ColumnElement[bool]:
    """The same with posts for which there once was an entry about oneself: who took it away, and why, can be read."""
    about_me = col(PostEvent.person_id) == desk.actor.person
    once = exists().where(col(PostEvent.post_id) == col(Post.id), about_me).correlate(Post)
    return or_(visible(desk), once) if desk.actor.person else visible(desk)


def listed(desk: Desk) -> ColumnElement[bool]:
    """The same as `visible` without the post that one holds: what is planned for that waits until it is asked for."""
    me, cases, person = desk.actor.person, panels_cases(desk), col(PostCandidate.person_id)
    own = person == me if me and Scope.OWN in scopes(desk.actor, desk.action) else false()
    whose = or_(own, person.in_(cases) if cases else false())
    return or_(
        planned(desk), exists().where(col(PostCandidate.post_id) == col(Post.id), whose).correlate(Post)
    )


def panels_cases(desk: Desk) -> frozenset[str]:
    """Keys of the people, apart from oneself, who are put to one's panel."""
    mine = scopes(desk.actor, desk.action)
    return desk.actor.cases - {desk.actor.person or ""} if Scope.CASE in mine else frozenset()


def _below(desk: Desk, manager: str, unit: str) -> Any:
    """Keys of those in a unit who report to somebody, directly or through others there."""
    line, person = col(ReportingLine.manager_id), col(ReportingLine.person_id)
    there: Any = (
        sql_select(person.label("id"))
        .join(Person, col(Person.id) == person)
        .where(line_holds(desk.today), col(Person.unit) == unit)
    )
    found = there.where(line == manager).cte(recursive=True)  # nameless: a query may hold it twice
    found = found.union(there.join(found, line == found.c.id))  # ends, even where lines should run in a ring
    return sql_select(found.c.id)


def found(desk: Desk, post: str, reached: ColumnElement[bool], *, to_change: bool = False) -> Post:
    """The post of that title, id or beginning of an id, among those that a condition has the account reach.

    Args:
        to_change: Hold it until the transaction ends, so that of two who change it one comes second.

    Raises:
        NotFound: absent or not within reach: the two look the same.
        Invalid: several are called so.
    """
    words = post.strip().lower()
    ways = [func.lower(col(Post.title)) == words]  # a title goes before an id
    if len(words) >= _SHORTEST_ID:
        ways.append(begins(col(Post.id), words))
    rows: Sequence[Post] = ()
    for named in ways if words else []:
        wanted = select(Post).where(reached, named).order_by(col(Post.id)).limit(2)
        rows = rows or desk.session.scalars(wanted.with_for_update() if to_change else wanted).all()
    if not rows:
        do = "plan for" if to_change else "see"
        raise NotFound(f"There is no post {post!r} that you can {do}; see: talent post list")
    if len(rows) > 1:
        raise Invalid(f"Several posts are called {post!r}; give its id, as talent post list shows it.")
    return rows[0]


@dataclass(frozen=True)
class Board:
    """Some posts with all that belongs to them, as rows.

    Attributes:
        posts: By unit and title.
        planned: Keys of those that the account plans for.
        candidates: By post, each post's by name.
        acting: By post, the latest first.
        people: Everybody who is spoken of, by key.
    """

    posts: Sequence[Post]
    planned: frozenset[str]
    candidates: dict[str, list[PostCandidate]] = field(default_factory=dict)
    acting: dict[str, list[PostActing]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def of(self, post: Post, today: date) -> facts.Post:
        """A post as the rules of cover take it."""
        now = next((one for one in self.acting.get(post.id, ()) if acts(one, today)), None)
        return facts.Post(
            key=post.id,
            holder=self.somebody(post.holder_id) if post.holder_id else None,
            vacant_since=post.vacant_since,
            last_reviewed=post.last_reviewed,
            hard_to_recruit=post.hard_to_recruit,
            may_leave_soon=post.may_leave_soon,
            acting=facts.Acting(self.somebody(now.person_id), now.since, now.until) if now else None,
            grounds=frozenset(map(Ground, post.grounds)),
            unit=post.unit,
            family=post.job_family,
        )

    def named(self) -> list[facts.Candidate]:
        """Everybody named for these posts, as the rules of cover take them.

        Whether somebody may leave is known from the post that they hold, and only where the account plans for it.
        """
        leaving = {post.holder_id for post in self.posts if post.may_leave_soon and post.id in self.planned}
        return [
            candidate(row, self.somebody(row.person_id), may_leave=row.person_id in leaving)
            for rows in self.candidates.values()
            for row in rows
        ]

    def ready(self, today: date) -> list[Ready]:
        """Who is getting ready for which job family: those who count for a post of it, and do not say no to it."""
        families = {post.id: post.job_family for post in self.posts}
        posts = [self.of(post, today) for post in self.posts]
        return [
            Ready(one.person, families[one.post], one.readiness, one.agreed_on, one.expires_on)
            for one in facts.active(posts, self.named(), today)
            if families[one.post] and one.readiness and one.wants_it is not Wants.NO
        ]

    def somebody(self, key: str) -> Somebody:
        """A person as the rules of cover take them."""
        person = self.people[key]
        return Somebody(person.id, person.unit, person.left_on)


def board(desk: Desk, which: ColumnElement[bool]) -> Board:
    """The posts that meet a condition, with all that belongs to them, whoever may see it."""
    rows = desk.session.execute(
        sql_select(Post, planned(desk)).where(which).order_by(col(Post.unit), col(Post.title), col(Post.id))
    ).all()
    posts = [post for post, _ in rows]
    found_ = Board(posts, frozenset(post.id for post, mine in rows if mine))
    keys = sql_select(col(Post.id)).where(which)
    candidates: defaultdict[str, list[PostCandidate]] = defaultdict(list)
    named = (
        sql_select(PostCandidate, Person)
        .join(Person, col(Person.id) == col(PostCandidate.person_id))
        .where(col(PostCandidate.post_id).in_(keys))
        .order_by(col(Person.name), col(Person.reference))
    )
    for row, person in desk.session.execute(named):
        candidates[row.post_id].append(row)
        found_.people[person.id] = person
    acting: defaultdict[str, list[PostActing]] = defaultdict(list)
    for_now = (
        sql_select(PostActing, Person)
        .join(Person, col(Person.id) == col(PostActing.person_id))
        .where(col(PostActing.post_id).in_(keys))
        .order_by(col(PostActing.since).desc(), col(PostActing.id))
    )
    for one, person in desk.session.execute(for_now):
        acting[one.post_id].append(one)
        found_.people[person.id] = person
    holders = select(Person).where(col(Person.id).in_(sql_select(col(Post.holder_id)).where(which)))
    found_.people.update((person.id, person) for person in desk.session.scalars(holders))
    found_.candidates.update(candidates)
    found_.acting.update(acting)
    return found_


def expected(session: Session) -> list[Demand]:
    """The openings that HR has written down."""
    return [
        Demand(row.job_family, Horizon(row.horizon), row.growth, row.leavers)
        for row in session.scalars(select(FamilyDemand))
    ]


def candidate(row: PostCandidate, person: Somebody, *, may_leave: bool = False) -> facts.Candidate:
    """An entry as the rules of cover take it."""
    return facts.Candidate(
        post=row.post_id,
        person=person,
        readiness=Readiness(row.readiness) if row.readiness else None,
        wants_it=Wants(row.wants_it),
        can_act_up=row.can_act_up,
        agreed_on=row.agreed_on,
        expires_on=row.expires_on,
        may_leave_soon=may_leave,
        cover_tested_on=row.cover_tested_on,
    )


def acts(row: PostActing, today: date) -> bool:
    """Whether somebody does a post's work on a day."""
    return row.since <= today and (row.until is None or today < row.until)


def seen(desk: Desk, board: Board) -> tuple[PostView, ...]:
    """Posts as the account may see them."""
    return tuple(_seen(desk, board, post) for post in board.posts)


def _seen(desk: Desk, board: Board, post: Post) -> PostView:
    mine, me, cases = scopes(desk.actor, desk.action), desk.actor.person, panels_cases(desk)
    whole = post.id in board.planned
    own = Scope.OWN in mine and me is not None
    planning = whole or (own and post.holder_id == me)
    return PostView(
        id=post.id,
        version=post.version,
        title=post.title,
        unit=post.unit,
        level=post.level,
        job_family=post.job_family,
        planning=_planning(board, post, desk.today) if planning else None,
        candidates=tuple(
            entry_view(row, board.people[row.person_id], post, desk.today)
            for row in board.candidates.get(post.id, ())
            if whole or (own and row.person_id == me) or row.person_id in cases
        ),
        whole=whole,
    )


def _planning(board: Board, post: Post, today: date) -> PlanningView:
    holder = board.people[post.holder_id] if post.holder_id else None
    return PlanningView(
        holder=holder.reference if holder else None,
        holder_name=holder.name if holder else None,
        vacant_since=post.vacant_since,
        critical=facts.is_critical(board.of(post, today)),
        grounds=tuple(post.grounds),
        impact_if_empty=post.impact_if_empty,
        hard_to_recruit=post.hard_to_recruit,
        hard_because=post.hard_because,
        may_leave_soon=post.may_leave_soon,
        leave_basis=post.leave_basis,
        recruitment_rounds=post.recruitment_rounds,
        last_reviewed=post.last_reviewed,
        acting=tuple(
            ActingView(
                board.people[one.person_id].reference, board.people[one.person_id].name, one.since, one.until
            )
            for one in board.acting.get(post.id, ())
            if one.until is None or today < one.until
        ),
    )


def entry_view(row: PostCandidate, person: Person, post: Post, today: date) -> PostCandidateView:
    """Somebody's entry for a post."""
    counts = candidate(row, Somebody(person.id, person.unit, person.left_on)).active(today)
    return PostCandidateView(
        person=person.reference,
        name=person.name,
        unit=person.unit,
        readiness=row.readiness,
        wants_it=row.wants_it,
        can_act_up=row.can_act_up,
        act_up_weeks=row.act_up_weeks,
        agreed_on=row.agreed_on,
        expires_on=row.expires_on,
        active=counts and post.holder_id != person.id,
        gap=row.gap,
        rank=row.rank,
        rank_reason=row.rank_reason,
        cover_tested_on=row.cover_tested_on,
        version=row.version,
    )
