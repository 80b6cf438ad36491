"""`python -m tests.benchmarks.records_scale PEOPLE…`: how long records' pages take in organisations of so many people.

On SQLite, and on PostgreSQL where a server runs (TALENT_TEST_POSTGRESQL names another than the one on this machine);
what is made there is dropped at the end. A made organisation (`crowd`) is entered by its owner, and looked at as the
program does: there by a role that owns nothing, so that row-level security is paid for; every page is asked of the
service that the program asks.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from store.engine import make_engine
from store.errors import NotFound
from store.schema import upgrade
from store.service import Records
from tests.benchmarks.crowd import HR, NOW, POOLS, TALKS, Crowd, enter
from tests.store.organisation import of_role

_GIVEN = "TALENT_TEST_POSTGRESQL"
SERVER = os.environ.get(_GIVEN, "postgresql+psycopg://postgres@127.0.0.1:5432")
SIZES = ("1000", "10000", "100000")
_TIMES = 20
_SECONDS = 4.0
"""No page is asked again when this long has gone into it, once there are three."""
_FEWEST = 3
_SPLITS = (None, "unit", "manager", "sex")
_FRESH = len(HR) // len(_SPLITS)
"""How many accounts each split of the figures has that were shown none."""
_TEAM, _PAGE = {"sqlite": 0.005, "postgresql": 0.005}, {"sqlite": 2.0, "postgresql": 1.0}


@dataclass(frozen=True, slots=True)
class Store:
    """A store with an organisation in it.

    Attributes:
        database: Which of the databases.
        crowd: The organisation.
        opened: Opens it as the program does, for whoever uses it.
    """

    database: str
    crowd: Crowd
    opened: Callable[[], Engine]


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody does.

    Attributes:
        name: As the table calls it.
        asked: The different ways of doing it, to be done in turn, given a store that was opened.
        target: In how many seconds, on each database; None where there is none.
        anew: Whether each is done on connections of its own, as by a process that has just begun.
    """

    name: str
    asked: Callable[[Engine, Crowd], Iterator[Callable[[], object]]]
    target: dict[str, float] | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How long an operation took, in seconds."""

    median: float
    p95: float


def main(arguments: Sequence[str]) -> int:
    """Measure, and print the table."""
    sizes = sorted(int(size) for size in arguments or SIZES)
    taken: dict[tuple[str, str, int], Taken] = {}
    for size in sizes:
        crowd = Crowd(size)
        for made in (_sqlite, _postgresql):
            with made(crowd) as store:
                if store is None:
                    continue
                for operation in OPERATIONS:
                    taken[operation.name, store.database, size] = _taken(operation, store)
    _print(sizes, taken)
    print(
        f"A sum that takes this machine one second took {_wait():.1f} when this ended: others were at work beside."
    )
    return 0


def _wait() -> float:
    """How many times longer than it works a process takes here now: 1 where it has a processor of its own."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 1:
        sum(range(10_000))
    return time.perf_counter() - began


def _taken(operation: Operation, store: Store) -> Taken:
    seconds: list[float] = []
    engine = store.opened()
    for do in islice(operation.asked(engine, store.crowd), _TIMES):
        if operation.anew:
            engine.dispose()
        began = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - began)
        if len(seconds) >= _FEWEST and sum(seconds) > _SECONDS:
            break
    engine.dispose()
    return Taken(statistics.median(seconds), sorted(seconds)[int(0.95 * len(seconds))])


def _records(engine: Engine, account: str) -> Records:
    return Records(engine, account, lambda: NOW)


def _team(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    for manager in _some(crowd.managers()):
        yield _records(engine, crowd.accounts[manager]).people.all


def _record(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    for manager in _some(crowd.managers()):
        records, key = (
            _records(engine, crowd.accounts[manager]),
            crowd.talks[crowd.team(manager)[0]][TALKS - 1],
        )
        yield lambda records=records, key=key: records.conversations.get(key)


def _record_as_hr(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    records = _records(engine, crowd.hr[0])
    for place in _some(range(crowd.size)):
        yield lambda key=crowd.talks[place][TALKS - 1]: _or_refused(records, key)


def _or_refused(records: Records, key: str) -> object:
    """A record, or that its person keeps it from HR."""
    try:
        return records.conversations.get(key)
    except NotFound as error:
        return error


def _candidates(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    records = _records(engine, crowd.hr[0])
    for number in cycle(range(POOLS)):
        yield lambda number=number: records.pools.candidates(f"Pool {number}")


def _cover(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    yield from cycle([_records(engine, crowd.hr[0]).succession.cover])


def _figures(by: str | None = None) -> Callable[[Engine, Crowd], Iterator[Callable[[], object]]]:
    """Figures by somebody to whom none was ever shown, as often as there are such accounts."""

    def asked(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
        first = _SPLITS.index(by) * _FRESH
        for account in crowd.hr[first : first + _FRESH]:
            yield lambda account=account: _records(engine, account).dashboard.show(by=by)

    return asked


def _again(by: str | None = None) -> Callable[[Engine, Crowd], Iterator[Callable[[], object]]]:
    """The same figures by somebody to whom they were shown."""

    def asked(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
        records = _records(engine, crowd.hr[_SPLITS.index(by) * _FRESH])
        yield from cycle([lambda: records.dashboard.show(by=by)])

    return asked


def _somebody(engine: Engine, crowd: Crowd) -> Iterator[Callable[[], object]]:
    records = _records(engine, crowd.hr[0])
    for place in _some(range(crowd.size)):
        yield lambda place=place: records.people.get(f"P{place:06}")


def _some(of: Sequence[int]) -> list[int]:
    return Random(5).choices(of, k=_TIMES)


OPERATIONS = (
    Operation("my team, as its manager", _team, _TEAM),
    Operation("one of the team's records", _record),
    Operation("one person, as HR", _somebody),
    Operation("one person's record, as HR", _record_as_hr),
    Operation("who fits a pool", _candidates, _PAGE),
    Operation("cover of all posts", _cover, _PAGE),
    Operation("dashboard, the first time", _figures(), _PAGE, anew=True),
    Operation("dashboard, again", _again(), _PAGE),
    Operation("dashboard by unit", _figures("unit"), _PAGE, anew=True),
    Operation("dashboard by manager", _figures("manager"), _PAGE, anew=True),
    Operation("dashboard by manager, again", _again("manager"), _PAGE),
    Operation("dashboard by sex", _figures("sex"), _PAGE, anew=True),
)


@contextmanager
def _sqlite(crowd: Crowd) -> Iterator[Store | None]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'talent.db'}"
        _made(make_engine(url), crowd, None)
        yield Store("sqlite", crowd, lambda: make_engine(url))


@contextmanager
def _postgresql(crowd: Crowd) -> Iterator[Store | None]:
    server = create_engine(
        f"{SERVER}/postgres", isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    try:
        server.connect().close()
    except OperationalError:
        if _GIVEN in os.environ:
            raise
        print("No PostgreSQL runs here; only SQLite is measured.", file=sys.stderr)
        yield None
        return
    name = f"talent_{uuid.uuid4().hex[:12]}"
    program = f"{name}_program"
    try:
        _run(server, f"CREATE ROLE {program} LOGIN")
        _run(server, f"CREATE DATABASE {name}")
        owner = make_engine(f"{SERVER}/{name}")
        _made(owner, crowd, program)
        yield Store("postgresql", crowd, lambda: of_role(owner, program))
    finally:
        _run(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _run(server, f"DROP ROLE IF EXISTS {program}")
        server.dispose()


def _made(owner: Engine, crowd: Crowd, program: str | None) -> None:
    """Lay a store out for the program's role and put everybody into it, as its owner."""
    began = time.perf_counter()
    upgrade(owner, program)
    enter(owner, crowd)
    owner.dispose()
    seconds = time.perf_counter() - began
    print(f"{crowd.size:,} people entered, {owner.dialect.name}: {seconds:.0f} s", file=sys.stderr)


def _run(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(text(statement))


def _print(sizes: Sequence[int], taken: dict[tuple[str, str, int], Taken]) -> None:
    """A line for each operation and database: medians and 95th percentiles, growth from size to size, the target."""
    heads = "".join(f"{f'{size:,}':>17}" for size in sizes)
    print(f"{'seconds, median / p95, at so many people':34}{'':12}{heads}   {'growth':14}target")
    for operation in OPERATIONS:
        for database in ("sqlite", "postgresql"):
            ours = [taken[key] for size in sizes if (key := (operation.name, database, size)) in taken]
            if not ours:
                continue
            cells = "".join(f"{f'{one.median:.4f} / {one.p95:.4f}':>17}" for one in ours)
            growth = " ".join(f"×{b.median / a.median:.1f}" for a, b in pairwise(ours))
            print(
                f"{operation.name:34}{database:12}{cells}   {growth:14}{_met(operation, database, ours[-1])}"
            )


def _met(operation: Operation, database: str, largest: Taken) -> str:
    if operation.target is None:
        return "none"
    limit = operation.target[database]
    return f"≤ {limit:g} s: {'yes' if largest.median <= limit else 'NO'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
