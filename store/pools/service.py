"""Talent pools: published criteria, who fits on what is recorded, and a way in that people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Forbidden, Invalid
from store.models import Account, Membership, Person, Pool, PoolVersion, colleague
from store.people import views
from store.pool_life import DECISIONS, OPEN, State, Step, after, reasons_given
from store.pool_rules import rules
from store.pools import drafting
from store.pools.candidates import candidates_of
from store.pools.deciding import decided
from store.pools.rows import (
    begin_again,
    criterion,
    drop_appeals,
    found_member,
    found_pool,
    goodbye,
    now_of,
    own_person,
    owners_of,
    pool_view,
    reads_drafts,
    take,
    told,
    write,
)
from store.pools.views import PoolDetails, VersionView
from store.views import Candidates, Criterion, MemberView, PoolEventView, PoolView

_NO_DETAILS = PoolDetails()


class Pools(Service):
    """The pools; what of their people is seen follows the permission table."""

    @writes("pool.create")
    def create(
        self,
        desk: Desk,
        *,
        name: str,
        purpose: str,
        criteria: Sequence[Criterion],
        level: str = "organisation",
        opens: date | None = None,
        closes: date | None = None,
        details: PoolDetails = _NO_DETAILS,
    ) -> PoolView:
        """Draw up a pool; unless it is a draft, everybody may read its criteria from now on.

        Args:
            opens: From which day nominations are taken; None is today.
            closes: The last such day, if there is one; it may later only move further away.
            details: What is published beside that.

        Raises:
            Invalid: no name, purpose or criteria, a criterion that nothing can meet, or details that do not hold.
            Conflict: there is a pool of that name.
            Forbidden: it would have opened before its criteria are published.
        """
        pool = drafting.drawn_up(desk, name, purpose, criteria, level, (opens, closes), details)
        desk.note(f"pool {pool.id}", None, content=pool.criteria)
        return _view(desk, pool)

    @writes("pool.create")
    def publish(self, desk: Desk, name: str) -> PoolView:
        """Publish a draft. Raises Forbidden where it has opened, or is published already."""
        pool = found_pool(desk, name, to_change=True)
        if pool.published:
            raise Forbidden(f"The pool {pool.name} is published since {pool.published_on}.")
        drafting.publish(desk, pool, "")
        return _noted(desk, pool, "published")

    @writes("pool.create")
    def revise(self, desk: Desk, name: str, criteria: Sequence[Criterion], reason: str) -> PoolView:
        """Change the criteria of a pool that has not opened, as a new version; errors as in `drafting.revise`."""
        pool = found_pool(desk, name, to_change=True)
        drafting.revise(desk, pool, criteria, rules().reason(reason))
        return _noted(desk, pool, reason)

    @writes("pool.create")
    def extend(self, desk: Desk, name: str, closes: date, reason: str) -> PoolView:
        """Move the day later on which nominations end; errors as in `drafting.extend`."""
        pool = found_pool(desk, name, to_change=True)
        drafting.extend(pool, closes)
        return _noted(desk, pool, rules().reason(reason))

    @writes("pool.close")
    def close(self, desk: Desk, name: str, reason: str, next_step: str) -> PoolView:
        """Close a pool for good: everybody who is in it, or on the way, leaves it as pool_closed.

        Args:
            reason: Why; everybody concerned reads it.
            next_step: What they are offered instead.

        Raises:
            Forbidden: it is closed already.
            Invalid: a reason, or the next step, that says nothing.
        """
        pool = found_pool(desk, name, to_change=True)
        if pool.closed_on is not None:
            raise Forbidden(f"The pool {pool.name} was closed on {pool.closed_on}.")
        reason, next_step = rules().reason(reason), rules().reason(next_step, "a next step")
        concerned = (
            select(Membership, Person)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(Membership.pool_id == pool.id, desk.reach(col(Membership.person_id)))
        )
        for member, person in desk.session.execute(concerned).all():
            if now_of(member, pool, person.left_on, desk.today).state in {*OPEN, State.REVIEW_DUE}:
                take(
                    desk,
                    member,
                    pool,
                    person,
                    Step.LEAVE,
                    reason,
                    detail=goodbye(pool, "pool_closed", next_step),
                )
                member.outcome = "pool_closed"
        pool.closed_on, pool.closed_by_id = desk.today, desk.actor.account
        pool.closed_reason = f"{reason} {next_step}"
        return _noted(desk, pool, reason)

    @reads("pool.see")
    def all(self, desk: Desk) -> list[PoolView]:
        """The pools, by name: anybody may read their criteria and dates. Drafts are HR's alone."""
        pools = desk.session.scalars(select(Pool).order_by(Pool.name)).all()
        owners = owners_of(desk.session, pools)
        return [pool_view(pool, owners) for pool in pools if pool.published or reads_drafts(desk)]

    @reads("pool.see")
    def get(self, desk: Desk, name: str) -> PoolView:
        """One pool by its name; NotFound where there is none."""
        return _view(desk, found_pool(desk, name))

    @reads("pool.see")
    def versions(self, desk: Desk, name: str) -> list[VersionView]:
        """Every version of a pool's criteria that was published, oldest first. Raises NotFound."""
        wanted = (
            select(PoolVersion, Account.name)
            .join(Account, col(Account.id) == col(PoolVersion.account_id))
            .where(PoolVersion.pool_id == found_pool(desk, name).id)
            .order_by(col(PoolVersion.version))
        )
        return [
            VersionView(one.version, one.published_on, by, one.reason, tuple(map(criterion, one.criteria)))
            for one, by in desk.session.execute(wanted)
        ]

    @reads("pool.candidates")
    def candidates(self, desk: Desk, name: str, *, unit: str | None = None) -> Candidates:
        """Who fits a pool on recorded, unexpired facts, and whose agreement is missing.

        Args:
            name: The pool's.
            unit: Only people of this unit.

        Raises:
            NotFound: no such pool, or nobody of that unit within reach.
        """
        return candidates_of(desk, found_pool(desk, name), unit)

    @reads("pool.members")
    def members(self, desk: Desk, name: str | None = None) -> list[MemberView]:
        """Who stands where in a pool (or in any), as far as the account may see, by name."""
        columns: list[Any] = [Membership, Person, Pool, Account, colleague.c.name]
        wanted = (
            sql_select(*columns)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .join(Pool, col(Pool.id) == col(Membership.pool_id))
            .join(Account, col(Account.id) == col(Membership.nominated_by_id))
            .outerjoin(colleague, colleague.c.id == col(Account.person_id))
            .where(desk.reach(col(Membership.person_id)))
            .order_by(col(Pool.name), col(Person.name))
        )
        if name is not None:
            wanted = wanted.where(col(Pool.id) == found_pool(desk, name).id)
        rows = desk.session.execute(wanted).all()
        people = views(desk.session, [person for _, person, *_ in rows], desk.today)
        found: list[MemberView] = []
        for (member, person, pool, account, whose), view in zip(rows, people, strict=True):
            now = now_of(member, pool, person.left_on, desk.today)
            found.append(
                MemberView(
                    pool=pool.name,
                    person=view,
                    state=now.state.value,
                    nominated_by=account.name,
                    nominated_by_name=whose or account.name,
                    nominated_on=member.nominated_on,
                    joined_on=member.joined_on,
                    review_on=member.review_on,
                    expires_on=member.expires_on,
                    version=member.version,
                    source=member.source,
                    answer_by=member.answer_by,
                    decided_on=member.decided_on,
                    tell_by=member.tell_by,
                    told_on=member.told_on,
                    read_on=member.read_on,
                    paused_until=member.paused_until,
                    outcome=now.outcome or member.outcome,
                )
            )
        return found

    @reads("pool.members")
    def trail(self, desk: Desk, name: str, person: str) -> list[PoolEventView]:
        """Every step of somebody's membership, oldest first: the person may read all of it."""
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        return told(desk, found_member(desk, pool, who), pool, who)

    @writes("pool.nominate")
    def nominate(
        self, desk: Desk, name: str, person: str, reasons: Mapping[str, str], evidence: Sequence[str] = ()
    ) -> None:
        """Put somebody (or oneself) forward. The person is asked; a self-nomination has agreed.

        Args:
            reasons: By criterion, why, in at least as many words as `pools.yaml` says.
            evidence: What shows it: what there is to read, and who has seen it.

        Raises:
            Forbidden: outside the pool's dates, by somebody who may not nominate for it, or where it stands otherwise.
            Invalid: a criterion without a reason, or with one that is too short.
        """
        pool = found_pool(desk, name)
        if pool.closed_on or not pool.opens <= desk.today or (pool.closes and desk.today > pool.closes):
            raise Forbidden(f"The pool {pool.name} takes no nominations now; see its dates: talent pool show")
        who = person_by_reference(desk, person)
        source = _source(desk, who)
        if source not in pool.who_may_nominate:
            allowed = ", ".join(drafting.NOMINATORS[one] for one in pool.who_may_nominate)
            raise Forbidden(f"For the pool {pool.name} nominations are made by: {allowed}.")
        given = _reasons(pool, reasons)
        shown = [checks.text(one, "evidence").strip() for one in evidence if one.strip()]
        member = desk.session.scalars(
            select(Membership).where(Membership.pool_id == pool.id, Membership.person_id == who.id)
        ).one_or_none()
        now = now_of(member, pool, who.left_on, desk.today).state if member else None
        state = after(now, Step.NOMINATE, rules())
        if member is None:
            member = Membership(
                pool_id=pool.id,
                person_id=who.id,
                state=state.value,
                nominated_by_id=desk.actor.account,
                nominated_on=desk.today,
            )
            desk.session.add(member)
            desk.session.flush()
        begin_again(member, desk.actor.account, source, desk.today)
        drop_appeals(desk, member)
        detail = {"reasons": given, "evidence": shown, "source": source, "criteria_version": pool.version}
        detail |= {"manager_asked": source != "manager"}
        write(desk, member, Step.NOMINATE, state, "", detail=detail)
        if source == "self":
            take(desk, member, pool, who, Step.AGREE, "self-nomination")
            member.agreed_on = desk.today

    @writes("pool.nominate")
    def amend(self, desk: Desk, name: str, person: str, reasons: Mapping[str, str]) -> None:
        """Change the reasons of a nomination of one's own that waits for its answer; the time to answer begins again.

        Raises:
            Forbidden: it is somebody else's nomination, or it no longer waits.
            Invalid: as in `nominate`.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        if member.nominated_by_id != desk.actor.account:
            raise Forbidden(
                "A nomination is changed by whoever made it; its evidence can be added to by others."
            )
        take(desk, member, pool, who, Step.AMEND, detail={"reasons": _reasons(pool, reasons)})
        member.answer_by = rules().answer_by(desk.today)

    @writes("pool.agree")
    def agree(self, desk: Desk, name: str, *, yes: bool, reason: str = "") -> None:
        """Say yes or no to one's own nomination. Raises Forbidden, NotFound."""
        pool, me = found_pool(desk, name), own_person(desk)
        member = found_member(desk, pool, me)
        take(desk, member, pool, me, Step.AGREE if yes else Step.DECLINE, reason)
        member.agreed_on = desk.today if yes else None

    @writes("pool.agree")
    def ask_edits(self, desk: Desk, name: str, what: str) -> None:
        """Ask whoever made one's nomination to change it before one answers. Raises Forbidden, Invalid, NotFound."""
        pool, me = found_pool(desk, name), own_person(desk)
        take(desk, found_member(desk, pool, me), pool, me, Step.ASK_EDITS, what)

    @writes("pool.decide")
    def decide(
        self, desk: Desk, name: str, person: str, decision: str, reason: str, would_change: str = ""
    ) -> None:
        """Record what a panel has decided about a nomination that the person has agreed to.

        Args:
            decision: One of accept, not_yet, decline, return_for_evidence.
            reason: Why; the person reads it.
            would_change: What would change it; for a yes, what would end it.

        Raises:
            Forbidden: not agreed to, no panel, one whose members have not all declared and rated, a full pool; or by
                the nominator, the person's own line manager, or in an appeal by whoever decided before.
            NotFound: no such nomination, or one's own: nobody decides about themself.
            Invalid: no such decision, or a reason that says nothing.
        """
        if decision not in DECISIONS:
            raise Invalid(f"There is no decision {decision!r}; there are: {', '.join(DECISIONS)}.")
        pool = found_pool(desk, name, to_change=True)  # of two who take the last place one comes second
        who = person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        decided(desk, member, pool, who, DECISIONS[decision], (reason, would_change))


def _source(desk: Desk, who: Person) -> str:
    """As what an account puts somebody forward."""
    if who.id == desk.actor.person:
        return "self"
    return "manager" if who.id in desk.actor.line else "hr"


def _reasons(pool: Pool, reasons: Mapping[str, str]) -> dict[str, str]:
    for text in reasons.values():
        checks.text(text, "reason")
    return reasons_given(reasons, [row["name"] for row in pool.criteria], rules())


def _view(desk: Desk, pool: Pool) -> PoolView:
    return pool_view(pool, owners_of(desk.session, [pool]))


def _noted(desk: Desk, pool: Pool, reason: str) -> PoolView:
    desk.note(f"pool {pool.id}", None, content=[pool.criteria, pool.closes, reason])
    return _view(desk, pool)
