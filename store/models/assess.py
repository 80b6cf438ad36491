"""What the organisation looks at in itself; about no person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import json, moment, new_key


class Assessment(SQLModel, table=True):
    """A scale, a checklist, a plan, a table of actions or a diagnosis, of the organisation.

    `version` counts its changes; `published_version` is the one that everybody may read, and `signed_version` the one
    that a role on the board has signed off.
    """

    __table_args__ = (
        UniqueConstraint("kind", "title"),
        CheckConstraint("published_version IS NULL OR published_version <= version", name="published"),
        CheckConstraint("signed_version IS NULL OR signed_version <= version", name="signed"),
    )
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    kind: str = Field(max_length=20)
    title: str = Field(max_length=200)
    words_version: int
    version: int = 0
    account_id: str = Field(foreign_key="account.id", max_length=36)
    begun_at: datetime = moment()
    changed_at: datetime = moment()
    published_version: int | None = None
    published_on: date | None = None
    signed_version: int | None = None
    signed_role: str | None = Field(default=None, max_length=40)
    signed_on: date | None = None


class AssessmentPart(SQLModel, table=True):
    """One revision of one part: who wrote what, when, why; never changed. Not `present` where it was taken away."""

    __tablename__ = "assessment_part"
    __table_args__ = (UniqueConstraint("assessment_id", "key", "revision"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    assessment_id: str = Field(foreign_key="assessment.id", max_length=36)
    key: str = Field(max_length=120)
    revision: int
    at_version: int
    present: bool = True
    content: dict[str, Any] = json()
    reason: str
    account_id: str = Field(foreign_key="account.id", max_length=36)
    changed_at: datetime = moment()
