"""What is its owner's: development plans and the portfolio."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.models.base import empty_list, empty_text, moment, new_key, zero


class Plan(SQLModel, table=True):
    """A personal development plan; it is its owner's. How many of its actions are of which class stands in its own row
    (`store.plan_figures`)."""

    __table_args__ = (
        Index(
            "ix_plan_counted",
            *("owner_id", "agreed_on", "status", "period_end"),
            *("doing", "with_others", "formal", "unclassed"),
        ),
    )
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    owner_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id", max_length=36)
    status: str = Field(max_length=20)
    agreed_on: date | None = None
    next_review_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    ambition_link: str = empty_text()
    strengths: list[str] = empty_list()
    growth_areas: list[str] = empty_list()
    org_objective: str = empty_text()
    doing: int = zero()
    with_others: int = zero()
    formal: int = zero()
    unclassed: int = zero()
    created_at: datetime = moment()
    changed_at: datetime = moment()
    version: int = 1


class PlanAction(SQLModel, table=True):
    """One action of a plan. `share` is its class: 70 doing, 20 with others, 10 formal.

    `owner_id` and `agreed_on` are the plan's own; `release` is whether somebody has to stand in; `done_on` the day on
    which it was done, while it is.
    """

    __tablename__ = "plan_action"
    __table_args__ = (Index("ix_plan_action_counted", "due", "owner_id", "status", "done_on", "agreed_on"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    plan_id: str = Field(foreign_key="plan.id", ondelete="CASCADE", index=True, max_length=36)
    owner_id: str = Field(foreign_key="person.id", max_length=36)
    ordinal: int
    goal: str
    measure: str = ""
    method: str = Field(default="", max_length=60)
    share: int | None = None
    due: date | None = None
    helper: str | None = Field(default=None, max_length=200)
    status: str = Field(default="agreed", max_length=20)
    reason: str = ""
    steps: list[str] = empty_list()
    start: date | None = None
    owner: str = empty_text(200)
    cost: str = empty_text()
    release: str | None = Field(default=None, max_length=20)
    release_reason: str = empty_text()
    location_ok: bool | None = None
    gained: str = empty_text()
    target_role: str = empty_text(200)
    progress_note: str = empty_text()
    evidence: str = empty_text()
    reviewed_by: str = empty_text(200)
    impact: str = empty_text()
    done_on: date | None = None
    agreed_on: date | None = None


class PortfolioItem(SQLModel, table=True):
    """A piece of somebody's own evidence of what they did; nobody else reads it before they share it."""

    __tablename__ = "portfolio_item"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    owner_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    type: str = Field(max_length=20)
    title: str = Field(max_length=200)
    happened_on: date
    what_i_did: str = ""
    result: str = ""
    skill_tags: list[str] = empty_list()
    link: str = Field(default="", max_length=1000)
    verified_by: str = Field(default="", max_length=200)
    shared: bool = False
    created_at: datetime = moment()
    changed_at: datetime = moment()
    version: int = 1
