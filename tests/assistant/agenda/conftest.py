"""A small organisation whose agendas are looked at."""

from __future__ import annotations

from tests.store.conftest import empty_sqlite, sqlite

__all__ = ["empty_sqlite", "sqlite"]
