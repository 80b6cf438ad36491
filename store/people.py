"""People and reporting lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, select

from store.desk import Desk, Service, person_by_reference, reads, writes
from store.models import Person, ReportingLine
from store.staff_file import Row, read_rows, trouble
from store.views import ImportReport, PersonView

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
        known = desk.session.execute(sql_select(col(Person.name), col(Person.reference)))
        parts = {part.casefold() for both in known for part in _words(" ".join(both))}
        return sorted(word for word in words if word.casefold() in parts)

    @writes("person.import")
    def import_csv(self, desk: Desk, text: str, *, dry_run: bool = False) -> ImportReport:
        """Take in a staff list: all of it, or where a row cannot be taken, none.

        Whom the list does not name, and what it has no column for, stay as they are. Whoever is given a `left_on` that
        has come ends every reporting line of theirs on that day.

        Args:
            text: CSV with the columns of `staff_file.COLUMNS`, separated by commas or semicolons.
            dry_run: Only say what would change.

        Returns:
            References added, changed (those who leave apart), unchanged; every refused row with its line and why.
        """
        known = {person.reference: person for person in desk.session.scalars(select(Person))}
        managers = {p.reference: p.manager for p in views(desk.session, list(known.values()), desk.today)}
        gone = {p.reference: bool(p.left_on and p.left_on <= desk.today) for p in known.values()}
        rows, refused = read_rows(text)
        refused += trouble(rows, managers, gone)
        if refused:
            return ImportReport(refused=tuple(sorted(refused, key=lambda row: row.line)))
        kinds: dict[str, list[Row]] = {"added": [], "changed": [], "left": [], "unchanged": []}
        for row in rows:
            kinds[_kind(row, known.get(row.reference), managers)].append(row)
        if not dry_run:
            _apply(desk, [*kinds["added"], *kinds["changed"], *kinds["left"]], known, managers)
        named = {kind: tuple(row.reference for row in rows) for kind, rows in kinds.items()}
        return ImportReport(
            added=named["added"],
            changed=named["changed"],
            unchanged=named["unchanged"],
            done=not dry_run,
            left=named["left"],
        )


def _within_reach(desk: Desk) -> list[PersonView]:
    reached = and_(desk.reach(col(Person.id)), still_here(desk.today))
    return list(profiles(desk.session, reached, desk.today).values())


def _words(text: str) -> set[str]:
    """Words of at least two letters or digits: those joined by hyphens as a whole, and their parts."""
    joined = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)
    return {part for word in joined for part in (word, *re.split(r"['’-]", word)) if len(part) > 1}


def _kind(row: Row, person: Person | None, managers: Mapping[str, str | None]) -> str:
    if person is None:
        return "added"
    if row.leaves and row.leaves != person.left_on:
        return "left"
    same = all(getattr(person, name) == value for name, value in row.profile.items())
    moves = "manager" in row.values and row.manager != managers.get(row.reference)
    return "changed" if moves or not same else "unchanged"


def _apply(
    desk: Desk, rows: Sequence[Row], known: dict[str, Person], managers: Mapping[str, str | None]
) -> None:
    for row in rows:
        person = known.get(row.reference) or Person(reference=row.reference, name=str(row.values["name"]))
        for name, value in row.profile.items():
            setattr(person, name, value)
        person.version += row.reference in known
        known[row.reference] = person
        desk.session.add(person)
    desk.session.flush()
    for row in rows:
        if "manager" in row.values and row.manager != managers.get(row.reference):
            _report_to(desk, known[row.reference], known[row.manager] if row.manager else None)
        if row.leaves:
            _end_lines(desk, known[row.reference], row.leaves)
    people = [(known[row.reference].id, row) for row in rows]
    desk.note_all((f"person {key}", key, row.values) for key, row in people)


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
    manager = aliased(Person)
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
        .outerjoin(manager, col(manager.id) == col(ReportingLine.manager_id))
        .where(whose)
        .order_by(col(Person.name), col(Person.reference))
    )
    return {key: PersonView(*profile) for key, *profile in session.execute(wanted)}


def manager_of(session: Session, person: str, today: date) -> Person | None:
    """A person's manager of the day."""
    line = select(Person).join(ReportingLine, col(ReportingLine.manager_id) == col(Person.id))
    return session.scalars(line.where(ReportingLine.person_id == person, line_holds(today))).first()


def _report_to(desk: Desk, person: Person, manager: Person | None) -> None:
    """End the present line today and begin the new one: access follows the line on that day."""
    current = select(ReportingLine).where(ReportingLine.person_id == person.id, line_holds(desk.today))
    for line in desk.session.scalars(current):
        if line.since == desk.today:
            desk.session.delete(line)
        else:
            line.until = desk.today
    if manager:
        desk.session.add(ReportingLine(person_id=person.id, manager_id=manager.id, since=desk.today))


def _end_lines(desk: Desk, person: Person, day: date) -> None:
    """End every line to and from somebody who leaves: their reports are nobody's until a list says whose."""
    theirs = or_(col(ReportingLine.person_id) == person.id, col(ReportingLine.manager_id) == person.id)
    until = col(ReportingLine.until)
    for line in desk.session.scalars(select(ReportingLine).where(theirs, or_(until.is_(None), until > day))):
        line.until = max(day, line.since)


def line_holds(today: date) -> Any:
    """The condition under which a reporting line holds on a day."""
    until = col(ReportingLine.until)
    return (col(ReportingLine.since) <= today) & or_(until.is_(None), until > today)


def still_here(today: date) -> Any:
    """The condition under which a person works here on a day."""
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
