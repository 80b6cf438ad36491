"""Where a store's key is kept: sealed by a passphrase, or in a key store; and that it cannot be had otherwise."""

from __future__ import annotations

import getpass
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from assistant import keys
from assistant.errors import SettingsError
from store.cipher import Key

WORDS = "correct horse battery staple"


class Store(keyring.backend.KeyringBackend):
    """A key store in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture
def key_store() -> Iterator[Store]:
    before, made = keyring.get_keyring(), Store()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text(f"{WORDS}\n")
    return file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_passphrase_seals_the_key_and_opens_it_again(home: Path, passphrase: Path) -> None:
    key = Key.random()
    keys.write_key(home, key, WORDS)
    assert keys.kept(home) == "passphrase"
    assert (home / keys.FILE).stat().st_mode & 0o777 == 0o600
    for secret in (key.raw.hex(), WORDS):
        assert secret not in (home / keys.FILE).read_text()
    assert keys.open_key(home, passphrase).raw == key.raw


def test_a_wrong_passphrase_is_one_sentence(home: Path, passphrase: Path) -> None:
    keys.write_key(home, Key.random(), f"{WORDS} another")
    with pytest.raises(SettingsError, match="not the store's passphrase"):
        keys.open_key(home, passphrase)


def test_another_passphrase_takes_the_olds_place(home: Path, passphrase: Path) -> None:
    key = Key.random()
    keys.write_key(home, key, f"{WORDS} another")
    keys.write_key(home, key, WORDS)
    assert keys.open_key(home, passphrase).raw == key.raw
    assert [file.name for file in home.iterdir()] == [keys.FILE]


def test_a_short_one_is_refused(home: Path) -> None:
    with pytest.raises(SettingsError, match="15 characters"):
        keys.write_key(home, Key.random(), "short")
    assert keys.kept(home) is None


@pytest.mark.parametrize(
    "change",
    [
        {"id": "0" * 32},  # the seal holds for one file only
        {"version": 2},
        {"kept": "key store"},
        {"sealed": None},
        {"sealed": {"memory_kib": 8}},
        {"sealed": {"memory_kib": 10**9}},
        {"sealed": {"key": "%%%"}},
        {"sealed": {"nonce": "AAAA"}},
        {"more": 1},
    ],
)
def test_a_changed_file_is_one_sentence(home: Path, passphrase: Path, change: dict[str, object]) -> None:
    keys.write_key(home, Key.random(), WORDS)
    content = json.loads((home / keys.FILE).read_text())
    for name, value in change.items():
        content[name] = content[name] | value if isinstance(value, dict) else value
    (home / keys.FILE).write_text(json.dumps(content))
    with pytest.raises(SettingsError) as refused:
        keys.open_key(home, passphrase)
    assert "\n" not in str(refused.value)


def test_a_passphrase_file_that_others_may_read_is_refused(home: Path, passphrase: Path) -> None:
    keys.write_key(home, Key.random(), WORDS)
    passphrase.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        keys.open_key(home, passphrase)
    with pytest.raises(SettingsError, match="cannot be read"):
        keys.open_key(home, passphrase.with_name("absent"))


def test_it_is_asked_on_a_terminal_and_nowhere_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Key.random()
    keys.write_key(home, key, WORDS)
    monkeypatch.setattr(getpass, "getpass", lambda _: WORDS)
    assert keys.open_key(home, None).raw == key.raw

    def echoes(_: str) -> str:
        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return WORDS

    monkeypatch.setattr(getpass, "getpass", echoes)
    with pytest.raises(SettingsError, match="passphrase_file"):
        keys.open_key(home, None)


def test_a_new_one_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([WORDS, WORDS, WORDS, "something else altogether", "short"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(said))
    assert keys.ask_new_passphrase() == WORDS
    with pytest.raises(SettingsError, match="not the same"):
        keys.ask_new_passphrase()
    with pytest.raises(SettingsError, match="15 characters"):
        keys.ask_new_passphrase()


def test_the_key_store_keeps_it_and_gives_it_up_for_a_passphrase(
    home: Path, key_store: Store, passphrase: Path
) -> None:
    key = Key.random()
    keys.write_key(home, key, None)
    assert keys.kept(home) == "key store"
    assert list(key_store.kept.values()) == [key.raw.hex()]
    assert key.raw.hex() not in (home / keys.FILE).read_text()
    assert keys.open_key(home, None).raw == key.raw
    keys.write_key(home, key, WORDS)
    assert key_store.kept == {}
    assert keys.open_key(home, passphrase).raw == key.raw


def test_a_key_store_that_lost_it_or_is_none_is_one_sentence(home: Path, key_store: Store) -> None:
    keys.write_key(home, Key.random(), None)
    key_store.kept.clear()
    with pytest.raises(SettingsError, match="key store has no key"):
        keys.open_key(home, None)
    Store.priority = 0  # type: ignore[assignment]
    try:
        with pytest.raises(SettingsError, match="no key store that keeps secrets"):
            keys.write_key(home, Key.random(), None)
    finally:
        Store.priority = 5  # type: ignore[assignment]
