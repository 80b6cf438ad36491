"""How a SQLite store is, looked at as a whole: nothing in it is shown, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

from store import audit_chain, conversation_rows
from store.cipher import driver, key_of
from store.engine import reading


@dataclass(frozen=True, slots=True)
class Health:
    """What was found.

    Attributes:
        sqlite: The version of SQLite that opens the store.
        cipher: The version of SQLCipher; empty where the store is plain.
        journal: How it keeps its journal.
        whole: Whether its pages and references hold together.
        broken: The first row of the audit that does not hold; None where all do.
        damaged: How many signed records are not what was signed.
    """

    sqlite: str
    cipher: str
    journal: str
    whole: bool
    broken: int | None
    damaged: int


def examine(engine: Engine) -> Health:
    """Look through a SQLite store, page by page and seal by seal. Raises StoreUnavailable where it cannot be read."""
    key = key_of(engine)
    with reading(engine) as session:

        def pragma(name: str) -> str:
            return str(session.execute(text(f"PRAGMA {name}")).scalar() or "")

        whole = pragma("integrity_check") == "ok" and not pragma("foreign_key_check")
        return Health(
            driver(key).sqlite_version,
            pragma("cipher_version") if key else "",
            pragma("journal_mode"),
            whole and not (key and pragma("cipher_integrity_check")),
            audit_chain.first_broken(session),
            len(conversation_rows.damaged(session)),
        )
