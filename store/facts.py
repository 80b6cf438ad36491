"""What signed conversations have put on record about people, for as long as it counts.

Facts are answers that can be counted: choices, dates, numbers, yes or no, lists. They are written down once more, by
person, when a conversation is signed, so that of a hundred thousand people's records the one that counts now is found
without looking through the others. A later conversation replaces what it says anew and leaves the rest as it was: a
light one keeps an earlier placement, with its old expiry.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, delete
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store.days import months_after
from store.models import Answer, Conversation, CountedFact, TalkFigures
from store.talk_figures import figures_of, is_review
from store.views import Fact, Side

VALID_MONTHS = 12
USE_IN_POOLS = "use_in_pools"
"""The field whose "yes" lets a person's facts be read for talent pools."""
PLACED = frozenset({"cell_individual", "cell_manager", "cell_agreed"})
"""Placements, which count until the day that was agreed with them."""
VALID_UNTIL, EXTENDED_UNTIL = "valid_until", "placement_extended_until"
"""The fields with that day: of these placements, and of earlier ones that an absence lets count longer."""
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def said(session: Session, whose: ColumnElement[bool], field: str, side: Side, today: date) -> dict[str, str]:
    """By person's key, what is on record of one field on one side and still counts, as JSON spells it. What has
    expired counts as nothing; so does what was never signed.

    Args:
        whose: The condition on `CountedFact.person_id`: of whom.
        field: The field.
        side: Whose view.
        today: The day on which it has to count.
    """
    columns: list[Any] = [CountedFact.person_id, sql_cast(col(CountedFact.value), String)]
    wanted = sql_select(*columns).where(
        whose, col(CountedFact.field) == field, col(CountedFact.side) == side, *_counts_on(today)
    )
    rows = session.connection().execute(wanted).all()  # as rows: a hundred thousand take a third of the time
    return {person: value for person, value in rows if value is not None}


def agreements(session: Session, whose: ColumnElement[bool], today: date) -> dict[str, bool]:
    """By person's key, whether they have agreed that talent pools use what is on record; no word is no agreement, and
    whoever gave none is not here."""
    return {
        person: value == "true"
        for person, value in said(session, whose, USE_IN_POOLS, "individual", today).items()
    }


def facts(session: Session, people: Collection[str], field: str, side: Side, today: date) -> dict[str, Fact]:
    """The same of some people, with the days and the conversation that each comes from."""
    columns: list[Any] = [
        CountedFact.person_id,
        CountedFact.value,
        CountedFact.signed_on,
        CountedFact.expires_on,
        CountedFact.conversation_id,
    ]
    wanted = sql_select(*columns).where(
        col(CountedFact.person_id).in_(people),
        col(CountedFact.field) == field,
        col(CountedFact.side) == side,
        *_counts_on(today),
    )
    return {person: Fact(field, side, *rest) for person, *rest in session.connection().execute(wanted).all()}


def _counts_on(today: date) -> tuple[ColumnElement[bool], ...]:
    return col(CountedFact.signed_on) <= today, col(CountedFact.expires_on) > today


def put_on_record(session: Session, row: Conversation) -> None:
    """Write down what a conversation that has just been signed says, in place of what older ones said of the same.

    Whether pools may use it is asked anew every time: where nothing was said this time, there is no agreement.
    """
    assert row.about_id
    assert row.signed_on
    said = session.scalars(
        select(Answer).where(Answer.conversation_id == row.id, col(Answer.present), Answer.text != "")
    )
    answers = {(one.field, one.side): one.value for one in said}
    figures = figures_of(answers, row.signed_on)
    earlier = select(TalkFigures).where(
        TalkFigures.person_id == row.about_id, col(TalkFigures.reviewed_on).is_(None)
    )
    for talk in session.scalars(earlier):
        if is_review(talk.signed_on, talk.review_on, row.signed_on):
            talk.reviewed_on = row.signed_on
    session.add(
        TalkFigures(conversation_id=row.id, person_id=row.about_id, signed_on=row.signed_on, **figures)
    )
    told = counted(answers, row.signed_on)
    theirs = col(CountedFact.person_id) == row.about_id
    anew = {USE_IN_POOLS, *(field for field, _ in told.facts)}
    session.execute(delete(CountedFact).where(theirs, col(CountedFact.field).in_(anew)))
    if told.extended:
        for kept in session.scalars(select(CountedFact).where(theirs, col(CountedFact.field).in_(PLACED))):
            kept.expires_on = max(kept.expires_on, told.extended)
    session.add_all(
        CountedFact(
            person_id=row.about_id,
            field=field,
            side=side,
            value=value,
            signed_on=row.signed_on,
            expires_on=expires_on,
            conversation_id=row.id,
        )
        for (field, side), (value, expires_on) in told.facts.items()
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a conversation counts.

    Attributes:
        facts: By field and side, the value and the first day on which it counts as nothing.
        extended: Until when earlier placements go on counting; None leaves them as they are.
    """

    facts: Mapping[tuple[str, str], tuple[Any, date]]
    extended: date | None


def counted(answers: Mapping[tuple[str, str], Any], signed_on: date) -> Counted:
    """What of a signed conversation's answers, by field and side, counts, and for how long. Pure.

    A placement counts until the day agreed with it, all else for twelve months after signing; texts stay where they
    were said.
    """
    until = {field: _day(value) for (field, _), value in answers.items()}
    usual = months_after(signed_on, VALID_MONTHS)
    placed = until.get(VALID_UNTIL) or usual
    return Counted(
        {
            (field, side): (value, placed if field in PLACED else usual)
            for (field, side), value in answers.items()
            if _counts(value)
        },
        until.get(EXTENDED_UNTIL),
    )


def change_agreement(session: Session, conversation: str, field: str, *, yes: bool) -> None:
    """Somebody has changed their mind about what a record may be used for; nothing where a newer one speaks."""
    facts = select(CountedFact).where(CountedFact.conversation_id == conversation, CountedFact.field == field)
    for fact in session.scalars(facts):
        fact.value = yes


def _counts(value: object) -> bool:
    """Whether an answer can be counted; texts stay where they were said."""
    return bool(_KEY.fullmatch(value)) if isinstance(value, str) else value is not None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
