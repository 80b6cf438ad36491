"""What plan and portfolio look like, light and dark. After a wanted change: `pytest --snapshot-update`, and look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.planning import ACTIONS, House, grown, looks
from tests.tui.test_portfolio import kept
from tests.tui.test_snapshots import LARGE, SMALL, Compare

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
THEMES = pytest.mark.parametrize("theme", ["textual-dark", "textual-light"], ids=["dark", "light"])

Size = tuple[int, int]
PAGES: dict[str, tuple[Callable[[House], object], tuple[str, ...]]] = {
    "no plan": (lambda house: None, ("f10",)),
    "a draft": (lambda house: house.plan(*ACTIONS), ("f10", "down")),
    "a plan that has not changed for long": (grown, ("f10",)),
    "what can be done next": (grown, ("f10", "enter")),
    "an action's form": (grown, ("f10", "enter", *["down"] * 6, "enter")),
    "ideas": (grown, ("f10", "f5", "enter")),
    "a portfolio": (kept, ("f10", "f10")),
    "a timeline": (lambda house: (kept(house), grown(house)), ("f10", "f10", "f5")),
}


@SIZES
@THEMES
@pytest.mark.parametrize("page", PAGES)
def test_ones_own_pages(snap_compare: Compare, tmp_path: Path, page: str, theme: str, size: Size) -> None:
    prepare, keys = PAGES[page]
    assert looks(snap_compare, tmp_path, size, theme, prepare, *keys)


def test_somebody_elses_plan(snap_compare: Compare, tmp_path: Path) -> None:
    def shared(house: House) -> None:
        house.org["A"].plans.share(house.plan(*ACTIONS).id)

    assert looks(snap_compare, tmp_path, SMALL, "textual-dark", shared, "f4", "p", "r", "i", "f7", who="M")
