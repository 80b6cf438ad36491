"""Posts that are planned for, and who is named for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import empty_list, empty_text, moment, new_key


class Post(SQLModel, table=True):
    """A post that is planned for, as people have written it down: held by somebody, or vacant since a day.

    `kept_by_id` is who plans for it while nobody holds it: the last holder's manager, or whoever entered it vacant.
    """

    __table_args__ = (CheckConstraint("holder_id IS NULL OR vacant_since IS NULL", name="held_or_vacant"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    title: str = Field(max_length=200)
    unit: str = Field(max_length=200, index=True)
    level: str = Field(default="", max_length=60)
    job_family: str = Field(default="", max_length=100)
    holder_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    vacant_since: date | None = None
    kept_by_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    grounds: list[str] = empty_list()
    impact_if_empty: str | None = Field(default=None, max_length=10)
    hard_to_recruit: bool = False
    hard_because: str = empty_text()
    may_leave_soon: bool = False
    leave_basis: str | None = Field(default=None, max_length=20)
    recruitment_rounds: int | None = None
    last_reviewed: date | None = None
    version: int = 1


class PostCandidate(SQLModel, table=True):
    """Somebody named for a post by people who know them. `wants_it` and `agreed_on` are the person's own word."""

    __tablename__ = "post_candidate"
    __table_args__ = (UniqueConstraint("post_id", "person_id"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    post_id: str = Field(foreign_key="post.id", max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    readiness: str | None = Field(default=None, max_length=20)
    wants_it: str = Field(default="unsure", max_length=10)
    can_act_up: bool = False
    act_up_weeks: int | None = None
    agreed_on: date | None = None
    expires_on: date | None = None
    gap: str = empty_text()
    rank: int | None = None
    rank_reason: str = empty_text()
    cover_tested_on: date | None = None
    version: int = 1


class PostActing(SQLModel, table=True):
    """Who does a post's work for the time being, from which day until (not including) which."""

    __tablename__ = "post_acting"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    post_id: str = Field(foreign_key="post.id", index=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    since: date
    until: date | None = None


class PostEvent(SQLModel, table=True):
    """One change of a post, or of somebody's entry for it: who, when, why. Never changed."""

    __tablename__ = "post_event"
    __table_args__ = (UniqueConstraint("post_id", "sequence"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    post_id: str = Field(foreign_key="post.id", max_length=36)
    sequence: int
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    at: datetime = moment()
    step: str = Field(max_length=20)
    reason: str


class FamilyDemand(SQLModel, table=True):
    """Openings that HR expects in a job family within a horizon: growth, and those known to leave."""

    __tablename__ = "demand"
    __table_args__ = (UniqueConstraint("job_family", "horizon"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    job_family: str = Field(max_length=100)
    horizon: str = Field(max_length=10)
    growth: int = 0
    leavers: int = 0
    reason: str
    account_id: str = Field(foreign_key="account.id", max_length=36)
    changed_at: datetime = moment()
