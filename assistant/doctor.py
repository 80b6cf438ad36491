"""Looks at each part of a home and says how it is and what to do. Findings are data; front ends show them."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass

from assistant.compose import HOLIDAYS, Home, now
from assistant.errors import EXPECTED, InputError


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is.

    Attributes:
        what: The part.
        well: Whether nothing has to be done.
        said: How it is, or what is wrong and what to do.
    """

    what: str
    well: bool
    said: str


def examine(home: Home) -> list[Finding]:
    """Look at a home's parts, one finding each; nothing is changed but that a new home's library is laid out."""
    parts: dict[str, Callable[[], str]] = {
        "folder": lambda: _folder(home),
        "guides": lambda: _guides(home),
        "holidays": lambda: _holidays(home),
        "retention": lambda: _retention(home),
        "store": lambda: _store(home),
        "sqlite": lambda: _sqlite(home),
        "encryption": lambda: _encryption(home),
        "browser": lambda: _browser(home),
        "model": lambda: _model(home),
        "library": lambda: _library(home),
    }
    return [_looked(what, look) for what, look in parts.items()]


class _Wrong(Exception):
    """Something that has to be put right, in a sentence."""


def _looked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except (*EXPECTED, _Wrong) as error:
        return Finding(what, False, str(error))


def _folder(home: Home) -> str:
    if home.path.exists() and stat.S_IMODE(home.path.stat().st_mode) & 0o077:
        raise _Wrong(f"{home.path} can be read by others; run: chmod -R go= '{home.path}'")
    return str(home.path)


def _guides(home: Home) -> str:
    if home.broken_guides:
        raise _Wrong(" ".join(home.broken_guides))
    return ", ".join(home.guides)


def _holidays(home: Home) -> str:
    from store.holidays import load_holidays

    found = load_holidays(home.holidays_file)
    if found.until is None or found.until < now().year:
        end = found.until or "no year"
        raise _Wrong(
            f"the public holidays of {found.place} ({found.source}) end with {end}, so that working "
            f"days leave out weekends alone; put the days of {now().year} into {home.path / HOLIDAYS}"
        )
    return f"public holidays of {found.place}, until {found.until}"


def _retention(home: Home) -> str:
    from assistant.privacy import RULES, rules

    if not (left_out := rules(home.path).left_out):
        return "a rule for every class"
    missing = ", ".join(left_out)
    return (
        f"{home.path / RULES} has no rule for {missing}, so the built-in ones count: talent retention rules"
    )


def _store(home: Home) -> str:
    if home.is_new():
        return "nobody has an account yet; open `talent` to begin"
    found = home.health()
    if found is None:
        if why := home.unfenced():
            raise _Wrong(
                f"row-level security does not repeat the access rules, because {why}; name a role that owns nothing in "
                "database_url, and the owner of the tables in database_owner_url"
            )
        return "on a server, which answers; row-level security repeats the access rules"
    if not found.whole:
        raise _Wrong("the store's file is damaged; restore a copy: talent restore FILE")
    if found.broken is not None:
        raise _Wrong(
            f"the audit was changed by hand or by a bad disk from row {found.broken} on; restore a copy"
        )
    if found.damaged:
        raise _Wrong(f"{found.damaged} signed records are not what was signed; see: talent audit verify")
    return "in order"


def _sqlite(home: Home) -> str:
    found = None if home.is_new() else home.health()
    if found is None:
        return f"version {sqlite3.sqlite_version}"
    return f"version {found.sqlite}, journal {found.journal.upper()}"


def _encryption(home: Home) -> str:
    from assistant import encryption

    try:
        found = encryption.status(home)
    except InputError:
        return "on a server; encrypting its disk is its administrator's"
    if found.left_over:
        raise _Wrong(
            f"a change was stopped half-way; run: talent encryption {'on' if found.encrypted else 'off'}"
        )
    if found.plain_copies:
        names = ", ".join(path.name for path in found.plain_copies)
        raise _Wrong(f"{names} can be read without the key; run: talent encryption remove-copies")
    if not found.encrypted:
        return "none; whoever has the file can read it: talent encryption on"
    return f"on, its key kept by {'the key store' if found.key == 'key store' else 'a passphrase'}"


def _browser(home: Home) -> str:
    from importlib.util import find_spec

    if missing := [name for name in ("argon2", "textual_serve") if find_spec(name) is None]:
        raise _Wrong(
            f"{' and '.join(missing)} is missing, so that talent serve cannot run; install talent again"
        )
    settings = home.settings
    where = settings.serve_url or f"this machine alone, port {settings.serve_port}"
    if home.is_sample:
        return f"talent serve would show the sample organisation on {where}; no passwords"
    count = 0 if home.is_new() else home.reception().with_password()
    if not count:
        return "not in use; nobody has a password: talent account password NAME"
    return f"talent serve would be at {where}; {count} account{' has' if count == 1 else 's have'} a password"


def _model(home: Home) -> str:
    encoder = home.guidance.library.encoder
    encoder.load()
    return encoder.name


def _library(home: Home) -> str:
    status = home.guidance.library.status()
    if status.index != "live":
        raise _Wrong(f"the search index is not live ({status.index}); run: talent library rebuild")
    return f"{status.documents} documents, {status.notes} built-in notes, {status.passages} passages"
