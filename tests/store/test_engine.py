"""Connections: nothing that was acknowledged is lost, nobody else reads the file, refusals are sentences."""

from __future__ import annotations

import sqlite3
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from store.engine import journal_mode, make_engine, reading, writing
from store.errors import StoreError, StoreUnavailable
from store.schema import upgrade
from store.views import TurnInput
from tests.store.organisation import Organisation, owner_of


def test_every_connection_has_the_rules(sqlite: Engine) -> None:
    rules = {
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 10_000,
        "journal_mode": "wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "delete",
    }
    for _ in range(3):
        with reading(sqlite) as session:
            found = {rule: session.execute(text(f"PRAGMA {rule}")).scalar() for rule in rules}
        assert found == rules


def test_the_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "talent.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with writing(engine) as session:
        session.execute(text("UPDATE audit_head SET sequence = sequence"))
        modes = {other.name: other.stat().st_mode & 0o777 for other in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    engine.dispose()


@pytest.mark.parametrize("part", ["Dropbox", "OneDrive - Trust", "Nextcloud", "Mobile Documents"])
def test_a_synchronised_folder_is_not_trusted_with_a_wal(part: str) -> None:
    assert journal_mode(Path("/home/ann") / part / "talent.db") == "DELETE"


def test_increments_at_once_are_all_counted(engine: Engine) -> None:
    engine = owner_of(engine)

    def add() -> None:
        for _ in range(10):
            with writing(engine) as session:
                lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"
                count = session.execute(text(f"SELECT sequence FROM audit_head{lock}")).scalar_one()
                session.execute(text("UPDATE audit_head SET sequence = :n"), {"n": count + 1})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.execute(text("SELECT sequence FROM audit_head")).scalar_one() == 40


def test_readers_do_not_wait_for_each_other(sqlite: Engine) -> None:
    with reading(sqlite) as one, reading(sqlite) as other:
        for session in (one, other):
            assert session.execute(text("SELECT count(*) FROM person")).scalar_one() == 0


def without_patience(engine: Engine) -> None:
    """Let this engine's connections give up at once where they would wait ten seconds."""

    def hurry(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 1").close()

    event.listen(engine, "connect", hurry)
    engine.dispose()


def test_a_locked_store_is_one_sentence_and_nothing_is_lost(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    talk = org.talk("A", "M")
    without_patience(sqlite)
    other = sqlite3.connect(str(sqlite.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="being changed by another process"):
        org["M"].conversations.rename(talk.id, "Other")
    other.execute("ROLLBACK")
    other.close()
    assert org["M"].conversations.rename(talk.id, "Other").title == "Other"


def test_a_full_disk_is_one_sentence_and_what_was_acknowledged_is_intact(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    talk = org.talk("A", "M")

    def fill(connection: sqlite3.Connection, _: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}").close()

    event.listen(sqlite, "connect", fill)
    sqlite.dispose()
    acknowledged = 0
    with pytest.raises(StoreUnavailable, match="disk is full"):
        while True:
            turn = TurnInput(None, "x" * 1000, "y")
            talk = org["M"].conversations.save_turn(talk.id, talk.version, turn)
            acknowledged += 1
    assert acknowledged
    assert len(org["M"].conversations.get(talk.id).turns) == acknowledged


def test_a_store_that_cannot_be_written_is_one_sentence(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    talk = org.talk("A", "M")

    def read_only(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute("PRAGMA query_only = ON").close()

    event.listen(sqlite, "connect", read_only)
    sqlite.dispose()
    assert org["M"].conversations.get(talk.id) == talk
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        org["M"].conversations.rename(talk.id, "Other")


def test_an_error_does_not_repeat_what_somebody_wrote(engine: Engine) -> None:
    org = Organisation(engine)
    org.team()
    with pytest.raises(StoreError) as failed, writing(engine) as session:
        session.execute(
            text("INSERT INTO person (id, reference, name) VALUES ('x', 'A', :name)"), {"name": "SECRET NAME"}
        )
    assert "SECRET NAME" not in "".join(traceback.format_exception(failed.value))


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("nonsense", "address"),
        ("oracle+nothing://x", "address"),
        ("postgresql+psycopg://user:hunter2@127.0.0.1:1/x", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence_without_the_password(url: str, word: str) -> None:
    with pytest.raises(StoreUnavailable, match=word) as refused:
        upgrade(make_engine(url))
    assert "hunter2" not in str(refused.value)
