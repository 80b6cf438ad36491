"""What signed conversations have put on record about people, for as long as it counts."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import ColumnElement, func
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


def on_record(session: Session, whose: ColumnElement[bool], today: date) -> dict[str, OnRecord]:
    """Facts by person's key. What has expired counts as nothing; so does what was never signed.

    Args:
        whose: The condition on `Conversation.about_id`: of whom.
        today: The day on which they have to count: until 12 months after signing.
    """
    newest = func.row_number().over(
        partition_by=col(Conversation.about_id),
        order_by=(col(Conversation.signed_on).desc(), col(Conversation.updated_at).desc()),
    )
    signed = (
        select(
            col(Conversation.id),
            col(Conversation.about_id),
            col(Conversation.signed_on),
            newest.label("newest"),
        )
        .where(
            whose,
            Conversation.status == "signed",
            # a day more than the twelve months, because months differ; `_fact` knows the exact day
            col(Conversation.signed_on) >= months_after(today, -VALID_MONTHS) - timedelta(days=3),
            col(Conversation.signed_on) <= today,
        )
        .subquery()
    )
    wanted = (
        select(Answer, signed.c.about_id, signed.c.signed_on)
        .join(signed, signed.c.id == col(Answer.conversation_id))
        .where(signed.c.newest == 1, col(Answer.present))
    )
    facts: dict[str, list[Fact]] = {}
    for answer, person, signed_on in session.execute(wanted):
        fact = _fact(answer, signed_on)
        if today < fact.expires_on:
            facts.setdefault(person, []).append(fact)
    return {person: OnRecord(tuple(found)) for person, found in facts.items()}


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _fact(answer: Answer, signed_on: date) -> Fact:
    return Fact(
        field=answer.field,
        side=cast(Side, answer.side),
        value=answer.value,
        recorded_on=signed_on,
        expires_on=months_after(signed_on, VALID_MONTHS),
        conversation=answer.conversation_id,
    )
