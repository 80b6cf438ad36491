"""Copies of a SQLite store that are known to be whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from store.errors import StoreUnavailable


def back_up(engine: Engine, target: Path) -> None:
    """Copy the store into a new file: whole and checked, or not at all.

    The copy is made by SQLite's own means while others may write, checked page by page and table by table, and only
    then gets its name. (A copy of the file alone was found to miss rows.)

    Args:
        engine: A SQLite database.
        target: The file to be made; one that is there already is replaced.

    Raises:
        StoreUnavailable: it could not be written, or what was written is not whole.
    """
    assert engine.dialect.name == "sqlite" and engine.url.database
    work = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        work.unlink(missing_ok=True)
        work.touch(mode=0o600)
        with closing(sqlite3.connect(engine.url.database)) as source, closing(sqlite3.connect(work)) as copy:
            source.isolation_level = None
            source.execute("BEGIN")
            there = _counts(
                source
            )  # from this first reading on, the transaction sees one moment of the store
            source.backup(copy)
            whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if not whole or there != _counts(copy):
                raise StoreUnavailable(
                    f"The copy {target} is not whole, so it was not kept; run: talent doctor"
                )
            source.execute("ROLLBACK")
        _sync(work)
        work.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(
            f"The copy {target} could not be written: {error}; check the folder and the free space."
        ) from error
    finally:
        work.unlink(missing_ok=True)


def _counts(database: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
