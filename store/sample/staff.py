"""The sample's people: who they are, whom they report to, how they sign in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from store import audit_chain
from store.models import Account, Person, ReportingLine
from store.sample.diary import Diary, moment

_NEW = {"Oscar Nilsson", "Ifeoma Nwosu", "Jessica Thornbury", "Peter Yeung"}
"""Colleagues of a few months, of whom it is too soon to say anything."""
_MOVED = ("Ruth Silverman", "Carys Llewellyn", 200)
"""Who changed teams within the year, whose team it was before, how many days ago."""


@dataclass
class Staff:
    """Everybody, by name."""

    people: dict[str, Person] = field(default_factory=dict)
    manager: dict[str, str] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    account: dict[str, str] = field(default_factory=dict)
    """Keys of the accounts."""
    hr: str = ""
    panel: str = ""
    seats: tuple[str, ...] = ()
    """Who sits on panels beside it."""

    def under(self, name: str, days_ago: tuple[int, int]) -> tuple[int, int]:
        """A span of days ago, cut to those on which somebody was here and with their present manager."""
        if name in _NEW:
            return 10, 60
        moved, _, ago = _MOVED
        return (days_ago[0], min(days_ago[1], ago - 5)) if name == moved else days_ago

    def manager_at(self, name: str, days_ago: int) -> str | None:
        """Whose team somebody was in so many days ago; None where they report to nobody."""
        moved, before, ago = _MOVED
        return before if name == moved and days_ago > ago else self.manager.get(name)

    def new_in_role(self, name: str) -> bool:
        """Whether somebody has been here for a few months only."""
        return name in _NEW


def lay_out(diary: Diary, people: Mapping[str, Any], chance: Random, today: date) -> Staff:
    """Enter people, reporting lines and accounts: one for everybody, so that anybody's view can be tried."""
    staff, session = Staff(), diary.session
    named = {
        entry["name"]: (account, entry.get("roles", []))
        for account, entry in people["accounts"].items()
        if "name" in entry
    }
    for number, (name, title, level, unit, family, manager) in enumerate(_everybody(people), 1):
        started = today - timedelta(
            days=chance.randint(90, 150) if name in _NEW else chance.randint(700, 5400)
        )
        person = Person(
            reference=f"P{number:04}",
            name=name,
            email=f"{name.lower().replace(' ', '.')}@example.org",
            job_title=title,
            unit=unit,
            level=level,
            job_family=family,
            started_on=started,
        )
        given = ["panel"] if name in people["panels"] else []
        account, roles = named.get(name, (person.reference.lower(), given))
        row = Account(name=account, person_id=person.id, roles=roles)
        session.add(person)
        session.flush()  # a person is there before their account and lines refer to them
        session.add(row)
        staff.people[name], staff.account[name], staff.family[name] = person, row.id, family
        if manager:
            staff.manager[name] = manager
    session.flush()
    admin = people["accounts"]["admin"]
    session.add(Account(name="admin", roles=admin["roles"]))
    staff.seats = tuple(people["panels"])
    staff.hr, staff.panel = (people["accounts"][role]["name"] for role in ("hr", "panel"))
    for name, manager in staff.manager.items():
        session.add_all(_lines(staff, name, manager, today))
    for person in staff.people.values():
        at = moment(max(today - timedelta(days=540), person.started_on or today))
        entry = audit_chain.Entry(
            at, "hr", "person.import", f"person {person.id}", person.id, "", person.name
        )
        diary.enter(at, partial(audit_chain.append, session, entry))
    return staff


def _lines(staff: Staff, name: str, manager: str, today: date) -> Iterator[ReportingLine]:
    person, above = staff.people[name], staff.people[manager]
    since = max(day for day in (person.started_on, above.started_on) if day)
    moved, before, ago = _MOVED
    if name == moved:
        changed = today - timedelta(days=ago)
        yield ReportingLine(
            person_id=person.id, manager_id=staff.people[before].id, since=since, until=changed
        )
        since = changed
    yield ReportingLine(person_id=person.id, manager_id=above.id, since=since)


def _everybody(people: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str, str | None]]:
    """Name, title, level, unit, job family, manager's name: each after their manager."""
    chief, board = people["chief"], people["board"]
    for one in (chief, board):
        yield one["name"], one["title"], "executive", "Executive Office", "operations", None
    for unit in people["units"]:
        where = (unit["unit"], unit["family"])
        director = unit["director"]
        yield director["name"], director["title"], "executive", *where, chief["name"]
        for head, lead, team in zip(unit["heads"], unit["leads"], unit["teams"], strict=True):
            yield head["name"], head["title"], "senior", *where, director["name"]
            yield lead["name"], lead["title"], "lead", *where, head["name"]
            for member in team:
                yield member["name"], member["title"], "staff", *where, lead["name"]
