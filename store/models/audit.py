"""The audit."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.models.base import moment


class AuditHead(SQLModel, table=True):
    """The audit's last row, once more: without it, rows cut off the end would not be missed. There is one."""

    __tablename__ = "audit_head"
    id: int = Field(primary_key=True)
    sequence: int
    seal: str = Field(max_length=64)


class Audit(SQLModel, table=True):
    """Who did what to which record: no content, and each row sealed to the one before it."""

    sequence: int = Field(primary_key=True)
    at: datetime = moment()
    account: str = Field(max_length=60)
    action: str = Field(max_length=60)
    record: str = Field(max_length=80)
    person_id: str | None = Field(default=None, index=True, max_length=36)
    reason: str = ""
    content: str = Field(default="", max_length=64)
    previous: str = Field(max_length=64)
    seal: str = Field(max_length=64)
