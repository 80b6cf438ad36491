"""Encrypted stores: everything works in them, nobody reads them without the key, and changing over loses nothing."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.backup import back_up
from store.cipher import Key, connect, is_plain, key_of, scrub
from store.converting import convert, left_over, plain_copies, tidy
from store.engine import make_engine, reading, writing
from store.errors import StoreUnavailable
from store.health import examine
from store.privacy.erasures import done_in
from store.privacy.rules import load_rules
from store.restoring import checked, is_readable, put_back
from store.schema import upgrade
from tests.faults.apart import Apart, Tell
from tests.store.a_life import KINDS, SECRET, live, where
from tests.store.organisation import Organisation

TRAIL = load_rules().of("pool_trail")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
KEY = Key(bytes(range(32)))
OTHER = Key(bytes(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    """An empty encrypted store."""
    made = make_engine(f"sqlite:///{tmp_path / 'talent.db'}", KEY)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def org(store: Engine) -> Organisation:
    made = Organisation(store)
    made.team()
    return made


def path_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def rows(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table, and nothing about how it lies on the disk."""
    with reading(engine) as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        return {name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')))) for name in names}


# --- Opened with the key, and only so ----------------------------------------------------------------------------


def test_every_connection_has_the_rules_and_the_newer_sqlite_allows_wal(store: Engine) -> None:
    rules = {
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 10_000,
        "journal_mode": "wal",
    }
    with reading(store) as session:
        assert {rule: session.execute(text(f"PRAGMA {rule}")).scalar() for rule in rules} == rules
    found = examine(store)
    assert found.cipher
    assert (found.journal, found.whole, found.broken, found.damaged) == ("wal", True, None, 0)


def test_the_file_says_nothing_without_the_key(org: Organisation, capfd: pytest.CaptureFixture[str]) -> None:
    live(org, kinds=tuple(kind for kind in KINDS if kind != "pool"))
    path = path_of(org.engine)
    for file in path.parent.glob("talent.db*"):
        assert file.stat().st_mode & 0o777 == 0o600
        content = file.read_bytes()
        assert SECRET.encode() not in content
        assert b"SQLite format" not in content
        assert b"person" not in content
    assert not is_plain(path)
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as plain:
        plain.execute("SELECT * FROM person")
    for key, words in (
        (None, "not this program's database"),
        (OTHER, "cannot be opened with this home's key"),
    ):
        assert not is_readable(path, key)
        engine = make_engine(f"sqlite:///{path}", key)
        with pytest.raises(StoreUnavailable, match=words) as refused:
            upgrade(engine)
        engine.dispose()
        said = "".join(traceback.format_exception(refused.value))
        assert KEY.raw.hex() not in said
        assert OTHER.raw.hex() not in said
    assert capfd.readouterr() == ("", ""), "SQLCipher writes nothing into the screen"


def test_a_key_shows_itself_nowhere(store: Engine) -> None:
    shown = [repr(KEY), str(KEY), f"{KEY}", repr(store), str(store.url), repr(store.get_execution_options())]
    for said in shown:
        assert KEY.raw.hex() not in said
        assert repr(KEY.raw) not in said
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    assert key_of(store) is KEY
    assert Key.random().raw != Key.random().raw


def test_without_the_driver_an_encrypted_store_is_one_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['sqlcipher3'] = None\n"
        "from store.cipher import Key; from store.engine import make_engine; from store.errors import StoreError\n"
        f"try: make_engine('sqlite:///{tmp_path}/x.db', Key(bytes(32)))\nexcept StoreError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "What opens an encrypted store is missing; install talent[encryption].\n"


def test_threads_share_its_connections(org: Organisation) -> None:
    talk, failures = org.talk("A", "M"), []

    def read() -> None:
        try:
            for _ in range(5):
                org["M"].conversations.get(talk.id)
                org["M"].people.all()
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


# --- Copies ------------------------------------------------------------------------------------------------------


def test_copies_are_encrypted_and_come_back_while_the_store_is_open(
    org: Organisation, tmp_path: Path
) -> None:
    first = org.signed("A", "M", ambition="step_up")
    copy, path = tmp_path / "copy.db", path_of(org.engine)
    back_up(org.engine, copy)
    assert not is_plain(copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    org.signed("B", "M")
    found = checked(copy, tmp_path / "work.db", KEY, KEY)
    assert (found.people, found.conversations) == (7, 1)
    assert not is_plain(found.path)
    put_back(path, found, tmp_path / "aside.db", done=done_in(org.engine), trail=TRAIL, now=NOW, by="ADMIN")
    assert [one.id for one in org["HR"].conversations.all()] == [first.id]
    assert org["ADMIN"].audit.first_broken() is None
    assert not is_plain(tmp_path / "aside.db")


@pytest.mark.parametrize("opens", [None, OTHER], ids=["no key", "another key"])
def test_a_copy_under_another_key_is_refused_in_a_sentence_and_nothing_is_touched(
    org: Organisation, tmp_path: Path, opens: Key | None
) -> None:
    copy = tmp_path / "copy.db"
    back_up(org.engine, copy)
    with pytest.raises(StoreUnavailable, match=r"another key than this home's talent\.key") as refused:
        checked(copy, tmp_path / "work.db", opens, opens)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.glob("work*")) == []


@pytest.mark.parametrize("key", [None, OTHER], ids=["into a plain store", "into one of another key"])
def test_a_copy_takes_on_how_the_store_lies_on_the_disk(
    org: Organisation, tmp_path: Path, key: Key | None
) -> None:
    org.signed("A", "M", ambition="step_up")
    back_up(org.engine, tmp_path / "copy.db")
    found = checked(tmp_path / "copy.db", tmp_path / "work.db", key, KEY)
    assert is_plain(found.path) == (key is None)
    taken = make_engine(f"sqlite:///{found.path}", key)
    assert rows(taken) == rows(org.engine)
    taken.dispose()


def test_what_a_killed_backup_left_is_removed_by_the_next(org: Organisation, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, other = tmp_path / f".copy.db.{gone.pid}", tmp_path / f".copy.db.{os.getppid()}"
    for file in (left, other):
        file.touch()
    back_up(org.engine, tmp_path / "copy.db")
    assert not left.exists()
    assert other.exists(), "that process still runs, and may be making one"


# --- From plain to encrypted, and back ---------------------------------------------------------------------------


def test_every_row_is_the_same_there_and_back_and_nothing_is_left_lying(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    live(org)
    before, path = rows(sqlite), path_of(sqlite)
    for old, new in ((None, KEY), (KEY, OTHER), (OTHER, None)):
        sqlite.dispose()
        convert(path, old, new)
        assert is_plain(path) == (new is None)
        engine = make_engine(f"sqlite:///{path}", new)
        assert rows(engine) == before
        assert Organisation(engine, accounts=org.accounts)["ADMIN"].audit.first_broken() is None
        assert list(where(engine, SECRET))
        engine.dispose()
        assert path.stat().st_mode & 0o777 == 0o600
        assert {file.name for file in path.parent.iterdir()} == {path.name}


def test_the_old_file_is_written_over_before_it_is_removed(sqlite: Engine, tmp_path: Path) -> None:
    Organisation(sqlite).team()
    sqlite.dispose()
    other_name = tmp_path / "seen.db"
    other_name.hardlink_to(path_of(sqlite))
    size = other_name.stat().st_size
    convert(path_of(sqlite), None, KEY)
    assert other_name.read_bytes() == bytes(size)


def test_it_is_kept_beside_only_where_that_is_asked(sqlite: Engine, tmp_path: Path) -> None:
    Organisation(sqlite).team()
    before, path = rows(sqlite), path_of(sqlite)
    sqlite.dispose()
    keep = path.with_name("talent.db.replaced-1")
    convert(path, None, KEY, keep)
    assert keep.stat().st_mode & 0o777 == 0o600
    kept = make_engine(f"sqlite:///{keep}")
    assert rows(kept) == before
    kept.dispose()
    assert plain_copies(path) == [keep]
    scrub(keep)
    assert plain_copies(path) == []


def _hold(tell: Tell, path: str, raw: bytes | None) -> None:
    """Another program that has the store open, and writes to it once it may."""
    engine = make_engine(f"sqlite:///{path}", Key(raw) if raw else None)
    with reading(engine) as session:
        tell(session.execute(text("SELECT count(*) FROM person")).scalar_one())
    while not Path(f"{path}.go").exists():
        time.sleep(0.01)
    try:
        with writing(engine) as session:
            session.execute(text("UPDATE person SET version = version + 1"))
        tell("acknowledged")
    except StoreUnavailable as error:
        tell(str(error))


@pytest.mark.parametrize(("old", "new"), [(None, KEY), (KEY, None)], ids=["on", "off"])
def test_another_program_that_has_it_open_acknowledges_nothing_into_a_file_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: Key | None, new: Key | None
) -> None:
    monkeypatch.setattr("store.converting._PATIENCE", 0.5)
    path = tmp_path / "talent.db"
    engine = make_engine(f"sqlite:///{path}", old)
    upgrade(engine)
    Organisation(engine).team()
    engine.dispose()
    other = Apart(_hold, str(path), old.raw if old else None)
    assert other.told() == 7
    try:
        convert(path, old, new)
        lies = new
    except StoreUnavailable as error:  # with WAL, it is known that another has it open
        assert "close other programs" in str(error)
        lies = old
    Path(f"{path}.go").touch()
    (said,) = other.rest()
    assert (said == "acknowledged") == (lies is old), said
    assert "\n" not in said
    engine = make_engine(f"sqlite:///{path}", lies)
    with reading(engine) as session:
        assert set(session.scalars(text("SELECT version FROM person"))) == {2 if lies is old else 1}
    engine.dispose()
    convert(path, lies, None if lies else KEY)


def _write(tell: Tell, path: str) -> None:
    """Another program that is writing just now."""
    with closing(connect(path, None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        tell("writing")
        threading.Event().wait(30)


def test_a_store_that_is_being_written_stays_as_it_is(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.converting._PATIENCE", 0.2)
    path = path_of(sqlite)
    sqlite.dispose()
    other = Apart(_write, str(path))
    assert other.told() == "writing"
    with pytest.raises(StoreUnavailable, match="as it was: close other programs") as refused:
        convert(path, None, KEY)
    other.kill()
    assert "\n" not in str(refused.value)
    assert is_plain(path)
    assert not left_over(path)
    convert(path, None, KEY)


def test_what_was_written_anew_and_is_not_the_same_is_not_taken(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    Organisation(sqlite).team()
    path = path_of(sqlite)
    sqlite.dispose()
    before = path.read_bytes()
    monkeypatch.setattr("store.converting._same", lambda _, rows: "person" not in rows)
    with pytest.raises(StoreUnavailable, match="is not like the store"):
        convert(path, None, KEY)
    assert path.read_bytes() == before
    assert not left_over(path)


@pytest.mark.parametrize("exchanged", [False, True])
def test_what_was_stopped_half_way_is_finished(sqlite: Engine, exchanged: bool) -> None:
    path = path_of(sqlite)
    sqlite.dispose()
    before = path.with_name(f".{path.name}.before-converting")
    before.hardlink_to(path)
    if exchanged:
        path.unlink()
        path.write_bytes(b"the new one")
    assert left_over(path)
    content = path.read_bytes()
    assert tidy(path)
    assert path.read_bytes() == content
    assert not before.exists()
    assert not tidy(path)
