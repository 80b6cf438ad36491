"""A small organisation for tests: people, lines and accounts as rows, a clock that is turned by hand."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlalchemy.engine import make_url

from store.engine import make_engine, writing
from store.imports.kinds import KINDS
from store.imports.reading import read
from store.imports.table import csv_table
from store.imports.views import ImportReport
from store.models import Account, AuditHead, Person, ReportingLine, metadata
from store.schema import HEAD
from store.service import Records
from store.views import AnswerInput, ConversationView, Criterion, TurnInput

LONG = "Because of two dated examples from different parts of the year."
"""A reason that is one."""
WORDS = (
    "In March the evening clinic had no lead, and two nurses were about to leave it. She drew up the rota with them, "
    "moved the handover to noon and met everybody once a week. By June nobody had left, the waiting list had fallen "
    "from nine weeks to four, and the matron saw both."
)
"""A reason for a criterion that has the words it needs."""
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def emptied(shared: Engine) -> Iterator[Engine]:
    """A store on PostgreSQL that others had before, empty again, as the program connects to it, for the time of a
    block: to empty it is ten times quicker than to make one."""
    with shared.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(insert(AuditHead).values(id=1, sequence=0, seal="0" * 64))
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    program = of_role(shared, PROGRAM)
    try:
        yield program
    finally:
        program.dispose()


@contextmanager
def store_of(template: Path) -> Iterator[Engine]:
    """A SQLite store copied from a template, for the time of a block."""
    memory = Path("/dev/shm")  # a disk's syncs are not what is tested here, and there are thousands
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "talent.db"
        shutil.copy(template, path)
        engine = make_engine(f"sqlite:///{path}")
        try:
            yield engine
        finally:
            engine.dispose()


PROGRAM = "talent_test_program"
"""The role that the program connects as on PostgreSQL; it owns nothing."""


def of_role(engine: Engine, role: str) -> Engine:
    """The same database for another role."""
    return make_engine(engine.url.set(username=role).render_as_string(hide_password=False))


def owner_of(engine: Engine) -> Engine:
    """The database as its owner has it, whom no row-level security holds up: what tests enter rows with."""
    if engine.dialect.name == "sqlite" or engine.url.username != PROGRAM:
        return engine
    given = os.environ.get("TALENT_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432")
    return of_role(engine, make_url(given).username or "postgres")


@dataclass
class Organisation:
    """People by reference, and what each may do: `org["P2"]` is P2's records.

    Attributes:
        program: The database as the program has it.
        engine: The database as its owner has it.
    """

    program: Engine
    now: datetime = START
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    @cached_property
    def engine(self) -> Engine:
        return owner_of(self.program)

    @property
    def today(self) -> date:
        return self.now.date()

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    def person(
        self, reference: str, manager: str | None = None, roles: Sequence[str] = (), **profile: Any
    ) -> Records:
        """Somebody with an account of the same name, reporting to somebody since last year."""
        with writing(self.engine) as session:
            person = Person(reference=reference, name=profile.pop("name", f"Name of {reference}"), **profile)
            session.add(person)
            session.flush()
            account = Account(name=reference, person_id=person.id, roles=list(roles))
            session.add(account)
            self.people[reference], self.accounts[reference] = person.id, account.id
            if manager:
                since = START.date() - timedelta(days=365)
                session.add(ReportingLine(person_id=person.id, manager_id=self.people[manager], since=since))
        return self[reference]

    def account(self, name: str, roles: Sequence[str]) -> Records:
        """An account that is nobody's in particular."""
        with writing(self.engine) as session:
            row = Account(name=name, roles=list(roles))
            session.add(row)
            self.accounts[name] = row.id
        return self[name]

    def __getitem__(self, name: str) -> Records:
        return Records(self.program, self.accounts[name], lambda: self.now)

    def team(self) -> None:
        """A manager (M) with two reports (A, B), another manager (N) with one (C), HR, a panel, an administrator."""
        self.person("M")
        self.person("N")
        for reference, manager in (("A", "M"), ("B", "M"), ("C", "N")):
            self.person(reference, manager)
        self.person("HR", roles=["hr"])
        self.person("PANEL", roles=["panel"])
        self.account("ADMIN", ["admin"])

    def talk(self, about: str, host: str) -> ConversationView:
        """A conversation that has been begun."""
        return self[host].conversations.start(
            guide="talk", guide_version=1, mode="light", about=about, asked_on=self.today, title="A talk"
        )

    def signed(self, about: str, host: str, **values: Any) -> ConversationView:
        """A conversation that both have signed; values are the individual's answers, `manager_…` the manager's."""
        begun = self.talk(about, host)
        saved = self[host].conversations.save_turn(
            begun.id,
            begun.version,
            TurnInput(None, "said", "asked"),
            [self.answer(name, value) for name, value in values.items()],
            {},
            "finished",
        )
        both = {"individual": self.today, "manager": self.today}
        return self[host].conversations.close(saved.id, saved.version, both, [])  # type: ignore[arg-type]

    def take_in(self, kind: str, text: str, *, who: str = "HR", dry_run: bool = False) -> ImportReport:
        """Take in a table of this kind, given as CSV with our own headings."""
        taken: ImportReport = getattr(self[who].imports, kind)(
            read(csv_table(text), KINDS[kind]), dry_run=dry_run
        )
        return taken

    @staticmethod
    def answer(name: str, value: Any) -> AnswerInput:
        agree = {"share_with_hr", "use_in_pools", "be_approached"}
        if name.startswith("manager_"):
            return AnswerInput("stage", name.removeprefix("manager_"), "manager", str(value), value)
        return AnswerInput("agree" if name in agree else "stage", name, "individual", str(value), value)

    def nominated(self, by: str, person: str, pool: str = "Pool", *, words: str = WORDS) -> None:
        """Somebody put forward by an account, with a reason for every criterion."""
        asked = self["HR"].pools.get(pool).criteria
        self[by].pools.nominate(pool, person, {one.name: words for one in asked})

    def panel(self, size: int = 3) -> tuple[str, ...]:
        """Accounts that sit on panels and are nobody's who works here."""
        names = tuple(f"SEAT{number}" for number in range(1, size + 1))
        for name in names:
            if name not in self.accounts:
                self.account(name, ["panel"])
        return names

    def convened(
        self, person: str, pool: str = "Pool", seats: Sequence[str] = (), by: str = "HR"
    ) -> tuple[str, ...]:
        """A panel about somebody that has declared and rated, and can decide."""
        names = tuple(seats) or self.panel()
        self[by].panels.convene(pool, person, names)
        ratings = {one.name: "met" for one in self["HR"].pools.get(pool).criteria}
        for name in names:
            self[name].panels.declare(pool, person)
            self[name].panels.rate(pool, person, ratings)
        return names

    def decided(
        self,
        person: str,
        decision: str = "accept",
        pool: str = "Pool",
        reason: str = LONG,
        would_change: str = LONG,
    ) -> None:
        """What a panel of three has decided about somebody, recorded by one of them."""
        names = self.convened(person, pool)
        self[names[0]].pools.decide(pool, person, decision, reason, would_change)

    def pool(self, name: str = "Pool", criteria: Sequence[Criterion] = ()) -> str:
        """A pool, opened by HR."""
        asked = criteria or (Criterion("Wants more", "ambition", "individual", ("step_up",)),)
        self["HR"].pools.create(name=name, purpose="To lead", criteria=asked)
        return name
