"""The audit's rows, each sealed to the one before it, and the last one's seal kept apart: so that a row edited, taken
out, or cut off the end by hand is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.models import Audit, AuditHead

_FIRST = "0" * 64
_HEAD = 1
_SEALED = ("account", "action", "record", "person_id", "reason", "content")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the audit is to know: who did what to which record, and whose it is; `content` is hashed, never kept."""

    at: datetime
    account: str
    action: str
    record: str
    person: str | None = None
    reason: str = ""
    content: object = None


def append(session: Session, *entries: Entry) -> int:
    """Add rows to the chain, in the transaction of what they are about; gives the last one's number.

    The head's row is locked first, so that on PostgreSQL, too, the chain has one writer at a time.
    """
    head = session.get(AuditHead, _HEAD, with_for_update=True) or AuditHead(id=_HEAD, sequence=0, seal=_FIRST)
    sequence, seal = head.sequence, head.seal
    rows: list[dict[str, object]] = []  # plain ones: a list of staff makes a hundred thousand at once
    for entry in entries:
        sequence += 1
        row: dict[str, object] = {
            "sequence": sequence,
            "at": entry.at.astimezone(UTC),
            "account": entry.account,
            "action": entry.action,
            "record": entry.record,
            "person_id": entry.person,
            "reason": entry.reason,
            "content": "" if entry.content is None else digest(entry.content),
            "previous": seal,
        }
        row["seal"] = seal = _seal(row)
        rows.append(row)
    head.sequence, head.seal = sequence, seal
    session.add(head)
    if rows:
        session.execute(insert(Audit), rows)
    return sequence


def first_broken(session: Session) -> int | None:
    """The number of the first row that was edited, or is missing; None where the chain holds to its end."""
    previous, expected = _FIRST, 1
    for row in session.scalars(select(Audit).order_by(col(Audit.sequence))):
        if row.sequence != expected or row.previous != previous or row.seal != _seal(row.model_dump()):
            return expected
        previous, expected = row.seal, expected + 1
    head = session.get(AuditHead, _HEAD)
    whole = (head.sequence, head.seal) if head else (0, _FIRST)
    return None if whole == (expected - 1, previous) else expected


def go_on(session: Session) -> None:
    """Have rows be added after the last one that is there, where the head was lost or put back by hand.

    What is broken stays broken, and is found as before; without this a chain whose head was tampered with could take
    no further row.
    """
    last = session.scalars(select(Audit).order_by(col(Audit.sequence).desc()).limit(1)).first()
    head = session.get(AuditHead, _HEAD) or AuditHead(id=_HEAD, sequence=0, seal=_FIRST)
    if last is not None and head.sequence < last.sequence:
        head.sequence, head.seal = last.sequence, last.seal
        session.add(head)
        session.flush()


def contents(session: Session, reason: str) -> Iterable[tuple[str, str]]:
    """Record and content hash of every row with this reason, in order."""
    wanted = select(Audit.record, Audit.content).where(Audit.reason == reason).order_by(col(Audit.sequence))
    return session.execute(wanted)


def digest(content: object) -> str:
    """SHA-256 of a content, spelt as JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _seal(row: Mapping[str, object]) -> str:
    """The seal of a row, which has all its columns but that one."""
    at = row["at"]
    assert isinstance(at, datetime)
    said = [row[name] for name in _SEALED]
    return digest([row["sequence"], at.astimezone(UTC).isoformat(), *said, row["previous"]])
