"""Everything that is held on a person, as plain data; and the texts in it that may name somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Row, String, Table, and_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import AutoString, select

from store.models import Account, Person, Pool, Post, colleague
from store.privacy.holdings import IN_NO_COPY, Holding, present, whose
from store.privacy.third_parties import name_parts, named_in, texts_in, without

OWN_EYES_KINDS = frozenset({"chat", "preparation"})
"""Kinds of conversations that nobody but who wrote them reads before they are shared, HR included."""
_LONGEST_CODE = 80
"""Columns of shorter texts hold keys and words of the program's own, never what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is held, with its parts under it.

    Attributes:
        named: What the audit calls it; parts are called as the whole is.
        values: Its columns; keys of people, accounts, pools and posts are what these are called.
        parts: By title, the rows that are part of it.
        searched: The names of the columns whose texts may name somebody else.
    """

    named: str
    values: Mapping[str, Any]
    parts: Mapping[str, tuple[Record, ...]]
    searched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """All records of one kind."""

    table: str
    title: str
    records: tuple[Record, ...]


def accounts_of(session: Session, person: str) -> list[str]:
    """Keys of a person's accounts, open and closed."""
    return list(session.scalars(select(Account.id).where(Account.person_id == person)))


def held_on(session: Session, person: str, *, own_eyes: bool = False) -> list[Held]:
    """Everything that is held on a person, kind by kind; kinds of which there is nothing are left out.

    Args:
        person: The person's key.
        own_eyes: It is the person who reads it: then what nobody else may ever read is there too.
    """
    accounts = accounts_of(session, person)
    said = {
        "person": _named(session, colleague.c.id, colleague.c.reference),
        "account": _named(session, Account.id, Account.name),
        "pool": _named(session, Pool.id, Pool.name),
        "post": _named(session, Post.id, Post.title),
    }
    kinds = [one for one in present() if one.table not in IN_NO_COPY and (own_eyes or not one.own_eyes)]
    children: dict[str, list[Holding]] = {}
    for one in kinds:
        if one.parent:
            children.setdefault(one.parent_table(), []).append(one)

    def read(holding: Holding) -> list[Row[Any]]:
        order = holding.rows.primary_key.columns
        condition = whose(holding, person, accounts)
        if holding.table == "conversation" and not own_eyes:
            condition = and_(condition, holding.rows.c.kind.not_in(OWN_EYES_KINDS))
        return list(
            session.execute(
                sql_select(holding.rows).where(condition).order_by(*_by_time(holding.rows), *order)
            )
        )

    below = {part.table: _grouped(read(part), part.parent) for parts in children.values() for part in parts}

    def record(holding: Holding, row: Row[Any], named: str = "") -> Record:
        called = named or _called(holding, row)
        return Record(
            called,
            _values(holding.rows, row, said),
            {
                part.title: tuple(record(part, one, called) for one in below[part.table].get(row.id, ()))
                for part in children.get(holding.table, ())
            },
            _texts(holding),
        )

    held = [
        Held(one.table, one.title, tuple(record(one, row) for row in read(one)))
        for one in kinds
        if not one.parent
    ]
    return [one for one in held if one.records]


def _named(session: Session, key: Any, name: Any) -> dict[str, str]:
    """What keys that other tables refer to are called."""
    return {found: text for found, text in session.execute(sql_select(key, name))}


def third_parties(held: Sequence[Held], own: Person, session: Session) -> list[tuple[str, str]]:
    """Record and name of everybody else whom the texts name, each once, in the order of the copy."""
    people = session.execute(sql_select(colleague.c.name, colleague.c.reference))
    others = name_parts(text for both in people for text in both)
    mine = name_parts([own.name, own.reference])
    found: dict[tuple[str, str], None] = {}
    for one in _all(held):
        for name in sorted(one.searched):
            for text in texts_in(one.values[name]):
                found |= dict.fromkeys((one.named, name) for name in named_in(text, others, mine))
    return list(found)


def redacted(held: Sequence[Held], hidden: Mapping[str, set[str]], left_out: Mapping[str, str]) -> list[Held]:
    """The same without what is left out, and with names hidden.

    Args:
        hidden: By record, the names to hide.
        left_out: By record, why it is not in the copy.
    """
    return [
        Held(
            one.table,
            one.title,
            tuple(
                _redacted(row, hidden.get(row.named, set()))
                for row in one.records
                if row.named not in left_out
            ),
        )
        for one in held
    ]


def plain(held: Sequence[Held]) -> dict[str, Any]:
    """What is held as JSON has it, by table."""
    return {one.table: [_plain(row) for row in one.records] for one in held}


def _plain(record: Record) -> dict[str, Any]:
    parts = {title: [_plain(one) for one in rows] for title, rows in record.parts.items()}
    return {"record": record.named, **record.values, **({"parts": parts} if parts else {})}


def _redacted(record: Record, names: set[str]) -> Record:
    if not names:
        return record
    values = {key: without(v, names) if key in record.searched else v for key, v in record.values.items()}
    parts = {title: tuple(_redacted(one, names) for one in rows) for title, rows in record.parts.items()}
    return Record(record.named, values, parts, record.searched)


def _all(held: Sequence[Held]) -> Iterator[Record]:
    def down(record: Record) -> Iterator[Record]:
        yield record
        for rows in record.parts.values():
            for one in rows:
                yield from down(one)

    for one in held:
        for record in one.records:
            yield from down(record)


def _values(table: Table, row: Row[Any], said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.columns:
        value = row._mapping[column]
        refers = next((key.column.table.name for key in column.foreign_keys), "")
        if value is not None and refers in said:
            value = said[refers].get(value, value)
        values[column.name] = value.isoformat() if isinstance(value, date | datetime) else value
    return values


def _texts(holding: Holding) -> frozenset[str]:
    return frozenset(c.name for c in holding.rows.columns if holding.searched and is_written(c))


def is_written(column: Column[Any]) -> bool:
    """Whether people write what is in a column."""
    if column.foreign_keys or column.primary_key:
        return False
    if isinstance(column.type, JSON):
        return True
    length = getattr(column.type, "length", None)
    return isinstance(column.type, String | AutoString) and (length is None or length > _LONGEST_CODE)


def _is_somebody(column: Column[Any]) -> bool:
    return any(key.column.table.name in {"person", "account"} for key in column.foreign_keys)


def _called(holding: Holding, row: Row[Any]) -> str:
    keys = [str(row._mapping[c]) for c in holding.rows.primary_key.columns if not _is_somebody(c)]
    return " ".join([holding.named or holding.table.replace("_", " "), *keys])


def _by_time(table: Table) -> list[Column[Any]]:
    """What rows are put in order by, before their keys."""
    return [
        table.c[name]
        for name in ("created_at", "sequence", "ordinal", "answered_at", "said_at", "revision")
        if name in table.c
    ]


def _grouped(rows: Sequence[Row[Any]], by: str) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row._mapping[by], []).append(row)
    return found
