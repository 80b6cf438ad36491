"""Both databases, each test with one of its own: a copy of one that was laid out once."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from store.engine import make_engine
from store.schema import upgrade
from tests.store.organisation import PROGRAM, Organisation, emptied

_GIVEN = "TALENT_TEST_POSTGRESQL"
_SERVER = os.environ.get(_GIVEN, "postgresql+psycopg://postgres@127.0.0.1:5432")
_MAKE_ROLE = f"""DO $$ BEGIN CREATE ROLE {PROGRAM} LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with its schema and nothing else, to be copied."""
    path = tmp_path_factory.mktemp("template") / "talent.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """A PostgreSQL server, on which databases may be made: the one that is named, else one that runs here."""
    engine = create_engine(
        f"{_SERVER}/postgres", isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    try:
        engine.connect().close()
    except OperationalError:
        if _GIVEN in os.environ:
            raise
        pytest.skip("no PostgreSQL")
    _run(engine, _MAKE_ROLE)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def empty_postgresql(server: Engine) -> Iterator[str]:
    """The same as `empty_sqlite`, on the server."""
    name = f"talent_template_{uuid.uuid4().hex[:12]}"
    _run(server, f"CREATE DATABASE {name}")
    engine = make_engine(f"{_SERVER}/{name}")
    upgrade(engine, PROGRAM)
    engine.dispose()
    yield name
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite store."""
    path = tmp_path / "talent.db"
    shutil.copy(empty_sqlite, path)
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared_postgresql(server: Engine, empty_postgresql: str) -> Iterator[Engine]:
    """One store on PostgreSQL, which tests have one after the other."""
    with database(server, f"TEMPLATE {empty_postgresql}") as engine:
        yield engine


@pytest.fixture
def postgresql(shared_postgresql: Engine) -> Iterator[Engine]:
    """An empty store on PostgreSQL, as the program connects to it: as a role that owns nothing."""
    with emptied(shared_postgresql) as program:
        yield program


@pytest.fixture
def bare_postgresql(server: Engine) -> Iterator[Engine]:
    """A database without any table."""
    with database(server, "") as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty store, on each database in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def org(engine: Engine) -> Organisation:
    """A small organisation, on each database in turn."""
    return Organisation(engine)


@contextmanager
def database(server: Engine, template: str) -> Iterator[Engine]:
    """A database for the time of a block; it is dropped however the block ends."""
    name = f"talent_{uuid.uuid4().hex[:12]}"
    _run(server, f"CREATE DATABASE {name} {template}")
    engine = make_engine(f"{_SERVER}/{name}")
    try:
        yield engine
    finally:
        engine.dispose()
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(text(statement))
