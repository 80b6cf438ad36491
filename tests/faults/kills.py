"""Killed at any moment, an import, an upgrade, a copy, an erasing, an export or an encryption happened, or it did not.

Each is done by the command that people use, in a process of its own, on a copy of the same home. Done once to its end
it shows what "new" is, and how long it takes; then it is killed at moments spread over that time, and the program has
to find the old or the new, whole. A broken way of doing each is there to be found out.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import inspect, text

from assistant.compose import Home, open_home
from store.cipher import connect, key_of
from store.engine import make_engine, reading, writing
from tests.faults.apart import Apart, Tell
from tests.faults.figures import Figures, measured

PASSPHRASE = "four words are enough"


@dataclass(frozen=True)
class Case:
    """Something that is killed while it is done.

    Attributes:
        words: The command, in which `{folder}` is the home's folder, and `{record}` a signed record.
        before: Commands that come before it, done once.
        starts: What else the home needs before it, done once.
        broken: Breaks the way it is done, in the process that does it.
        looks: What there is afterwards, as plain data; None is what is in the store.
    """

    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    starts: Callable[[Path], None] = lambda folder: None
    broken: Callable[[], None] = lambda: None
    looks: Callable[[Path], Any] | None = None


def kill(name: str, sample: Path, times: int, seed: int, folder: Path, *, broken: bool = False) -> Figures:
    """Kill one of `CASES` so often.

    Args:
        name: Which.
        sample: A home that has the sample organisation; it is copied.
        times: How often.
        seed: The chance's seed.
        folder: Where homes may lie.
        broken: Do it the broken way, to be found out.
    """
    case, chance = CASES[name], random.Random(seed)
    looks = case.looks or counted
    with measured(f"kill in {name}{', broken' if broken else ''}", seed) as figures:
        start = folder / "start"
        _lay_out(case, sample, start)
        old = looks(_copied(start, folder / "old"))
        done = _copied(start, folder / "new")
        took = _done(case, done, broken=False)
        new = looks(done)
        if broken:
            took = _done(case, _copied(start, folder / "home"), broken=True)
        figures.expect(old != new, "it changes nothing that can be seen")
        ends = {"old": 0, "new": 0}
        for number in range(times):
            home = _copied(start, folder / "home")
            process = _begun(case, home, broken)
            # a little beyond the end, for another run may be slower: the last step is what matters most
            time.sleep(took * 1.3 * (number + chance.random()) / times)
            process.kill()
            try:
                found = looks(home)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is neither old nor new
                found = f"{type(error).__name__}: {error}"
            figures.expect(found in (old, new), f"killed in {number + 1} of {times}: {found}")
            ends["old"] += found == old
            ends["new"] += found == new
            figures.count += 1
        figures.worst = f"{ends['old']} times old, {ends['new']} times new"
        for left in ("start", "old", "new", "home"):
            shutil.rmtree(folder / left, ignore_errors=True)
    return figures


def counted(folder: Path) -> dict[str, Any]:
    """What is in the sample organisation's store, opened as the program does. AssertionError where it is not whole."""
    home = opened(folder)
    try:
        found = home.health()
        assert found is not None
        assert found.whole, "its pages do not hold together"
        assert found.broken is None, f"its audit is broken at {found.broken}"
        assert not found.damaged, "signed records were changed"
        with reading(home._engine) as session:
            names = sorted(set(inspect(home._engine).get_table_names()) - {"audit", "audit_head"})
            counts: dict[str, Any] = {
                name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names
            }
            people = session.execute(text("SELECT sum(length(name)), sum(length(unit)) FROM person")).one()
            said = session.execute(text("SELECT sum(length(text)) FROM answer")).scalar_one()
        return counts | {"letters": [*people, said], "encrypted": key_of(home._engine) is not None}
    finally:
        home.close()


def opened(folder: Path) -> Home:
    """The sample organisation of a home."""
    with mock.patch.dict(os.environ, {"TALENT_PASSPHRASE_FILE": str(folder / "passphrase")}):
        return open_home(folder).sample()


def do(tell: Tell, folder: Path, words: tuple[str, ...], broken: Callable[[], None] | None = None) -> None:
    """Be the process: do a command in a home."""
    from tui.cli import run

    os.environ |= {"TALENT_HOME": str(folder), "TALENT_PASSPHRASE_FILE": str(folder / "passphrase")}
    if broken:
        broken()
    _at_the_first_write(tell)
    record = (folder / "record").read_text() if (folder / "record").exists() else ""
    code = run([word.format(folder=folder, record=record) for word in words])
    tell("done" if code == 0 else f"exit {code}")


def _begun(case: Case, folder: Path, broken: bool) -> Apart:
    process = Apart(do, folder, case.words, case.broken if broken else None)
    told = process.told()
    assert told == "begun", told
    return process


def _done(case: Case, folder: Path, *, broken: bool) -> float:
    """Do it to its end; gives the seconds from its first write."""
    process = _begun(case, folder, broken)
    begun = time.perf_counter()
    told = process.rest()
    assert broken or told == ["done"], told
    return time.perf_counter() - begun


def _at_the_first_write(tell: Tell) -> None:
    """Tell when the process begins to change something: what comes before need not be killed."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    told: list[bool] = []

    def begun(*_: Any) -> None:
        if not told:
            told.append(True)
            tell("begun")

    def writing(connection: Any) -> None:
        if not connection.get_execution_options().get("store_read_only", False):
            begun()

    event.listen(Engine, "begin", writing)
    touch = Path.touch

    def touching(self: Path, *given: Any, **named: Any) -> None:
        begun()
        touch(self, *given, **named)

    mock.patch("pathlib.Path.touch", touching).start()


def _lay_out(case: Case, sample: Path, start: Path) -> None:
    _copied(sample, start)
    (start / "passphrase").touch(mode=0o600)
    (start / "passphrase").write_text(PASSPHRASE)
    people = [f"N{number},Name {number},Nurse,Ward {number % 7}" for number in range(400)]
    (start / "staff.csv").write_text("\n".join(["reference,name,job_title,unit", *people]))
    case.starts(start)
    for words in case.before:
        told = Apart(do, start, words).rest()
        assert told == ["begun", "done"], told


def _copied(home: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(home, to))


# --- What there is to be seen ------------------------------------------------------------------------------------


def _copy(folder: Path) -> Any:
    """Which copy there is, as restoring would find it, and that the store is as it was."""
    from store.restoring import checked

    file = folder / "copy.db"
    found = None
    if file.exists():
        copy = checked(file, folder / "work.db")
        copy.path.unlink()
        found = copy.people, copy.conversations
    return found, counted(folder)


def _file(folder: Path) -> Any:
    """The file that was taken away, which has to be whole, beside the store."""
    return json.loads((folder / "taken.json").read_text()), counted(folder)


def _was_taken(folder: Path) -> None:
    """Another file, where the record is going to be written."""
    (folder / "taken.json").write_text('"what was there before"')
    home = opened(folder)
    signed = (one.id for one in home.sign_in().records.conversations.all() if one.status == "signed")
    (folder / "record").write_text(next(signed))
    home.close()


def _laid_out_long_ago(folder: Path) -> None:
    """A store as the first release made it, in place of the sample organisation's."""
    from tests.store.test_schema import OLD_ROWS, lay_out_first

    path = folder / "demo" / "talent.db"
    path.unlink()
    engine = make_engine(f"sqlite:///{path}")
    lay_out_first(engine)
    with writing(engine) as session:
        for statement in OLD_ROWS:
            session.execute(text(statement))
    engine.dispose()


def _older(folder: Path) -> Any:
    """The schema of a store, and what it had from the beginning; then the upgrade has to work, and to lose nothing."""
    from store.schema import HEAD, upgrade

    path = folder / "demo" / "talent.db"
    with closing(connect(path, None)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        tables = sorted(name for (name,) in connection.execute("SELECT name FROM sqlite_master"))
        people = connection.execute("SELECT count(*), sum(length(name)) FROM person").fetchone()
    engine = make_engine(f"sqlite:///{path}")
    try:
        upgrade(engine)
        with reading(engine) as session:
            assert session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
            now = session.execute(text("SELECT count(*), sum(length(name)) FROM person")).one()
        assert tuple(now) == people, "the upgrade after it lost people"
    finally:
        engine.dispose()
    return version, tables, people


# --- Broken on purpose -------------------------------------------------------------------------------------------


def _piece_by_piece() -> None:
    """Every statement a transaction of its own, with a breath between."""

    def begin(connection: Any) -> None:
        connection.connection.driver_connection.isolation_level = None

    def slow(*_: Any) -> None:
        time.sleep(0.001)

    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    mock.patch("store.engine._on_begin", begin).start()
    event.listen(Engine, "after_cursor_execute", slow)


def _in_place(source: Path, target: Path) -> Path:
    """A file written where the old one is, in pieces."""
    data = source.read_bytes()
    with target.open("wb") as file:
        for at in range(0, len(data), 1 + len(data) // 20):
            file.write(data[at : at + 1 + len(data) // 20])
            file.flush()
            time.sleep(0.02)
    source.unlink()
    return target


def _without_exchange() -> None:
    mock.patch("pathlib.Path.replace", _in_place).start()


def _restored_in_place() -> None:
    def overwrite(live: Path, new: Any) -> None:
        for end in ("-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                live.with_name(live.name + end).unlink()
        spare = new.path.with_name("spare")
        shutil.copy(new.path, spare)
        _in_place(spare, live)

    mock.patch("store.restoring._overwrite", overwrite).start()


_ADMIN = ("--demo", "--as", "admin")
_HR = ("--demo", "--as", "hr")
_COPY = (*_ADMIN, "backup", "{folder}/copy.db", "--yes")
_IMPORT = (*_HR, "people", "import", "{folder}/staff.csv")
_ON = (*_ADMIN, "encryption", "on", "--yes")
_EXPORT = (
    "--demo",
    "records",
    "export",
    "{record}",
    "--format",
    "json",
    "--to",
    "{folder}/taken.json",
    "--yes",
)
_ERASE = ("erase", "P0006", "--reason", "It was asked for.")

CASES: dict[str, Case] = {
    "import": Case(_IMPORT, broken=_piece_by_piece),
    "upgrade": Case(
        ("--demo", "--as", "ann", "account", "list"),
        starts=_laid_out_long_ago,
        broken=_piece_by_piece,
        looks=_older,
    ),
    "backup": Case(_COPY, (_COPY, _IMPORT), broken=_without_exchange, looks=_copy),
    "restore": Case(
        (*_ADMIN, "restore", "{folder}/copy.db", "--yes"), (_COPY, _IMPORT), broken=_restored_in_place
    ),
    "export": Case(_EXPORT, starts=_was_taken, broken=_without_exchange, looks=_file),
    "erase": Case(
        (*_ADMIN, "erase", "P0006", "--yes"),
        (("--demo", "--as", "P0006", *_ERASE), (*_HR, *_ERASE)),
        broken=_piece_by_piece,
    ),
    "encryption on": Case(_ON, broken=_without_exchange),
    "encryption off": Case((*_ADMIN, "encryption", "off", "--yes"), (_ON,), broken=_without_exchange),
}
