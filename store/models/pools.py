"""Talent pools, and people's way into, through and out of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import json, moment, new_key


class Pool(SQLModel, table=True):
    """A talent pool: people developed for a kind of role. Joining is no promise of a job."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    name: str = Field(unique=True, max_length=120)
    level: str = Field(default="organisation", max_length=20)
    purpose: str
    criteria: list[dict[str, Any]] = json()
    opens: date
    closes: date | None = None
    review_months: int = 12
    max_months: int = 36
    owner_id: str = Field(foreign_key="account.id", max_length=36)
    published: bool = True
    version: int = 1


class Membership(SQLModel, table=True):
    """A person's way into, through and out of a pool; `state` is where it stands."""

    __table_args__ = (UniqueConstraint("pool_id", "person_id"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    pool_id: str = Field(foreign_key="pool.id", index=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    state: str = Field(max_length=20)
    nominated_by_id: str = Field(foreign_key="account.id", max_length=36)
    nominated_on: date
    agreed_on: date | None = None
    joined_on: date | None = None
    review_on: date | None = None
    expires_on: date | None = None
    version: int = 1


class PoolEvent(SQLModel, table=True):
    """One step of a membership: who, when, what, why. Never changed, never removed."""

    __tablename__ = "pool_event"
    __table_args__ = (UniqueConstraint("membership_id", "sequence"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    membership_id: str = Field(foreign_key="membership.id", max_length=36)
    sequence: int
    account_id: str = Field(foreign_key="account.id", max_length=36)
    at: datetime = moment()
    step: str = Field(max_length=30)
    state: str = Field(max_length=20)
    reason: str
    would_change: str = ""
