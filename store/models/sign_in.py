"""How an account proves itself to a browser's server, and how the server's processes become that account."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from store.models.base import moment, zero


class Credential(SQLModel, table=True):
    """The hash of an account's password, never the password; and how often it was given wrongly in a row."""

    account_id: str = Field(foreign_key="account.id", primary_key=True, max_length=36)
    hash: str = Field(max_length=200)
    changed_at: datetime = moment()
    failed: int = zero()
    locked_until: datetime | None = moment(nullable=True)


class Admission(SQLModel, table=True):
    """The digest of a secret by which one process, once and soon, becomes the account of somebody who signed in."""

    digest: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    until: datetime = moment()
