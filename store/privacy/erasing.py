"""Erasing what is held on a person: what goes, what is emptied, what has to stay and until when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, delete, event, func, or_, update
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.cipher import connect, key_of
from store.models import (
    Membership,
    Person,
    PoolAppeal,
    PoolCase,
    PoolEvent,
    PoolSeat,
    Post,
    ReportingLine,
    metadata,
)
from store.privacy.held import accounts_of, is_written
from store.privacy.holdings import HOLDINGS, Holding, present, whose
from store.privacy.rules import Rule
from store.privacy.third_parties import name_parts, named_in, without
from store.privacy.views import Erased

_TRAIL = ("pool_event", "membership")


def erase(session: Session, who: Person, today: date, trail: Rule) -> Erased:
    """Delete or empty every row that is held on a person.

    Args:
        session: A transaction that may write; the caller commits it, and writes the audit.
        who: The person.
        today: The day.
        trail: How long the steps of talent pools are kept.

    Returns:
        What is gone, and what had to stay.
    """
    reference, name = who.reference, who.name
    accounts = accounts_of(session, who.id)
    stays = _end_old_trails(session, who.id, today, trail)
    _leave_posts(session, who)  # while it is still known which ones they hold
    deleted: dict[str, int] = {}
    kinds = {one.table: one for one in present()}
    for table in reversed(metadata.sorted_tables):
        holding = kinds.get(table.name)
        if holding is None or holding.fate in {"keep", "trail"}:
            continue
        theirs = whose(holding, who.id, accounts)
        if holding.fate == "delete":
            gone = session.execute(delete(table).where(theirs)).rowcount  # type: ignore[attr-defined]
            deleted |= {table.name: gone} if gone else {}
        else:
            _empty(session, holding, theirs, keep_reference=bool(stays))
    _end_lines_to(session, who.id, today)
    session.execute(
        update(Person).where(col(Person.id) == who.id, col(Person.left_on).is_(None)).values(left_on=today)
    )
    session.expire_all()
    stays.append(
        "The audit keeps who did what to which record and when, never what was in it; with it the reasons given for "
        "closing an account, deleting a draft and opening a record in an emergency."
    )
    if places := _named_elsewhere(session, name):
        stays.append(
            f"The name stands in {places} texts of other people's records, which are theirs; each can be corrected by "
            "those who may change it."
        )
    write_through(session)
    return Erased(reference, deleted, tuple(stays))


def write_through(session: Session) -> None:
    """See that SQLite's log of what was written does not keep what is deleted in this transaction."""
    engine = session.get_bind().engine
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        return

    def empty_the_log(_: Session) -> None:
        with closing(connect(path, key_of(engine))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    event.listen(session, "after_commit", empty_the_log, once=True)


def forget_references(session: Session, people: Sequence[str]) -> None:
    """Take the staff number from those of these people who were erased and of whom no pool's trail is left."""
    left = sql_select(col(Membership.person_id)).where(col(Membership.person_id) == col(Person.id)).exists()
    erased = select(Person).where(col(Person.id).in_(people), Person.name == ERASED, ~left)
    for who in session.scalars(erased):
        who.reference = f"erased-{who.id}"
    session.flush()


ERASED = str(next(one for one in HOLDINGS if one.table == "person").blank["name"])
"""What an erased person is called."""


def last_steps() -> Any:
    """Key, person and the moment of the last step of every membership, as a subquery."""
    return (
        sql_select(
            col(Membership.id).label("id"),
            col(Membership.person_id).label("person_id"),
            func.max(PoolEvent.at).label("at"),
        )
        .outerjoin(PoolEvent, col(PoolEvent.membership_id) == col(Membership.id))
        .group_by(col(Membership.id), col(Membership.person_id))
        .subquery()
    )


def delete_memberships(session: Session, keys: Sequence[str]) -> None:
    """Delete memberships with every step of theirs."""
    for table in (PoolAppeal, PoolSeat, PoolCase, PoolEvent):
        session.execute(delete(table).where(col(table.membership_id).in_(keys)))
    session.execute(delete(Membership).where(col(Membership.id).in_(keys)))


def _end_old_trails(session: Session, person: str, today: date, trail: Rule) -> list[str]:
    """Delete trails that have been kept long enough; the sentence about those that stay, if any does."""
    steps = last_steps()
    rows = session.execute(sql_select(steps.c.id, steps.c.at).where(steps.c.person_id == person)).all()
    until = {key: trail.until(at.date()) if at else today for key, at in rows}
    delete_memberships(session, [key for key, day in until.items() if day <= today])
    kept = [day for day in until.values() if day > today]
    if not kept:
        return []
    return [
        f"The trail of {len(kept)} talent pool nominations, with its reasons and the staff number, stays until "
        f"{max(kept)}: decisions about people can be challenged that long."
    ]


def _empty(session: Session, holding: Holding, theirs: ColumnElement[bool], *, keep_reference: bool) -> None:
    table = holding.rows
    for (key,) in session.execute(sql_select(table.c.id).where(theirs)).all():
        values = {
            name: value.format(key=key) if isinstance(value, str) else value
            for name, value in holding.blank.items()
            if not (keep_reference and name == "reference")
        }
        session.execute(update(table).where(table.c.id == key).values(values))


def _leave_posts(session: Session, who: Person) -> None:
    """Have an erased person plan for no post, and no post's reason name them.

    The reason is about the post, so that it stays but for the name: of a post that they hold also a part of it; in
    others' a first name may be somebody else's.
    """
    session.execute(update(Post).where(col(Post.kept_by_id) == who.id).values(kept_by_id=None))
    names = name_parts([who.name, who.reference])
    for post in session.scalars(select(Post).where(col(Post.hard_because) != "")):
        held = named_in(post.hard_because, names, ()) if post.holder_id == who.id else ()
        post.hard_because = without(post.hard_because, {who.name, who.reference, *held})
    session.flush()


def _end_lines_to(session: Session, person: str, today: date) -> None:
    """Those who report to somebody who is erased report to nobody until a staff list says to whom."""
    theirs = col(ReportingLine.manager_id) == person
    session.execute(delete(ReportingLine).where(theirs, col(ReportingLine.since) >= today))
    until = col(ReportingLine.until)
    session.execute(
        update(ReportingLine).where(theirs, or_(until.is_(None), until > today)).values(until=today)
    )


def _named_elsewhere(session: Session, name: str) -> int:
    """In how many texts a name still stands; JSON spells letters beyond ASCII in its own way."""
    count = 0
    for holding in present():
        for column in holding.rows.columns:
            if holding.fate == "delete" and is_written(column):
                spelt = json.dumps(name)[1:-1] if isinstance(column.type, JSON) else name
                said = sql_cast(column, String).contains(spelt, autoescape=True)
                count += session.scalar(sql_select(func.count()).select_from(holding.rows).where(said)) or 0
    return count
