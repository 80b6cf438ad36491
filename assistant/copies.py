"""Copies of a home's store: made while it is in use, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import keys
from assistant.errors import InputError
from assistant.privacy import rules
from store.errors import StoreUnavailable

if TYPE_CHECKING:
    from assistant.compose import Home
    from store.cipher import Key
    from store.privacy.erasures import Register
    from store.restoring import Checked

_OF_POSTGRESQL = (
    "This store is on PostgreSQL: copy it with pg_dump --format=custom, and put a copy back with pg_restore; "
    "nothing was done."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        kept: The file in which the store before it lies; None where there was none.
        erased_again: How many people, erased since the copy was made, were erased in it again.
    """

    kept: Path | None
    erased_again: int


def store_file(home: Home) -> Path:
    """The file of a home's store; InputError where it is on a server."""
    from sqlalchemy.engine import make_url

    if home.settings.database_url is None:
        return home.path / "talent.db"
    address = make_url(home.settings.database_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise InputError(_OF_POSTGRESQL)
    return Path(address.database)


def back_up(home: Home, account: str | None, target: Path) -> None:
    """Copy a home's store into a file while it is in use: whole and checked, or not at all.

    Args:
        account: Who does it; None is the operating system's user.
        target: The file; one that is there is replaced.

    Raises:
        InputError: the store is on a server, or the file is the store itself.
        StoreError: the account may not, or the file cannot be written.
    """
    from store import backup
    from store.engine import make_engine

    live = store_file(home)
    if target.absolute() == live.absolute():
        raise InputError(f"{target} is the store itself; name another file.")
    home.sign_in(account).records.backups.begun()
    engine = make_engine(f"sqlite:///{live}", home.key)
    try:
        backup.back_up(engine, target)
    finally:
        engine.dispose()


def check(home: Home, account: str | None, file: Path, *, accept_broken_audit: bool = False) -> Checked:
    """Look through a copy before it is put back; the store is not touched.

    A home without accounts, or with a store that cannot be read any more, is its owner's to restore; elsewhere an
    administrator does.

    Args:
        accept_broken_audit: Take a copy whose audit or signed records do not hold, where no other is left; the copy
            says what is wrong.

    Raises:
        InputError: the store is on a server.
        StoreError: the account may not, or the copy is not one that can be restored.
    """
    from store.restoring import checked

    live = store_file(home)
    if _is_whole(home):
        home.sign_in(account).records.accounts.require("backup.restore")
    live.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = live.with_name(f".{live.name}.restoring")
    return checked(file, work, home.key, _opens(home, file), accept_broken_audit=accept_broken_audit)


def restore(home: Home, account: str | None, copy: Checked, now: datetime) -> Restored:
    """Put a checked copy in the store's place; what was there is kept beside it.

    Raises:
        StoreError: the account may not, or the store is in use all the time or cannot be written.
    """
    from store.restoring import put_back

    live = store_file(home)
    aside = live.with_name(f"{live.name}.replaced-{now:%Y%m%d-%H%M%S}")
    whole, was_there = _is_whole(home), live.exists()
    by = home.sign_in(account).records.backups.restoring(copy.broken) if whole else "the owner of the folder"
    again = put_back(
        live,
        copy,
        aside,
        done=_erased(live, home.key) if whole else (),
        trail=rules(home.path).of("pool_trail"),
        now=now,
        by=by,
    )
    return Restored(aside if was_there else None, again)


def leave(copy: Checked) -> None:
    """Do not put a checked copy back after all."""
    copy.path.unlink(missing_ok=True)


def _is_whole(home: Home) -> bool:
    """Whether there is a store with accounts; False where there is none yet, or none that can be read any more."""
    from store.restoring import is_readable

    try:
        return not home.is_new()
    except StoreUnavailable:
        if is_readable(store_file(home), home.key):
            raise  # newer than this program, or in use: not lost
        return False


def _opens(home: Home, file: Path) -> Key | None:
    """The key that opens a copy, if it is encrypted and the home has one: also once the store is plain again."""
    from store.cipher import is_plain

    if home.key is not None or not file.is_file() or is_plain(file) or keys.kept(home.path) is None:
        return home.key
    return keys.open_key(home.path, home.settings.passphrase_file)


def _erased(live: Path, key: Key | None) -> Sequence[Register]:
    from store.engine import make_engine
    from store.privacy.erasures import done_in

    engine = make_engine(f"sqlite:///{live}", key)
    try:
        return done_in(engine)
    finally:
        engine.dispose()
