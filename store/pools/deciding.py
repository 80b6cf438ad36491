"""A panel's decision: who may sit and record it, what has to have happened before, and what it leads to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select

from store.access import Role
from store.days import months_after
from store.desk import Desk
from store.errors import Forbidden, Invalid
from store.models import (
    Account,
    Membership,
    Person,
    Pool,
    PoolAppeal,
    PoolCase,
    PoolEvent,
    PoolSeat,
    ReportingLine,
)
from store.people import line_holds, manager_of
from store.pool_life import DECISIONS, State, Step
from store.pool_rules import rules
from store.pools.rows import events, now_of, open_case, refuse_own_line, take

DECIDING = frozenset({*(step.value for step in DECISIONS.values()), Step.LEAVE.value})
"""Steps by which others decide about somebody."""


def decided(
    desk: Desk, member: Membership, pool: Pool, who: Person, step: Step, said: tuple[str, str]
) -> None:
    """Record a decision, with its reason and what would change it; errors as in `Pools.decide`."""
    if member.nominated_by_id == desk.actor.account:
        raise Forbidden("Whoever nominates somebody does not decide about it; somebody else does.")
    refuse_own_line(desk, who)
    case = open_case(desk, member)
    if now_of(member, pool, who.left_on, desk.today).state is State.AGREED:
        if case is None:
            raise Forbidden(
                "No panel has been convened for this nomination; HR convenes one: talent pool panel convene"
            )
        seats = seats_of(desk, case)
        if any(seat.account_id == desk.actor.account and seat.status == "conflict" for seat in seats):
            raise Forbidden(
                "You have declared a conflict of interest here; somebody else records the decision."
            )
        if missing := wanting(seats):
            raise Forbidden(f"This cannot be decided yet. {' '.join(missing)}")
        if case.kind == "appeal" and desk.actor.account in deciders(desk, member, but=case):
            raise Forbidden("Whoever decided before has no part in the appeal; somebody else records it.")
        if step is Step.ACCEPT:
            _refuse_if_full(desk, pool)
    dates = {}
    if step is Step.ACCEPT:
        review_on, expires_on = (months_after(desk.today, m) for m in (pool.review_months, pool.max_months))
        dates = {"review_on": f"{review_on}", "expires_on": f"{expires_on}"}
    detail = {"panel": case.number, "kind": case.kind} if case else {}
    member.decided_on, member.tell_by = desk.today, rules().tell_by(desk.today, desk.holidays)
    member.told_on = member.read_on = None
    if case is not None and case.kind == "appeal":
        _answer_appeal(desk, member, upheld=step is Step.ACCEPT, reason=said[0])
    if step is Step.ACCEPT:
        member.joined_on, member.review_on, member.expires_on = desk.today, review_on, expires_on
    take(desk, member, pool, who, step, *said, detail={**detail, **dates})


def _have(count: int) -> str:
    return "1 has" if count == 1 else f"{count} have"


def wanting(seats: Sequence[PoolSeat]) -> tuple[str, ...]:
    """What is still missing before a panel can decide, a sentence each; empty where nothing is."""
    there, quorum = sitting(seats), rules().panel_quorum
    found: list[str] = []
    if len(there) < quorum:
        found.append(f"{quorum} members have to be present, and {len(there)} are.")
    if not any(seat.outside_line for seat in there):
        found.append("At least one of those present has to be outside the person's line.")
    if undeclared := sum(seat.declared_at is None for seat in there):
        found.append(f"{_have(undeclared)} not declared whether they have a conflict of interest.")
    if unrated := sum(seat.rated_at is None for seat in there):
        found.append(f"{_have(unrated)} not rated the evidence alone yet.")
    return tuple(found)


def discussing(seats: Sequence[PoolSeat]) -> bool:
    """Whether everybody present has rated alone, so that the discussion is open."""
    there = sitting(seats)
    return len(there) >= rules().panel_quorum and all(seat.rated_at is not None for seat in there)


def sitting(seats: Sequence[PoolSeat]) -> list[PoolSeat]:
    """Those who are present, and have no conflict."""
    return [seat for seat in seats if seat.status == "sitting"]


def seats_of(desk: Desk, case: PoolCase) -> Sequence[PoolSeat]:
    """Everybody who was called to a panel, by the names of their accounts."""
    wanted = select(PoolSeat).join(Account, col(Account.id) == col(PoolSeat.account_id))
    return desk.session.scalars(wanted.where(PoolSeat.case_id == case.id).order_by(Account.name)).all()


def seated(desk: Desk, member: Membership, who: Person, case: PoolCase, accounts: Sequence[str]) -> None:
    """Give accounts seats on a panel.

    Raises:
        Invalid: no such account, or one that sits on no panels.
        Forbidden: the person themself, their line manager, the nominator; in an appeal, whoever decided before or is
            in the person's line.
    """
    manager = manager_of(desk.session, who.id, desk.today)
    before = deciders(desk, member, but=case) if case.kind == "appeal" else frozenset()
    taken = {seat.account_id for seat in seats_of(desk, case)}
    for name in dict.fromkeys(accounts):
        account = desk.session.scalars(select(Account).where(Account.name == name)).one_or_none()
        if account is None or not account.active or Role.PANEL.value not in account.roles:
            raise Invalid(f"{name!r} is no account that sits on panels; see: talent account list")
        if account.id in taken:
            raise Invalid(f"{name} has a seat on this panel already.")
        if account.person_id == who.id:
            raise Forbidden("Nobody sits on the panel about themself.")
        if manager is not None and account.person_id == manager.id:
            raise Forbidden(f"{name} is the person's own line manager, who does not decide about them.")
        if account.id == member.nominated_by_id:
            raise Forbidden(f"{name} made the nomination, and so does not decide about it.")
        outside = not (account.person_id and _same_line(desk, account.person_id, who.id))
        if account.id in before:
            raise Forbidden(f"{name} has decided about this before, and so has no part in the appeal.")
        if case.kind == "appeal" and not outside:
            raise Forbidden(f"{name} is in the person's line; a panel for an appeal is independent of it.")
        desk.session.add(
            PoolSeat(membership_id=member.id, case_id=case.id, account_id=account.id, outside_line=outside)
        )
    desk.session.flush()


def deciders(desk: Desk, member: Membership, *, but: PoolCase | None = None) -> frozenset[str]:
    """The accounts that have decided anything about somebody's way through a pool before.

    Args:
        but: A panel that is not counted: the one that decides now.
    """
    seats = select(PoolSeat.account_id).where(
        PoolSeat.membership_id == member.id, col(PoolSeat.rated_at).is_not(None)
    )
    if but is not None:
        seats = seats.where(PoolSeat.case_id != but.id)
    steps = select(PoolEvent.account_id).where(
        PoolEvent.membership_id == member.id,
        col(PoolEvent.step).in_(DECIDING),
    )
    heard = select(PoolAppeal.decided_by_id).where(
        PoolAppeal.membership_id == member.id, col(PoolAppeal.decided_by_id).is_not(None)
    )
    found = [*desk.session.scalars(seats), *desk.session.scalars(steps), *desk.session.scalars(heard)]
    return frozenset(key for key in found if key)


def decided_before(desk: Desk, member: Membership) -> bool:
    """Whether what somebody waits for was decided once since they were nominated: then an independent panel decides."""
    for step in reversed(events(desk.session, member)):
        if step.step == Step.NOMINATE.value:
            return False
        if step.step in DECIDING:
            return True
    return False


def _answer_appeal(desk: Desk, member: Membership, *, upheld: bool, reason: str) -> None:
    """The independent panel's decision answers the appeal that it was convened for."""
    waiting = select(PoolAppeal).where(
        PoolAppeal.membership_id == member.id,
        PoolAppeal.level == "independent_panel",
        PoolAppeal.outcome == "",
    )
    for appeal in desk.session.scalars(waiting):
        appeal.outcome = "upheld" if upheld else "not_upheld"
        appeal.reason = reason.strip()
        appeal.decided_by_id, appeal.decided_at = desk.actor.account, desk.now


def _refuse_if_full(desk: Desk, pool: Pool) -> None:
    if pool.size_limit is None:
        return
    if Role.HR not in desk.actor.roles:  # a panel reaches its own cases, and so cannot count the others
        raise Forbidden(f"The pool {pool.name} has a limit of {pool.size_limit}, so that HR records a yes.")
    inside = select(func.count()).select_from(Membership).join(
        Person, col(Person.id) == col(Membership.person_id)
    ).where(
        Membership.pool_id == pool.id,
        col(Membership.state).in_([State.ACTIVE.value, State.PAUSED.value]),
        col(Membership.expires_on) > desk.today,
        col(Person.left_on).is_(None) | (col(Person.left_on) > desk.today),
    )  # fmt: skip
    if (desk.session.scalar(inside) or 0) >= pool.size_limit:
        raise Forbidden(f"The pool {pool.name} takes {pool.size_limit} at once, and that many are in it.")


def _same_line(desk: Desk, one: str, other: str) -> bool:
    """Whether one of two people is above the other, however far."""
    return one in _above(desk, other) or other in _above(desk, one)


def _above(desk: Desk, person: str) -> frozenset[str]:
    """Everybody above somebody, up to the top; a ring in the lines ends where it began."""
    found: set[str] = set()
    at = {person}
    while at:
        line = select(ReportingLine.manager_id).where(
            col(ReportingLine.person_id).in_(at), line_holds(desk.today)
        )
        at = set(desk.session.scalars(line)) - found
        found |= at
    return frozenset(found)


def own_seat(desk: Desk, case: PoolCase) -> PoolSeat:
    """The account's own seat on a panel. Raises Invalid where it has none, or is out of it."""
    wanted = select(PoolSeat).where(PoolSeat.case_id == case.id, PoolSeat.account_id == desk.actor.account)
    seat = desk.session.scalars(wanted).one_or_none()
    if seat is None or seat.status != "sitting":
        raise Invalid("You do not sit on the panel about this nomination.")
    return seat
