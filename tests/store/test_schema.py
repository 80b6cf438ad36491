"""The schema: what the migrations make is what the tables say, on both databases, and nothing else is touched."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from store import schema
from store.backup import back_up
from store.engine import make_engine, reading, writing
from store.errors import StoreError, StoreUnavailable
from store.models import metadata
from tests.faults.apart import Apart, Tell
from tests.faults.commands import nobody_in_particular
from tests.store.organisation import Organisation, owner_of


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_constraints_have_names(sqlite: Engine) -> None:
    inspector = inspect(sqlite)
    for table in metadata.tables:
        kinds = (
            inspector.get_unique_constraints,
            inspector.get_foreign_keys,
            inspector.get_check_constraints,
        )
        assert all(constraint["name"] for kind in kinds for constraint in kind(table))


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_at_the_head_alembic_is_not_even_imported(sqlite: Engine) -> None:
    code = (
        "import sys; from store.engine import make_engine; from store.schema import upgrade; "
        f"upgrade(make_engine({str(sqlite.url)!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_several_processes_at_a_new_store_lay_it_out_once(tmp_path: Path, bare_postgresql: Engine) -> None:
    new = f"sqlite:///{tmp_path / 'talent.db'}"
    for engines in ([make_engine(new) for _ in range(4)], [bare_postgresql] * 4):
        failures: list[StoreError] = []

        def lay_out(engine: Engine, failures: list[StoreError] = failures) -> None:
            try:
                schema.upgrade(engine)
            except StoreError as error:
                failures.append(error)

        threads = [threading.Thread(target=lay_out, args=(engine,)) for engine in engines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with reading(engines[0]) as session:
            assert session.execute(text("SELECT count(*) FROM audit_head")).scalar_one() == 1
        for engine in engines:
            engine.dispose()


# --- From an older schema ----------------------------------------------------------------------------------------


def lay_out_first(engine: Engine) -> None:
    """The schema of the first release."""
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")


def rows(engine: Engine) -> dict[str, int]:
    names = inspect(engine).get_table_names()
    with reading(engine) as session:
        return {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


OLD_ROWS = (
    "INSERT INTO person (id, reference, name, job_title, unit, level, job_family, version) "
    "VALUES ('p', 'P1', 'Ann', '', '', '', '', 1)",
    "INSERT INTO account (id, name, person_id, roles, active) VALUES ('a', 'ann', 'p', '[\"admin\"]', true)",
    "INSERT INTO audit (sequence, at, account, action, record, reason, content, previous, seal) "
    "VALUES (1, '2026-03-02 09:00:00.000000', 'x', 'y', 'z', '', '', 'before', 'after')",
)


def test_an_older_store_is_brought_here_with_every_row(tmp_path: Path, bare_postgresql: Engine) -> None:
    for engine in (make_engine(f"sqlite:///{tmp_path / 'talent.db'}"), bare_postgresql):
        lay_out_first(engine)
        with writing(engine) as session:
            for statement in OLD_ROWS:
                session.execute(text(statement))
        before = rows(engine)
        schema.upgrade(engine)
        after = rows(engine)
        assert {name: after[name] for name in before} == before
        with reading(engine) as session:
            head = session.execute(text("SELECT sequence, seal FROM audit_head")).one()
            assert tuple(head) == (1, "after")
        if engine.dialect.name == "sqlite":
            copy = tmp_path / f"talent.db.before-{schema.HEAD}"
            assert copy.stat().st_mode & 0o777 == 0o600
            kept = make_engine(f"sqlite:///{copy}")
            assert rows(kept) == before
            with reading(engine) as session:
                assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
            kept.dispose()
        engine.dispose()


def test_plans_of_an_older_store_have_what_came_later_empty(tmp_path: Path, bare_postgresql: Engine) -> None:
    for engine in (make_engine(f"sqlite:///{tmp_path / 'talent.db'}"), bare_postgresql):
        lay_out_first(engine)
        with writing(engine) as session:
            for statement in (
                *OLD_ROWS[:2],
                "INSERT INTO plan (id, owner_id, status, created_at, version) "
                "VALUES ('l', 'p', 'draft', '2026-03-02 09:00:00.000000', 1)",
                "INSERT INTO plan_action (id, plan_id, ordinal, goal, measure, method, status, reason) "
                "VALUES ('c', 'l', 1, 'Shadow', '', '', 'evidenced', '')",
            ):
                session.execute(text(statement))
        schema.upgrade(engine)
        (plan,) = Organisation(engine, accounts={"ann": "a"})["ann"].plans.all()
        assert (plan.strengths, plan.ambition_link, plan.changed_on) == ((), "", date(2026, 3, 2))
        (action,) = plan.actions
        assert (action.goal, action.steps, action.release, action.evidence) == ("Shadow", (), None, "")
        engine.dispose()


def test_what_was_signed_in_an_older_store_counts_as_it_did(tmp_path: Path, bare_postgresql: Engine) -> None:
    talk = (
        "INSERT INTO conversation (id, kind, guide, guide_version, mode, title, about_id, account_id, asked_on, "
        "status, position, signed_on, created_at, updated_at, version) VALUES ('{id}', 'guided', 'g', 1, 'm', '', "
        "'p', 'a', '{day}', 'signed', '{{}}', '{day}', '{day} 09:00:00', '{day} 09:00:00', 1)"
    )
    said = (
        "INSERT INTO answer (id, conversation_id, stage, field, side, revision, present, text, value, "
        "evidence_strength, check_again, account_id, answered_at) VALUES ('{id}', '{talk}', 's', '{field}', "
        "'individual', 1, true, 'said', '{value}', 'none', false, 'a', '2026-03-02 09:00:00')"
    )
    for engine in (make_engine(f"sqlite:///{tmp_path / 'talent.db'}"), bare_postgresql):
        lay_out_first(engine)
        with writing(engine) as session:
            for statement in (
                *OLD_ROWS[:2],
                talk.format(id="full", day="2026-01-05"),
                said.format(id="1", talk="full", field="cell_agreed", value='"steady_growth"'),
                said.format(id="2", talk="full", field="ambition", value='"steady"'),
                talk.format(id="light", day="2026-03-02"),
                said.format(id="3", talk="light", field="ambition", value='"step_up"'),
                said.format(id="4", talk="light", field="summary", value='"We agreed a great deal."'),
            ):
                session.execute(text(statement))
        schema.upgrade(engine)
        with reading(engine) as session:
            found = session.execute(
                text("SELECT field, conversation_id, expires_on FROM fact ORDER BY field")
            )
            assert [(field, talk, str(day)) for field, talk, day in found] == [
                ("ambition", "light", "2027-03-02"),
                ("cell_agreed", "full", "2027-01-05"),
            ]
        engine.dispose()


def test_an_upgrade_that_loses_a_row_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "migrations"
    for part in ("", "versions"):
        (broken / part).mkdir()
    for path in [*schema.MIGRATIONS.glob("*.py"), *schema.MIGRATIONS.glob("versions/*.py")]:
        (broken / path.relative_to(schema.MIGRATIONS)).write_text(path.read_text())
    second = next((broken / "versions").glob("0002*.py"))
    second.write_text(second.read_text() + "    op.execute('DELETE FROM person')\n")
    engine = make_engine(f"sqlite:///{tmp_path / 'talent.db'}")
    lay_out_first(engine)
    with writing(engine) as session:
        session.execute(text(OLD_ROWS[0]))
    before = rows(engine)
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(StoreUnavailable, match="left as it was"):
        schema.upgrade(engine)
    assert rows(engine) == before
    monkeypatch.undo()
    schema.upgrade(engine)
    engine.dispose()


# --- What is not this program's store ----------------------------------------------------------------------------


def test_a_newer_store_is_refused_by_name_and_number(engine: Engine) -> None:
    with writing(owner_of(engine)) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(StoreUnavailable, match=rf"0099.*{schema.HEAD}.*update the program") as refused:
        schema.upgrade(engine)
    assert str(engine.url.database) in str(refused.value)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"This is a letter, not a database. " * 100, "not this program's database"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "not this program's database"),
        (os.urandom(8192), "not this program's database"),
    ],
    ids=["a letter", "a damaged one", "noise"],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "talent.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=word):
        schema.upgrade(make_engine(f"sqlite:///{path}"))
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(
    tmp_path: Path, bare_postgresql: Engine
) -> None:
    for engine in (make_engine(f"sqlite:///{tmp_path / 'talent.db'}"), bare_postgresql):
        for table in ("customers (id int)", "alembic_version (version_num text)"):
            with writing(engine) as session:
                session.execute(text(f"CREATE TABLE {table}"))
            with pytest.raises(StoreUnavailable, match="another program's tables"):
                schema.upgrade(engine)
        assert sorted(inspect(engine).get_table_names()) == ["alembic_version", "customers"]
        engine.dispose()


def test_a_folder_where_the_store_should_be_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        schema.upgrade(make_engine(f"sqlite:///{tmp_path}"))


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such permissions")
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        said = Apart(lay_out_as_nobody, f"sqlite:///{tmp_path / 'talent.db'}").rest()
    finally:
        tmp_path.chmod(0o700)
    assert len(said) == 1
    assert said[0].startswith("The store cannot be made")
    assert "check" in said[0]
    assert "\n" not in said[0]


def lay_out_as_nobody(tell: Tell, url: str) -> None:
    """Lay out a store where permissions hold for root, too."""
    nobody_in_particular()
    try:
        schema.upgrade(make_engine(url))
        tell("it could be written")
    except StoreUnavailable as error:
        tell(str(error))


# --- Copies ------------------------------------------------------------------------------------------------------


def test_a_copy_has_every_row_also_while_others_write(sqlite: Engine, tmp_path: Path) -> None:
    org = Organisation(sqlite)
    org.team()
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            org.talk("A", "M")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            copy = tmp_path / f"copy{number}.db"
            back_up(sqlite, copy)
            engine = make_engine(f"sqlite:///{copy}")
            with reading(engine) as session:
                assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert Organisation(engine, accounts=org.accounts)["ADMIN"].audit.first_broken() is None
            engine.dispose()
    finally:
        stop.set()
        writer.join()


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(sqlite: Engine, tmp_path: Path) -> None:
    target = tmp_path / "no such folder" / "copy.db"
    with pytest.raises(StoreUnavailable, match="could not be written"):
        back_up(sqlite, target)
    assert not target.parent.exists()


def test_a_damaged_store_is_not_copied_over_a_good_copy(sqlite: Engine, tmp_path: Path) -> None:
    Organisation(sqlite).team()
    copy = tmp_path / "copy.db"
    back_up(sqlite, copy)
    good = copy.read_bytes()
    path = Path(str(sqlite.url.database))
    sqlite.dispose()
    pages = bytearray(path.read_bytes())
    pages[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    path.write_bytes(pages)
    with pytest.raises(StoreUnavailable):
        back_up(sqlite, copy)
    assert copy.read_bytes() == good
    assert [left.name for left in tmp_path.glob(".copy*")] == []


def test_the_copy_is_a_plain_sqlite_file(sqlite: Engine, tmp_path: Path) -> None:
    back_up(sqlite, tmp_path / "copy.db")
    found: Any = sqlite3.connect(tmp_path / "copy.db").execute("SELECT version_num FROM alembic_version")
    assert found.fetchone() == (schema.HEAD,)
