"""Conversations: what was said, what was answered, and what of it counts now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from store.models.base import json, moment, new_key


class Conversation(SQLModel, table=True):
    """A guided conversation, or a chat about the guidance. `position` is where it stands, for its guide's engine."""

    __table_args__ = (Index("ix_conversation_about", "about_id", "status", "signed_on"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    kind: str = Field(max_length=20)
    guide: str = Field(max_length=40)
    guide_version: int
    mode: str = Field(max_length=40)
    title: str = Field(max_length=200)
    about_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    host_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    asked_on: date
    status: str = Field(max_length=20)
    position: dict[str, Any] = json()
    signed_individual_on: date | None = None
    signed_manager_on: date | None = None
    signed_on: date | None = Field(default=None, index=True)
    created_at: datetime = moment()
    updated_at: datetime = moment(index=True)
    version: int = 1


class Turn(SQLModel, table=True):
    """What was typed, and what was said to it."""

    __table_args__ = (UniqueConstraint("conversation_id", "sequence"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", max_length=36)
    sequence: int
    side: str | None = Field(default=None, max_length=20)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    said_at: datetime = moment()
    text: str
    reply: str
    citations: list[dict[str, Any]] = json(server_default="[]")


class Answer(SQLModel, table=True):
    """One version of an answer; the highest revision is the present one, earlier ones stay."""

    __table_args__ = (UniqueConstraint("conversation_id", "stage", "field", "side", "revision"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", max_length=36)
    stage: str = Field(max_length=40)
    field: str = Field(max_length=40)
    side: str = Field(max_length=20)
    revision: int
    present: bool = True
    text: str
    value: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    evidence_strength: str = Field(default="none", max_length=20)
    check_again: bool = False
    account_id: str = Field(foreign_key="account.id", max_length=36)
    answered_at: datetime = moment()


class CountedFact(SQLModel, table=True):
    """What is on record about somebody now: the present answer to a field on a side, of whichever signed conversation
    said it last. `expires_on` is the first day on which it counts as nothing."""

    __tablename__ = "fact"
    # What everybody says of one thing lies together; its value, which may be a long list, stays out of the index.
    __table_args__ = (Index("ix_fact_said", "field", "side", "person_id", "signed_on", "expires_on"),)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    field: str = Field(primary_key=True, max_length=40)
    side: str = Field(primary_key=True, max_length=20)
    value: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    signed_on: date
    expires_on: date
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", index=True, max_length=36)


class Comment(SQLModel, table=True):
    """What a person adds to a record about them; the record stays as it was."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", index=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    said_at: datetime = moment()
    text: str
