"""Brings a database to this program's schema, by Alembic's migrations; a new one is laid out the same way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store.engine import explained
from store.errors import StoreUnavailable

HEAD = "0001"
_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = "alembic_version"


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest schema; nothing is done, and Alembic not imported, where it is there already.

    Raises:
        StoreUnavailable: a newer database than this program, another program's, or one that cannot be used.
    """
    with explained(engine), engine.connect() as connection:
        found = _revision(connection)
        connection.rollback()
    if found == HEAD:
        return
    if found is not None and found not in _known():
        raise StoreUnavailable(
            f"The store {_where(engine)} has schema {found}, which this version of the program does not know "
            f"(it knows up to {HEAD}); update the program."
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with explained(engine), engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:  # outside the transaction: with it on, rebuilding a table empties those that refer to it
            _pragma(connection, "foreign_keys = OFF")
        with connection.begin():
            if _revision(connection) != HEAD:  # another process may have been quicker
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise StoreUnavailable(
                        f"The store {_where(engine)} does not hold together; restore a backup."
                    )
        if sqlite:
            _pragma(connection, "foreign_keys = ON")


def _revision(connection: Connection) -> str | None:
    """The schema's number; None for an empty database."""
    names = inspect(connection).get_table_names()
    if _VERSIONS in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none())
    if names and "person" not in names:
        raise StoreUnavailable(
            f"The database {_where(connection.engine)} holds another program's tables; "
            "move it away, or name another one in database_url."
        )
    return None


def _known() -> set[str]:
    return {path.name.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def _where(engine: Engine) -> str:
    return str(engine.url.database)


def _pragma(connection: Connection, pragma: str) -> None:
    """Set a pragma on the driver's connection: within SQLAlchemy's it would be inside a transaction, and nothing."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute(f"PRAGMA {pragma}").close()
