"""A small organisation for tests: people, lines and accounts as rows, a clock that is turned by hand."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from store.engine import make_engine, writing
from store.models import Account, Person, ReportingLine
from store.service import Records
from store.views import AnswerInput, ConversationView, Criterion, TurnInput

LONG = "Because of two dated examples from different parts of the year."
"""A reason that is one."""
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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


@dataclass
class Organisation:
    """People by reference, and what each may do: `org["P2"]` is P2's records."""

    engine: Engine
    now: datetime = START
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

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
        return Records(self.engine, self.accounts[name], lambda: self.now)

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

    @staticmethod
    def answer(name: str, value: Any) -> AnswerInput:
        agree = {"share_with_hr", "use_in_pools", "be_approached"}
        if name.startswith("manager_"):
            return AnswerInput("stage", name.removeprefix("manager_"), "manager", str(value), value)
        return AnswerInput("agree" if name in agree else "stage", name, "individual", str(value), value)

    def pool(self, name: str = "Pool", criteria: Sequence[Criterion] = ()) -> str:
        """A pool, opened by HR."""
        asked = criteria or (Criterion("Wants more", "ambition", "individual", ("step_up",)),)
        self["HR"].pools.create(name=name, purpose="To lead", criteria=asked)
        return name
