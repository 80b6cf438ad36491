"""A disk that remembers what was written, synced and deleted in which order, and fails when it is told to.

SQLite runs on it by apsw, whose virtual file systems can be written in Python; `driver` gives it the face of the
driver that the program uses otherwise, so that the program itself runs on this disk, with its own settings.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import apsw
from sqlalchemy import Engine, StaticPool
from sqlalchemy import create_engine as create

from store.engine import make_engine


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to a file, in the order in which it was."""

    what: str  # write, cut, sync, delete
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What happened on the disk; `fails_at` is the number of the write or sync that fails, with `failure`."""

    steps: list[Step] = field(default_factory=list)
    before: dict[str, bytes] = field(default_factory=dict)
    fails_at: int = 0
    failure: type[Exception] = apsw.FullError
    lies: bool = False
    touched: int = 0
    failed: int = 0

    def may(self) -> bool:
        """Count a write or sync. Raises the failure once it is due; with `lies` gives False instead: leave it out."""
        self.touched += 1
        if self.fails_at and self.touched >= self.fails_at:
            self.failed += 1
            if not self.lies:
                raise self.failure("on purpose")
            return False
        return True

    def cut(self, steps: int, chance: random.Random, folder: Path) -> None:
        """Write down what may be left when the power goes after so many steps.

        What was synced is there. Of what was written since, there is nothing, the first part, any part, or any part
        and one write torn in the middle.
        """
        files = {name: bytearray(content) for name, content in self.before.items()}
        waiting: dict[str, list[Step]] = {}
        for step in self.steps[:steps]:
            if step.what == "sync":
                for late in waiting.pop(step.file, []):
                    _apply(files, late)
            elif step.what == "delete":
                files.pop(step.file, None)
                waiting.pop(step.file, None)
            else:
                waiting.setdefault(step.file, []).append(step)
        for late in waiting.values():
            for step in _left_of(late, chance):
                _apply(files, step)
        for name, content in files.items():
            (folder / name).write_bytes(content)


def _left_of(late: Sequence[Step], chance: random.Random) -> list[Step]:
    kind = chance.choice(["none", "first", "any", "torn"])
    if kind == "none":
        return []
    if kind == "first":
        return list(late[: chance.randint(0, len(late))])
    left = [step for step in late if chance.random() < 0.5]
    if kind == "torn" and left:
        one = chance.randrange(len(left))
        step = left[one]
        left[one] = Step(step.what, step.file, step.at, step.data[: chance.randint(0, len(step.data))])
    return left


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.file, bytearray())
    if step.what == "cut":
        del content[step.at :]
        return
    content.extend(bytes(max(0, step.at - len(content))))
    content[step.at : step.at + len(step.data)] = step.data


class _File(apsw.VFSFile):  # type: ignore[misc]
    def __init__(self, disk: Disk, name: Any, flags: Any) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "").name

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.may():
            self._disk.steps.append(Step("write", self._name, offset, bytes(data)))
            super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        if self._disk.may():
            self._disk.steps.append(Step("cut", self._name, size))
            super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        if self._disk.may():
            self._disk.steps.append(Step("sync", self._name))
            super().xSync(flags)


class _System(apsw.VFS):  # type: ignore[misc]
    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self._disk = disk

    def xOpen(self, name: Any, flags: Any) -> _File:
        return _File(self._disk, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        self._disk.steps.append(Step("delete", Path(name).name))
        super().xDelete(name, sync)


class _Cursor:
    """A cursor as DB-API 2 has it."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    def execute(self, statement: str, parameters: Any = ()) -> _Cursor:
        cursor = self._connection.cursor()

        def described(_: Any, __: str, ___: Any) -> bool:
            self.description = tuple(
                (*column, None, None, None, None, None) for column in cursor.get_description()
            )
            return True

        self.description = None
        cursor.exec_trace = described
        with _translated():
            self._rows = list(cursor.execute(statement, parameters))
        self.description = self.description or None
        self.rowcount = -1 if self.description else self._connection.changes()
        self.lastrowid = self._connection.last_insert_rowid()
        return self

    def executemany(self, statement: str, many: Sequence[Any]) -> _Cursor:
        changed = 0
        for parameters in many:
            changed += max(0, self.execute(statement, parameters).rowcount)
        self.rowcount = changed
        return self

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[Any]:
        return self.fetchmany(len(self._rows))

    def close(self) -> None:
        self._rows = []


class _Connection:
    """A connection as DB-API 2 has it; the program begins and ends transactions by itself."""

    isolation_level: str | None = None

    def __init__(self, path: str, system: str) -> None:
        self._own = apsw.Connection(path, vfs=system)
        # apsw's file systems have no shared memory, which WAL needs unless there is one connection only
        self._own.execute("PRAGMA locking_mode = EXCLUSIVE")

    def cursor(self) -> _Cursor:
        return _Cursor(self._own)

    def execute(self, statement: str, parameters: Any = ()) -> _Cursor:
        return self.cursor().execute(statement, parameters)

    def create_function(self, name: str, count: int, made: Any, **_: Any) -> None:
        self._own.create_scalar_function(name, made, count)

    def commit(self) -> None:
        if self._own.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._own.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with _translated():
            self._own.close()


class Error(Exception):
    """What a driver raises."""


class DatabaseError(Error):
    """A database's refusal."""


class IntegrityError(DatabaseError):
    """A row that may not be."""


class OperationalError(DatabaseError):
    """All else."""


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.ConstraintError as error:
        raise IntegrityError(str(error)) from error
    except apsw.Error as error:
        words = {apsw.FullError: "database or disk is full", apsw.IOError: "disk I/O error"}
        raise OperationalError(words.get(type(error), str(error))) from error


@contextmanager
def store_on(disk: Disk, path: Path, *, journal: str = "WAL", synchronous: str = "") -> Iterator[Engine]:
    """The program's own engine, on this disk.

    Args:
        disk: The disk.
        path: The store's file.
        journal: The way of keeping a journal that the program would choose.
        synchronous: A setting that is put in place of the program's, to break it.
    """
    system = _System(f"disk {id(disk)}", disk)

    def connect(file: str, **_: Any) -> _Connection:
        connection = _Connection(file, system_name)
        if synchronous:
            own = connection.execute

            def weakened(statement: str, parameters: Any = ()) -> _Cursor:
                return own(
                    statement.replace("synchronous = FULL", f"synchronous = {synchronous}"), parameters
                )

            connection.execute = weakened  # type: ignore[method-assign]
        return connection

    system_name = f"disk {id(disk)}"
    module = SimpleNamespace(
        connect=connect,
        paramstyle="qmark",
        sqlite_version=apsw.sqlite_lib_version(),
        sqlite_version_info=tuple(int(part) for part in apsw.sqlite_lib_version().split(".")),
        Binary=bytes,
        Error=Error,
        DatabaseError=DatabaseError,
        IntegrityError=IntegrityError,
        OperationalError=OperationalError,
        **dict.fromkeys(("InterfaceError", "DataError", "InternalError", "ProgrammingError"), DatabaseError),
        NotSupportedError=DatabaseError,
    )

    def on_this(address: Any, **arguments: Any) -> Engine:
        return create(address, module=module, poolclass=StaticPool, **arguments)

    disk.before = {path.name: path.read_bytes()} if path.exists() else {}
    with (
        mock.patch("store.engine.create_engine", on_this),
        mock.patch("store.engine.journal_mode", lambda *_: journal),
    ):
        engine = make_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        disk.fails_at = 0
        engine.dispose()
        del system
