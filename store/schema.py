"""Brings a database to this program's schema, by Alembic's migrations; a new one is laid out the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from store import row_security
from store.backup import back_up
from store.engine import explained
from store.errors import StoreUnavailable

HEAD = "0015"
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = "alembic_version"
_LOCK = 7_420_212
"""PostgreSQL's advisory lock under which one process at a time changes the schema."""


def upgrade(engine: Engine, program: str | None = None) -> None:
    """Bring a database to the newest schema; nothing is done, and Alembic not imported, where it is there already.

    A SQLite database with something in it is copied first, to a file beside it (`talent.db.before-0003`). On
    PostgreSQL the access rules are laid on as row-level security.

    Args:
        engine: The database; on PostgreSQL as the role that owns the tables, or is to.
        program: On PostgreSQL the role that the program connects as; None for the same.

    Raises:
        StoreUnavailable: a newer database than this program, another program's, or one that cannot be used.
    """
    _lay_out(engine)
    if engine.dialect.name == "postgresql":
        with explained(engine), engine.begin() as connection:
            _one_at_a_time(connection)
            row_security.lay_on(connection, program)


def _lay_out(engine: Engine) -> None:
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
    sqlite = engine.dialect.name == "sqlite"
    if sqlite and found is not None:
        path = Path(_where(engine))
        back_up(engine, path.with_name(f"{path.name}.before-{HEAD}"))
    with explained(engine), engine.connect() as connection:
        raw = connection.connection.driver_connection
        try:
            if (
                sqlite
            ):  # outside the transaction: with it on, rebuilding a table empties those that refer to it
                _pragma(raw, "foreign_keys = OFF")
            with connection.begin():
                _migrate(connection)
        finally:
            if sqlite:
                _pragma(raw, "foreign_keys = ON")


def _migrate(connection: Connection) -> None:
    """Run the migrations in the connection's transaction, and see that no row was lost on the way."""
    from alembic import command
    from alembic.config import Config

    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        _one_at_a_time(connection)
    if _revision(connection) == HEAD:  # another process was quicker
        return
    before = _counts(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    after = _counts(connection)
    lost = [name for name in before if name != _VERSIONS and after.get(name) != before[name]]
    if lost or (sqlite and connection.execute(text("PRAGMA foreign_key_check")).first()):
        raise StoreUnavailable(
            f"The store {_where(connection.engine)} does not hold together after its upgrade, so it was left "
            "as it was; restore a backup, or run: talent doctor"
        )


def _one_at_a_time(connection: Connection) -> None:
    """Wait, on PostgreSQL, until no other process changes the schema or its rules, to the transaction's end."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
        for name in names
    }


def _revision(connection: Connection) -> str | None:
    """The schema's number; None for an empty database."""
    names = inspect(connection).get_table_names()
    if _VERSIONS in names and "person" in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none())
    if names:
        raise StoreUnavailable(
            f"The database {_where(connection.engine)} holds another program's tables; "
            "move it away, or name another one in database_url."
        )
    return None


def _known() -> set[str]:
    return {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def _where(engine: Engine) -> str:
    return str(engine.url.database)


def _pragma(raw: Any, pragma: str) -> None:
    """Set a pragma on the driver's connection: within SQLAlchemy's it would be inside a transaction, and nothing."""
    raw.execute(f"PRAGMA {pragma}").close()
