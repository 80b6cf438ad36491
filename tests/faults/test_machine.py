"""A disk, a folder, a file or a server that is not as it should be: one sentence, and nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.cipher import Key
from store.errors import StoreUnavailable
from store.schema import HEAD
from tests.faults.commands import no_file_beyond, nobody_in_particular, talent
from tests.faults.damage import change
from tests.faults.full import fail
from tests.faults.talking import begun

posix = pytest.mark.skipif(sys.platform == "win32", reason="it has no such limits and permissions")


# --- A full or broken disk ---------------------------------------------------------------------------------------


def test_a_disk_that_is_full_or_breaks_at_any_write_loses_nothing_acknowledged(empty_sqlite: Path) -> None:
    figures = fail(empty_sqlite, 24, 7)
    assert figures.count > 12
    assert not figures.wrong, figures


def test_a_disk_that_keeps_its_failure_to_itself_is_found_out(empty_sqlite: Path) -> None:
    assert fail(empty_sqlite, 4, 7, lies=True).wrong


@posix
def test_commands_that_find_no_room_say_so_and_leave_what_there_was(
    sample_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    store = home / "demo" / "talent.db"
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"an older copy")
    backup = ("--demo", "--as", "admin", "backup", str(copy), "--yes")
    complain = ("--demo", "complaint", "raise", "x" * 15_000)
    before = store.read_bytes()
    refused = talent(home, *complain, first=no_file_beyond(4096))
    assert refused.is_one_sentence, refused
    assert store.read_bytes() == before
    refused = talent(home, *backup, first=no_file_beyond(len(before) // 2))
    assert refused.is_one_sentence, refused
    assert copy.read_bytes() == b"an older copy"
    assert [path.name for path in tmp_path.glob(".copy*")] == []
    assert talent(home, *complain).code == 0
    assert talent(home, *backup).code == 0


# --- What may not be written, and what is locked -----------------------------------------------------------------


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """For the time of a block, paths that nobody may write."""
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@posix
def test_a_home_that_may_not_be_written_is_one_sentence_also_for_root(
    sample_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    complain = ("--demo", "complaint", "raise", "It is cold.")
    with read_only(home / "demo" / "talent.db", home / "demo", home):
        refused = talent(home, *complain, first=nobody_in_particular)
        assert refused.is_one_sentence, refused
        assert "cannot be written" in refused.err
        assert talent(home / "new", "--demo", "people", "list", first=nobody_in_particular).code == 1
    assert talent(home, *complain, first=nobody_in_particular).code == 0, "the permissions alone held it up"


def test_a_store_that_is_locked_for_a_moment_is_waited_for(sample_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    with closing(
        sqlite3.connect(home / "demo" / "talent.db", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN EXCLUSIVE")
        freed = threading.Timer(4, other.execute, ["ROLLBACK"])
        begun_at = time.monotonic()
        freed.start()
        done = talent(home, "--demo", "complaint", "raise", "It is cold.")
        freed.join()
    assert done.code == 0, done
    assert time.monotonic() - begun_at > 4, "it was not held up at all"


def test_a_newer_store_is_refused_by_name_and_number_and_not_touched(
    sample_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    store = home / "demo" / "talent.db"
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    before = store.read_bytes()
    for words in (
        ("people", "list"),
        ("complaint", "raise", "It is cold."),
        ("backup", str(tmp_path / "x.db")),
    ):
        refused = talent(home, "--demo", *words)
        assert refused.is_one_sentence, refused
        assert str(store) in refused.err
        assert "0999" in refused.err
        assert HEAD in refused.err
    assert store.read_bytes() == before


# --- A damaged file, a server that goes --------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, Key.random()], ids=["plain", "encrypted"])
def test_a_byte_that_changes_is_noticed(key: Key | None) -> None:
    figures = change(20, 7, key)
    assert not figures.wrong, figures


def test_looking_at_pages_alone_is_found_out() -> None:
    assert change(5, 7, pages_only=True).wrong


def test_a_server_that_goes_away_is_one_sentence_and_the_next_turn_is_saved(
    postgresql: Engine, shared_postgresql: Engine
) -> None:
    talk = begun(postgresql)
    talk.say(postgresql)
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def gone(*_: object) -> None:
        """The turn's rows are written, and not committed yet."""
        with shared_postgresql.connect() as connection:
            connection.execute(others)

    from sqlalchemy import event

    event.listen(postgresql, "commit", gone, once=True)
    with pytest.raises(StoreUnavailable) as refused:
        talk.say(postgresql)
    assert "\n" not in str(refused.value)
    talk.say(postgresql)
    assert talk.check(postgresql) == talk.turns == 2
