"""People and reporting lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col

from store.desk import Desk, Service, person_by_reference, reads
from store.models import Account, Person, ReportingLine, colleague
from store.views import PersonView

_FEW = 500
"""Keys that are named one by one in a query; databases allow so many and no more."""


class People(Service):
    """Who works here, as far as the account may see."""

    @reads("person.see")
    def get(self, desk: Desk, reference: str) -> PersonView:
        """One person; NotFound where absent or not the account's to see."""
        person = person_by_reference(desk, reference)
        return views(desk.session, [person], desk.today)[0]

    @reads("person.see")
    def all(self, desk: Desk) -> list[PersonView]:
        """Everybody the account may see, by name."""
        return _within_reach(desk)

    @reads("conversation.hold")
    def to_talk_with(self, desk: Desk) -> list[PersonView]:
        """With whom the account may hold a conversation, itself among them, by name."""
        return _within_reach(desk)

    @reads("person.recognise")
    def names_in(self, desk: Desk, text: str) -> list[str]:
        """Which words of a text, as they are written there, are part of a name or a reference of anybody here."""
        words = _words(text)
        known = desk.session.execute(sql_select(colleague.c.name, colleague.c.reference))
        parts = {part.casefold() for both in known for part in _words(" ".join(both))}
        return sorted(word for word in words if word.casefold() in parts)


def _within_reach(desk: Desk) -> list[PersonView]:
    reached = and_(desk.reach(col(Person.id)), still_here(desk.today))
    return list(profiles(desk.session, reached, desk.today).values())


def _words(text: str) -> set[str]:
    """Words of at least two letters or digits: those joined by hyphens as a whole, and their parts."""
    joined = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)
    return {part for word in joined for part in (word, *re.split(r"['’-]", word)) if len(part) > 1}


def views(session: Session, people: Sequence[Person], today: date) -> list[PersonView]:
    """Profiles with the managers of the day."""
    few = len(people) < _FEW
    found = profiles(session, col(Person.id).in_([person.id for person in people]) if few else true(), today)
    return [found[person.id] for person in people]


def profiles(session: Session, whose: ColumnElement[bool], today: date) -> dict[str, PersonView]:
    """Profiles with the managers of the day, by key, in the order of names.

    Args:
        whose: The condition on `Person`: of whom.
    """
    manager = colleague.c
    # Columns, in the order of PersonView, not rows: a hundred thousand people are listed in a second.
    columns: list[Any] = [
        Person.id,
        Person.reference,
        Person.name,
        Person.job_title,
        Person.unit,
        Person.level,
        Person.job_family,
        manager.reference,
        Person.email,
        Person.started_on,
        manager.name,
    ]
    wanted = (
        sql_select(*columns)
        .outerjoin(ReportingLine, and_(col(ReportingLine.person_id) == col(Person.id), line_holds(today)))
        .outerjoin(colleague, manager.id == col(ReportingLine.manager_id))
        .where(whose)
        .order_by(col(Person.name), col(Person.reference))
    )
    return {key: PersonView(*profile) for key, *profile in session.connection().execute(wanted).all()}


@dataclass(frozen=True, slots=True)
class Called:
    """What everybody may know of somebody here."""

    id: str
    reference: str
    name: str


def manager_of(session: Session, person: str, today: date) -> Called | None:
    """A person's manager of the day."""
    line = sql_select(colleague).join(ReportingLine, col(ReportingLine.manager_id) == colleague.c.id)
    found = session.execute(line.where(col(ReportingLine.person_id) == person, line_holds(today))).first()
    return Called(*found) if found else None


def called(session: Session, person: str | None) -> Called | None:
    """What somebody is called; None for nobody."""
    found = session.execute(sql_select(colleague).where(colleague.c.id == person)).first() if person else None
    return Called(*found) if found else None


def displays(session: Session, by: Any, wanted: Iterable[str]) -> dict[str, str]:
    """What people read for accounts: the name of the person whose it is, or the account's own where it is nobody's.

    Args:
        by: How the accounts are told apart: `Account.id` or `Account.name`.
        wanted: Which ones, by that; who is no account any more is not in what is returned.
    """
    columns: list[Any] = [by, Account.name, colleague.c.name]
    rows = session.execute(
        sql_select(*columns)
        .select_from(Account)
        .outerjoin(colleague, colleague.c.id == col(Account.person_id))
        .where(col(by).in_(set(wanted)))
    )
    return {key: person or account for key, account, person in rows}


def line_holds(today: date) -> Any:
    """The condition under which a reporting line holds on a day."""
    until = col(ReportingLine.until)
    return (col(ReportingLine.since) <= today) & or_(until.is_(None), until > today)


def still_here(today: date) -> Any:
    """The condition under which a person works here on a day."""
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
