"""What everybody signed in may know of everybody here: the reference and the name. The profile is in `Person`."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

colleague = Table(
    "colleague",
    MetaData(),  # a view, so none of the tables that migrations make
    Column("id", String(36), primary_key=True),
    Column("reference", String(60), nullable=False),
    Column("name", String(200), nullable=False),
)
