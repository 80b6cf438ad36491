"""Signing in by password, and what lets another process go on as who has signed in.

Proving who one is happens before there is an actor, as finding an account does (`store.accounts.find`); setting a
password is an action as any other.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, or_
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import audit_chain, passwords
from store.access import ADMIT, CHECK
from store.accounts import anothers, open_ones
from store.attempts import Attempts
from store.desk import Desk, Service, reads, writes
from store.engine import Principal, reading, writing
from store.errors import Invalid
from store.models import Account, Admission, Credential, Person
from store.row_security import count_of
from store.views import PasswordView, SignedInView

_ADMITTED_WITHIN = timedelta(seconds=60)


def count(engine: Engine) -> int:
    """How many accounts have a password."""
    with reading(engine) as session:
        return count_of(session, Credential)


def sign_in(engine: Engine, name: str, password: str, now: datetime) -> SignedInView | None:
    """The account whose password this is.

    An attempt is counted as a failure before it is looked at, and taken back when it was none: so many at once are no
    way round the limit. It takes as long, and says as little, where there is no such account.

    Args:
        name: The account's name, or its person's reference.
        password: What was typed.
        now: The moment.

    Returns:
        None where the two do not go together, or too many attempts were made and none is looked at for a while.
    """
    who = Principal(name, CHECK, now.date())
    with writing(engine, who) as session:
        row = _sought(session, name, now)
        kept = session.get(Credential, row.id, with_for_update=True) if row else None
        before = Attempts(kept.failed, kept.locked_until) if kept else Attempts()
        looked_at = kept is not None and not before.locked(now)
        after = before.after_failure(now) if looked_at else before
        if kept is not None:
            kept.failed, kept.locked_until = after.failed, after.locked_until
        known = (row.id, row.name, row.person_id, kept.hash) if row and kept and looked_at else None
    if not passwords.fits(known[3] if known else None, password) or known is None:
        if known and after.locked_until:
            with writing(engine, who) as session:
                _note(
                    session, known, now, f"wrong password {after.failed} times; none is looked at for a while"
                )
        return None
    with writing(engine, who) as session:
        mine = session.get_one(Credential, known[0])
        mine.failed, mine.locked_until = 0, None
        if passwords.is_old(mine.hash):
            mine.hash = passwords.hashed(password)
        _note(session, known, now, "signed in")
    return SignedInView(known[0], known[1])


def holds(engine: Engine, name: str, now: datetime, since: datetime | None) -> bool:
    """Whether somebody who signed in may go on: the account is open, and its password is still the one of then.

    Args:
        name: The account's name.
        now: The moment.
        since: When they signed in; None where that took no password.
    """
    with reading(engine, Principal(name, CHECK, now.date())) as session:
        row = _sought(session, name, now)
        if row is None or since is None:
            return row is not None
        kept = session.get(Credential, row.id)
        return kept is not None and kept.changed_at <= since


def admission(engine: Engine, name: str, now: datetime) -> str | None:
    """A secret by which one process, once and within a minute, becomes an account; None where it is not open.

    Whoever asks for it has seen to it that the account's person has signed in.
    """
    secret = secrets.token_urlsafe(32)
    with writing(engine, Principal(name, CHECK, now.date())) as session:
        row = _sought(session, name, now)
        if row is None:
            return None
        old = (col(Admission.account_id) == row.id) & (col(Admission.until) < now)
        session.execute(delete(Admission).where(old))
        session.add(Admission(digest=_digest(secret), account_id=row.id, until=now + _ADMITTED_WITHIN))
    return secret


def admit(engine: Engine, secret: str, now: datetime) -> str | None:
    """The key of the account that a secret of `admission` is for, which it is no more; None for any other."""
    digest = _digest(secret)
    with writing(engine, Principal(digest, ADMIT, now.date())) as session:
        gone = delete(Admission).where(col(Admission.digest) == digest)
        row = session.execute(gone.returning(col(Admission.account_id), col(Admission.until))).one_or_none()
    return row.account_id if row is not None and now <= row.until else None


class Credentials(Service):
    """Passwords, as somebody who is signed in sets them. Nobody reads one: of each, its hash alone is kept."""

    @reads("password.set")
    def all(self, desk: Desk) -> list[PasswordView]:
        """Every open account, by name, with when its password was set, if it has one."""
        kept = {row.account_id: row for row in desk.session.scalars(select(Credential))}
        return [
            PasswordView(
                one.name,
                kept[one.id].changed_at if one.id in kept else None,
                kept[one.id].locked_until if one.id in kept else None,
            )
            for one in desk.session.scalars(open_ones(desk.today))
        ]

    @writes("password.own")
    def change(self, desk: Desk, password: str, shortest: int = passwords.SHORTEST) -> None:
        """Set one's own password. Raises Invalid where it may not be used."""
        _set(desk, desk.session.get_one(Account, desk.actor.account), password, shortest)

    @writes("password.set")
    def set(self, desk: Desk, account: str, password: str, shortest: int = passwords.SHORTEST) -> None:
        """Set somebody else's password; whoever is signed in with the old one is not any more.

        Raises:
            NotFound: no such account.
            NotAllowed: it is one's own, which `change` is for.
            Invalid: it may not be used.
        """
        _set(desk, anothers(desk, account), password, shortest)


def _set(desk: Desk, row: Account, password: str, shortest: int) -> None:
    kept = desk.session.get(Credential, row.id)
    form = passwords.accepted(password, row.name, shortest)
    if kept is not None and passwords.fits(kept.hash, form):
        raise Invalid("That is the password already; choose another.")
    hashed = passwords.hashed(form)
    if kept is None:
        desk.session.add(Credential(account_id=row.id, hash=hashed, changed_at=desk.now))
    else:
        kept.hash, kept.changed_at, kept.failed, kept.locked_until = hashed, desk.now, 0, None
    desk.note(f"account {row.id}", row.person_id, reason="password")
    desk.session.flush()


def _sought(session: Session, name: str, now: datetime) -> Account | None:
    """The open account of that name, else of that person's reference."""
    named = or_(col(Account.name) == name, col(Person.reference) == name)
    rows = session.scalars(open_ones(now.date()).where(named)).all()
    return next((row for row in rows if row.name == name), rows[0] if rows else None)


def _note(session: Session, known: tuple[str, str, str | None, str], now: datetime, reason: str) -> None:
    account, name, person, _ = known
    entry = audit_chain.Entry(now, name, CHECK, f"account {account}", person, reason)
    audit_chain.append(session, entry)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
