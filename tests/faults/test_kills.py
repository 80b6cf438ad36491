"""Killed at any moment: acknowledged turns are there, and everything else has happened or has not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.kills import CASES, kill
from tests.faults.talks import kill_conversations

# Few of each, for they take seconds: `python -m tests.faults` kills as often as it is told to.
FEW = 2
BROKEN = ("import", "backup", "export")
"""Those whose broken way is tried in every run: they stand for the others, which are broken alike."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.mark.parametrize("name", CASES)
def test_it_has_happened_or_it_has_not(sample_home: Path, tmp_path: Path, name: str) -> None:
    figures = kill(name, sample_home, FEW, 7, tmp_path)
    assert not figures.wrong, figures


@pytest.mark.parametrize("name", BROKEN)
def test_the_broken_way_of_doing_it_is_found_out(sample_home: Path, tmp_path: Path, name: str) -> None:
    for seed in range(3):  # none is so broken that it fails wherever it is killed
        if kill(name, sample_home, 4, seed, tmp_path, broken=True).wrong:
            return
    pytest.fail("it was not found out")


def test_a_conversation_on_the_command_line_loses_no_acknowledged_turn(
    made_home: Path, tmp_path: Path
) -> None:
    figures = kill_conversations(made_home, FEW, 7, tmp_path)
    assert not figures.wrong, figures


def test_acknowledging_before_saving_is_found_out(made_home: Path, tmp_path: Path) -> None:
    assert kill_conversations(made_home, 2, 7, tmp_path, early=True).wrong
