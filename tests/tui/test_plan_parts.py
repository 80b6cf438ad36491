"""The parts that plan and portfolio are made of: a table that fits the screen, files to take away."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from assistant.errors import InputError
from tui.take_away import named, write_new
from tui.widgets.fitted import FittedTable

ROWS = {
    "a": ("Chair the pathway group for three meetings in a row and write the agenda", "2026-06-30", "draft"),
    "b": ("Finance", "2026-04-15", "in progress, late"),
}


class Host(App[None]):
    """A table and nothing else."""

    def compose(self) -> ComposeResult:
        yield FittedTable(("Action", "By", "Stands"), giving=0, id="table")


async def shown(width: int) -> tuple[str, FittedTable]:
    app = Host()
    async with app.run_test(size=(width, 10)) as pilot:
        table = app.query_one(FittedTable)
        table.show(ROWS, "b")
        await pilot.pause()
        return "\n".join(strip.text for strip in app.screen._compositor.render_strips()), table


async def test_one_column_gives_way_and_the_others_are_whole() -> None:
    text, _ = await shown(60)
    assert "Chair the pathway group" in text
    assert "…" in text
    assert "in progress, late" in text


async def test_nothing_is_shortened_where_there_is_room() -> None:
    text, _ = await shown(120)
    assert ROWS["a"][0] in text
    assert "…" not in text


async def test_the_row_that_was_stood_on_is_stood_on_after_a_change() -> None:
    app = Host()
    async with app.run_test(size=(80, 10)) as pilot:
        table = app.query_one(FittedTable)
        assert table.chosen is None
        table.show(ROWS, "b")
        table.show({"c": ("New", "", ""), **ROWS})
        assert table.chosen == "b"
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert table.chosen == "b"
        table.show({"c": ("New", "", "")})
        assert table.chosen == "c"


@given(st.text(st.characters(categories=["L", "N"]), min_size=1), st.sampled_from(["pdf", "docx", "md"]))
def test_a_file_gets_its_formats_ending_once(name: str, suffix: str) -> None:
    assert named(f" /somewhere/{name}", suffix) == Path(f"/somewhere/{name}.{suffix}")
    assert named(f"/somewhere/{name}.{suffix}", suffix) == Path(f"/somewhere/{name}.{suffix}")


def test_a_dot_within_a_name_is_no_ending() -> None:
    assert named("/tmp/plan-v1.2", "pdf").name == "plan-v1.2.pdf"


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "plan.md"
    write_new(target, b"first")
    with pytest.raises(InputError, match=r"There is a file .*plan\.md already; give another name"):
        write_new(target, b"second")
    assert target.read_bytes() == b"first"
    assert target.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file or directory; give another name"):
        write_new(tmp_path / "nowhere" / "plan.md", b"")
