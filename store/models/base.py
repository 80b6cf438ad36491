"""What every table is made of: names of constraints, keys, moments in UTC, columns of lists and texts."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    MetaData,
    TypeDecorator,
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


def moment(**options: Any) -> Any:
    return Field(sa_column=Column(UtcDateTime(), nullable=options.pop("nullable", False), **options))


def json(**options: Any) -> Any:
    return Field(sa_column=Column(JSON, nullable=False, **options))


def empty_text(longest: int | None = None) -> Any:
    """A text that older rows, and whoever leaves it out, have empty."""
    return Field(default="", max_length=longest, sa_column_kwargs={"server_default": ""})


def zero() -> Any:
    """A count that older rows, and whoever leaves it out, have at nothing."""
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


def empty_list() -> Any:
    """A list of texts that older rows, and whoever leaves it out, have empty."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
