"""Copies put back: verified before anything is touched, what was there kept, nobody brought back who was erased."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.backup import back_up
from store.engine import make_engine, writing
from store.errors import StoreUnavailable
from store.privacy.erasures import done_in
from store.privacy.rules import load_rules
from store.restoring import Checked, checked, put_back
from tests.store.a_life import KINDS, SECRET, live, where
from tests.store.organisation import Organisation

TRAIL = load_rules().of("pool_trail")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(sqlite: Engine) -> Organisation:
    org = Organisation(sqlite)
    org.team()
    return org


def path_of(org: Organisation) -> Path:
    return Path(str(org.engine.url.database))


def copied(org: Organisation, folder: Path) -> Path:
    back_up(org.engine, folder / "copy.db")
    return folder / "copy.db"


def back(org: Organisation, copy: Checked) -> tuple[Path, int]:
    live = path_of(org)
    aside = live.with_name("aside.db")
    done = done_in(org.engine)
    return aside, put_back(live, copy, aside, done=done, trail=TRAIL, now=NOW, by="ADMIN")


def test_a_copy_comes_back_as_it_was_and_what_was_there_is_kept(team: Organisation, tmp_path: Path) -> None:
    first = team.signed("A", "M")
    copy = copied(team, tmp_path)
    second = team.signed("B", "M")
    found = checked(copy, tmp_path / "work.db")
    assert (found.people, found.conversations, found.until) == (7, 1, team.today)
    aside, again = back(team, found)
    assert again == 0
    assert {one.id for one in team["HR"].conversations.all()} == {first.id}
    assert team["ADMIN"].audit.first_broken() is None
    assert team["ADMIN"].audit.all(limit=1)[0].action == "backup.restore"
    assert aside.stat().st_mode & 0o777 == 0o600
    kept = Organisation(make_engine(f"sqlite:///{aside}"), accounts=team.accounts)
    assert {one.id for one in kept["HR"].conversations.all()} == {first.id, second.id}
    assert not (tmp_path / "work.db").exists()


def test_who_has_the_store_open_goes_on_with_what_was_put_back(team: Organisation, tmp_path: Path) -> None:
    copy = copied(team, tmp_path)
    team.signed("A", "M")
    other = make_engine(str(team.engine.url))
    with other.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversation")).scalar_one() == 1
        connection.rollback()
        back(team, checked(copy, tmp_path / "work.db"))
        assert connection.execute(text("SELECT count(*) FROM conversation")).scalar_one() == 0
        connection.rollback()
    team.signed("B", "M")
    assert len(team["HR"].conversations.all()) == 1


def test_nobody_comes_back_who_was_erased_since(team: Organisation, tmp_path: Path) -> None:
    live(team, kinds=tuple(kind for kind in KINDS if kind != "pool"))
    copy = copied(team, tmp_path)
    team["HR"].erasures.approve("A", "They have asked for it in a letter.")
    team["ADMIN"].erasures.run("A", TRAIL)
    for _ in range(2):  # also when the same old copy is put back once more
        _, again = back(team, checked(copy, tmp_path / "work.db"))
        assert again == 1
        assert list(where(team.engine, SECRET)) == []
        assert team["ADMIN"].erasures.all()[0].status == "done"
        assert team["ADMIN"].audit.first_broken() is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0099'", "schema 0099.*update the program"),
        ("UPDATE audit SET account = 'B' WHERE sequence = 1", "audit is broken at row 1"),
        ("UPDATE answer SET text = 'other' WHERE field = 'ambition'", "a signed record in it was changed"),
        ("DROP TABLE person", "is not a copy of this program's store"),
        ("DELETE FROM account", "damaged"),
    ],
)
def test_a_copy_that_does_not_hold_is_refused_and_the_store_is_not_touched(
    team: Organisation, tmp_path: Path, change: str, said: str
) -> None:
    team.signed("A", "M", ambition="step_up")
    copy = copied(team, tmp_path)
    connection = sqlite3.connect(copy)
    connection.execute(change)
    connection.commit()
    connection.close()
    before = path_of(team).read_bytes()
    with pytest.raises(StoreUnavailable, match=said):
        checked(copy, tmp_path / "work.db")
    assert path_of(team).read_bytes() == before
    assert list(tmp_path.glob("work*")) == []


@pytest.mark.parametrize(
    ("change", "said", "row"),
    [
        ("UPDATE audit SET account = 'B' WHERE sequence = 1", "its audit is broken at row 1", 1),
        ("UPDATE audit_head SET sequence = 1, seal = 'x'", "its audit is broken at row", None),
        ("DELETE FROM audit_head", "its audit is broken at row", None),
        (
            "UPDATE answer SET text = 'other' WHERE field = 'ambition'",
            "a signed record in it was changed",
            None,
        ),
    ],
)
def test_a_copy_that_does_not_hold_comes_back_where_that_is_accepted_and_its_audit_says_so(
    team: Organisation, tmp_path: Path, change: str, said: str, row: int | None
) -> None:
    talk = team.signed("A", "M", ambition="step_up")
    with sqlite3.connect(path_of(team)) as connection:
        connection.execute(change)
    copy = copied(team, tmp_path)
    with pytest.raises(StoreUnavailable, match="--accept-broken-audit"):
        checked(copy, tmp_path / "work.db")
    found = checked(copy, tmp_path / "work.db", accept_broken_audit=True)
    assert found.broken.startswith(said)
    back(team, found)
    assert {one.id for one in team["HR"].conversations.all()} == {talk.id}
    noted = team["ADMIN"].audit.all(limit=1)[0]
    assert (noted.action, noted.reason) == (
        "backup.restore", f"copy of {team.today}; accepted although {found.broken}"
    )  # fmt: skip
    if row is not None:
        assert team["ADMIN"].audit.first_broken() == row  # what was broken is not made to look whole
    if "signed record" in said:
        assert team["ADMIN"].audit.damaged() == [talk.id]
    team.signed("B", "M")


def test_a_copy_that_holds_is_noted_as_such_although_another_would_have_been_accepted(
    team: Organisation, tmp_path: Path
) -> None:
    team.signed("A", "M")
    found = checked(copied(team, tmp_path), tmp_path / "work.db", accept_broken_audit=True)
    assert found.broken == ""
    back(team, found)
    assert team["ADMIN"].audit.all(limit=1)[0].reason == f"copy of {team.today}"


@pytest.mark.parametrize(
    "content", [b"A letter. " * 900, os.urandom(9000), b""], ids=["letter", "noise", "empty"]
)
def test_a_file_that_is_no_copy_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"copy\.db"):
        checked(tmp_path / "copy.db", tmp_path / "work.db")
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        checked(tmp_path / "absent.db", tmp_path / "work.db")


def test_a_damaged_store_is_moved_aside_and_a_missing_one_is_made(team: Organisation, tmp_path: Path) -> None:
    copy = copied(team, tmp_path)
    found = path_of(team)
    team.engine.dispose()
    found.write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    lost = found.read_bytes()
    aside = found.with_name("aside.db")
    put_back(found, checked(copy, tmp_path / "work.db"), aside, done=(), trail=TRAIL, now=NOW, by="owner")
    assert aside.read_bytes() == lost
    assert len(team["HR"].people.all()) == 7
    team.engine.dispose()
    found.unlink()
    put_back(found, checked(copy, tmp_path / "work.db"), aside, done=(), trail=TRAIL, now=NOW, by="owner")
    assert len(team["HR"].people.all()) == 7


def test_a_store_that_is_written_all_the_time_stays_as_it_is(
    team: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.restoring._PATIENCE", 0.2)
    found = checked(copied(team, tmp_path), tmp_path / "work.db")
    team.signed("A", "M")
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(make_engine(str(team.engine.url))) as session:
            session.execute(text("UPDATE person SET version = version"))
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    try:
        with pytest.raises(StoreUnavailable, match="as it was"):
            back(team, found)
    finally:
        leave.set()
        holder.join()
    assert len(team["HR"].conversations.all()) == 1
