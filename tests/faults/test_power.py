"""The power goes: what was acknowledged is on the disk, whichever of the later writes are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.power import cut


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_no_acknowledged_turn_is_lost(empty_sqlite: Path, journal: str) -> None:
    figures = cut(empty_sqlite, 120, 7, journal=journal)
    assert not figures.wrong, figures


@pytest.mark.parametrize(("journal", "synchronous"), [("WAL", "NORMAL"), ("DELETE", "OFF")])
def test_a_weaker_setting_is_found_out(empty_sqlite: Path, journal: str, synchronous: str) -> None:
    assert cut(empty_sqlite, 20, 7, journal=journal, synchronous=synchronous).wrong
