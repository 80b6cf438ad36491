"""Where the key of an encrypted store is kept: in the operating system's key store, or sealed by a passphrase.

`talent.key` in the data folder says which. With a passphrase it holds the key itself, sealed by AES-256-GCM under what
Argon2id makes of the passphrase; with the key store it holds the entry's name alone.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from store.cipher import Key

FILE = "talent.key"
LEAST = 15
"""Characters of a passphrase, which stands alone between a stolen file and what is in it."""
Kept = Literal["passphrase", "key store"]
_SERVICE = "talent"
_TRUSTED = 1
"""From this priority on, keyring itself recommends a backend; what is below keeps secrets in the open, or nowhere."""


class _Sealed(BaseModel):
    """A key sealed by a passphrase, and what it takes to open it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_kib: Annotated[int, Field(ge=19_456, le=1_048_576)] = 65_536
    passes: Annotated[int, Field(ge=2, le=20)] = 3
    lanes: Annotated[int, Field(ge=1, le=8)] = 4
    salt: Annotated[str, Field(max_length=100)]
    nonce: Annotated[str, Field(max_length=100)]
    key: Annotated[str, Field(max_length=200)]


class _KeyFile(BaseModel):
    """What stands in `talent.key`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    kept: Kept
    sealed: _Sealed | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> _KeyFile:
        if (self.kept == "passphrase") != (self.sealed is not None):
            raise ValueError("a passphrase, and it alone, needs a sealed key")
        return self


def kept(home: Path) -> Kept | None:
    """Where the key of a home is kept; None where it has none. SettingsError where `talent.key` is damaged."""
    return _read(home).kept if (home / FILE).exists() else None


def open_key(home: Path, passphrase_file: Path | None) -> Key:
    """The key of a home that has one.

    Args:
        home: The data folder.
        passphrase_file: The file with the passphrase, for where nobody can be asked.

    Raises:
        SettingsError: the passphrase is wrong or cannot be had, the key store has no such key, `talent.key` is damaged,
            or what it takes is not installed.
    """
    found = _read(home)
    if found.sealed is None:
        return _from_key_store(found.id)
    said = read_passphrase(passphrase_file) if passphrase_file else _ask("Passphrase of the store: ")
    return _unsealed(found.id, found.sealed, said)


def write_key(home: Path, key: Key, passphrase: str | None) -> None:
    """Keep a key: sealed by a passphrase, or with None in the key store; what kept it before does not any more.

    Raises:
        SettingsError: the passphrase is too short, there is no key store, or the file cannot be written.
    """
    before = _read(home) if (home / FILE).exists() else None
    name = secrets.token_hex(16)
    if passphrase is None:
        _into_key_store(name, key)
        made = _KeyFile(id=name, kept="key store")
    else:
        made = _KeyFile(id=name, kept="passphrase", sealed=_sealed(name, key, passphrase))
    _write(home / FILE, made.model_dump_json(indent=2, exclude_none=True))
    if before is not None and before.kept == "key store":
        _out_of_key_store(before.id)


def ask_new_passphrase() -> str:
    """A new passphrase, asked twice on a terminal, without echo. Raises SettingsError."""
    said = _ask(f"New passphrase, of {LEAST} characters or more: ")
    _refuse_short(said)
    if _ask("Once more: ") != said:
        raise SettingsError("The two passphrases are not the same; nothing was changed.")
    return said


def read_passphrase(file: Path) -> str:
    """The passphrase in a file that is its owner's alone; the line's end does not count. Raises SettingsError."""
    try:
        found = file.stat()
        if sys.platform != "win32" and (
            stat.S_IMODE(found.st_mode) & 0o077 or found.st_uid not in {os.geteuid(), 0}
        ):
            raise SettingsError(f"The passphrase file {file} can be read by others; run: chmod 600 '{file}'")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"The passphrase file {file} cannot be read: {reason}.") from None
    return text.rstrip("\r\n")


def _ask(question: str) -> str:
    """Ask on the terminal, whatever stdin is; never where what is typed would be seen."""
    import getpass

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question)
    except (getpass.GetPassWarning, EOFError):
        raise SettingsError(
            "The store's passphrase is asked on a terminal, and there is none; name a file that holds it in the "
            "setting passphrase_file."
        ) from None


def _refuse_short(passphrase: str) -> None:
    if len(passphrase) < LEAST:
        raise SettingsError(
            f"A passphrase has {LEAST} characters or more; a sentence of a few words is easy to keep in mind."
        )


def _sealed(name: str, key: Key, passphrase: str) -> _Sealed:
    _refuse_short(passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    made = _Sealed(salt=_text(salt), nonce=_text(nonce), key="")
    cipher = _cipher(made, passphrase)
    return made.model_copy(update={"key": _text(cipher.encrypt(nonce, key.raw, name.encode()))})


def _unsealed(name: str, sealed: _Sealed, passphrase: str) -> Key:
    cipher = _cipher(sealed, passphrase)
    from cryptography.exceptions import InvalidTag

    from store.cipher import Key

    try:
        return Key(cipher.decrypt(_bytes(sealed.nonce), _bytes(sealed.key), name.encode()))
    except InvalidTag:
        raise SettingsError("That is not the store's passphrase; nothing was opened.") from None
    except ValueError:
        raise SettingsError(f"{FILE} is damaged; put a copy of it back.") from None


def _cipher(sealed: _Sealed, passphrase: str) -> Any:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    except ImportError as error:
        raise SettingsError(
            "What opens an encrypted store is missing; install talent[encryption]."
        ) from error
    try:
        derived = Argon2id(
            salt=_bytes(sealed.salt),
            length=32,
            iterations=sealed.passes,
            lanes=sealed.lanes,
            memory_cost=sealed.memory_kib,
        ).derive(passphrase.encode("utf-8", "surrogatepass"))
    except (UnsupportedAlgorithm, ValueError) as error:
        raise SettingsError(f"The passphrase cannot be used ({error}); {FILE} may be damaged.") from None
    return AESGCM(derived)


def _from_key_store(name: str) -> Key:
    from store.cipher import Key

    keyring = _key_store()
    try:
        return Key(bytes.fromhex(keyring.get_password(_SERVICE, name) or ""))
    except ValueError:
        raise SettingsError(
            f"This user's key store has no key for the store (entry {_SERVICE}, {name}); sign in as who encrypted "
            "it, or put back a copy of the key store."
        ) from None
    except keyring.errors.KeyringError as error:
        raise SettingsError(f"The key store cannot be read ({type(error).__name__}); unlock it.") from None


def _into_key_store(name: str, key: Key) -> None:
    keyring = _key_store()
    try:
        keyring.set_password(_SERVICE, name, key.raw.hex())
        there = keyring.get_password(_SERVICE, name) == key.raw.hex()
    except keyring.errors.KeyringError as error:
        raise SettingsError(f"The key store took no key ({type(error).__name__}); unlock it.") from None
    if not there:
        raise SettingsError("The key store did not keep the key; choose a passphrase instead.")


def _out_of_key_store(name: str) -> None:
    keyring = _key_store()
    try:
        keyring.delete_password(_SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise SettingsError(
            f"The old entry {name} could not be taken out of the key store ({type(error).__name__}); take it out "
            "by hand. The new way of keeping the key holds already."
        ) from None


def _key_store() -> Any:
    try:
        import keyring
        import keyring.errors
    except ImportError as error:
        raise SettingsError("The key store is reached by keyring; install talent[encryption].") from error
    if keyring.get_keyring().priority < _TRUSTED:
        raise SettingsError(
            "This machine has no key store that keeps secrets; leave out --key-store and choose a passphrase."
        )
    return keyring


def _read(home: Path) -> _KeyFile:
    path = home / FILE
    try:
        return _KeyFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except ValidationError:
        raise SettingsError(f"{path} is damaged, or of a newer program; put a copy of it back.") from None


def _write(path: Path, text: str) -> None:
    """Whole or not at all: without this file nobody opens the store."""
    from store.cipher import sync

    work = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        work.unlink(missing_ok=True)
        work.touch(mode=0o600)
        work.write_text(text, encoding="utf-8")
        sync(work)
        work.replace(path)
        sync(path.parent)
    except OSError as error:
        work.unlink(missing_ok=True)
        raise SettingsError(f"{path} cannot be written: {error.strerror}; nothing was changed.") from None


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
