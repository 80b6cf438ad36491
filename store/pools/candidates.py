"""Who fits a pool on what is recorded: facts that both signed off, never a score, never an order but by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_
from sqlmodel import col, select

from store.desk import Desk
from store.facts import on_record
from store.models import CountedFact, Membership, Person, Pool
from store.people import profiles, still_here
from store.pools.rows import criterion, now_of
from store.views import Candidate, Criterion, Fact


def candidates_of(desk: Desk, pool: Pool) -> list[Candidate]:
    """Everybody within reach whose record counts and who has not said no to this use, by name."""
    asked = [criterion(row) for row in pool.criteria]
    criteria = [(one, {value.casefold() for value in one.values}) for one in asked]
    reached = and_(desk.reach(col(Person.id)), still_here(desk.today))
    fields = {one.field for one in asked}
    records = on_record(desk.session, desk.reach(col(CountedFact.person_id)), fields, desk.today)
    states = {
        m.person_id: m for m in desk.session.scalars(select(Membership).where(Membership.pool_id == pool.id))
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
            for one, wanted in criteria:
                fact = record.value(one.field, one.side)
                if fact is not None and _meets(fact.value, wanted):
                    met.append((one, fact))
                else:
                    missing.append(one.name)
        member = states.get(key)
        state = now_of(member, pool, None, desk.today).state.value if member else None
        found.append(Candidate(view, tuple(met), tuple(missing), agreement, state))
    return found


def _meets(value: Any, wanted: Collection[str]) -> bool:
    """Whether a value is one of those wanted, which are in lower case; of a list, whether any of it is."""
    return any(_spelt(one) in wanted for one in value) if isinstance(value, list) else _spelt(value) in wanted


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).casefold()
