"""Talent pools: published criteria, who fits on what is recorded, and a way in that people decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import col, select

from store.days import months_after
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.facts import on_record
from store.models import Account, CountedFact, Membership, Person, Pool, PoolEvent
from store.people import manager_of, profiles, still_here, views
from store.pool_life import DAYS_TO_ANSWER, DECISIONS, State, Step, after
from store.views import Candidate, Criterion, Fact, MemberView, PoolEventView, PoolView


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
    ) -> PoolView:
        """Open a pool with published criteria.

        Raises:
            Invalid: no name, purpose or criteria, or a criterion that nothing can meet.
            Conflict: there is a pool of that name.
        """
        if not name.strip() or not purpose.strip():
            raise Invalid("A pool needs a name and a purpose.")
        if not criteria or any(not c.name.strip() or not c.field.strip() or not c.values for c in criteria):
            raise Invalid("A pool needs criteria, each with a name, a field and the values that meet it.")
        if desk.session.scalars(select(Pool).where(Pool.name == name.strip())).first():
            raise Conflict(f"There is a pool {name.strip()!r} already; give this one another name.")
        pool = Pool(
            name=name.strip(),
            level=level,
            purpose=purpose.strip(),
            criteria=[_criterion_row(criterion) for criterion in criteria],
            opens=opens or desk.today,
            closes=closes,
            owner_id=desk.actor.account,
        )
        desk.session.add(pool)
        desk.session.flush()
        desk.note(f"pool {pool.id}", None, content=pool.criteria)
        return _pool_view(desk, pool)

    @reads("pool.see")
    def all(self, desk: Desk) -> list[PoolView]:
        """The pools, by name: anybody may read their criteria and dates."""
        return [_pool_view(desk, pool) for pool in desk.session.scalars(select(Pool).order_by(Pool.name))]

    @reads("pool.see")
    def get(self, desk: Desk, name: str) -> PoolView:
        """One pool by its name; NotFound where there is none."""
        return _pool_view(desk, _pool(desk, name))

    @reads("pool.candidates")
    def candidates(self, desk: Desk, name: str) -> list[Candidate]:
        """Who fits a pool on recorded, unexpired facts, and whose agreement is missing.

        Returns:
            By name, never ranked: with facts those who agreed that pools use their record; without facts those who
            have a record that counts but gave no word on that. Those who said no, or have no such record, are not
            here at all.
        """
        pool = _pool(desk, name)
        asked = [_criterion(row) for row in pool.criteria]
        criteria = [(one, {value.casefold() for value in one.values}) for one in asked]
        reached = and_(desk.reach(col(Person.id)), still_here(desk.today))
        fields = {criterion.field for criterion in asked}
        records = on_record(desk.session, desk.reach(col(CountedFact.person_id)), fields, desk.today)
        states = {
            m.person_id: m
            for m in desk.session.scalars(select(Membership).where(Membership.pool_id == pool.id))
        }
        found: list[Candidate] = []
        for key, view in profiles(desk.session, reached, desk.today).items():
            record = records.get(key)
            if record is None or record.pool_agreement == "no":
                continue
            agreement = record.pool_agreement
            met: list[tuple[Criterion, Fact]] = []
            missing: list[str] = []
            if agreement == "yes":
                for criterion, wanted in criteria:
                    fact = record.value(criterion.field, criterion.side)
                    if fact is not None and _meets(fact.value, wanted):
                        met.append((criterion, fact))
                    else:
                        missing.append(criterion.name)
            member = states.get(key)
            state = _state(member, desk.today).value if member else None
            found.append(Candidate(view, tuple(met), tuple(missing), agreement, state))
        return found

    @reads("pool.members")
    def members(self, desk: Desk, name: str | None = None) -> list[MemberView]:
        """Who stands where in a pool (or in any), as far as the account may see, by name."""
        wanted = (
            select(Membership, Person, Pool, Account)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .join(Pool, col(Pool.id) == col(Membership.pool_id))
            .join(Account, col(Account.id) == col(Membership.nominated_by_id))
            .where(desk.reach(col(Membership.person_id)))
            .order_by(Pool.name, Person.name)
        )
        if name is not None:
            wanted = wanted.where(Pool.id == _pool(desk, name).id)
        rows = desk.session.execute(wanted).all()
        people = views(desk.session, [person for _, person, _, _ in rows], desk.today)
        return [
            MemberView(
                pool=pool.name,
                person=view,
                state=_state(member, desk.today).value,
                nominated_by=account.name,
                nominated_on=member.nominated_on,
                joined_on=member.joined_on,
                review_on=member.review_on,
                expires_on=member.expires_on,
                version=member.version,
            )
            for (member, _, pool, account), view in zip(rows, people, strict=True)
        ]

    @reads("pool.members")
    def trail(self, desk: Desk, name: str, person: str) -> list[PoolEventView]:
        """Every step of somebody's membership, oldest first: the person may read all of it."""
        member = _member(desk, _pool(desk, name), person_by_reference(desk, person))
        steps = (
            select(PoolEvent, Account.name)
            .join(Account, col(Account.id) == col(PoolEvent.account_id))
            .where(PoolEvent.membership_id == member.id)
            .order_by(col(PoolEvent.sequence))
        )
        return [
            PoolEventView(event.at, by, event.step, event.state, event.reason, event.would_change)
            for event, by in desk.session.execute(steps)
        ]

    @writes("pool.nominate")
    def nominate(self, desk: Desk, name: str, person: str, reason: str) -> None:
        """Put somebody (or oneself) forward. The person is asked; a self-nomination has agreed."""
        pool = _pool(desk, name)
        if not pool.opens <= desk.today or (pool.closes and desk.today > pool.closes):
            raise Forbidden(f"The pool {pool.name} takes no nominations now; see its dates: talent pool show")
        who = person_by_reference(desk, person)
        member = desk.session.scalars(
            select(Membership).where(Membership.pool_id == pool.id, Membership.person_id == who.id)
        ).one_or_none()
        state = _state(member, desk.today) if member else None
        new = after(state, Step.NOMINATE, reason)
        if member is None:
            member = Membership(
                pool_id=pool.id,
                person_id=who.id,
                state=new.value,
                nominated_by_id=desk.actor.account,
                nominated_on=desk.today,
            )
            desk.session.add(member)
            desk.session.flush()
        member.nominated_by_id, member.nominated_on, member.agreed_on = desk.actor.account, desk.today, None
        _take(desk, member, Step.NOMINATE, new, reason)
        if who.id == desk.actor.person:
            _take(desk, member, Step.AGREE, after(new, Step.AGREE, ""), "self-nomination")
            member.agreed_on = desk.today

    @writes("pool.agree")
    def agree(self, desk: Desk, name: str, *, yes: bool, reason: str = "") -> None:
        """Say yes or no to one's own nomination."""
        pool = _pool(desk, name)
        me = desk.session.get(Person, desk.actor.person) if desk.actor.person else None
        if me is None:
            raise NotAllowed("This account is nobody's who works here, so it cannot agree to anything.")
        member = _member(desk, pool, me)
        step = Step.AGREE if yes else Step.DECLINE
        _take(desk, member, step, after(_state(member, desk.today), step, reason), reason)
        member.agreed_on = desk.today if yes else None

    @writes("pool.decide")
    def decide(
        self, desk: Desk, name: str, person: str, decision: str, reason: str, would_change: str = ""
    ) -> None:
        """Decide about a nomination that the person has agreed to.

        Args:
            decision: One of accept, not_yet, decline, return_for_evidence.
            reason: Why; the person reads it.
            would_change: What would change it, where it is not yes.

        Raises:
            Forbidden: not agreed to, or by the person's own line manager.
            NotFound: no such nomination, or one's own: nobody decides about themself.
        """
        if decision not in DECISIONS:
            raise Invalid(f"There is no decision {decision!r}; there are: {', '.join(DECISIONS)}.")
        pool = _pool(desk, name)
        who = person_by_reference(desk, person)
        manager = manager_of(desk.session, who.id, desk.today)
        member = _member(desk, pool, who)
        if member.nominated_by_id == desk.actor.account:
            raise Forbidden("Whoever nominates somebody does not decide about it; somebody else does.")
        if manager is not None and manager.id == desk.actor.person:
            raise Forbidden(
                "A person's own line manager does not decide about them; somebody outside the line does."
            )
        step = DECISIONS[decision]
        new = after(_state(member, desk.today), step, reason, would_change)
        _take(desk, member, step, new, reason, would_change)
        if new is State.ACTIVE:
            member.joined_on = desk.today
            member.review_on = months_after(desk.today, pool.review_months)
            member.expires_on = months_after(desk.today, pool.max_months)

    @writes("pool.review")
    def review(self, desk: Desk, name: str, person: str, reason: str, *, pause: bool = False) -> None:
        """Note a review with the person, or a pause; the next review is due after the pool's period."""
        pool = _pool(desk, name)
        member = _member(desk, pool, person_by_reference(desk, person))
        state = _state(member, desk.today)
        step = Step.PAUSE if pause else Step.RESUME if state is State.PAUSED else Step.REVIEW
        _take(desk, member, step, after(state, step, reason), reason)
        member.review_on = months_after(desk.today, pool.review_months)

    @writes("pool.leave")
    def leave(self, desk: Desk, name: str, person: str, reason: str) -> None:
        """Leave a pool, or (HR) end somebody's membership: never without a reason."""
        pool = _pool(desk, name)
        member = _member(desk, pool, person_by_reference(desk, person))
        _take(desk, member, Step.LEAVE, after(_state(member, desk.today), Step.LEAVE, reason), reason)


def _take(
    desk: Desk, member: Membership, step: Step, state: State, reason: str, would_change: str = ""
) -> None:
    """Take a step: the membership's new state, its event, and the audit's row, together."""
    count = desk.session.scalar(
        select(func.count()).select_from(PoolEvent).where(PoolEvent.membership_id == member.id)
    )
    member.state = state.value
    member.version += 1
    desk.session.add(
        PoolEvent(
            membership_id=member.id,
            sequence=(count or 0) + 1,
            account_id=desk.actor.account,
            at=desk.now,
            step=step.value,
            state=state.value,
            reason=reason.strip(),
            would_change=would_change.strip(),
        )
    )
    desk.note(f"membership {member.id}", member.person_id, content=[step, state, reason, would_change])


def _state(member: Membership, today: date) -> State:
    """The state today: what is past its last day has expired or lapsed, whether or not anybody has noted it."""
    state = State(member.state)
    if state in {State.ACTIVE, State.PAUSED} and member.expires_on and member.expires_on <= today:
        return State.EXPIRED
    if state is State.NOMINATED and member.nominated_on + DAYS_TO_ANSWER <= today:
        return State.LAPSED
    return state


def _pool(desk: Desk, name: str) -> Pool:
    wanted = select(Pool).where(func.lower(Pool.name) == name.strip().lower())
    pool = desk.session.scalars(wanted).one_or_none()
    if pool is None:
        raise NotFound(f"There is no pool {name!r}; see: talent pool list")
    return pool


def _member(desk: Desk, pool: Pool, person: Person) -> Membership:
    member = desk.session.scalars(
        select(Membership)
        .where(Membership.pool_id == pool.id, Membership.person_id == person.id)
        .with_for_update()
    ).one_or_none()
    if member is None:
        raise NotFound(f"{person.name} is not nominated for the pool {pool.name}.")
    return member


def _pool_view(desk: Desk, pool: Pool) -> PoolView:
    return PoolView(
        name=pool.name,
        level=pool.level,
        purpose=pool.purpose,
        criteria=tuple(_criterion(row) for row in pool.criteria),
        opens=pool.opens,
        closes=pool.closes,
        review_months=pool.review_months,
        max_months=pool.max_months,
    )


def _criterion(row: Mapping[str, Any]) -> Criterion:
    return Criterion(row["name"], row["field"], row["side"], tuple(row["values"]), row["evidence"])


def _criterion_row(criterion: Criterion) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "field": criterion.field,
        "side": criterion.side,
        "values": list(criterion.values),
        "evidence": criterion.evidence,
    }


def _meets(value: Any, wanted: Collection[str]) -> bool:
    """Whether a value is one of those wanted, which are in lower case; of a list, whether any of it is."""
    return any(_spelt(one) in wanted for one in value) if isinstance(value, list) else _spelt(value) in wanted


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).casefold()
