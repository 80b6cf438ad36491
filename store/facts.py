"""What signed conversations have put on record about people, for as long as it counts."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.models import Answer, Conversation
from store.views import Agreement, Fact, Side

VALID_MONTHS = 12
USE_IN_POOLS = "use_in_pools"
"""The field whose "yes" lets a person's facts be read for talent pools."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The facts of one person's latest signed conversation that still counts."""

    facts: tuple[Fact, ...]

    def value(self, field: str, side: Side) -> Fact | None:
        """The fact of a field on one side, if it is on record."""
        return next((fact for fact in self.facts if (fact.field, fact.side) == (field, side)), None)

    @property
    def pool_agreement(self) -> Agreement:
        """Whether the person has agreed that talent pools use this; no word is no agreement."""
        fact = self.value(USE_IN_POOLS, "individual")
        if fact is None:
            return "missing"
        return "yes" if fact.value is True else "no"


def on_record(session: Session, people: Iterable[str], today: date) -> dict[str, OnRecord]:
    """Facts by person's key. What has expired counts as nothing; so does what was never signed.

    Args:
        people: Keys of persons.
        today: The day on which they have to count: until 12 months after signing.
    """
    keys = list(people)
    latest: dict[str, Conversation] = {}
    signed = (
        select(Conversation)
        .where(
            col(Conversation.about_id).in_(keys),
            Conversation.status == "signed",
            col(Conversation.signed_on) > months_after(today, -VALID_MONTHS),
            col(Conversation.signed_on) <= today,
        )
        .order_by(col(Conversation.signed_on), col(Conversation.updated_at))
    )
    for row in session.scalars(signed):
        latest[str(row.about_id)] = row
    by_conversation: dict[str, list[Answer]] = {}
    ids = [row.id for row in latest.values()]
    for answer in session.scalars(
        select(Answer).where(col(Answer.conversation_id).in_(ids), col(Answer.present))
    ):
        by_conversation.setdefault(answer.conversation_id, []).append(answer)
    return {
        person: OnRecord(tuple(_fact(row, answer) for answer in by_conversation.get(row.id, ())))
        for person, row in latest.items()
    }


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _fact(row: Conversation, answer: Answer) -> Fact:
    assert row.signed_on is not None
    side: Any = answer.side
    return Fact(
        field=answer.field,
        side=side,
        value=answer.value,
        recorded_on=row.signed_on,
        expires_on=months_after(row.signed_on, VALID_MONTHS),
        conversation=row.id,
    )
