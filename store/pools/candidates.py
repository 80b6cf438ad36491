"""Who fits a pool on what is recorded: facts that both signed off, never a score, never an order but by name.

Everybody within reach is sorted out by keys alone; names and facts are read of those who are listed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from store.desk import Desk
from store.errors import NotFound
from store.facts import agreements, facts, said
from store.models import CountedFact, Membership, Person, Pool
from store.people import profiles, still_here
from store.pools.rows import criterion, now_of
from store.views import Candidate, Candidates, Criterion

LISTED = 500
"""How many are listed of those who do not fit. Whoever fits is always listed: a cut by name would be unfair."""
_AT_ONCE = 5_000
"""So many keys go into one statement."""


def candidates_of(desk: Desk, pool: Pool, unit: str | None) -> Candidates:
    """Everybody within reach, or within a unit of it, whose record counts and who has not said no to this use.

    Raises:
        NotFound: nobody within reach is in such a unit.
    """
    here = _here(desk, unit)
    reached = desk.reach(col(CountedFact.person_id))
    agreed = agreements(desk.session, reached, desk.today)
    asked = [criterion(row) for row in pool.criteria]
    fitting, recorded = set(here), set[str]()
    for one in asked:
        theirs = said(desk.session, reached, one.field, one.side, desk.today)
        wanted = {value for value in set(theirs.values()) if _meets(json.loads(value), _values(one))}
        fitting &= {person for person, value in theirs.items() if value in wanted}
        recorded |= theirs.keys()
    yes = {person for person, answer in agreed.items() if answer}
    fits = [person for person in here if person in yes and person in fitting]
    silent = [person for person in here if person in recorded and person not in agreed]
    short = [person for person in here if person in yes and person not in fitting]
    listed = {*fits, *islice((*silent, *short), LISTED)}
    people = _candidates(desk, pool, asked, [one for one in here if one in listed], yes)
    return Candidates(tuple(people), len(fits), len(silent), len(short))


def _here(desk: Desk, unit: str | None) -> list[str]:
    """The keys of those within reach who work here, by name."""
    wanted = select(Person.id).where(desk.reach(col(Person.id)), still_here(desk.today))
    if unit is not None:
        wanted = wanted.where(func.lower(Person.unit) == unit.strip().lower())
    rows = desk.session.connection().execute(wanted.order_by(Person.name, Person.reference))
    found = list(rows.scalars().all())
    if unit is not None and not found:
        raise NotFound(f"There is no unit {unit!r} with anybody whom you can see; check its name.")
    return found


def _candidates(
    desk: Desk, pool: Pool, asked: Sequence[Criterion], people: Sequence[str], yes: Collection[str]
) -> Iterator[Candidate]:
    """What is shown of some people, in the same order."""
    joined = select(Membership).where(Membership.pool_id == pool.id)
    members = {one.person_id: one for one in desk.session.scalars(joined)}
    for start in range(0, len(people), _AT_ONCE):
        keys = people[start : start + _AT_ONCE]
        views = profiles(desk.session, col(Person.id).in_(keys), desk.today)
        agreed = [key for key in keys if key in yes]
        on_record = [
            (one, _values(one), facts(desk.session, agreed, one.field, one.side, desk.today)) for one in asked
        ]
        for key in keys:
            member = members.get(key)
            state = now_of(member, pool, None, desk.today).state.value if member else None
            if key not in yes:
                yield Candidate(views[key], (), (), "missing", state)
                continue
            met = tuple(
                (one, fact)
                for one, wanted, theirs in on_record
                if (fact := theirs.get(key)) and _meets(fact.value, wanted)
            )
            meets = [criterion for criterion, _ in met]
            missing = tuple(one.name for one in asked if one not in meets)
            yield Candidate(views[key], met, missing, "yes", state)


@cache
def _values(one: Criterion) -> frozenset[str]:
    return frozenset(value.casefold() for value in one.values)


def _meets(value: Any, wanted: Collection[str]) -> bool:
    """Whether a value is one of those wanted, which are in lower case; of a list, whether any of it is."""
    return any(_spelt(one) in wanted for one in value) if isinstance(value, list) else _spelt(value) in wanted


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).casefold()
