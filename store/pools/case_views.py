"""What a panel reads about a nomination: reasons, evidence, attached items, goals. Never a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.desk import Desk
from store.models import (
    Account,
    Membership,
    Person,
    Plan,
    PlanAction,
    Pool,
    PoolCase,
    PoolEvent,
    PoolSeat,
    PortfolioItem,
)
from store.people import displays, views
from store.pool_life import Step
from store.pools.deciding import discussing, seats_of, wanting
from store.pools.rows import criterion, events
from store.pools.views import CaseView, SeatView


def case_view(desk: Desk, case: PoolCase, member: Membership, pool: Pool, who: Person) -> CaseView:
    """A case as the account may read it: others' ratings from the moment when everybody present has rated."""
    steps = _of_this_nomination(events(desk.session, member))
    reasons: dict[str, str] = {}
    evidence: list[str] = []
    keys: list[str] = []
    opinion = ""
    names = displays(desk.session, Account.id, [one.account_id for one in steps])
    for one in steps:
        by = names[one.account_id]
        reasons = one.detail.get("reasons", reasons)
        evidence += [f"{by}: {text}" for text in one.detail.get("evidence", ())]
        if one.step == Step.EVIDENCE.value:
            evidence.append(f"{by}: {one.reason}")
            keys += [one.detail["item"]] if "item" in one.detail else []
        elif one.step == Step.MANAGER_VIEW.value:
            opinion = f"{by}: {one.reason}"
        elif one.step == Step.NOMINATE.value and one.detail.get("manager_asked"):
            opinion = "asked for, and not given yet; that stops nothing"
    if member.source == "manager":
        opinion = opinion or "the manager made the nomination"
    seats = seats_of(desk, case)
    involved = [*(seat.account_id for seat in seats), case.convened_by_id]
    called, shown = names_of(desk.session, involved), displays(desk.session, Account.id, involved)
    return CaseView(
        pool=pool.name,
        person=views(desk.session, [who], desk.today)[0],
        kind=case.kind,
        convened_by=called[case.convened_by_id],
        convened_by_name=shown[case.convened_by_id],
        convened_at=case.convened_at,
        closed_at=case.closed_at,
        discussing=discussing(seats),
        wanting=wanting(seats),
        criteria=tuple(criterion(row) for row in pool.criteria),
        reasons=reasons,
        source=member.source,
        manager_view=opinion,
        evidence=tuple(evidence),
        items=_items(desk, who, keys),
        goals=_goals(desk, who),
        seats=tuple(_seat_view(desk, seat, called, shown, open_=discussing(seats)) for seat in seats),
    )


def names_of(session: Session, accounts: Iterable[str]) -> dict[str, str]:
    """What accounts are called, by key."""
    wanted = select(Account.id, Account.name).where(col(Account.id).in_(set(accounts)))
    return dict(session.execute(wanted).all())


def _of_this_nomination(steps: Sequence[PoolEvent]) -> Sequence[PoolEvent]:
    """The steps from the last nomination on: an earlier one was decided by itself."""
    begun = max((at for at, one in enumerate(steps) if one.step == Step.NOMINATE.value), default=0)
    return steps[begun:]


def _seat_view(
    desk: Desk, seat: PoolSeat, called: Mapping[str, str], shown: Mapping[str, str], *, open_: bool
) -> SeatView:
    seen = open_ or seat.account_id == desk.actor.account
    return SeatView(
        account=called[seat.account_id],
        outside_line=seat.outside_line,
        status=seat.status,
        declared=seat.declared_at is not None,
        conflict=seat.conflict,
        rated=seat.rated_at is not None,
        ratings=cast(Any, seat.ratings) if seen else None,
        later=cast(Any, seat.later) if seen else None,
        asked=seat.asked,
        name=shown[seat.account_id],
    )


def _items(desk: Desk, who: Person, keys: Sequence[str]) -> tuple[str, ...]:
    """What the person has attached of their own portfolio, a line each."""
    theirs = col(PortfolioItem.owner_id)
    wanted = select(PortfolioItem).where(
        col(PortfolioItem.id).in_(keys), theirs == who.id, desk.reach(theirs)
    )
    return tuple(
        " ".join(filter(None, [f"{one.title} ({one.happened_on}):", one.what_i_did, one.result, one.link]))
        for one in desk.session.scalars(wanted.order_by(col(PortfolioItem.happened_on)))
    )


def _goals(desk: Desk, who: Person) -> tuple[str, ...]:
    """What somebody works on by the plan that is agreed; what they keep to themself is not in it."""
    wanted = (
        select(PlanAction.goal)
        .join(Plan, col(Plan.id) == col(PlanAction.plan_id))
        .where(
            Plan.owner_id == who.id,
            Plan.status == "agreed",
            PlanAction.status != "cancelled",
            desk.reach(col(Plan.owner_id)),
        )
        .order_by(col(Plan.agreed_on).desc(), col(PlanAction.ordinal))
    )
    return tuple(desk.session.scalars(wanted))
