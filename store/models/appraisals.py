"""Appraisals that other systems know of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import new_key


class Appraisal(SQLModel, table=True):
    """That an appraisal took place; never what it came to. Without `completed_on` it was begun and not finished."""

    __table_args__ = (UniqueConstraint("person_id", "held_on", "kind"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36)
    held_on: date
    completed_on: date | None = None
    reviewer_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    kind: str = Field(max_length=20)
