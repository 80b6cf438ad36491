"""`python -m tests.benchmarks.imports [PEOPLE]`: how long it takes to import a staff list of so many people.

Read from a CSV file and from a workbook, taken in anew, again without a change, and with a tenth of it changed; on
SQLite, and on PostgreSQL where a server runs (TALENT_TEST_POSTGRESQL names another than the one on this machine). The
largest resident memory of the process is printed at the end.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from assistant.sheet import read_table
from store.access import Role
from store.accounts import create, find
from store.engine import make_engine
from store.imports.kinds import STAFF
from store.imports.reading import read
from store.schema import upgrade
from store.service import Records
from tui.cli.sheet import xlsx

SERVER = os.environ.get("TALENT_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432")
TEAM = 8


def main(arguments: list[str]) -> int:
    """Measure and print."""
    count = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        first, later, book = (Path(folder) / name for name in ("first.csv", "later.csv", "first.xlsx"))
        people = list(staff(count))
        write(first, people)
        write(
            later,
            [
                one | ({"unit": "Moved", "manager": "P0"} if n % 10 == 9 else {})
                for n, one in enumerate(people)
            ],
        )
        print(f"{count:,} people, {first.stat().st_size / 1e6:.1f} MB of CSV")
        timed("read csv", lambda: read(read_table(first), STAFF))
        book.write_bytes(xlsx(people))
        timed("read xlsx", lambda: read(read_table(book), STAFF))
        for name, opened in (("sqlite", sqlite(Path(folder))), ("postgresql", postgresql())):
            with opened as engine:
                if engine is None:
                    print(f"{name}: no server")
                    continue
                measure(name, engine, first, later)
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def measure(name: str, engine: Engine, first: Path, later: Path) -> None:
    """A new list, the same again, and one in which a tenth has moved."""
    create(engine, name="HR", roles=[Role.HR])
    account = find(engine, datetime.now(UTC).date(), name="HR")
    assert account
    records = Records(engine, account.id, lambda: datetime.now(UTC))
    for what, path, dry_run in (
        ("dry run", first, True),
        ("new", first, False),
        ("again", first, False),
        ("a tenth changed", later, False),
    ):
        report = timed(
            f"{name}: {what}",
            lambda p=path, d=dry_run: records.imports.staff(read(read_table(p), STAFF), dry_run=d),
        )  # type: ignore[misc]
        assert not report.refused


def timed(what: str, do: Callable[[], object]) -> object:
    """Do it, and print how long that took."""
    begun = time.perf_counter()
    result = do()
    print(f"{what:<32} {time.perf_counter() - begun:7.1f} s", flush=True)
    return result


def staff(count: int) -> Iterator[dict[str, str]]:
    """Made-up people, each team with a manager."""
    for number in range(count):
        yield {
            "reference": f"P{number}",
            "name": f"Name Of Number {number}",
            "email": f"number{number}@example.org",
            "job_title": f"Job {number % 200}",
            "unit": f"Unit {number % 300}",
            "level": f"Level {number % 7}",
            "job_family": f"Family {number % 20}",
            "manager": f"P{(number - 1) // TEAM}" if number else "",
            "started_on": f"20{10 + number % 15}-0{1 + number % 9}-15",
        }


def write(path: Path, people: list[dict[str, str]]) -> None:
    """A staff list as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine | None]:
    """An empty store in a file."""
    engine = make_engine(f"sqlite:///{folder / 'talent.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@contextmanager
def postgresql() -> Iterator[Engine | None]:
    """An empty store on a server; dropped at the end. None where no server runs."""
    server = create_engine(
        f"{SERVER}/postgres", isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    name = f"talent_imports_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        yield None
        return
    engine = make_engine(f"{SERVER}/{name}")
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
