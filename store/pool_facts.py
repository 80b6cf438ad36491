"""What the pools' figures are worked out from, out of every membership's steps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col

from store.days import months_after
from store.measures.facts import Member, Nomination, Review
from store.models import Account, Membership, Person, Pool, PoolEvent, ReportingLine
from store.pool_life import DECISIONS, State, Step

_DECIDED = {step.value for step in DECISIONS.values()} - {Step.RETURN.value}
_IN_IT = {State.ACTIVE.value, State.PAUSED.value}


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a membership: what was done on which day, what state came of it, and by whom."""

    step: str
    state: str
    on: date
    source: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    def day(self, name: str) -> date | None:
        """A day that was written down with the step, if one was."""
        said = self.detail.get(name)
        return date.fromisoformat(said) if said else None


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """Facts as `store.measures.pools` counts them."""

    members: tuple[Member, ...]
    reviews: tuple[Review, ...]
    nominations: tuple[Nomination, ...]


def load(session: Session, whose: ColumnElement[bool], on: date) -> PoolFacts:
    """The facts of everybody for whom a condition on `Person` holds, as of a day: later steps are not there yet."""
    columns: list[Any] = [
        PoolEvent.membership_id,
        PoolEvent.step,
        PoolEvent.state,
        PoolEvent.at,
        sql_cast(col(PoolEvent.detail), String),
        Person.id,
        Person.left_on,
        Pool.review_months,
        Pool.max_months,
        Pool.closed_on,
        Account.person_id,
        ReportingLine.manager_id,
    ]
    day = col(Membership.nominated_on)
    until = col(ReportingLine.until)
    wanted = (
        sql_select(*columns)
        .join(Membership, col(Membership.id) == col(PoolEvent.membership_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Pool, col(Pool.id) == col(Membership.pool_id))
        .join(Account, col(Account.id) == col(PoolEvent.account_id))
        .outerjoin(
            ReportingLine,
            and_(
                col(ReportingLine.person_id) == col(Person.id),
                col(ReportingLine.manager_id) == col(Account.person_id),
                col(ReportingLine.since) <= day,
                until.is_(None) | (until > day),
            ),
        )
        .where(whose)
        .order_by(col(PoolEvent.membership_id), col(PoolEvent.sequence))
    )
    steps: dict[str, tuple[str, date | None, int, int, list[Taken]]] = {}
    read = cache(json.loads)  # what is noted with a step is nothing, or much the same, nearly always
    rows = session.connection().execute(wanted).all()
    for key, step, state, at, noted, person, left_on, reviewed, lasts, closed_on, by, line in rows:
        if _day(at) > on:
            continue
        said: dict[str, Any] = read(noted)
        source = said.get("source") or ("self" if by == person else "manager" if line else "hr")
        ends = [day for day in (left_on, closed_on) if day]
        theirs = steps.setdefault(key, (person, min(ends, default=None), reviewed, lasts, []))[4]
        theirs.append(Taken(step, state, _day(at), source, said))
    found = [_facts(key, *one) for key, one in steps.items()]
    return PoolFacts(
        tuple(one for facts in found for one in facts.members),
        tuple(one for facts in found for one in facts.reviews),
        tuple(one for facts in found for one in facts.nominations),
    )


def parts(facts: PoolFacts, length: int) -> dict[str, int]:
    """How many of everybody whom the facts are about have keys that begin alike."""
    people = {one.person for group in (facts.members, facts.reviews, facts.nominations) for one in group}
    return dict(Counter(person[:length] for person in people))


def active(members: Iterable[Member], on: date) -> frozenset[str]:
    """The keys of those who are in a pool on a day."""
    return frozenset(
        one.person
        for one in members
        if one.joined_on <= on < one.expires_on and (one.ended_on is None or on < one.ended_on)
    )


def _facts(
    key: str, person: str, over: date | None, review_months: int, max_months: int, steps: Sequence[Taken]
) -> PoolFacts:
    """The facts of one membership's steps, in order; `over` is when the person left, or the pool was closed."""
    members: list[Member] = []
    reviews: list[Review] = []
    nominations: list[Nomination] = []
    joined: date | None = None
    due: date | None = None
    expires: date | None = None
    for number, one in enumerate(steps):
        if one.step == Step.NOMINATE.value:
            nominations.append(Nomination(f"{key}.{number}", person, one.source, one.on))
        elif one.step in _DECIDED and nominations:
            last = nominations[-1]
            accepted = one.step == Step.ACCEPT.value
            nominations[-1] = Nomination(last.key, person, last.source, last.on, accepted)
        if one.step == Step.ACCEPT.value:
            joined = one.on
            due = one.day("review_on") or months_after(one.on, review_months)
            expires = one.day("expires_on") or months_after(one.on, max_months)
        elif joined and expires and one.state not in _IN_IT:
            appointed = one.detail.get("outcome") == "appointed"
            members.append(Member(person, joined, expires, _first(one.on, over), appointed))
            joined = due = expires = None
        elif one.step == Step.REVIEW.value and due:
            reviews.append(Review(f"{key}.{number}", person, due, one.on))
            due = one.day("review_on") or months_after(one.on, review_months)
        elif joined:  # a pause, and its end, move both days
            due, expires = one.day("review_on") or due, one.day("expires_on") or expires
    if joined and expires:
        members.append(Member(person, joined, expires, over))
        if due and due < expires and not (over and over <= due):
            reviews.append(Review(f"{key}.next", person, due))
    return PoolFacts(tuple(members), tuple(reviews), tuple(nominations))


def _first(day: date, other: date | None) -> date:
    return min(day, other) if other else day


def _day(at: datetime) -> date:
    return at.date()
