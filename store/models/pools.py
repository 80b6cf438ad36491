"""Talent pools, people's way into, through and out of them, and what panels and appeals leave behind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON as Json
from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import empty_list, empty_text, json, moment, new_key


def _empty_map() -> Any:
    """A mapping that older rows, and whoever leaves it out, have empty."""
    return Field(default_factory=dict, sa_column=Column(Json, nullable=False, server_default="{}"))


class Pool(SQLModel, table=True):
    """A talent pool: people developed for a kind of role. Joining is no promise of a job.

    `version` and `published_on` are of the criteria; what they were before is in `PoolVersion`.
    """

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
    job_family: str = empty_text(100)
    posts: list[str] = empty_list()
    who_may_nominate: list[str] = Field(
        default_factory=lambda: ["manager", "self", "hr"],
        sa_column=Column(Json, nullable=False, server_default='["manager", "self", "hr"]'),
    )
    size_limit: int | None = None
    benefits: str = empty_text()
    duties: str = empty_text()
    targeted_group_evidence: str = empty_text()
    proportionality_note: str = empty_text()
    targeted_review_on: date | None = None
    published_on: date | None = None
    closed_on: date | None = None
    closed_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    closed_reason: str = empty_text()


class PoolVersion(SQLModel, table=True):
    """The criteria of a pool as they were published on a day. Never changed."""

    __tablename__ = "pool_version"
    __table_args__ = (UniqueConstraint("pool_id", "version"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    pool_id: str = Field(foreign_key="pool.id", max_length=36)
    version: int
    criteria: list[dict[str, Any]] = json()
    published_on: date
    account_id: str = Field(foreign_key="account.id", max_length=36)
    reason: str = empty_text()


class Membership(SQLModel, table=True):
    """A person's way into, through and out of a pool; `state` is where the last step led.

    `source` is who nominated (manager, self, hr); `outcome` is the code of how it ended.
    """

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
    source: str = empty_text(10)
    answer_by: date | None = None
    decided_on: date | None = None
    tell_by: date | None = None
    told_on: date | None = None
    read_on: date | None = None
    paused_until: date | None = None
    outcome: str = empty_text(30)


class PoolEvent(SQLModel, table=True):
    """One step of a membership: who, when, what, why. Never changed, never removed.

    `detail` is what belongs to the step: a nomination's reasons, a review's answers, how a membership ended.
    """

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
    detail: dict[str, Any] = _empty_map()


class PoolCase(SQLModel, table=True):
    """A panel convened for one nomination; `kind` is first or appeal. Open while `closed_at` is empty."""

    __tablename__ = "pool_case"
    __table_args__ = (UniqueConstraint("membership_id", "number"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    membership_id: str = Field(foreign_key="membership.id", max_length=36)
    number: int
    kind: str = Field(max_length=10)
    convened_by_id: str = Field(foreign_key="account.id", max_length=36)
    convened_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)


class PoolSeat(SQLModel, table=True):
    """Somebody on a panel: what they declared, how they rated the evidence alone, and how after the discussion.

    `status` is sitting, conflict or absent; `ratings` and `later` are words by criterion, never numbers.
    """

    __tablename__ = "pool_seat"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    membership_id: str = Field(foreign_key="membership.id", index=True, max_length=36)
    case_id: str = Field(foreign_key="pool_case.id", max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    outside_line: bool
    status: str = Field(default="sitting", max_length=10)
    declared_at: datetime | None = moment(nullable=True)
    conflict: str = empty_text()
    asked: str = empty_text()
    ratings: dict[str, Any] = _empty_map()
    rated_at: datetime | None = moment(nullable=True)
    later: dict[str, Any] = _empty_map()


class PoolAppeal(SQLModel, table=True):
    """One step of an appeal: who hears it, by when, and what came of it.

    `hearer_id` is an account; empty while HR has to name one, and for the independent panel.
    """

    __tablename__ = "pool_appeal"
    __table_args__ = (UniqueConstraint("membership_id", "sequence"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    membership_id: str = Field(foreign_key="membership.id", max_length=36)
    sequence: int
    level: str = Field(max_length=20)
    grounds: str
    hearer_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=36)
    raised_at: datetime = moment()
    due_on: date
    outcome: str = empty_text(20)
    reason: str = empty_text()
    decided_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    decided_at: datetime | None = moment(nullable=True)
