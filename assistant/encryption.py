"""Encrypting a home's store, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import keys
from assistant.copies import store_file
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.compose import Home

_OF_POSTGRESQL = "This store is on PostgreSQL: encrypt the server's disk; nothing was done."


@dataclass(frozen=True, slots=True)
class Status:
    """How a store lies on the disk.

    Attributes:
        encrypted: Whether it is encrypted; None where there is no store yet.
        key: Where its key is kept; None where there is none.
        plain_copies: Copies beside it that whoever has the file can read.
        left_over: Whether a change was stopped half-way, so that an old file may still lie there.
    """

    encrypted: bool | None
    key: keys.Kept | None
    plain_copies: tuple[Path, ...]
    left_over: bool


def status(home: Home) -> Status:
    """How a home's store lies on the disk. Raises InputError where it is on a server."""
    from store.converting import left_over, plain_copies

    live = _file(home)
    encrypted = home.is_encrypted if live.exists() else None
    copies = plain_copies(live) if encrypted else ()
    return Status(encrypted, keys.kept(home.path), tuple(copies), left_over(live))


def encrypt(home: Home, account: str | None, passphrase: Callable[[], str] | None, keep: Path | None) -> bool:
    """Encrypt a home's store; a home without one gets an empty one that is encrypted.

    A key that the home has already is used again: copies of the store may be encrypted with it.

    Args:
        account: Who does it; None is the operating system's user.
        passphrase: How to come by the passphrase of a new key; None keeps it in the key store.
        keep: A file in which the store is kept as it was, readable, if it shall be.

    Returns:
        Whether anything was to be done.

    Raises:
        InputError: the store is on a server, or the file to keep it in is there already.
        SettingsError: the key cannot be kept or opened.
        StoreError: the account may not, or the store is in use or cannot be written; then it is as it was.
    """
    from store.cipher import Key
    from store.converting import convert, tidy

    live = _file(home)
    _may(home, account, keep)
    if status(home).encrypted:
        home.close()
        return tidy(live)
    if keys.kept(home.path) is None:
        key = Key.random()
        keys.write_key(home.path, key, passphrase() if passphrase else None)
    else:
        key = keys.open_key(home.path, home.settings.passphrase_file)
    if live.exists():
        _note(home, account, "to be encrypted")
        home.close()
        convert(live, None, key, keep)
    home.open_with(key)
    return True


def decrypt(home: Home, account: str | None, keep: Path | None) -> bool:
    """Make a home's store plain again. Its key stays: copies that were made are encrypted with it.

    Args, Returns and Raises: as for `encrypt`.
    """
    from store.converting import convert, tidy

    live = _file(home)
    _may(home, account, keep)
    key = home.key
    if key is None or not live.exists():
        home.close()
        return tidy(live)
    _note(home, account, "to be kept without encryption")
    home.close()
    convert(live, key, None, keep)
    home.open_with(None)
    return True


def change_passphrase(home: Home, account: str | None, passphrase: Callable[[], str] | None) -> None:
    """Keep the key of a home's store by another passphrase, or with None in the key store; the store stays as it is.

    Raises:
        InputError: there is no key.
        SettingsError: it cannot be opened or kept.
        StoreError: the account may not.
    """
    _file(home)
    if keys.kept(home.path) is None:
        raise InputError("This store has no key: talent encryption on makes one.")
    _may(home, account, None)
    key = home.key or keys.open_key(home.path, home.settings.passphrase_file)
    said = passphrase() if passphrase else None
    _note(home, account, "its key to be kept otherwise")
    keys.write_key(home.path, key, said)


def remove_plain_copies(home: Home, account: str | None) -> tuple[Path, ...]:
    """Write over and remove the copies beside an encrypted store that can be read without its key; gives them."""
    from store.cipher import scrub

    _may(home, account, None)
    found = status(home).plain_copies
    for path in found:
        scrub(path)
    return found


def aside(home: Home, now: datetime) -> Path:
    """The name of a file beside the store in which it can be kept as it is."""
    live = _file(home)
    return live.with_name(f"{live.name}.replaced-{now:%Y%m%d-%H%M%S}")


def _file(home: Home) -> Path:
    try:
        return store_file(home)
    except InputError:
        raise InputError(_OF_POSTGRESQL) from None


def _may(home: Home, account: str | None, keep: Path | None) -> None:
    """An administrator may; a home without accounts is its owner's."""
    if keep is not None and keep.exists():
        raise InputError(f"{keep} is there already; nothing was done.")
    if not home.is_new():
        home.sign_in(account).records.accounts.require("store.encrypt")


def _note(home: Home, account: str | None, what: str) -> None:
    if not home.is_new():
        home.sign_in(account).records.backups.encrypting(what)
