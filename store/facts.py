"""What signed conversations have put on record about people, for as long as it counts."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy import select as sql_select
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


def on_record(
    session: Session, whose: ColumnElement[bool], fields: Collection[str], today: date
) -> dict[str, OnRecord]:
    """Facts by person's key, of everybody with a signed conversation that still counts. What has expired counts as
    nothing; so does what was never signed.

    Args:
        whose: The condition on `Conversation.about_id`: of whom.
        fields: The fields that are wanted; the agreement to talent pools always comes along.
        today: The day on which they have to count: until 12 months after signing.
    """
    about, signed_on = col(Conversation.about_id), col(Conversation.signed_on)
    newest = func.row_number().over(
        partition_by=about, order_by=(signed_on.desc(), col(Conversation.updated_at).desc())
    )
    signed = (
        select(col(Conversation.id), about, signed_on, newest.label("newest"))
        .where(
            whose,
            Conversation.status == "signed",
            # some days more than the twelve months, because months differ; what follows knows the exact day
            signed_on >= months_after(today, -VALID_MONTHS) - timedelta(days=3),
            signed_on <= today,
        )
        .subquery()
    )
    answer = and_(
        col(Answer.conversation_id) == signed.c.id,
        col(Answer.present),
        col(Answer.field).in_([*fields, USE_IN_POOLS]),
    )
    said: list[Any] = [Answer.field, Answer.side, Answer.value]
    wanted = (
        sql_select(signed.c.about_id, signed.c.signed_on, signed.c.id, *said)
        .outerjoin(Answer, answer)
        .where(signed.c.newest == 1)
    )
    facts: dict[str, list[Fact]] = {}
    expiries: dict[date, date] = {}
    for person, day, conversation, field, side, value in session.execute(wanted):
        if day not in expiries:
            expiries[day] = months_after(day, VALID_MONTHS)
        expires = expiries[day]
        if today < expires:
            theirs = facts.setdefault(person, [])
            if field is not None:
                theirs.append(Fact(field, side, value, day, expires, conversation))
    return {person: OnRecord(tuple(found)) for person, found in facts.items()}


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
