"""The stores of the other tests, and homes for what is done by commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.conftest import (
    empty_postgresql,
    empty_sqlite,
    engine,
    postgresql,
    server,
    shared_postgresql,
    sqlite,
)

__all__ = [
    "empty_postgresql",
    "empty_sqlite",
    "engine",
    "postgresql",
    "server",
    "shared_postgresql",
    "sqlite",
]


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has the sample organisation, and no library: it is copied often."""
    from assistant.compose import open_home

    folder = tmp_path_factory.mktemp("sample") / "home"
    open_home(folder).sample()
    return folder
