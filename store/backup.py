"""Copies of a SQLite store that are known to be whole."""

from __future__ import annotations

import glob
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from store.cipher import connect, errors, key_of, sync
from store.errors import StoreUnavailable


def back_up(engine: Engine, target: Path) -> None:
    """Copy the store into a new file: whole and checked, or not at all.

    The copy is made by SQLite's own means while others may write, checked page by page and table by table, and only
    then gets its name. (A copy of the file alone was found to miss rows.) The copy of an encrypted store is encrypted
    with the same key.

    Args:
        engine: A SQLite database.
        target: The file to be made; one that is there already is replaced.

    Raises:
        StoreUnavailable: it could not be written, or what was written is not whole.
    """
    assert engine.dialect.name == "sqlite" and engine.url.database
    key = key_of(engine)
    work = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        _remove_left_over(target)
        work.touch(mode=0o600)
        with closing(connect(engine.url.database, key)) as source, closing(connect(work, key)) as copy:
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
        sync(work)
        work.replace(target)
        sync(target.parent)
    except errors() as error:
        raise StoreUnavailable(
            f"The copy {target} could not be written: {error}; check the folder and the free space."
        ) from error
    finally:
        work.unlink(missing_ok=True)


def _remove_left_over(target: Path) -> None:
    """Remove what processes left that were killed while they made the same copy: it is all of a store."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        maker = left.name.rpartition(".")[2]
        if maker.isdecimal() and not _runs(int(maker)):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether there is another process of that number; where that cannot be asked, there may be."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return True  # there, to ask is to end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _counts(database: Any) -> dict[str, int]:
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
