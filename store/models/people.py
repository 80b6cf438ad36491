"""Who works here, who reports to whom, who signs in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from store.models.base import json, new_key


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
    roles: list[str] = json()
    os_user: str | None = Field(default=None, max_length=100, index=True)
    active: bool = True
