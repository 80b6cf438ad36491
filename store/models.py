"""The tables. Keys are random UUIDs, so that organisations' stores can be brought together one day.

Nothing outside this package sees a row: services return the dataclasses of `store.views`.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Column, Field, SQLModel

# Constraints have names, or a migration could not change them on SQLite.
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = _NAMES
metadata: MetaData = SQLModel.metadata


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, given back with its zone on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """A moment without a zone is a defect of ours, never a guess."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; it is always UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


_bits: ContextVar[Callable[[], int]] = ContextVar("bits", default=lambda: secrets.randbits(128))


def new_key() -> str:
    """A key for a new row."""
    return str(uuid.UUID(int=_bits.get()(), version=4))


@contextmanager
def keys_from(bits: Callable[[], int]) -> Iterator[None]:
    """Draw the keys of new rows from a source of 128 random bits: the sample organisation's are always the same."""
    before = _bits.set(bits)
    try:
        yield
    finally:
        _bits.reset(before)


def _moment(**options: Any) -> Any:
    return Field(sa_column=Column(UtcDateTime(), nullable=options.pop("nullable", False), **options))


def _json(**options: Any) -> Any:
    return Field(sa_column=Column(JSON, nullable=False, **options))


def _text(longest: int | None = None) -> Any:
    """A text that older rows, and whoever leaves it out, have empty."""
    return Field(default="", max_length=longest, sa_column_kwargs={"server_default": ""})


def _list() -> Any:
    """A list of texts that older rows, and whoever leaves it out, have empty."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))


class Person(SQLModel, table=True):
    """Somebody who works here, or did."""

    __table_args__ = (Index("ix_person_counted", "id", "started_on", "left_on", "unit", "level"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    reference: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254)
    job_title: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=200, index=True)
    level: str = Field(default="", max_length=60)
    job_family: str = Field(default="", max_length=100)
    started_on: date | None = None
    left_on: date | None = None
    version: int = 1


class ReportingLine(SQLModel, table=True):
    """Who reports to whom, from which day until (not including) which."""

    __tablename__ = "reporting_line"
    __table_args__ = (CheckConstraint("person_id <> manager_id", name="not_own_manager"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    manager_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    since: date
    until: date | None = None


class Account(SQLModel, table=True):
    """Somebody who signs in. `roles` are those given; individual and line manager follow from the person."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    name: str = Field(unique=True, max_length=60)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=36)
    roles: list[str] = _json()
    os_user: str | None = Field(default=None, max_length=100, index=True)
    active: bool = True


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
    position: dict[str, Any] = _json()
    signed_individual_on: date | None = None
    signed_manager_on: date | None = None
    signed_on: date | None = Field(default=None, index=True)
    created_at: datetime = _moment()
    updated_at: datetime = _moment(index=True)
    version: int = 1


class Turn(SQLModel, table=True):
    """What was typed, and what was said to it."""

    __table_args__ = (UniqueConstraint("conversation_id", "sequence"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", max_length=36)
    sequence: int
    side: str | None = Field(default=None, max_length=20)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    said_at: datetime = _moment()
    text: str
    reply: str
    citations: list[dict[str, Any]] = _json(server_default="[]")


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
    answered_at: datetime = _moment()


class CountedFact(SQLModel, table=True):
    """What is on record about somebody now: the present answer to a field on a side, of whichever signed conversation
    said it last. `expires_on` is the first day on which it counts as nothing."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_field", "field", "expires_on"),)
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
    said_at: datetime = _moment()
    text: str


class Plan(SQLModel, table=True):
    """A personal development plan; it is its owner's."""

    __table_args__ = (Index("ix_plan_counted", "id", "owner_id", "agreed_on", "status", "period_end"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    owner_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id", max_length=36)
    status: str = Field(max_length=20)
    agreed_on: date | None = None
    next_review_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    ambition_link: str = _text()
    strengths: list[str] = _list()
    growth_areas: list[str] = _list()
    org_objective: str = _text()
    created_at: datetime = _moment()
    changed_at: datetime = _moment()
    version: int = 1


class PlanAction(SQLModel, table=True):
    """One action of a plan. `share` is its class: 70 doing, 20 with others, 10 formal.

    `release` is whether somebody has to stand in; `done_on` the day on which it was done, while it is.
    """

    __tablename__ = "plan_action"
    __table_args__ = (Index("ix_plan_action_counted", "plan_id", "status", "due", "done_on", "share"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    plan_id: str = Field(foreign_key="plan.id", ondelete="CASCADE", index=True, max_length=36)
    ordinal: int
    goal: str
    measure: str = ""
    method: str = Field(default="", max_length=60)
    share: int | None = None
    due: date | None = None
    helper: str | None = Field(default=None, max_length=200)
    status: str = Field(default="agreed", max_length=20)
    reason: str = ""
    steps: list[str] = _list()
    start: date | None = None
    owner: str = _text(200)
    cost: str = _text()
    release: str | None = Field(default=None, max_length=20)
    release_reason: str = _text()
    location_ok: bool | None = None
    gained: str = _text()
    target_role: str = _text(200)
    progress_note: str = _text()
    evidence: str = _text()
    reviewed_by: str = _text(200)
    impact: str = _text()
    done_on: date | None = None


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
    skill_tags: list[str] = _list()
    link: str = Field(default="", max_length=1000)
    verified_by: str = Field(default="", max_length=200)
    shared: bool = False
    created_at: datetime = _moment()
    changed_at: datetime = _moment()
    version: int = 1


class Pool(SQLModel, table=True):
    """A talent pool: people developed for a kind of role. Joining is no promise of a job."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    name: str = Field(unique=True, max_length=120)
    level: str = Field(default="organisation", max_length=20)
    purpose: str
    criteria: list[dict[str, Any]] = _json()
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
    at: datetime = _moment()
    step: str = Field(max_length=30)
    state: str = Field(max_length=20)
    reason: str
    would_change: str = ""


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
    grounds: list[str] = _list()
    impact_if_empty: str | None = Field(default=None, max_length=10)
    hard_to_recruit: bool = False
    hard_because: str = _text()
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
    gap: str = _text()
    rank: int | None = None
    rank_reason: str = _text()
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
    at: datetime = _moment()
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
    changed_at: datetime = _moment()


class NoticeAcceptance(SQLModel, table=True):
    """That an account has read a version of the privacy notice, and when."""

    __tablename__ = "notice_acceptance"
    __table_args__ = (UniqueConstraint("account_id", "version"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    version: str = Field(max_length=40)
    accepted_at: datetime = _moment()


class AccessRequest(SQLModel, table=True):
    """Somebody's wish for a copy of what is held on them; `due_on` is one month on."""

    __tablename__ = "access_request"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    raised_by_id: str = Field(foreign_key="account.id", max_length=36)
    raised_on: date
    due_on: date
    status: str = Field(max_length=20)
    released_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    released_on: date | None = None


class ThirdPartyName(SQLModel, table=True):
    """Somebody else's name in a record that is asked for; HR keeps or hides each, with a reason."""

    __tablename__ = "third_party_name"
    __table_args__ = (UniqueConstraint("request_id", "record", "name"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    request_id: str = Field(foreign_key="access_request.id", ondelete="CASCADE", max_length=36)
    record: str = Field(max_length=80)
    name: str
    decision: str = _text(20)
    reason: str = _text()
    decided_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    decided_at: datetime | None = _moment(nullable=True)


class Exemption(SQLModel, table=True):
    """A record left out of a copy on a ground that the law knows: proposed by one, approved by another."""

    __table_args__ = (UniqueConstraint("request_id", "record"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    request_id: str = Field(foreign_key="access_request.id", ondelete="CASCADE", max_length=36)
    record: str = Field(max_length=80)
    ground: str = Field(max_length=40)
    reason: str
    proposed_by_id: str = Field(foreign_key="account.id", max_length=36)
    approved_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    approved_at: datetime | None = _moment(nullable=True)


class Correction(SQLModel, table=True):
    """A fact of somebody's profile that they say is wrong. `old_value` is what stood there when it was decided."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    field: str = Field(max_length=40)
    old_value: str
    new_value: str
    why: str
    status: str = Field(max_length=20)
    proposed_on: date
    decided_on: date | None = None
    decided_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    reason: str = _text()


class LegalHold(SQLModel, table=True):
    """Nothing of this person's is deleted while a hold stands."""

    __tablename__ = "legal_hold"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    reason: str
    set_by_id: str = Field(foreign_key="account.id", max_length=36)
    set_on: date
    lifted_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    lifted_on: date | None = None
    lift_reason: str = _text()


class Erasure(SQLModel, table=True):
    """The erasing of what is held on somebody: asked for, approved by HR, done by an administrator."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    status: str = Field(max_length=20)
    asked_on: date
    asked_by_id: str = Field(foreign_key="account.id", max_length=36)
    reason: str
    decided_on: date | None = None
    decided_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    decision_reason: str = _text()
    done_on: date | None = None
    done_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)


class RetentionConfirmation(SQLModel, table=True):
    """That an owner stands by a retention rule as it was worded then; another wording needs another."""

    __tablename__ = "retention_confirmation"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    rule: str = Field(max_length=40, index=True)
    digest: str = Field(max_length=64)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    confirmed_at: datetime = _moment()


class Complaint(SQLModel, table=True):
    """A complaint about how somebody's data is used; its receipt is acknowledged by `due_on`."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    text: str
    raised_on: date
    due_on: date
    owner_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    acknowledged_on: date | None = None
    outcome: str = _text(20)
    answer: str = _text()
    answered_on: date | None = None


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
    """Among whom a figure was last shown to an account with a filter: how many people, and how many of them in each
    part of everybody. Whom, it does not say; that is enough to tell whether two filters differ by a few people."""

    __tablename__ = "shown_figure"
    __table_args__ = (Index("ix_shown_figure_measure", "account_id", "measure", "people"),)
    account_id: str = Field(foreign_key="account.id", primary_key=True, max_length=36)
    measure: str = Field(primary_key=True, max_length=40)
    filter: str = Field(primary_key=True, max_length=300)
    people: int
    parts: dict[str, int] = _json()
    shown_at: datetime = _moment()


class PublishedFigures(SQLModel, table=True):
    """The organisation's figures as HR has published them: hidden and rounded already, for everybody to read."""

    __tablename__ = "published_figures"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    as_at: date
    published_at: datetime = _moment(index=True)
    page: dict[str, Any] = _json()


class AuditHead(SQLModel, table=True):
    """The audit's last row, once more: without it, rows cut off the end would not be missed. There is one."""

    __tablename__ = "audit_head"
    id: int = Field(primary_key=True)
    sequence: int
    seal: str = Field(max_length=64)


class Audit(SQLModel, table=True):
    """Who did what to which record: no content, and each row sealed to the one before it."""

    sequence: int = Field(primary_key=True)
    at: datetime = _moment()
    account: str = Field(max_length=60)
    action: str = Field(max_length=60)
    record: str = Field(max_length=80)
    person_id: str | None = Field(default=None, index=True, max_length=36)
    reason: str = ""
    content: str = Field(default="", max_length=64)
    previous: str = Field(max_length=64)
    seal: str = Field(max_length=64)
