"""talent encryption: on, off, another passphrase, and what the other commands make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import keys
from tests.cli.conftest import Talent

ADMIN = ("--demo", "--as", "admin")
WORDS = "correct horse battery staple"


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a passphrase, which the settings name."""
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(WORDS)
    monkeypatch.setenv("TALENT_PASSPHRASE_FILE", str(file))
    return file


def test_a_store_is_encrypted_used_copied_and_made_plain_again(
    talent: Talent, home_folder: Path, tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo, copy = home_folder / "demo", tmp_path / "copy.db"
    on = (*ADMIN, "encryption", "on")
    assert "--yes" in talent(*on).err
    done = talent(*on, "--yes", "--keep-old")
    assert done.code == 0, done.err
    assert "talent.key" in done.out
    (kept,) = demo.glob("talent.db.replaced-*")
    assert talent("--demo", "encryption", "status", "--json").json == {
        "encrypted": True,
        "key": "passphrase",
        "plain_copies": [str(kept)],
        "left_over": False,
    }
    assert f"{kept} can be read without the key" in talent("--demo", "encryption", "status").out
    assert talent(*ADMIN, "encryption", "remove-copies", "--yes").code == 0
    assert not kept.exists()
    assert "already" in talent(*on, "--yes").out
    well = talent("--demo", "doctor")
    assert "on, its key kept by a passphrase" in well.out
    assert "journal WAL" in well.out
    assert talent("--demo", "complaint", "raise", "It is cold.").code == 0
    assert talent(*ADMIN, "backup", str(copy)).code == 0
    assert copy.read_bytes()[:6] != b"SQLite"
    assert talent(*ADMIN, "encryption", "off", "--yes").code == 0
    assert (demo / "talent.db").read_bytes()[:6] == b"SQLite"
    restored = talent(*ADMIN, "restore", str(copy), "--yes")
    assert restored.code == 0, restored.err
    assert len(talent("--demo", "complaint", "list", "--json").json) == 1
    assert [
        row["reason"] for row in talent(*ADMIN, "audit", "list", "--json").json if "encrypt" in row["reason"]
    ]
    # in a home without that key, the copy is one sentence
    (demo / keys.FILE).unlink()
    refused = talent(*ADMIN, "restore", str(copy), "--yes")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "another key" in refused.err


def test_another_passphrase_opens_it_and_the_old_does_not(
    talent: Talent, tmp_path: Path, passphrase: Path
) -> None:
    assert talent(*ADMIN, "encryption", "on", "--yes").code == 0
    new = tmp_path / "new"
    new.touch(mode=0o600)
    new.write_text(f"{WORDS} and more")
    changed = talent(*ADMIN, "encryption", "change-passphrase", "--passphrase-file", str(new))
    assert changed.code == 0, changed.err
    refused = talent("--demo", "people", "list")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "not the store's passphrase" in refused.err
    passphrase.write_text(f"{WORDS} and more")
    assert talent("--demo", "people", "list").code == 0


def test_where_nobody_can_be_asked_it_is_one_sentence(
    talent: Talent, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talent(*ADMIN, "encryption", "on", "--yes").code == 0
    monkeypatch.delenv("TALENT_PASSPHRASE_FILE")
    monkeypatch.setattr("getpass.getpass", _nobody)
    refused = talent("--demo", "people", "list")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "passphrase_file" in refused.err


def _nobody(_: str) -> str:
    raise EOFError


def test_only_an_administrator_may(talent: Talent, home_folder: Path, passphrase: Path) -> None:
    for words in (("on", "--yes"), ("off", "--yes")):
        refused = talent("--demo", "--as", "hr", "encryption", *words)
        assert refused.code == 1
        assert "may not encrypt the store" in refused.err
    assert not (home_folder / "demo" / keys.FILE).exists()


def test_a_new_home_can_be_encrypted_from_the_start(
    talent: Talent, tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "new"))
    done = talent("encryption", "on", "--yes")
    assert done.code == 0, done.err
    assert (tmp_path / "new" / "talent.db").read_bytes()[:6] != b"SQLite"
    assert "The store is encrypted." in talent("encryption", "status").out


def test_on_a_server_it_is_one_sentence(talent: Talent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENT_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    for words in ("on", "off", "status"):
        refused = talent("encryption", words, *(["--yes"] if words != "status" else []))
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert "PostgreSQL" in refused.err
