"""One's own portfolio, by keys alone, and what others see of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tui.planning import House, grown, visit
from tui.screens.form import Form
from tui.screens.plan import PlanScreen
from tui.screens.plan_page import TheirPlanScreen
from tui.screens.portfolio import PortfolioScreen


def kept(house: House) -> None:
    """Two items, the later one shared."""
    house.item()
    later = house.item("A letter from the family in Mill Lane", type="thank_you", when=date(2026, 1, 1))
    house.org["A"].portfolio.share(later)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
async def test_an_empty_portfolio_says_what_to_put_into_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with visit(tmp_path, size=size) as (talent, _):
        await talent.press("f10", "f10")
        assert isinstance(talent.app.screen, PortfolioScreen)
        assert "F7 adds the first item: a project, something learnt" in " ".join(talent.screen_text.split())
        assert "F8 Share" not in talent.screen_text
        assert "F1 Help" in talent.screen_text


async def test_an_item_is_added_with_a_day_as_people_write_it(tmp_path: Path) -> None:
    async with visit(tmp_path, size=(80, 24)) as (talent, house):
        await talent.press("f10", "f10", "f7")
        await talent.type("Poster on pressure damage")
        await talent.press("f2")
        assert "Choose what it is" in talent.screen_text
        await talent.press("tab", "enter", "down", "enter", "tab")
        await talent.type("3 October 2025")
        await talent.press("enter")
        (item,) = house.org["A"].portfolio.all()
        assert (item.title, item.when, item.shared) == ("Poster on pressure damage", date(2025, 10, 3), False)
        await talent.until("only you see it")


async def test_items_stand_with_who_sees_them_and_what_came_of_them(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, _):
        await talent.press("f10", "f10")
        for part in (
            "2026-01-01  thank-you",
            "Sam Okafor and HR",
            "2025-10-03  publication",
            "only you see it",
        ):
            assert part in talent.screen_text
        assert "What came of it: Two others asked for the method" in talent.screen_text


async def test_an_item_is_changed(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, house):
        await talent.press("f10", "f10", "down", "enter", "end")
        await talent.type(", regional nursing day")
        await talent.press("enter")
        assert house.org["A"].portfolio.all()[1].title == "Poster on pressure damage, regional nursing day"
        await talent.until("regional nursing day")


async def test_what_is_still_to_come_is_refused_in_the_form(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, _):
        await talent.press("f10", "f10", "enter", "tab", "tab", "home", "ctrl+k")
        await talent.type("2031-01-01")
        await talent.press("enter")
        assert isinstance(talent.app.screen, Form)
        assert "2031-01-01 is still to come" in talent.screen_text


async def test_an_item_is_shared_and_taken_back(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, house):
        await talent.press("f10", "f10", "down", "f8", "enter")
        assert [one.shared for one in house.org["A"].portfolio.all()] == [True, True]
        await talent.press("f8", "enter")
        assert [one.shared for one in house.org["A"].portfolio.all()] == [True, False]


async def test_an_item_is_removed_after_a_question(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, house):
        await talent.press("f10", "f10", "f6", "escape")
        assert len(house.org["A"].portfolio.all()) == 2
        await talent.press("f6", "enter")
        assert [one.title for one in house.org["A"].portfolio.all()] == ["Poster on pressure damage"]


async def test_the_timeline_has_items_and_milestones_in_the_order_of_days(tmp_path: Path) -> None:
    def both(house: House) -> None:
        kept(house)
        grown(house)

    async with visit(tmp_path, both, size=(80, 24)) as (talent, _):
        await talent.press("f10", "f10", "f5")
        text = talent.screen_text
        lines = [
            "2025-10-03  Publication: Poster on pressure damage",
            "2026-01-01  Thank you: A letter",
            "2026-03-02  Plan agreed",
            "2026-03-02  Done: Teach safe lifting",
        ]
        places = [text.index(line) for line in lines]
        assert places == sorted(places)
        assert "F8 Share" not in text
        await talent.press("f5")
        assert "Enter: change it" in talent.screen_text


async def test_a_manager_sees_what_is_shared_and_changes_nothing(tmp_path: Path) -> None:
    async with visit(tmp_path, kept, who="M") as (talent, _):
        await talent.press("f4")
        await talent.type("priya")
        await talent.press("f8")
        assert "A letter from the family" in talent.screen_text
        assert "Poster" not in talent.screen_text
        await talent.press("f5")
        assert "Poster" not in talent.screen_text
        await talent.press("f5", "enter", "f6", "f7", "f8")
        assert "Portfolio: Priya Nair" in talent.screen_text
        await talent.press("f10")
        assert isinstance(talent.app.screen, TheirPlanScreen)
        await talent.press("f10", "escape")
        assert "People" in talent.screen_text


async def test_f10_leads_from_the_portfolio_to_the_plan(tmp_path: Path) -> None:
    async with visit(tmp_path) as (talent, _):
        await talent.press("f10", "f10", "f10")
        assert isinstance(talent.app.screen, PlanScreen)


async def test_an_account_that_is_nobodys_has_neither(tmp_path: Path) -> None:
    def administrator(house: House) -> None:
        house.org.account("ADMIN", ["admin"])

    async with visit(tmp_path, administrator, who="ADMIN") as (talent, _):
        await talent.press("f10")
        assert "nobody's in particular, so it has no development plan" in talent.screen_text
        await talent.press("f7")
        assert not isinstance(talent.app.screen, Form)
        await talent.press("f10")
        assert "nobody's in particular, so it has no portfolio" in talent.screen_text


async def test_it_is_written_to_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    async with visit(tmp_path, kept) as (talent, _):
        await talent.press("f10", "f10", "f9")
        await talent.press("ctrl+u")
        await talent.type(str(tmp_path / "mine"))
        await talent.press("f2")
        await talent.until("Written to")
        file = tmp_path / "mine.docx"
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_bytes()[:2] == b"PK"
