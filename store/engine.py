"""Connections to the store's database, with the rules that keep what was acknowledged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from store.cipher import Key, driver, keep_key, key_of, unlock
from store.errors import Conflict, StoreUnavailable

_WAL_IS_SAFE = (3, 51, 3)
"""From this SQLite on, two connections that write at once cannot damage a WAL file."""
_READ_ONLY = "store_read_only"
_SAY = text(
    "SELECT set_config('talent.account', :account, true), set_config('talent.action', :action, true), "
    "set_config('talent.today', :today, true)"
)
_NETWORK = {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "sshfs", "9p", "afs", "ceph", "glusterfs", "davfs"}
_SYNCHRONISED = {"Dropbox", "OneDrive", "Nextcloud", "iCloud", "Mobile"}
"""First words of the folders' names; iCloud keeps its own in `Mobile Documents`."""


def make_engine(url: str, key: Key | None = None) -> Engine:
    """An engine for a database address.

    Args:
        url: `sqlite:////path/to/talent.db` or `postgresql+psycopg://…`.
        key: The key of an encrypted SQLite file; None where it is plain.

    Raises:
        StoreUnavailable: an address that is none, a database this program does not know, a folder that cannot be made.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            _create_private(Path(address.database))
        engine = create_engine(
            address,
            pool_pre_ping=address.get_backend_name() != "sqlite",
            hide_parameters=True,  # what people wrote does not belong in an error's text
            # SQLAlchemy's own dialect for SQLCipher wants the key in the address, where it would be printed
            **({"module": driver(key)} if key else {}),
        )
    except OSError as error:
        raise StoreUnavailable(
            f"The store cannot be made: {error.strerror} ({error.filename}); check its owner and the free space."
        ) from error
    except ImportError as error:
        raise StoreUnavailable(
            f"The driver for the database in database_url is missing ({error.name}); install talent[postgres]."
        ) from error
    except ArgumentError as error:
        raise StoreUnavailable(
            "The address in database_url is not one of a database this program can use."
        ) from error
    if engine.dialect.name == "sqlite":
        keep_key(engine, key)
        journal = journal_mode(Path(address.database or "."), driver(key).sqlite_version_info)
        event.listen(engine, "connect", partial(_on_connect, journal=journal, key=key))
        event.listen(engine, "begin", _on_begin)
    return engine


@dataclass(frozen=True, slots=True)
class Principal:
    """For whom a transaction runs, as the database's own policies are told (`store.row_security`).

    Attributes:
        account: The account's key.
        action: What it does: a key of `store.access.POLICY`, or what is done before there is an account.
        today: The day on which it does it; None for the server's.
    """

    account: str
    action: str
    today: date | None = None


@contextmanager
def reading(engine: Engine, principal: Principal | None = None) -> Iterator[Session]:
    """A session in a transaction that only reads, and sees one moment of the store; it holds up no writer."""
    # PostgreSQL otherwise lets each statement see another moment: a plan of one version with actions of the next
    moment = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with explained(engine), engine.connect().execution_options(**{_READ_ONLY: True}, **moment) as connection:
        with Session(connection) as session:
            _introduce(session, principal)
            yield session
        connection.rollback()


@contextmanager
def writing(engine: Engine, principal: Principal | None = None) -> Iterator[Session]:
    """A session in a transaction that is committed when the block ends well, and rolled back when it does not."""
    with explained(engine), Session(engine) as session, session.begin():
        _introduce(session, principal)
        yield session


def _introduce(session: Session, principal: Principal | None) -> None:
    """Tell PostgreSQL, until the transaction ends, for whom it works."""
    if principal is None or session.get_bind().dialect.name != "postgresql":
        return
    said = {"account": principal.account, "action": principal.action, "today": str(principal.today or "")}
    session.execute(_SAY, said)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """The database's refusals as sentences for people."""
    try:
        yield
    except DBAPIError as error:
        where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.host
        text, kind = str(error.orig).lower(), type(error.orig).__name__
        # From None: PostgreSQL's own words repeat the row's values, which belong in no traceback and no log.
        if "unique constraint" in text or "duplicate key" in text:
            raise Conflict(
                "Somebody else has just saved the same thing; look at it again before you go on."
            ) from None
        raise StoreUnavailable(f"The store {where} {_reason(text, kind, key_of(engine))}") from None


def _reason(text: str, kind: str, key: Key | None) -> str:
    if "locked" in text or "busy" in text:
        return "is being changed by another process; try again in a moment."
    if key is not None and "not a database" in text:
        return (
            "cannot be opened with this home's key: it is another one's, damaged, or was decrypted meanwhile; open the "
            "program again, or restore a backup."
        )
    if "not a database" in text or "malformed" in text or "file is encrypted" in text:
        return "is not this program's database, or it is damaged; move the file away or restore a backup."
    if "full" in text or "no space" in text:
        return "could not be written because the disk is full; free some space and try again."
    if kind == "InsufficientPrivilege":
        return "does not let this role do that; check database_url and database_owner_url, and run: talent doctor"
    if "readonly" in text or "unable to open" in text or "permission" in text:
        return "cannot be written; check who owns the file and its folder."
    if "disk i/o" in text:
        return (
            "cannot be read or written: the disk reports an error; check the disk, its space and its quota, or restore "
            "a backup."
        )
    if "connection" in text or "could not translate" in text:
        return "cannot be reached; check that the database server runs and that database_url is right."
    return f"cannot be used ({kind}); run: talent doctor"


def journal_mode(path: Path, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """How SQLite keeps its journal there: WAL where this SQLite and the folder's disk can be trusted with it."""
    safe = version >= _WAL_IS_SAFE and not _elsewhere(path.absolute())
    return "WAL" if safe else "DELETE"


def _elsewhere(path: Path) -> bool:
    """Whether a folder is on another machine, or is copied there while it is written: WAL breaks on both."""
    if any(part.split(" ")[0] in _SYNCHRONISED for part in path.parts):
        return True
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    entries = [line.split(" ") for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    held = [(entry[1], entry[2]) for entry in entries if path.is_relative_to(entry[1])]
    return bool(held) and max(held)[1].split(".")[-1] in _NETWORK


def _create_private(path: Path) -> None:
    """Make the file before SQLite does, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)


def _on_connect(connection: sqlite3.Connection, _: Any, journal: str, key: Key | None) -> None:
    connection.isolation_level = None  # the begin hook begins, not the driver
    unlock(connection, key)
    for pragma in (
        "busy_timeout = 10000",
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "fullfsync = ON",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    """Writers queue from their first moment: a transaction that turns writer later fails however long it waits."""
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
