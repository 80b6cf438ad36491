"""Accounts: who may sign in. Finding one is what happens before there is an actor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, func, or_
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.access import Role
from store.desk import Desk, Service, load_actor, reads
from store.engine import reading, writing
from store.errors import Invalid, NotAllowed
from store.models import Account, Person
from store.views import AccountView


def count(engine: Engine) -> int:
    """How many accounts there are."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def find(
    engine: Engine, today: date, *, name: str | None = None, os_user: str | None = None
) -> AccountView | None:
    """The active account of that name or that person's reference, or of that user of the operating system."""
    with reading(engine) as session:
        wanted = select(Account).where(col(Account.active)).order_by(col(Account.name))
        if name is not None:
            people = select(Person.id).where(Person.reference == name)
            wanted = wanted.where(or_(col(Account.name) == name, col(Account.person_id).in_(people)))
        if os_user is not None:
            wanted = wanted.where(Account.os_user == os_user)
        rows = session.scalars(wanted).all()
        best = next((row for row in rows if row.name == name), rows[0] if rows else None)
        return _view(session, best, today) if best else None


def create(
    engine: Engine,
    *,
    name: str,
    roles: Sequence[Role],
    os_user: str | None = None,
    person_reference: str | None = None,
    person_name: str | None = None,
) -> None:
    """Open an account; with a person's name, for a new person of that reference.

    Raises:
        Invalid: no name.
        Conflict: the name or reference is taken.
    """
    if not name.strip():
        raise Invalid("An account needs a name.")
    with writing(engine) as session:
        person = None
        if person_reference:
            person = session.scalars(select(Person).where(Person.reference == person_reference)).one_or_none()
            if person is None:
                person = Person(reference=person_reference, name=person_name or name)
                session.add(person)
                session.flush()
        session.add(
            Account(
                name=name,
                roles=[role.value for role in roles],
                os_user=os_user,
                person_id=person.id if person else None,
            )
        )


class Accounts(Service):
    """Accounts, as somebody who is signed in sees them."""

    @reads("account.see")
    def me(self, desk: Desk) -> AccountView:
        """The signed-in account."""
        row = desk.session.get_one(Account, desk.actor.account)
        return _view(desk.session, row, desk.today)

    @reads("account.see")
    def require(self, desk: Desk, action: str) -> None:
        """Raise NotAllowed unless the account may do something that is about nobody's record."""
        if not desk.allows(None, action):
            raise NotAllowed(
                f"The account {desk.actor.name} may not do that ({action}); ask HR or an administrator."
            )


def _view(session: Session, row: Account, today: date) -> AccountView:
    person = session.get(Person, row.person_id) if row.person_id else None
    roles = load_actor(session, row.id, today).roles
    return AccountView(
        id=row.id,
        name=row.name,
        display=person.name if person else row.name,
        roles=tuple(role.value for role in Role if role in roles),
        person=person.reference if person else None,
    )
