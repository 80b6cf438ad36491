"""What the duties of privacy leave behind."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from store.models.base import empty_text, moment, new_key


class NoticeAcceptance(SQLModel, table=True):
    """That an account has read a version of the privacy notice, and when."""

    __tablename__ = "notice_acceptance"
    __table_args__ = (UniqueConstraint("account_id", "version"),)
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    version: str = Field(max_length=40)
    accepted_at: datetime = moment()


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
    decision: str = empty_text(20)
    reason: str = empty_text()
    decided_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    decided_at: datetime | None = moment(nullable=True)


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
    approved_at: datetime | None = moment(nullable=True)


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
    reason: str = empty_text()


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
    lift_reason: str = empty_text()


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
    decision_reason: str = empty_text()
    done_on: date | None = None
    done_by_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)


class RetentionConfirmation(SQLModel, table=True):
    """That an owner stands by a retention rule as it was worded then; another wording needs another."""

    __tablename__ = "retention_confirmation"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    rule: str = Field(max_length=40, index=True)
    digest: str = Field(max_length=64)
    account_id: str = Field(foreign_key="account.id", max_length=36)
    confirmed_at: datetime = moment()


class Complaint(SQLModel, table=True):
    """A complaint about how somebody's data is used; its receipt is acknowledged by `due_on`."""

    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    text: str
    raised_on: date
    due_on: date
    owner_id: str | None = Field(default=None, foreign_key="account.id", max_length=36)
    acknowledged_on: date | None = None
    outcome: str = empty_text(20)
    answer: str = empty_text()
    answered_on: date | None = None
