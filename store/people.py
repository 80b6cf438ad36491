"""People and reporting lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, select

from store.desk import Desk, Service, person_by_reference, reads, writes
from store.models import Person, ReportingLine
from store.staff_file import Row, read_rows, trouble
from store.views import ImportReport, PersonView


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
        wanted = (
            select(Person).where(desk.reach(col(Person.id)), still_here(desk.today)).order_by(Person.name)
        )
        return views(desk.session, desk.session.scalars(wanted).all(), desk.today)

    @writes("person.import")
    def import_csv(self, desk: Desk, text: str, *, dry_run: bool = False) -> ImportReport:
        """Take in a staff list: all of it, or where a row cannot be taken, none.

        Args:
            text: CSV with the columns of `staff_file.COLUMNS`, separated by commas or semicolons.
            dry_run: Only say what would change.

        Returns:
            References added, changed, unchanged; every refused row with its line and the reason.
        """
        known = {person.reference: person for person in desk.session.scalars(select(Person))}
        rows, refused = read_rows(text)
        refused += trouble(rows, known=known)
        if refused:
            return ImportReport(refused=tuple(sorted(refused, key=lambda row: row.line)))
        managers = {p.reference: p.manager for p in views(desk.session, list(known.values()), desk.today)}
        added = [r for r in rows if r.reference not in known]
        changed = [r for r in rows if r.reference in known and _differs(r, known[r.reference], managers)]
        same = [r.reference for r in rows if r not in added and r not in changed]
        report = ImportReport(
            added=tuple(r.reference for r in added),
            changed=tuple(r.reference for r in changed),
            unchanged=tuple(same),
            done=not dry_run,
        )
        if not dry_run:
            self._apply(desk, [*added, *changed], known, managers)
        return report

    def _apply(
        self, desk: Desk, rows: Sequence[Row], known: dict[str, Person], managers: dict[str, str | None]
    ) -> None:
        for row in rows:
            person = known.get(row.reference) or Person(reference=row.reference, name=row.name)
            for name, value in row.profile().items():
                setattr(person, name, value)
            person.version += row.reference in known
            known[row.reference] = person
            desk.session.add(person)
        desk.session.flush()
        for row in rows:
            if row.manager != managers.get(row.reference):
                _report_to(desk, known[row.reference], known[row.manager] if row.manager else None)
        for row in rows:
            desk.note(f"person {known[row.reference].id}", known[row.reference].id, content=row.profile())


def views(session: Session, people: Sequence[Person], today: date) -> list[PersonView]:
    """Profiles with the managers of the day."""
    manager = aliased(Person)
    lines = (
        select(ReportingLine.person_id, manager.reference)
        .join(manager, col(manager.id) == col(ReportingLine.manager_id))
        .where(_current(today))
    )
    if len(people) < 200:
        lines = lines.where(col(ReportingLine.person_id).in_([person.id for person in people]))
    managers: dict[str, str] = dict(session.execute(lines).tuples().all())
    return [
        PersonView(
            reference=person.reference,
            name=person.name,
            job_title=person.job_title,
            unit=person.unit,
            level=person.level,
            job_family=person.job_family,
            manager=managers.get(person.id),
            email=person.email,
            started_on=person.started_on,
        )
        for person in people
    ]


def manager_of(session: Session, person: str, today: date) -> Person | None:
    """A person's manager of the day."""
    line = select(Person).join(ReportingLine, col(ReportingLine.manager_id) == col(Person.id))
    return session.scalars(line.where(ReportingLine.person_id == person, _current(today))).first()


def _report_to(desk: Desk, person: Person, manager: Person | None) -> None:
    """End the present line today and begin the new one: access follows the line on that day."""
    current = select(ReportingLine).where(ReportingLine.person_id == person.id, _current(desk.today))
    for line in desk.session.scalars(current):
        if line.since == desk.today:
            desk.session.delete(line)
        else:
            line.until = desk.today
    if manager:
        desk.session.add(ReportingLine(person_id=person.id, manager_id=manager.id, since=desk.today))


def _differs(row: Row, person: Person, managers: dict[str, str | None]) -> bool:
    same = all(getattr(person, name) == value for name, value in row.profile().items())
    return not same or row.manager != managers.get(row.reference)


def _current(today: date) -> Any:
    until = col(ReportingLine.until)
    return (col(ReportingLine.since) <= today) & or_(until.is_(None), until > today)


def still_here(today: date) -> Any:
    """The condition under which a person works here on a day."""
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
