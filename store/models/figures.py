"""What is counted, and what was shown of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.models.base import json, moment, new_key


class TalkFigures(SQLModel, table=True):
    """What there is to count in a signed conversation, written down when it is signed: keys, dates, how many; no words.

    `placed_until` is the first day on which its placements count as nothing; `reviewed_on` the day of the first later
    conversation that was close enough to `review_on` to be that review; `performance` and `potential` are as the
    manager saw them.
    """

    __tablename__ = "talk_figures"
    # Both hold all that is counted by that day: of many years' conversations only the last year's are read.
    __table_args__ = (
        Index(
            "ix_talk_figures_signed_on",
            *("signed_on", "person_id", "dated_examples", "dated_actions"),
            *("placed_individual", "placed_manager", "differ", "placed_until", "helpful"),
        ),
        Index("ix_talk_figures_review_on", "review_on", "person_id", "reviewed_on"),
    )
    conversation_id: str = Field(
        foreign_key="conversation.id", ondelete="CASCADE", primary_key=True, max_length=36
    )
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    signed_on: date
    dated_examples: int = 0
    dated_actions: int = 0
    placed_individual: bool = False
    placed_manager: bool = False
    differ: bool = False
    placed_until: date | None = None
    helpful: int | None = None
    review_on: date | None = None
    reviewed_on: date | None = None
    performance: str | None = Field(default=None, max_length=40)
    potential: str | None = Field(default=None, max_length=40)


class EqualityAnswer(SQLModel, table=True):
    """What somebody has said of themself, for counting alone: no service gives it to anybody else."""

    __tablename__ = "equality_answer"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    characteristic: str = Field(primary_key=True, max_length=40)
    answer: str = Field(max_length=40)
    answered_on: date


class ShownFigure(SQLModel, table=True):
    """What was shown of a measure to an account with a filter, of a day: how many people it is about, and under `parts`
    how many of them, and of their records, in each part of everybody, and the lines as they were shown. Whom, it does
    not say; that is enough to tell whether two figures differ by a few people, and to show one again."""

    __tablename__ = "shown_figure"
    __table_args__ = (Index("ix_shown_figure_measure", "account_id", "measure", "people"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True, max_length=36)
    measure: str = Field(primary_key=True, max_length=40)
    filter: str = Field(primary_key=True, max_length=300)
    people: int
    parts: dict[str, Any] = json()
    shown_at: datetime = moment()


class PublishedFigures(SQLModel, table=True):
    """The organisation's figures as HR has published them: hidden and rounded already, for everybody to read."""

    __tablename__ = "published_figures"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    as_at: date
    published_at: datetime = moment(index=True)
    page: dict[str, Any] = json()
