"""Files of SQLite as they lie on the disk: plain, or encrypted with SQLCipher under a key of 256 random bits."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from store.errors import StoreUnavailable

_PLAIN = b"SQLite format 3\x00"
_KEY = "store_key"
_LENGTH = 32
_BLOCK = 1 << 20
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, by the ends of the names."""


class Key:
    """The key of an encrypted store. It shows itself nowhere: not printed, not in an address, not in an error."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != _LENGTH:
            raise ValueError("a key has 32 bytes")
        self._raw = raw

    @classmethod
    def random(cls) -> Key:
        """A new key."""
        return cls(secrets.token_bytes(_LENGTH))

    @property
    def raw(self) -> bytes:
        """Its bytes, for whoever keeps them."""
        return self._raw

    @property
    def spelt(self) -> str:
        """As SQLCipher takes a raw key: nothing is derived from it, so that opening takes a millisecond."""
        return f"x'{self._raw.hex()}'"

    def __repr__(self) -> str:
        return "Key(…)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not written down this way")


def driver(key: Key | None) -> Any:
    """The module that opens a file: Python's own, or with a key SQLCipher's. StoreUnavailable where it is missing."""
    if key is None:
        return sqlite3
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreUnavailable(
            "What opens an encrypted store is missing; install talent[encryption]."
        ) from error
    return dbapi2


def errors() -> tuple[type[Exception], ...]:
    """What goes wrong with files: the system's errors, and the drivers'; SQLCipher's only once it is in use."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    return (OSError, sqlite3.Error, *((loaded.Error,) if loaded else ()))


def unlock(connection: Any, key: Key | None) -> None:
    """Give a new connection its key, before anything else is asked of it."""
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE").close()  # it would write into the screen
        connection.execute(f'PRAGMA key = "{key.spelt}"').close()


def connect(path: Path | str, key: Key | None, **arguments: Any) -> Any:
    """A connection of the driver's own, without a transaction that the driver begins by itself."""
    connection = driver(key).connect(path, isolation_level=None, **arguments)
    unlock(connection, key)
    return connection


def keep_key(engine: Engine, key: Key | None) -> None:
    """Have an engine know with which key its file is opened."""
    engine.update_execution_options(**{_KEY: key})


def key_of(engine: Engine) -> Key | None:
    """The key with which an engine's file is opened; None where it is plain."""
    key = engine.get_execution_options().get(_KEY)
    return key if isinstance(key, Key) else None


def is_plain(path: Path) -> bool:
    """Whether anybody who has the file can read it: it is SQLite's own, or it is empty.

    Not to be asked while this process writes to the file: on POSIX, closing any handle of a file gives up the locks
    that the process holds on it.
    """
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) in {_PLAIN, b""}


def scrub(path: Path) -> None:
    """Write over a file and remove it. What a disk keeps by itself of what was there, this cannot reach."""
    with path.open("rb+") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def remove(path: Path) -> None:
    """Remove a file that is nobody's yet, with what SQLite keeps beside it."""
    for end in ("", *BESIDE):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def sync(path: Path) -> None:
    """See that a file, or a folder's names, are on the disk."""
    if path.is_dir() and sys.platform == "win32":
        return  # which has no way to ask for it, and keeps names in order
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
