"""Accounts: who may sign in. Finding one, and opening the very first, is what happens before there is an actor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Engine, delete, or_
from sqlalchemy.orm import Session
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from store import audit_chain, checks
from store.access import FIND, IN_WORDS, OPEN_FIRST, Role
from store.desk import Desk, Service, load_actor, reads, writes
from store.engine import Principal, reading, writing
from store.errors import Conflict, Invalid, NotAllowed, NotFound
from store.models import Account, Credential, Person
from store.people import called
from store.row_security import count_of
from store.views import AccountView

_LONGEST_NAME = 60


def count(engine: Engine) -> int:
    """How many accounts there are."""
    with reading(engine) as session:
        return count_of(session, Account)


def find(
    engine: Engine, today: date, *, name: str | None = None, os_user: str | None = None
) -> AccountView | None:
    """The open account of that name or that person's reference, or of that user of the operating system."""
    with reading(engine, Principal(name or os_user or "", FIND, today)) as session:
        wanted = open_ones(today)
        if name is not None:
            wanted = wanted.where(or_(col(Account.name) == name, col(Person.reference) == name))
        if os_user is not None:
            wanted = wanted.where(col(Account.os_user) == os_user)
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
    now: datetime | None = None,
) -> None:
    """Open a store's first account; with a person's name, for a new person of that reference.

    It is the one thing done before there is anybody to do it; an administrator opens the next (`Accounts.open`).

    Raises:
        Invalid: no name.
        NotAllowed: there are accounts already.
    """
    checks.text(name, "account's name", needed=True, longest=_LONGEST_NAME)
    with writing(engine, Principal("", OPEN_FIRST)) as session:
        if count_of(session, Account):
            raise NotAllowed("There are accounts here already; an administrator opens the next one.")
        person = None
        if person_reference:
            full = checks.text(person_name or name, "name", needed=True, longest=200).strip()
            person = Person(reference=person_reference, name=full)
            session.add(person)
            session.flush()
        row = Account(
            name=name.strip(),
            roles=_given(roles),
            os_user=os_user,
            person_id=person.id if person else None,
        )
        session.add(row)
        session.flush()
        at, record = now or datetime.now(UTC), f"account {row.id}"
        audit_chain.append(
            session, audit_chain.Entry(at, row.name, "account.manage", record, row.person_id, "the first")
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
                f"The account {desk.actor.name} may not {IN_WORDS[action]}; ask HR or an administrator."
            )

    @reads("account.manage")
    def all(self, desk: Desk) -> list[AccountView]:
        """Every open account, by name."""
        return [_view(desk.session, row, desk.today) for row in desk.session.scalars(open_ones(desk.today))]

    @writes("account.manage")
    def open(
        self,
        desk: Desk,
        *,
        name: str,
        person: str | None = None,
        roles: Sequence[Role] = (),
        os_user: str | None = None,
    ) -> AccountView:
        """Open an account, for the person of that reference or for nobody's in particular.

        Raises:
            Invalid: no name, or a role that follows from the reporting lines and is not given.
            NotFound: no such person.
            NotAllowed: it is for oneself.
            Conflict: the name is taken.
        """
        name = checks.text(name, "account's name", needed=True, longest=_LONGEST_NAME).strip()
        whose = _person(desk, person) if person else None
        if whose is not None and whose.id == desk.actor.person:
            raise NotAllowed("Nobody opens another account for themself; another administrator does.")
        if desk.session.scalars(select(Account.id).where(col(Account.name) == name)).first():
            raise Conflict(f"There is an account {name!r} already; give this one another name.")
        row = Account(name=name, person_id=whose.id if whose else None, roles=_given(roles), os_user=os_user)
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"account {row.id}", row.person_id, reason="opened", content=row.roles)
        return _view(desk.session, row, desk.today)

    @writes("account.manage")
    def set_roles(self, desk: Desk, name: str, roles: Sequence[Role]) -> AccountView:
        """Give an account these roles and no others; in force at its next action.

        Raises:
            NotFound: no such account.
            NotAllowed: it is one's own: nobody gives themself a role.
            Invalid: a role that is not given.
        """
        row = anothers(desk, name)
        row.roles = _given(roles)
        desk.note(f"account {row.id}", row.person_id, reason="roles", content=row.roles)
        desk.session.flush()
        return _view(desk.session, row, desk.today)

    @writes("account.manage")
    def close(self, desk: Desk, name: str, reason: str) -> None:
        """Close an account: it cannot sign in any more, and its password is deleted; what it wrote
        stays. Raises as `set_roles` does."""
        row = anothers(desk, name)
        row.active = False
        desk.session.execute(delete(Credential).where(col(Credential.account_id) == row.id))
        desk.note(f"account {row.id}", row.person_id, reason=f"closed: {checks.reason(reason)}")


def open_ones(today: date) -> SelectOfScalar[Account]:
    """Accounts that may sign in: open, and of nobody who has left. By name."""
    left = col(Person.left_on)
    here: ColumnElement[bool] = or_(left.is_(None), left > today)
    whose = col(Person.id) == col(Account.person_id)
    return (
        select(Account).outerjoin(Person, whose).where(col(Account.active), here).order_by(col(Account.name))
    )


def _person(desk: Desk, reference: str) -> Person:
    found = desk.session.scalars(select(Person).where(col(Person.reference) == reference)).one_or_none()
    if found is None:
        raise NotFound(f"There is no person {reference!r}; see: talent people list")
    return found


def anothers(desk: Desk, name: str) -> Account:
    """The open account of that name, which is not one's own. Raises NotFound, NotAllowed."""
    row = desk.session.scalars(open_ones(desk.today).where(col(Account.name) == name)).one_or_none()
    if row is None:
        raise NotFound(f"There is no account {name!r}; see: talent account list")
    if row.id == desk.actor.account or (row.person_id and row.person_id == desk.actor.person):
        raise NotAllowed("Nobody changes their own account; another administrator does.")
    return row


def _given(roles: Sequence[Role]) -> list[str]:
    for role in roles:
        if role in {Role.INDIVIDUAL, Role.MANAGER}:
            raise Invalid(
                f"The role {role} follows from the person and the reporting lines; it is not given."
            )
    return sorted({role.value for role in roles})


def _view(session: Session, row: Account, today: date) -> AccountView:
    who = called(session, row.person_id)
    roles = load_actor(session, row.id, today).roles
    return AccountView(
        id=row.id,
        name=row.name,
        display=who.name if who else row.name,
        roles=tuple(role.value for role in Role if role in roles),
        person=who.reference if who else None,
    )
