"""What the screens look like. After a wanted change, run `pytest tests/tui --snapshot-update`, and look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Program
from tests.tui.scripted import Script, ScriptedAssistant, ScriptedHome, guided
from tui.app import TalentApp

SMALL, LARGE = (80, 24), (120, 40)

Compare = Callable[..., bool]


def looks(
    snap_compare: Compare,
    folder: Path,
    size: tuple[int, int],
    *steps: str,
    new: bool = False,
    panel: bool = False,
) -> bool:
    """Compare the screen after some steps: a key, or a text with its Enter after a `>`."""
    assistant = ScriptedAssistant(Script(), guided())
    if panel:
        assistant.account.roles = ("panel",)
        assistant.pools.put_to_panel(rated=True)
    home = ScriptedHome(folder, assistant, new=new)
    app = TalentApp(home)

    async def go(pilot: Pilot[None]) -> None:
        talent = Program(app, pilot, assistant, home)
        await talent.settle()
        for step in steps:
            if step.startswith(">"):
                await talent.send(step[1:])
            else:
                await talent.press(step)
        await talent.settle(but=())
        said = [one.message for one in app._notifications if one.severity == "error"]
        assert said == [], "a picture of what went wrong is none of the screen"

    return snap_compare(app, terminal_size=size, run_before=go)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_an_empty_conversation(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert looks(snap_compare, tmp_path, size)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_an_answer_with_its_source(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert looks(snap_compare, tmp_path, size, ">what helps")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_guided_conversation(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert looks(snap_compare, tmp_path, size, "f2", "down", "enter", "1")


def test_the_panel_over_a_small_terminal(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, "f2", "down", "enter", "f6")


def test_a_document_at_the_quotation(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, ">what helps", "f6", "enter")


def test_the_first_choice(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, new=True)


def test_starting_a_guided_conversation(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, "f3")


def test_the_help(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, LARGE, "f1")


def test_a_pool(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, "f5", "enter", "down")


def test_a_decision(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, "f5", "enter", "f9", panel=True)


def test_a_nomination(snap_compare: Compare, tmp_path: Path) -> None:
    assert looks(snap_compare, tmp_path, SMALL, "f5", "enter", "f7", "enter")
