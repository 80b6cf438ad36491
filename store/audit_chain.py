"""The audit's rows, each sealed to the one before it, so that one edited or taken out by hand is noticed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.models import Audit

_FIRST = "0" * 64
_LOCK = 7_420_211
"""PostgreSQL's advisory lock under which the chain grows; SQLite has one writer anyway."""


def append(
    session: Session,
    *,
    at: datetime,
    account: str,
    action: str,
    record: str,
    person_id: str | None,
    reason: str = "",
    content: object = None,
) -> None:
    """Add a row to the chain, in the transaction of what it is about.

    Args:
        content: What was written; only its SHA-256 is kept.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = session.scalars(select(Audit).order_by(col(Audit.sequence).desc()).limit(1)).one_or_none()
    row = Audit(
        sequence=last.sequence + 1 if last else 1,
        at=at.astimezone(UTC),
        account=account,
        action=action,
        record=record,
        person_id=person_id,
        reason=reason,
        content="" if content is None else _hash(content),
        previous=last.seal if last else _FIRST,
        seal="",
    )
    row.seal = _seal(row)
    session.add(row)
    session.flush()


def first_broken(session: Session) -> int | None:
    """The number of the first row that was edited, or before which one is missing; None where the chain holds."""
    previous = _FIRST
    expected = 1
    for row in session.scalars(select(Audit).order_by(col(Audit.sequence))):
        if row.sequence != expected or row.previous != previous or row.seal != _seal(row):
            return expected
        previous = row.seal
        expected += 1
    return None


def _seal(row: Audit) -> str:
    moment = row.at.astimezone(UTC).isoformat()
    said = (row.sequence, moment, row.account, row.action, row.record, row.person_id, row.reason, row.content)
    return _hash([*said, row.previous])


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
