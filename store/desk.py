"""The one door: every service method runs at a desk, which knows who acts, what is allowed, and writes the audit."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Engine, and_, false, or_, true
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import audit_chain
from store.access import IN_WORDS, Actor, Role, Scope, allowed, others, scopes
from store.engine import Principal, reading, writing
from store.errors import NotAllowed, NotFound
from store.holidays import BUILT_IN as HOLIDAYS
from store.holidays import load_holidays
from store.models import (
    Account,
    EmergencyAccess,
    Membership,
    Person,
    PoolAppeal,
    PoolCase,
    PoolSeat,
    ReportingLine,
)

_WHOLE_KEY = 36


@dataclass(frozen=True, slots=True)
class Desk:
    """One action of one actor in one transaction."""

    session: Session
    actor: Actor
    action: str
    now: datetime
    seen: list[audit_chain.Entry] = field(default_factory=list)
    """What was read that the audit has to know of; written before it is handed over."""
    holidays_file: Path = HOLIDAYS

    @property
    def today(self) -> date:
        """The day of the action."""
        return self.now.date()

    @property
    def holidays(self) -> frozenset[date]:
        """Public holidays; Invalid, with file and line, where the organisation's own file does not hold together."""
        return load_holidays(self.holidays_file).free

    def day_of(self, moment: datetime) -> date:
        """The day of a stored moment, in the zone in which the actor's day is told."""
        return moment.astimezone(self.now.tzinfo).date()

    def allows(self, person: str | None, action: str = "") -> bool:
        """Whether the actor may do this (or another named action) with a person's record."""
        return allowed(self.actor, action or self.action, person)

    def check(self, person: str | None, what: str) -> None:
        """Raise NotFound, the same as for what is not there, unless the actor may do this with a person's record."""
        if not self.allows(person):
            raise NotFound(f"There is no {what} that you can see; check the name or reference.")

    def reach(self, person: Any) -> ColumnElement[bool]:
        """The condition under which a column of persons' keys is within the actor's reach for this action."""
        mine = scopes(self.actor, self.action)
        me = self.actor.person
        keys = others(self.actor, mine)
        them: ColumnElement[bool] = true() if Scope.ORG in mine else person.in_(keys) if keys else false()
        own = person == me if me and Scope.OWN in mine else false()
        return or_(own, and_(them, person != me) if me else them)

    def note(self, record: str, person: str | None, *, reason: str = "", content: object = None) -> int:
        """Write the audit's row for what is being done, and give its number; `content` is hashed, never kept."""
        return audit_chain.append(self.session, self._entry(record, person, reason, content))

    def note_all(self, records: Iterable[tuple[str, str | None, object]]) -> None:
        """Write the audit's rows for many records at once: each one's name, whose it is, what is in it."""
        entries = [self._entry(record, person, "", content) for record, person, content in records]
        audit_chain.append(self.session, *entries)

    def note_reading(self, record: str, person: str) -> None:
        """Have the audit know that somebody else's record was read."""
        self.seen.append(self._entry(record, person, "read", None))

    def _entry(self, record: str, person: str | None, reason: str, content: object) -> audit_chain.Entry:
        return audit_chain.Entry(self.now, self.actor.name, self.action, record, person, reason, content)


class Service:
    """A part of the store, bound to an account.

    Args:
        engine: The database.
        account: The account's key.
        now: The clock.
        holidays: The file of public holidays, by which working days are counted.
    """

    def __init__(
        self, engine: Engine, account: str, now: Callable[[], datetime], holidays: Path = HOLIDAYS
    ) -> None:
        self._engine = engine
        self._account = account
        self._now = now
        self._holidays = holidays


S = TypeVar("S", bound=Service)
P = ParamSpec("P")
R = TypeVar("R")


def reads(action: str) -> Callable[[Callable[Concatenate[S, Desk, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare a method's action; run it at a desk in a transaction that only reads."""
    return _at_desk(action, reading)  # type: ignore[no-any-return]


def writes(action: str) -> Callable[[Callable[Concatenate[S, Desk, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare a method's action; run it at a desk in one transaction, committed when it returns."""
    return _at_desk(action, writing)  # type: ignore[no-any-return]


def _at_desk(action: str, transaction: Any) -> Any:
    def declare(method: Any) -> Any:
        @functools.wraps(method)
        def run(self: Service, *args: Any, **kwargs: Any) -> Any:
            now = self._now()
            principal = Principal(self._account, action, now.date())
            with transaction(self._engine, principal) as session:
                actor = load_actor(session, self._account, now.date())
                if not scopes(actor, action):
                    raise NotAllowed(f"The account {actor.name} may not {IN_WORDS[action]}.")
                desk = Desk(session, actor, action, now, holidays_file=self._holidays)
                result = method(self, desk, *args, **kwargs)
            if desk.seen:
                with writing(self._engine, principal) as session:
                    audit_chain.append(session, *desk.seen)
            return result

        run.action = action  # type: ignore[attr-defined]
        return run

    return declare


def load_actor(session: Session, account: str, today: date) -> Actor:
    """The account as it stands today: a reporting line that has ended gives nothing any more.

    Raises:
        NotFound: there is no such active account.
    """
    row = session.get(Account, account)
    person = session.get(Person, row.person_id) if row and row.person_id else None
    gone = person is not None and person.left_on is not None and person.left_on <= today
    if row is None or not row.active or gone:
        raise NotFound("There is no such account, or it is closed.")
    roles = {Role(role) for role in row.roles}
    line: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    appeals: frozenset[str] = frozenset()
    if row.person_id:
        roles.add(Role.INDIVIDUAL)
        current = select(ReportingLine.person_id).where(
            ReportingLine.manager_id == row.person_id,
            ReportingLine.since <= today,
            or_(col(ReportingLine.until).is_(None), col(ReportingLine.until) > today),
        )
        line = frozenset(session.scalars(current))
        if line:
            roles.add(Role.MANAGER)
    if Role.PANEL in roles:
        cases = frozenset(session.scalars(_put_to(account)))
    if Role.MANAGER in roles:
        appeals = frozenset(
            person
            for person, level in session.execute(_appeals_to(account))
            if level != "manager" or person in line
        )
    opened: frozenset[str] = frozenset()
    if Role.HR in roles:
        emergencies = select(EmergencyAccess.person_id).where(
            EmergencyAccess.account_id == row.id, EmergencyAccess.until > today
        )
        opened = frozenset(session.scalars(emergencies)) - {row.person_id or ""}
    return Actor(row.id, row.name, row.person_id, frozenset(roles), line, cases, appeals, opened)


def _put_to(account: str) -> Any:
    """The query for the people about whom a panel has to decide on which the account sits."""
    seat = (col(PoolSeat.case_id) == col(PoolCase.id)) & (
        col(PoolSeat.membership_id) == col(PoolCase.membership_id)
    )
    return (
        select(Membership.person_id)
        .join(PoolCase, col(PoolCase.membership_id) == col(Membership.id))
        .join(PoolSeat, seat)
        .where(
            PoolSeat.account_id == account, PoolSeat.status == "sitting", col(PoolCase.closed_at).is_(None)
        )
    )


def _appeals_to(account: str) -> Any:
    """The query for the people whose appeal waits for the account, each with the appeal's level."""
    return (
        select(Membership.person_id, PoolAppeal.level)
        .join(PoolAppeal, col(PoolAppeal.membership_id) == col(Membership.id))
        .where(PoolAppeal.hearer_id == account, PoolAppeal.outcome == "")
    )


def person_by_reference(desk: Desk, reference: str) -> Person:
    """The person of that reference, if the actor may do the desk's action with their record; else NotFound."""
    person = desk.session.scalars(select(Person).where(Person.reference == reference)).one_or_none()
    if person is None or not desk.allows(person.id):
        raise NotFound(f"There is no person {reference!r} that you can see; see: talent people list")
    return person


def begins(key: Any, start: str) -> ColumnElement[bool]:
    """The condition that a key is this one, or, where less than a key was given, that it begins so."""
    whole: ColumnElement[bool] = key == start
    return whole if len(start) == _WHOLE_KEY else key.startswith(start, autoescape=True)
