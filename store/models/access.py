"""Access that is not given by role."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from store.models.base import moment, new_key


class EmergencyAccess(SQLModel, table=True):
    """That HR opened somebody's whole record in an emergency: why, and until (not including) which day.

    `told_at` is when they read so.
    """

    __tablename__ = "emergency_access"
    id: str = Field(default_factory=new_key, primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    reason: str
    opened_at: datetime = moment()
    until: date
    told_at: datetime | None = moment(nullable=True)
