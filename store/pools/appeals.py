"""Appeals against what was decided about a pool: the manager, a senior manager, an independent panel."""

from __future__ import annotations

from sqlmodel import col, select

from store.access import Role
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Forbidden, Invalid, NotFound
from store.models import Account, Membership, Person, Pool, PoolAppeal, ReportingLine
from store.people import Called, displays, line_holds, manager_of, views
from store.pool_life import State, Step
from store.pool_rules import LEVELS, rules
from store.pools.case_views import names_of
from store.pools.deciding import DECIDING, deciders
from store.pools.rows import events, found_member, found_pool, now_of, own_person, take
from store.pools.views import AppealView

_FINAL = "An independent panel has answered the appeal; that is its last step. You can be nominated anew."


class Appeals(Service):
    """Appeals, on written grounds; nobody who decided before decides again."""

    @writes("pool.appeal")
    def raise_(self, desk: Desk, name: str, grounds: str) -> AppealView:
        """Appeal against what was decided about oneself, or take an appeal to its next step.

        It goes to one's manager first; what the manager does not uphold, or does not answer in time, to a senior
        manager, and from there to an independent panel.

        Args:
            grounds: Why, with the evidence in writing.

        Raises:
            Forbidden: there is nothing to appeal against, it is being heard, or its last step is over.
            Invalid: grounds that say nothing.
        """
        pool, me = found_pool(desk, name), own_person(desk)
        member = found_member(desk, pool, me)
        if now_of(member, pool, me.left_on, desk.today).state is State.LEFT and (
            member.outcome != "criteria_no_longer_met"
        ):
            raise Forbidden("There is no decision of others here to appeal against.")
        before = _since_decided(desk, member)
        if before and not before[-1].outcome:
            if desk.today <= before[-1].due_on:
                raise Forbidden(
                    f"Your appeal is being heard until {before[-1].due_on}; after that, or with its answer, you can "
                    "take it further."
                )
            before[-1].outcome = "not_answered"
        level, hearer = _next(desk, member, me, before)
        take(desk, member, pool, me, Step.APPEAL, grounds, detail={"level": LEVELS[level]})
        appeal = PoolAppeal(
            membership_id=member.id,
            sequence=len(_all_of(desk, member)) + 1,
            level=LEVELS[level],
            grounds=grounds.strip(),
            hearer_id=hearer,
            raised_at=desk.now,
            due_on=rules().appeal_due(LEVELS[level], desk.today, desk.holidays),
        )
        desk.session.add(appeal)
        desk.session.flush()
        if LEVELS[level] == "independent_panel":
            take(desk, member, pool, me, Step.REOPEN)
        return _view(desk, appeal, pool, me)

    @writes("pool.convene")
    def assign(self, desk: Desk, name: str, person: str, account: str) -> AppealView:
        """Name who hears an appeal, where its manager cannot or the next one up is not known.

        Raises:
            NotFound: no such appeal, or one's own.
            Invalid: an account that manages nobody, or has decided about this before, or is the person's.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        appeal = _open(desk, member)
        if appeal is None or appeal.level == "independent_panel":
            raise NotFound(
                f"No appeal of {who.name} about the pool {pool.name} waits for somebody to hear it."
            )
        hearer = desk.session.scalars(select(Account).where(Account.name == account)).one_or_none()
        if hearer is None or not hearer.active or not _manages(desk, hearer):
            raise Invalid(f"{account!r} is no account of somebody with a team; see: talent account list")
        if hearer.person_id == who.id or hearer.id in deciders(desk, member):
            raise Invalid(
                f"{account} is the person, or has decided about this before, and so does not hear it."
            )
        appeal.hearer_id = hearer.id
        desk.note(f"membership {member.id}", member.person_id, reason="hearer", content=account)
        desk.session.flush()
        return _view(desk, appeal, pool, who)

    @writes("pool.hear")
    def hear(self, desk: Desk, name: str, person: str, *, upheld: bool, reason: str) -> None:
        """Answer an appeal that waits for one: upheld, an independent panel decides anew; else it can go further.

        Raises:
            NotFound: no appeal of theirs waits for the account.
            Forbidden: the account has decided about this before.
            Invalid: a reason that says nothing.
        """
        pool, who = found_pool(desk, name), person_by_reference(desk, person)
        member = found_member(desk, pool, who)
        appeal = _open(desk, member)
        if appeal is None or appeal.hearer_id != desk.actor.account:
            raise NotFound(f"No appeal of {who.name} about the pool {pool.name} waits for you.")
        if desk.actor.account in deciders(desk, member):
            raise Forbidden("Whoever decided before has no part in the appeal; HR names somebody else.")
        outcome = "upheld" if upheld else "not_upheld"
        above = _account_of(desk, manager_of(desk.session, desk.actor.person or "", desk.today))
        take(
            desk,
            member,
            pool,
            who,
            Step.HEAR,
            reason,
            detail={"outcome": outcome, "level": appeal.level, "above": above},
        )
        if upheld:
            take(desk, member, pool, who, Step.REOPEN)
        desk.session.flush()  # answered, it is no longer within reach
        appeal.outcome, appeal.reason = outcome, reason.strip()
        appeal.decided_by_id, appeal.decided_at = desk.actor.account, desk.now

    @reads("pool.appeals")
    def all(self, desk: Desk, name: str | None = None) -> list[AppealView]:
        """Appeals in their steps, the oldest first: one's own, those that wait for the account, for HR all."""
        wanted = (
            select(PoolAppeal, Membership, Pool, Person)
            .join(Membership, col(Membership.id) == col(PoolAppeal.membership_id))
            .join(Pool, col(Pool.id) == col(Membership.pool_id))
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(desk.reach(col(Membership.person_id)))
            .order_by(col(PoolAppeal.raised_at), col(PoolAppeal.sequence))
        )
        if name is not None:
            wanted = wanted.where(Pool.id == found_pool(desk, name).id)
        return [
            _view(desk, appeal, pool, who)
            for appeal, member, pool, who in desk.session.execute(wanted).all()
            if member.person_id == desk.actor.person
            or Role.HR in desk.actor.roles
            or appeal.hearer_id == desk.actor.account
        ]


def _next(desk: Desk, member: Membership, me: Person, before: list[PoolAppeal]) -> tuple[int, str | None]:
    """The next step of an appeal: its level's place, and the account that hears it where that is known."""
    level = LEVELS.index(before[-1].level) + 1 if before else 0
    steps = events(desk.session, member)
    last = next((one for one in reversed(steps) if one.step in DECIDING), None)
    if level >= len(LEVELS) or (last is not None and last.detail.get("kind") == "appeal"):
        raise Forbidden(_FINAL)
    if last is None:
        raise Forbidden("There is no decision of others here to appeal against.")
    decided = deciders(desk, member)
    if level == 0:
        hearer = _account_of(desk, manager_of(desk.session, me.id, desk.today))
        if hearer is not None and hearer not in decided:
            return 0, hearer
        level = 1
    if level == 1:
        heard = next((one for one in reversed(steps) if one.step == Step.HEAR.value), None)
        above = heard.detail.get("above") if before and heard is not None else None
        return 1, above if above not in decided else None
    return level, None


def _since_decided(desk: Desk, member: Membership) -> list[PoolAppeal]:
    """The steps of an appeal against the last decision."""
    steps = [one.step for one in events(desk.session, member)]
    decided = max((at for at, step in enumerate(steps) if step in DECIDING), default=len(steps))
    raised = steps[decided:].count(Step.APPEAL.value)
    return _all_of(desk, member)[-raised:] if raised else []


def _all_of(desk: Desk, member: Membership) -> list[PoolAppeal]:
    wanted = select(PoolAppeal).where(PoolAppeal.membership_id == member.id)
    return list(desk.session.scalars(wanted.order_by(col(PoolAppeal.sequence))))


def _open(desk: Desk, member: Membership) -> PoolAppeal | None:
    return next((one for one in _all_of(desk, member) if not one.outcome), None)


def _account_of(desk: Desk, person: Called | None) -> str | None:
    """The key of the account of somebody, if they have one."""
    if person is None:
        return None
    wanted = select(Account.id).where(Account.person_id == person.id, col(Account.active))
    return desk.session.scalars(wanted.order_by(Account.name)).first()


def _manages(desk: Desk, account: Account) -> bool:
    team = select(ReportingLine.id).where(
        ReportingLine.manager_id == account.person_id, line_holds(desk.today)
    )
    return account.person_id is not None and desk.session.scalars(team).first() is not None


def _view(desk: Desk, appeal: PoolAppeal, pool: Pool, who: Person) -> AppealView:
    names = names_of(desk.session, filter(None, [appeal.hearer_id, appeal.decided_by_id]))
    shown = displays(desk.session, Account.id, names)
    return AppealView(
        pool=pool.name,
        person=views(desk.session, [who], desk.today)[0],
        level=appeal.level,  # type: ignore[arg-type]
        grounds=appeal.grounds,
        hearer=names.get(appeal.hearer_id or "", ""),
        raised_on=desk.day_of(appeal.raised_at),
        due_on=appeal.due_on,
        overdue=not appeal.outcome and appeal.due_on < desk.today,
        outcome=appeal.outcome,
        reason=appeal.reason,
        decided_by=names.get(appeal.decided_by_id or "", ""),
        decided_on=desk.day_of(appeal.decided_at) if appeal.decided_at else None,
        hearer_name=shown.get(appeal.hearer_id or "", ""),
    )
