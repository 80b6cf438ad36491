"""A process killed at any moment has lost nothing that it had acknowledged, on either database, plain or encrypted.

`tests.faults.talks` has writers that acknowledge each turn over a pipe once it is saved, and kills them; one that
acknowledges too early is there to show that this can fail.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.cipher import Key
from store.engine import make_engine
from store.schema import upgrade
from tests.faults.talks import kill_writers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Engine]:
    """An empty encrypted store."""
    made = make_engine(f"sqlite:///{tmp_path / 'encrypted.db'}", Key.random())
    upgrade(made)
    yield made
    made.dispose()


@pytest.mark.parametrize("store", ["sqlite", "encrypted", "postgresql"])
def test_a_killed_writer_has_lost_no_acknowledged_turn(request: pytest.FixtureRequest, store: str) -> None:
    figures = kill_writers(request.getfixturevalue(store), 10, 20)
    assert not figures.wrong, figures


def test_a_writer_that_acknowledges_too_early_is_found_out(sqlite: Engine) -> None:
    assert kill_writers(sqlite, 4, 20, early=True).wrong
