"""Looks at each part of a home and says how it is and what to do. Findings are data; front ends show them."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass

from assistant.compose import Home
from assistant.errors import EXPECTED


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
        "sqlite": lambda: f"version {sqlite3.sqlite_version}",
        "guides": lambda: _guides(home),
        "store": lambda: _store(home),
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


def _store(home: Home) -> str:
    if home.is_new():
        return "nobody has an account yet; open `talent` to begin"
    return "in order"


def _model(home: Home) -> str:
    encoder = home.guidance.library.encoder
    encoder.load()
    return encoder.name


def _library(home: Home) -> str:
    status = home.guidance.library.status()
    if status.index != "live":
        raise _Wrong(f"the search index is not live ({status.index}); run: talent library rebuild")
    return f"{status.documents} documents, {status.notes} built-in notes, {status.passages} passages"
