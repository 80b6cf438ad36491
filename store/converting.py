"""From a plain file to an encrypted one, and back: whole and compared, or the store stays as it was."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from store.cipher import Key, connect, driver, errors, is_plain, remove, scrub, sync, unlock
from store.errors import StoreUnavailable

_PATIENCE = 10.0
"""Seconds that others are given to finish what they write."""


def convert(live: Path, old: Key | None, new: Key | None, keep: Path | None = None) -> None:
    """Write a store anew, plain or encrypted, and put it in its place in one step.

    Nobody else writes meanwhile. A program that has the old file open is told with its next turn that it is no
    database any more, so that nothing is acknowledged into a file that is gone: the old one is written over.

    Args:
        live: The store's file.
        old: Its key; None where it is plain.
        new: The key it shall have; None makes it plain.
        keep: A file in which it is kept as it was, if it shall be.

    Raises:
        StoreUnavailable: it is in use, cannot be read or written, or the new one is not like the old; the store is as
            it was.
    """
    tidy(live)
    work, before = _work(live), _before(live)
    try:
        with closing(_sqlcipher(live, old, timeout=_PATIENCE)) as connection:
            _hold(connection, live)
            if keep is not None:
                _kept(connection, keep, old)
            export(connection, work, new)
            _check(work, new)
            before.hardlink_to(live)  # under a name, so that it can be found and removed if this ends here
            work.replace(live)
            sync(live.parent)
            scrub(before)
    except errors() as error:
        raise StoreUnavailable(
            f"The store {live} could not be written anew ({error}); it is as it was: close other programs that have it "
            "open, see that there is space, and try again."
        ) from None
    finally:
        remove(work)


def tidy(live: Path) -> bool:
    """Finish what a conversion left that was stopped half-way. Whether there was anything."""
    work, before = _work(live), _before(live)
    found = work.exists() or before.exists()
    remove(work)
    if before.exists():
        if live.exists() and before.samefile(live):
            before.unlink()  # it had not come to the exchange
        else:
            scrub(before)
    return found


def left_over(live: Path) -> bool:
    """Whether a conversion was stopped half-way, so that an old file may still lie there."""
    return _work(live).exists() or _before(live).exists()


def plain_copies(live: Path) -> list[Path]:
    """Copies of the store beside it that anybody can read who has the file."""
    found = (path for path in live.parent.glob(f"{live.name}.*") if not path.name.endswith((".lock",)))
    return sorted(path for path in found if path.is_file() and path.stat().st_size and is_plain(path))


def copy_as(source: Path, old: Key | None, target: Path, new: Key | None) -> None:
    """Copy a file to a new one of another kind. Raises OSError, and what the drivers raise."""
    with closing(_sqlcipher(f"{source.absolute().as_uri()}?mode=ro", old, uri=True)) as connection:
        export(connection, target, new)


def export(connection: Any, target: Path, key: Key | None) -> None:
    """Write all of a connection's database to a new file, and see that every row of every table is the same."""
    target.touch(mode=0o600)
    connection.execute("ATTACH DATABASE ? AS target KEY ?", (str(target), key.spelt if key else ""))
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT sqlcipher_export('target')").fetchall()
        schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master"
        different = [] if _same(connection, schema) else ["the schema"]
        names = [
            name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        ]
        different += [name for name in names if not _same(connection, f'SELECT * FROM {{}}."{name}"')]  # noqa: S608
        if different:
            raise StoreUnavailable(
                f"What was written anew is not like the store ({', '.join(different)}), so it was not kept; "
                "run: talent doctor"
            )
        connection.execute("COMMIT")
    except BaseException:
        with suppress(*errors()):
            connection.execute("ROLLBACK")
        raise
    connection.execute("DETACH DATABASE target")
    sync(target)


def _same(connection: Any, rows: str) -> bool:
    """Whether both databases have the same rows, and as many."""
    one, other = rows.format("main"), rows.format("target")
    counts = f"SELECT (SELECT count(*) FROM ({one})) = (SELECT count(*) FROM ({other}))"  # noqa: S608
    beyond = f"SELECT EXISTS (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))"  # noqa: S608
    return bool(connection.execute(counts).fetchone()[0] and not connection.execute(beyond).fetchone()[0])


def _hold(connection: Any, live: Path) -> None:
    """Let nobody else in until the connection is closed."""
    connection.execute("PRAGMA main.locking_mode = EXCLUSIVE").fetchall()
    mode = connection.execute("PRAGMA main.journal_mode = DELETE").fetchone()[0]
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")
    if mode != "delete":
        raise StoreUnavailable(f"The store {live} is open in another program; close it and try again.")


def _kept(connection: Any, keep: Path, key: Key | None) -> None:
    keep.touch(mode=0o600)
    with closing(_sqlcipher(keep, key)) as copy:
        connection.backup(copy)
    sync(keep)


def _check(path: Path, key: Key | None) -> None:
    """The new file by itself, as the program will open it."""
    with closing(_sqlcipher(path, key)) as connection:
        bad = key is not None and connection.execute("PRAGMA cipher_integrity_check").fetchone()
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        if bad or not whole or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreUnavailable(
                "What was written anew is not whole, so it was not kept; run: talent doctor"
            )


def _sqlcipher(path: Path | str, key: Key | None, **arguments: Any) -> Any:
    """A connection by SQLCipher also to a plain file: it alone reads and writes both kinds."""
    if key is not None:
        return connect(path, key, **arguments)
    connection = driver(Key(bytes(32))).connect(path, isolation_level=None, **arguments)
    unlock(connection, None)
    return connection


def _work(live: Path) -> Path:
    return live.with_name(f".{live.name}.converting")


def _before(live: Path) -> Path:
    return live.with_name(f".{live.name}.before-converting")
