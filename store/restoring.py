"""Putting a copy of a SQLite store back: verified before anything is touched, what was there kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import audit_chain, conversation_rows
from store.backup import back_up
from store.cipher import BESIDE, Key, connect, errors, is_plain, remove, sync
from store.converting import copy_as
from store.desk import Desk, Service, writes
from store.engine import make_engine, reading, writing
from store.errors import StoreUnavailable
from store.models import Audit, Conversation, Person
from store.privacy.erasures import Register, erase_again
from store.privacy.rules import Rule
from store.schema import HEAD, upgrade

_PATIENCE = 10.0
"""Seconds that others are given to finish what they write."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A copy that was found whole, brought to this program's schema.

    Attributes:
        path: Where it lies, ready to be put back.
        key: Its key; None where it is plain.
        people: How many people are in it.
        conversations: How many conversations.
        until: The day of its last change that the audit knows of.
        broken: What of its audit or its signed records does not hold, and was accepted; empty where all does.
    """

    path: Path
    key: Key | None
    people: int
    conversations: int
    until: date | None
    broken: str = ""


class Backups(Service):
    """That copies were made, for the audit."""

    @writes("backup.make")
    def begun(self, desk: Desk) -> None:
        """Note that a copy of the store is being made."""
        desk.note("store", None, reason="copied")

    @writes("backup.restore")
    def restoring(self, desk: Desk, broken: str = "") -> str:
        """Note, in the store that is going to be replaced, that it is, and what of the copy does not hold; gives the
        account's name."""
        desk.note("store", None, reason=f"to be replaced by a copy{_accepted(broken)}")
        return desk.actor.name

    @writes("store.encrypt")
    def encrypting(self, desk: Desk, what: str) -> None:
        """Note, before it is done, that the store's encryption is changed: `what` says how."""
        desk.note("store", None, reason=what)


def checked(
    file: Path,
    work: Path,
    key: Key | None = None,
    opens: Key | None = None,
    *,
    accept_broken_audit: bool = False,
) -> Checked:
    """Copy a backup to a work file and look through all of it.

    Args:
        file: The backup; it is only read.
        work: The file to be made, beside the store.
        key: The store's key, with which the work file is encrypted; None where the store is plain.
        opens: The key that opens the backup, if it is encrypted.
        accept_broken_audit: Take it although its audit, or a signed record, does not hold; what is wrong is said.

    Raises:
        StoreUnavailable: it cannot be read, is damaged, is not this program's, is newer than this program, or its
            audit or a signed record does not hold.
    """
    remove(work)
    try:
        _copied(file, work, key, opens)
        engine = make_engine(f"sqlite:///{work}", key)
        try:
            upgrade(engine)
            with reading(engine) as session:
                broken = _broken(session)
                if broken and not accept_broken_audit:
                    raise StoreUnavailable(
                        f"The copy {file} was not restored: {broken}; take another copy, or where there is none that "
                        "holds, accept it: talent restore FILE --accept-broken-audit"
                    )
                people = session.scalar(select(func.count()).select_from(Person)) or 0
                talks = session.scalar(select(func.count()).select_from(Conversation)) or 0
                last = session.scalars(select(Audit.at).order_by(col(Audit.sequence).desc()).limit(1)).first()
        finally:
            engine.dispose()
            remove(work.with_name(f"{work.name}.before-{HEAD}"))
    except BaseException:
        remove(work)
        raise
    return Checked(work, key, people, talks, last.date() if last else None, broken)


def _broken(session: Session) -> str:
    """What of a store's audit and signed records does not hold, in words; empty where all does."""
    row, damaged = audit_chain.first_broken(session), len(conversation_rows.damaged(session))
    said = [f"its audit is broken at row {row}"] if row is not None else []
    if damaged:
        records = "a signed record" if damaged == 1 else f"{damaged} signed records"
        said.append(f"{records} in it {'was' if damaged == 1 else 'were'} changed")
    return " and ".join(said)


def _accepted(broken: str) -> str:
    return f"; accepted although {broken}" if broken else ""


def put_back(
    live: Path, copy: Checked, aside: Path, *, done: Sequence[Register], trail: Rule, now: datetime, by: str
) -> int:
    """Make a checked copy the store: whole, or the store stays as it was.

    Programs that have the store open go on with what is put back. Whoever was erased since the copy was made is erased
    in it first.

    Args:
        live: The store's file; it need not be there.
        copy: The copy; it is used up.
        aside: The file in which the present store is kept.
        done: Whom the present store has erased.
        trail: How long the steps of talent pools are kept.
        now: The moment.
        by: The name of the account that restores.

    Returns:
        How many people were erased again.

    Raises:
        StoreUnavailable: the store is in use all the time, or cannot be written.
    """
    engine = make_engine(f"sqlite:///{copy.path}", copy.key)
    try:
        if copy.broken:
            with writing(engine) as session:
                audit_chain.go_on(session)
        again = erase_again(engine, done, now, by, trail)
        with writing(engine) as session:
            reason = f"copy of {copy.until or 'unknown'}{_accepted(copy.broken)}"
            audit_chain.append(session, audit_chain.Entry(now, by, "backup.restore", "store", reason=reason))
    finally:
        engine.dispose()
    try:
        if _kept(live, aside, copy.key):
            _overwrite(live, copy)
        else:
            copy.path.replace(live)
            sync(live.parent)
    except errors() as error:
        raise StoreUnavailable(
            f"The copy could not be put back as {live}: {error}; the store is as it was."
        ) from error
    finally:
        remove(copy.path)
    return again


def _copied(file: Path, work: Path, key: Key | None, opens: Key | None) -> None:
    theirs = False
    try:
        theirs = not is_plain(file)
        found = opens if theirs else None
        work.touch(mode=0o600)
        if (found.raw if found else None) == (key.raw if key else None):
            address = f"{file.absolute().as_uri()}?mode=ro"
            with closing(connect(address, found, uri=True)) as source, closing(connect(work, key)) as copy:
                source.backup(copy)
        else:
            copy_as(file, found, work, key)
        with closing(connect(work, key)) as copy:
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"alembic_version", "person"} <= tables:
                raise StoreUnavailable(
                    f"The file {file} is not a copy of this program's store; name another one."
                )
            whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if not whole or copy.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreUnavailable(f"The copy {file} is damaged and was not restored; take another copy.")
            (found,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            if not found.isdigit() or int(found) > int(HEAD):
                raise StoreUnavailable(
                    f"The copy {file} has schema {found}, which this version of the program does not know (it knows up "
                    f"to {HEAD}); update the program."
                )
    except errors() as error:
        if theirs and "not a database" in str(error):
            raise StoreUnavailable(
                f"The copy {file} cannot be read: it is damaged, or encrypted with another key than this home's "
                "talent.key holds; take another copy, or put the talent.key it was made with into the folder."
            ) from None
        raise StoreUnavailable(
            f"The copy {file} cannot be read ({error}); check its name, or take another copy."
        ) from error


def _kept(live: Path, aside: Path, key: Key | None) -> bool:
    """Keep the present store: as a checked copy, or where it is damaged by moving it. Whether it is still in place."""
    if not live.exists():
        live.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return False
    engine = make_engine(f"sqlite:///{live}", key)
    try:
        back_up(engine, aside)
    except StoreUnavailable:
        engine.dispose()
        aside.hardlink_to(live)  # its own name is taken over by the copy: at no moment is there no store
        for end in BESIDE:
            path = live.with_name(f"{live.name}{end}")
            if path.exists():
                path.rename(aside.with_name(f"{aside.name}{end}"))
        return False
    finally:
        engine.dispose()
    return True


def _overwrite(live: Path, new: Checked) -> None:
    """Put a copy's pages into the store's file in one transaction, so that whoever has it open sees old or new."""
    with (
        closing(connect(new.path, new.key)) as source,
        closing(connect(live, new.key, timeout=_PATIENCE)) as target,
    ):
        target.execute(
            "BEGIN EXCLUSIVE"
        )  # says soon that it is in use; the copying itself would wait for ever
        target.execute("ROLLBACK")
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target)


def is_readable(live: Path, key: Key | None = None) -> bool:
    """Whether a file is a store of this program, of whatever version, that can be read."""
    try:
        with closing(connect(f"{live.absolute().as_uri()}?mode=ro", key, uri=True)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchone() is not None
    except errors():
        return False
